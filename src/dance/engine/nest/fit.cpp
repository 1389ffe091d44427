#include "dance/engine/nest/fit.h"

#include <cmath>
#include <limits>
#include <utility>

#include "dance/core/error.h"
#include "dance/core/integers.h"

namespace dance {

namespace {

std::int64_t times_all(std::int64_t product, const std::vector<Loop>& loops) {
  for (const Loop& loop : loops) product = saturated_product(product, loop.bound);
  return product;
}

}  // namespace

void check_capacity(const std::array<TensorCounts, kTensors>& tiles, const std::string& level,
                    std::int64_t capacity_words, std::vector<Misfit>& misfits,
                    const std::array<double, kTensors>& words) {
  Misfit misfit{Misfit::Kind::Capacity, level, 0, capacity_words, {}};
  double narrower = 0;  // words of tensors whose words are not as long as the capacity's
  for (std::size_t t = 0; t < kTensors; ++t) {
    if (!tiles[t].kept) continue;
    misfit.tile_words[t] = tiles[t].tile_words;
    if (words[t] == 1) {
      misfit.needed = saturated_sum(misfit.needed, tiles[t].tile_words);
    } else {
      narrower += words[t] * static_cast<double>(tiles[t].tile_words);
    }
  }
  // A sum of fractions such as fifths may come out a rounding above a whole number, which is no further word.
  constexpr double kRounding = 8 * std::numeric_limits<double>::epsilon();
  const double words_needed = std::ceil(narrower * (1 - kRounding));
  if (narrower > 0) misfit.needed = saturated_sum(misfit.needed, saturated_integer(words_needed));
  if (capacity_words > 0 && misfit.lacking() > 0) misfits.push_back(std::move(misfit));
}

std::vector<Misfit> misfits_of(const Nest& nest, const NestCounts& counts, const Hierarchy& hierarchy) {
  const std::size_t depth = hierarchy.levels.size();
  if (nest.levels.size() != depth || counts.levels.size() != depth) {
    throw Error({"", 0, "nest", "nest and accelerator differ in storage levels", std::to_string(depth),
                 std::to_string(nest.levels.size())});
  }
  std::vector<Misfit> misfits;
  std::int64_t used_x = 1, used_y = 1;
  for (std::size_t l = 0; l <= depth; ++l) {
    const bool macs = l == depth;
    const std::string name = macs ? "MACs" : hierarchy.levels[l].name;
    const std::int64_t built_x = macs ? hierarchy.macs_x : hierarchy.levels[l].instances_x;
    const std::int64_t built_y = macs ? hierarchy.macs_y : hierarchy.levels[l].instances_y;
    if (used_x > built_x) misfits.push_back({Misfit::Kind::InstancesX, name, used_x, built_x, {}});
    if (used_y > built_y) misfits.push_back({Misfit::Kind::InstancesY, name, used_y, built_y, {}});
    if (macs) break;
    check_capacity(counts.levels[l], name, hierarchy.levels[l].capacity_words, misfits,
                   hierarchy.levels[l].units.word);
    used_x = times_all(used_x, nest.levels[l].spatial_x);
    used_y = times_all(used_y, nest.levels[l].spatial_y);
  }
  return misfits;
}

}  // namespace dance
