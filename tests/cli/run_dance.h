// Runs the real program and gathers all that a user sees of it.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/temporary_folder.h"

namespace dance::test {

struct Outcome {
  int exit_code = -1;
  std::string out, err;
};

// `arguments` is shell text, redirections included. The program runs in `folder` without a terminal, with a
// cache of its own there.
Outcome run_dance(const std::string& arguments, const std::filesystem::path& folder);
Outcome run_dance(const std::string& arguments);  // in a folder that is removed afterwards

// Lets the program read `fifo`, a named pipe among its arguments, and sends it `signal` once it has begun to.
Outcome signal_dance(const std::vector<std::string>& arguments, const std::filesystem::path& fifo,
                     int signal);

// Standard output of a run that must succeed, as JSON.
nlohmann::json json_of(const std::string& arguments, const std::filesystem::path& folder);
nlohmann::json json_of(const std::string& arguments);

void write_text(const std::filesystem::path& file, const std::string& text);

// A CIFAR-10 folder whose every file holds `bytes`.
void write_cifar10(const std::filesystem::path& folder, const std::string& bytes);

// A file of examples/, quoted for the shell.
std::string example(const std::string& name);

}  // namespace dance::test
