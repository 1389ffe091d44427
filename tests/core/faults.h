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

}  // namespace dance::test
