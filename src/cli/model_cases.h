// Many cases of Timeloop's model in one call: one JSON line each, in the order given.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

namespace dance::cli {

// Evaluates each file as a case of its own, and each line of a file that ends in .jsonl and of
// `standard_input`, which "-" or no file at all stands for. A case's line has its name ("case": the
// document's `name`, else FILE or FILE:LINE) and the figures of `dance model --json`, or what is wrong with
// it ("error": a text for each fault). Gives the number of cases with an error; an infeasible mapping is a
// result.
std::size_t evaluate_cases(const std::vector<std::string>& files, std::istream& standard_input,
                           std::ostream& out);

}  // namespace dance::cli
