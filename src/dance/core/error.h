// The one public error type. Libraries throw it and never print or exit; the command line turns it into a
// message and an exit code. A message reads `file:line: key: problem; expected ...; got ...`, one line per
// fault.
#pragma once

#include <stdexcept>
#include <string>
#include <vector>

namespace dance {

// Process exit codes of the command line.
inline constexpr int kExitRunFailure = 1;
inline constexpr int kExitBadInput = 2;

// One thing that is wrong with the input. Empty fields are left out of the message; line 0 means "no line".
struct Fault {
  std::string file;
  int line = 0;
  std::string key;
  std::string problem;
  std::string expected;
  std::string found;
};

std::string to_string(const Fault& fault);

class Error : public std::runtime_error {
 public:
  // Bad input (exit code 2): every fault of a file at once.
  explicit Error(std::vector<Fault> faults);
  explicit Error(Fault fault) : Error(std::vector<Fault>{std::move(fault)}) {}
  // A failure of the run itself (exit code 1), such as a loss that became NaN.
  static Error run_failure(const std::string& message);

  const std::vector<Fault>& faults() const { return faults_; }
  int exit_code() const { return exit_code_; }

 private:
  Error(const std::string& message, int exit_code) : std::runtime_error(message), exit_code_(exit_code) {}

  std::vector<Fault> faults_;
  int exit_code_ = kExitBadInput;
};

}  // namespace dance
