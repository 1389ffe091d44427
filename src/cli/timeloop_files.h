// Timeloop's files by what stands at their top: `dance map` and `dance model` read them, the other commands
// say so.
#pragma once

#include <string>

namespace dance::cli {

// Whether `file` is YAML or JSON with this key at its top. It is also false for a file that cannot be read;
// whoever reads the file next says what is wrong with it.
bool has_top_key(const std::string& file, const std::string& key);

// Which of architecture, problem, mapping, ERT and ART stands at the top of the file; "" where none does.
std::string timeloop_key(const std::string& file);

// "one of Timeloop's files, with 'ERT' at its top: 'dance map LAYER -a architecture.yaml ERT.yaml' ...".
std::string timeloop_advice(const std::string& file);

// Throws Error with this advice where `file` is one of Timeloop's, and what was `expected` instead.
void refuse_timeloop_file(const std::string& file, const std::string& expected);

}  // namespace dance::cli
