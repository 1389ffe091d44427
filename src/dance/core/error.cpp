#include "dance/core/error.h"

#include <fmt/format.h>

#include <string_view>

#include "dance/core/utf8.h"

namespace dance {

namespace {

constexpr std::size_t kMaxField = 4000;

// The text as a message may hold it. A file may hold anything: control characters are escaped, since a zero
// byte would end the message, a line break would begin another one and an escape sequence would change the
// terminal.
std::string printable(const std::string& text) {
  std::string out;
  for (const char c : text) {
    const auto code = static_cast<unsigned char>(c);
    out += code < 0x20 || code == 0x7f ? fmt::format("\\x{:02x}", code) : std::string(1, c);
  }
  return out;
}

// A very long text that a file holds is told by its beginning and its length.
std::string quoted_part(const std::string& text) {
  if (text.size() <= kMaxField) return printable(text);
  std::size_t end = 0;
  while (end < kMaxField) end += utf8_step(std::string_view(text).substr(end));
  return fmt::format("{}... ({} bytes in all)", printable(text.substr(0, end)), text.size());
}

}  // namespace

std::string to_string(const Fault& fault) {
  std::string text;
  if (!fault.file.empty())
    text += quoted_part(fault.file) + (fault.line > 0 ? fmt::format(":{}: ", fault.line) : ": ");
  if (!fault.key.empty()) text += quoted_part(fault.key) + ": ";
  text += quoted_part(fault.problem);
  if (!fault.expected.empty()) text += "; expected " + printable(fault.expected);
  if (!fault.found.empty()) text += "; got " + quoted_part(fault.found);
  return text;
}

namespace {
std::string join_messages(const std::vector<Fault>& faults) {
  std::string text;
  for (const Fault& fault : faults) text += (text.empty() ? "" : "\n") + to_string(fault);
  return text;
}
}  // namespace

Error::Error(std::vector<Fault> faults)
    : std::runtime_error(join_messages(faults)), faults_(std::move(faults)) {}

Error Error::run_failure(const std::string& message) { return Error(message, kExitRunFailure); }

}  // namespace dance
