// What the environment variables say: read here alone, and handed to the library by the commands.
#pragma once

#include <filesystem>

namespace dance::cli {

// $DANCE_CACHE, else $XDG_CACHE_HOME/dance, else $HOME/.cache/dance, else ./.cache/dance. Not created.
std::filesystem::path cache_folder();

// Tells the library where the presets are: $DANCE_CONFIGS, else the configs folder that the build was made
// with, else share/dance beside the folder of the installed program, or beside one above it.
void find_config_folder();

}  // namespace dance::cli
