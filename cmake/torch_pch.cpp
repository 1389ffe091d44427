// Holds the precompiled torch header that the torch-side modules share.
