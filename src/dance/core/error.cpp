#include "dance/core/error.h"

#include <fmt/format.h>

namespace dance {

std::string to_string(const Fault& fault) {
  std::string text;
  if (!fault.file.empty()) text += fault.file + (fault.line > 0 ? fmt::format(":{}: ", fault.line) : ": ");
  if (!fault.key.empty()) text += fault.key + ": ";
  text += fault.problem;
  if (!fault.expected.empty()) text += "; expected " + fault.expected;
  if (!fault.found.empty()) text += "; got " + fault.found;
  return text;
}

namespace {
std::string join_messages(const std::vector<Fault>& faults) {
  std::string text;
  for (const Fault& fault : faults) text += (text.empty() ? "" : "\n") + to_string(fault);
  return text;
}
}  // namespace

Error::Error(std::vector<Fault> faults) : std::runtime_error(join_messages(faults)), faults_(std::move(faults)) {}

Error Error::run_failure(const std::string& message) { return Error(message, kExitRunFailure); }

}  // namespace dance
