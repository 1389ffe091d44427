// Runs the real program and gathers all that a user sees of it.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "core/temporary_folder.h"

namespace dance::test {

struct Outcome {
  int exit_code = -1;
  std::string out, err;
};

// `arguments` is shell text, redirections included. The program runs in `folder` without a terminal, with a
// cache of its own there, under `wrapper` (such as "timeout 5") where there is one.
Outcome run_dance(const std::string& arguments, const std::filesystem::path& folder,
                  const std::string& wrapper = "");
Outcome run_dance(const std::string& arguments);  // in a folder that is removed afterwards

// Standard output of a run that must succeed, as JSON.
nlohmann::json json_of(const std::string& arguments, const std::filesystem::path& folder);
nlohmann::json json_of(const std::string& arguments);

void write_text(const std::filesystem::path& file, const std::string& text);

// A file of examples/, quoted for the shell.
std::string example(const std::string& name);

}  // namespace dance::test
