// Timeloop's files by what stands at their top: `dance map` and `dance model` read them, the other commands
// say so.
#pragma once

#include <string>

#include "dance/core/error.h"

namespace dance::cli {

// Whether `file` is YAML or JSON with this key at its top. It is also false for a file that cannot be read;
// whoever reads the file next says what is wrong with it.
bool has_top_key(const std::string& file, const std::string& key);

// Which of architecture, problem, mapping, ERT and ART stands at the top of the file; "" where none does.
std::string timeloop_key(const std::string& file);

// "is one of Timeloop's files ('ERT' stands at its top), which two other commands read: ...", to stand behind
// the file's name; "" for other files.
std::string timeloop_advice(const std::string& file);

// What `read` gives. Where it throws Error and `file` is one of Timeloop's, that is said instead, with what
// was `expected`.
template <typename Read>
auto unless_of_timeloop(const std::string& file, const std::string& expected, const Read& read) {
  try {
    return read();
  } catch (const Error&) {
    const std::string advice = timeloop_advice(file);
    if (!advice.empty()) throw Error({file, 0, "", advice, expected, ""});
    throw;
  }
}

}  // namespace dance::cli
