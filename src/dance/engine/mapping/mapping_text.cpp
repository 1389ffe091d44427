#include "dance/engine/mapping/mapping_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <sstream>

namespace dance {

namespace {

constexpr std::int64_t kMaxFactor = std::int64_t{1} << 31;
constexpr const char* kNotation = "DRAM ... | GLB ... | X ... | Y ... | RF ..., in this order";
constexpr std::array<const char*, 5> kLevels = {"DRAM", "GLB", "X", "Y", "RF"};
constexpr const char* kBypass = "GLB(I,O)";

void add(std::vector<Fault>& faults, std::string problem, std::string expected, const std::string& found) {
  faults.push_back(
      {"", 0, "", std::move(problem), std::move(expected), found.empty() ? "" : "'" + found + "'"});
}

// The factor of a loop such as "M4"; nothing and a fault where it is no loop.
std::optional<std::int64_t> factor_of(const std::string& word, std::vector<Fault>& faults) {
  if (kDimNames.find(word.front()) == std::string_view::npos) {
    add(faults, "unknown dimension", "a loop of N, G, M, C, P, Q, R or S, such as M4", word);
    return std::nullopt;
  }
  std::int64_t factor = 0;
  const char *begin = word.data() + 1, *end = word.data() + word.size();
  const auto [rest, code] = std::from_chars(begin, end, factor);
  if (code == std::errc::invalid_argument || rest != end) {
    add(faults, "not a loop", "a dimension and its factor, such as M4", word);
    return std::nullopt;
  }
  if (code != std::errc() || factor < 1 || factor > kMaxFactor) {
    add(faults, "factor out of range", fmt::format("1..{}", kMaxFactor), word);
    return std::nullopt;
  }
  return factor;
}

// The five levels' texts by position in kLevels.
struct Levels {
  std::array<std::optional<std::string>, kLevels.size()> loops;
  bool bypass = false;
};

Levels split_levels(const std::string& text, std::vector<Fault>& faults) {
  Levels levels;
  std::istringstream sections(text);
  std::size_t next = 0;
  bool in_order = true;
  for (std::string section; std::getline(sections, section, '|');) {
    std::istringstream words(section);
    std::string name, loops;
    words >> name;
    std::getline(words, loops);
    const bool bypass = name == kBypass;
    const auto found = std::find(kLevels.begin(), kLevels.end(), bypass ? "GLB" : name);
    if (found == kLevels.end()) {
      add(faults, "unknown level", "DRAM, GLB, GLB(I,O), X, Y or RF before its loops", name);
      continue;
    }
    const auto level = static_cast<std::size_t>(found - kLevels.begin());
    if (levels.loops[level]) {
      add(faults, fmt::format("level {} is given twice", kLevels[level]), kNotation, "");
      continue;
    }
    in_order = in_order && level >= next;
    next = level + 1;
    levels.loops[level] = loops;
    levels.bypass = levels.bypass || bypass;
  }
  for (std::size_t level = 0; level < kLevels.size(); ++level) {
    if (!levels.loops[level])
      add(faults, fmt::format("level {} is missing", kLevels[level]), kNotation, text);
  }
  if (!in_order) add(faults, "levels out of order", kNotation, text);
  return levels;
}

}  // namespace

void parse_loops(const std::string& text, Bounds& factors, std::array<Dim, kDims>* order,
                 std::vector<Fault>& faults) {
  std::istringstream words(text);
  std::vector<Dim> named;
  for (std::string word; words >> word;) {
    const auto factor = factor_of(word, faults);
    if (!factor) continue;
    const Dim d = kAllDims[kDimNames.find(word.front())];
    if (std::find(named.begin(), named.end(), d) != named.end()) {
      add(faults, fmt::format("dimension {} is given twice at a level", word.front()), "each dimension once",
          word);
      continue;
    }
    factors[d] = *factor;
    named.push_back(d);
  }
  if (order == nullptr) return;
  std::erase_if(named, [&](Dim d) { return factors[d] == 1; });
  std::size_t place = 0;
  for (const Dim d : kAllDims) {
    if (factors[d] == 1) (*order)[place++] = d;
  }
  for (const Dim d : named) (*order)[place++] = d;
}

Mapping parse_mapping(const std::string& text, std::vector<Fault>& faults) {
  const Levels levels = split_levels(text, faults);
  Mapping mapping;
  mapping.weights_bypass_buffer = levels.bypass;
  const std::array<Bounds*, kLevels.size()> factors = {&mapping.dram, &mapping.buffer, &mapping.spatial_x,
                                                       &mapping.spatial_y, &mapping.register_file};
  const std::array<std::array<Dim, kDims>*, kLevels.size()> orders = {&mapping.dram_order,
                                                                      &mapping.buffer_order};
  for (std::size_t level = 0; level < kLevels.size(); ++level) {
    std::vector<Fault> of_level;
    parse_loops(levels.loops[level].value_or(""), *factors[level], orders[level], of_level);
    for (Fault& fault : of_level) {
      fault.problem = fmt::format("{}: {}", kLevels[level], fault.problem);
      faults.push_back(std::move(fault));
    }
  }
  return mapping;
}

}  // namespace dance
