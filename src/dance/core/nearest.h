// The nearest of some names to one that is not among them: what the user may have meant.
#pragma once

#include <string>
#include <vector>

namespace dance {

// The candidate with the least edit distance, if it is near enough to be a slip (two letters, or a third of
// the word where that is more; in a short word one letter), or one that begins with `word`; else "". Of
// equally near ones the first.
std::string nearest(const std::string& word, const std::vector<std::string>& candidates);

// "; did you mean 'NAME'?" with the nearest candidate, or "" where none is near: the end of a message.
std::string did_you_mean(const std::string& word, const std::vector<std::string>& candidates);

}  // namespace dance
