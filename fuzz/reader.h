// What every fuzz target does: hands the bytes to a reader as text. dance::Error is the only exception that
// may leave it, and its message must name something.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "dance/core/error.h"

namespace dance::fuzz {

template <typename Read>
int run(const std::uint8_t* data, std::size_t size, Read&& read) {
  try {
    read(std::string(reinterpret_cast<const char*>(data), size));
  } catch (const Error& error) {
    if (error.what()[0] == '\0') std::abort();
  }
  return 0;
}

}  // namespace dance::fuzz
