#include "cli/run_dance.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
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
int exit_code_of(int status) { return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status); }
}  // namespace

Outcome run_dance(const std::string& arguments, const fs::path& folder) {
  const TemporaryFolder streams;
  const fs::path out = streams / "out", err = streams / "err";
  const std::string command = "cd " + quoted(folder.string()) +
                              " && DANCE_CACHE=" + quoted((folder / ".cache").string()) + " NO_COLOR=1 " +
                              quoted(DANCE_PROGRAM) + " </dev/null >" + quoted(out.string()) + " 2>" +
                              quoted(err.string()) + " " + arguments;
  return {exit_code_of(std::system(command.c_str())), text_of(out), text_of(err)};
}

Outcome signal_dance(const std::vector<std::string>& arguments, const fs::path& fifo, int signal) {
  const TemporaryFolder streams;
  const fs::path out = streams / "out", err = streams / "err";
  const pid_t child = ::fork();
  if (child == 0) {
    std::vector<const char*> words = {DANCE_PROGRAM};
    for (const std::string& argument : arguments) words.push_back(argument.c_str());
    words.push_back(nullptr);
    if (std::freopen(out.c_str(), "w", stdout) != nullptr &&
        std::freopen(err.c_str(), "w", stderr) != nullptr) {
      ::execv(DANCE_PROGRAM, const_cast<char* const*>(words.data()));
    }
    ::_exit(127);
  }
  const int writer = ::open(fifo.c_str(), O_WRONLY);  // waits for the reader
  ::kill(child, signal);
  int status = 0;
  ::waitpid(child, &status, 0);
  ::close(writer);
  return {exit_code_of(status), text_of(out), text_of(err)};
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

void write_cifar10(const fs::path& folder, const std::string& bytes) {
  for (const char* name :
       {"data_batch_1", "data_batch_2", "data_batch_3", "data_batch_4", "data_batch_5", "test_batch"})
    write_text(folder / (std::string(name) + ".bin"), bytes);
}

std::string example(const std::string& name) {
  return quoted(std::string(DANCE_SOURCE_DIR) + "/examples/" + name);
}

}  // namespace dance::test
