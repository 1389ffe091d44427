// Stands for the precompiled header of GoogleTest that tests without torch share.
