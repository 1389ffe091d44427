#include "dance/report/nest_report.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <vector>

namespace dance {

namespace {

bool keeps_all(const NestLevel& level) { return level.keeps[0] && level.keeps[1] && level.keeps[2]; }

char letter(const Loop& loop) { return letter_of(loop.dim); }

std::string loops_text(const std::vector<Loop>& loops) {
  std::vector<std::string> words;
  for (const Loop& loop : loops) {
    if (loop.bound > 1) words.push_back(fmt::format("{}{}", letter(loop), loop.bound));
  }
  return fmt::format("{}", fmt::join(words, " "));
}

// "GLB P16 Q16", "X C8".
std::string part(const std::string& head, const std::vector<Loop>& loops) {
  const std::string text = loops_text(loops);
  return text.empty() ? head : head + " " + text;
}

std::string head_of(const NestLevel& level) {
  if (keeps_all(level)) return level.name;
  std::vector<char> kept;
  for (std::size_t t = 0; t < kTensors; ++t) {
    if (level.keeps[t]) kept.push_back(kTensorNames[t].front());
  }
  return fmt::format("{}({})", level.name, fmt::join(kept, ","));
}

std::string with_commas(std::int64_t value) {
  std::string text = std::to_string(value);
  for (std::ptrdiff_t place = static_cast<std::ptrdiff_t>(text.size()) - 3; place > 0; place -= 3) {
    text.insert(static_cast<std::size_t>(place), ",");
  }
  return text;
}

std::string held(const std::array<TensorCounts, kTensors>& level) {
  std::vector<std::string> tiles;
  for (std::size_t t = 0; t < kTensors; ++t) {
    if (level[t].kept)
      tiles.push_back(fmt::format("{} {}", kTensorNames[t], with_commas(level[t].tile_words)));
  }
  return tiles.empty() ? "holds nothing" : fmt::format("holds {} words", fmt::join(tiles, ", "));
}

}  // namespace

std::string one_line(const Nest& nest) {
  std::vector<std::string> parts;
  for (const NestLevel& level : nest.levels) {
    parts.push_back(part(head_of(level), level.temporal));
    const bool array = !level.spatial_x.empty() || !level.spatial_y.empty();
    if (!array) continue;
    parts.push_back(part("X", level.spatial_x));
    parts.push_back(part("Y", level.spatial_y));
  }
  return fmt::format("{}", fmt::join(parts, " | "));
}

std::string loop_listing(const Nest& nest, const NestCounts& counts) {
  std::string text;
  std::size_t depth = 1;
  const auto line = [&](const std::string& words) { text += std::string(2 * depth++, ' ') + words + "\n"; };
  for (std::size_t l = 0; l < nest.levels.size(); ++l) {
    const NestLevel& level = nest.levels[l];
    text += fmt::format("{}  {}\n", level.name, held(counts.levels[l]));
    for (const Loop& loop : level.temporal) {
      if (loop.bound > 1) line(fmt::format("for {} in 0..{}", letter(loop), loop.bound - 1));
    }
    for (const Loop& loop : level.spatial_x) {
      if (loop.bound > 1) line(fmt::format("spread {} over X {}", letter(loop), loop.bound));
    }
    for (const Loop& loop : level.spatial_y) {
      if (loop.bound > 1) line(fmt::format("spread {} over Y {}", letter(loop), loop.bound));
    }
  }
  line("one MAC each");
  return text;
}

Json to_json(const Nest& nest) {
  Json levels = Json::array();
  for (const NestLevel& level : nest.levels) {
    Json kept = Json::array();
    for (std::size_t t = 0; t < kTensors; ++t) {
      if (level.keeps[t]) kept.push_back(kTensorNames[t]);
    }
    levels.push_back({{"name", level.name},
                      {"keeps", kept},
                      {"temporal", loops_text(level.temporal)},
                      {"spatial_x", loops_text(level.spatial_x)},
                      {"spatial_y", loops_text(level.spatial_y)}});
  }
  return {{"text", one_line(nest)}, {"levels", levels}};
}

}  // namespace dance
