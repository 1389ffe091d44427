// From `dance` to the program of the search, for the commands that need libtorch.
#pragma once

namespace dance::cli {

// Where the first word that is not an option names a command of the search, becomes the program of the search
// with the same arguments, and does not return. Throws Error::run_failure where that cannot be started. In a
// build without libtorch it does nothing: the frame says what is missing.
void hand_over_search(int argc, char** argv);

}  // namespace dance::cli
