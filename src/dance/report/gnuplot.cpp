#include "dance/report/gnuplot.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <optional>
#include <vector>

#include "dance/core/error.h"
#include "dance/core/files.h"

namespace dance {

namespace fs = std::filesystem;

namespace {

class ScratchFolder {
 public:
  ScratchFolder() {
    std::string name = (fs::temp_directory_path() / "dance-plot-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw Error::run_failure("no temporary folder can be made");
    path_ = name;
  }
  ~ScratchFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  std::string operator/(const char* name) const { return (path_ / name).string(); }

 private:
  fs::path path_;
};

// Where a program reads from and writes to: files.
struct Streams {
  std::string out, err;
};

// The exit status of gnuplot with these arguments; none where it cannot be started.
std::optional<int> run_gnuplot(std::vector<std::string> words, const Streams& streams) {
  posix_spawn_file_actions_t files;
  ::posix_spawn_file_actions_init(&files);
  constexpr int kNew = O_WRONLY | O_CREAT | O_TRUNC;
  ::posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, streams.out.c_str(), kNew, 0600);
  ::posix_spawn_file_actions_addopen(&files, STDERR_FILENO, streams.err.c_str(), kNew, 0600);
  words.insert(words.begin(), "gnuplot");
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  pid_t child = 0;
  const int code = ::posix_spawnp(&child, "gnuplot", &files, nullptr, arguments.data(), environ);
  ::posix_spawn_file_actions_destroy(&files);
  if (code != 0) return std::nullopt;
  int status = 0;
  ::waitpid(child, &status, 0);
  return status;
}

}  // namespace

void require_gnuplot(const std::string& option) {
  if (run_gnuplot({"--version"}, {"/dev/null", "/dev/null"})) return;
  throw Error({"", 0, option, "the program gnuplot, which draws the picture, is not installed",
               "gnuplot on the PATH (Debian: apt install gnuplot-nox)", ""});
}

std::string gnuplot_output(const std::string& script) {
  const ScratchFolder folder;
  write_file_atomic(folder / "script", script);
  const std::optional<int> status = run_gnuplot({"-d", folder / "script"}, {folder / "out", folder / "err"});
  if (!status) throw Error::run_failure("gnuplot cannot be started");
  if (*status != 0) throw Error::run_failure("gnuplot failed: " + read_file(folder / "err"));
  return read_file(folder / "out");
}

std::string gnuplot_log_tics(double low, double high) {
  const double decades = std::log10(high / low);
  std::string tics;
  for (int power = static_cast<int>(std::floor(std::log10(low))); std::pow(10, power) < high; ++power) {
    for (int step = 1; step < 10; ++step) {
      const double value = step * std::pow(10, power);
      const bool labelled =
          step == 1 || (decades < 3 && (step == 2 || step == 5)) || (decades < 1 && (step == 3 || step == 7));
      tics += labelled ? fmt::format("{}'{:g}' {:.9g} 0", tics.empty() ? "" : ", ", value, value)
                       : fmt::format("{}'' {:.9g} 1", tics.empty() ? "" : ", ", value);
    }
  }
  return tics;
}

std::string gnuplot_quoted(const std::string& text) {
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'') quoted += '\'';
    quoted += static_cast<unsigned char>(c) < ' ' ? ' ' : c;
  }
  return quoted + "'";
}

}  // namespace dance
