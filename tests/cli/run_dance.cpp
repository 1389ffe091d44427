#include "cli/run_dance.h"

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

namespace dance::test {

namespace fs = std::filesystem;

namespace {
std::string text_of(const fs::path& file) {
  std::ostringstream text;
  text << std::ifstream(file, std::ios::binary).rdbuf();
  return text.str();
}
std::string quoted(const std::string& text) { return "'" + text + "'"; }
}  // namespace

Outcome run_dance(const std::string& arguments, const fs::path& folder, const std::string& wrapper) {
  const TemporaryFolder streams;
  const fs::path out = streams / "out", err = streams / "err";
  const std::string command = "cd " + quoted(folder.string()) +
                              " && DANCE_CACHE=" + quoted((folder / ".cache").string()) + " NO_COLOR=1 " +
                              wrapper + " " + quoted(DANCE_PROGRAM) + " </dev/null >" + quoted(out.string()) +
                              " 2>" + quoted(err.string()) + " " + arguments;
  const int status = std::system(command.c_str());
  const int exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return {exit_code, text_of(out), text_of(err)};
}

Outcome run_dance(const std::string& arguments) {
  const TemporaryFolder folder;
  return run_dance(arguments, folder.path());
}

nlohmann::json json_of(const std::string& arguments, const fs::path& folder) {
  const Outcome outcome = run_dance(arguments + " --json", folder);
  EXPECT_EQ(outcome.exit_code, 0) << arguments << "\n" << outcome.err;
  return nlohmann::json::parse(outcome.out, nullptr, false);
}

nlohmann::json json_of(const std::string& arguments) {
  const TemporaryFolder folder;
  return json_of(arguments, folder.path());
}

void write_text(const fs::path& file, const std::string& text) {
  fs::create_directories(file.parent_path());
  std::ofstream(file, std::ios::binary) << text;
}

std::string example(const std::string& name) {
  return quoted(std::string(DANCE_SOURCE_DIR) + "/examples/" + name);
}

}  // namespace dance::test
