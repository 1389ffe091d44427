// The folders that environment variables name; the commands hand them to the library, which reads no
// environment. What concerns the terminal (NO_COLOR, TERM) is read in progress_display.cpp.
#pragma once

#include <filesystem>

namespace dance::cli {

// $DANCE_CACHE, else $XDG_CACHE_HOME/dance, else $HOME/.cache/dance, else ./.cache/dance. Not created.
std::filesystem::path cache_folder();

// Tells the library where the presets are: $DANCE_CONFIGS, else the configs folder that the build was made
// with, else share/dance beside the folder of the installed program, or beside one above it.
void find_config_folder();

}  // namespace dance::cli
