// Helpers for tests that expect an Error.
#pragma once

#include <string>
#include <vector>

#include "dance/core/error.h"

namespace dance::test {

// The message of the Error that `action` throws; "" where it throws none.
template <typename Action>
std::string message_of(Action&& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

// The text of a good file with one part exchanged, which must be there.
inline std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  return at == std::string::npos ? "no '" + from + "' in: " + text : text.replace(at, from.size(), to);
}

}  // namespace dance::test
