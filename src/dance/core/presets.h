// Presets: the YAML files under configs/<kind>/ that a name stands for.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace dance {

// The folder of the presets. It is the configs folder that the build was made with, unless the program names
// another one, once, before anything is read.
std::filesystem::path config_folder();
void set_config_folder(const std::filesystem::path& folder);

// The file that `name_or_path` means: a path that exists (as it is, or relative to `beside`, a folder), else
// the preset configs/<kind>/<name>.yaml. Throws Error that lists the presets of this kind.
std::filesystem::path find_preset(const std::string& kind, const std::string& name_or_path,
                                  const std::filesystem::path& beside = {});

// The same for the value of a command-line option, which the Error names in place of the kind.
std::filesystem::path find_preset_of(const std::string& option, const std::string& kind,
                                     const std::string& name_or_path);

// Names of the presets of a kind ("hardware", "network", "workload", "dataflow", "technology", "search",
// "compare"), sorted.
std::vector<std::string> preset_names(const std::string& kind);

}  // namespace dance
