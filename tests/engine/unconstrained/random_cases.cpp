#include "engine/unconstrained/random_cases.h"

#include <string>

namespace dance::test {

using namespace unconstrained;

namespace {

StorageLevel random_level(Random& random, bool outermost, double scale) {
  StorageLevel level;
  if (random.below(2) == 0) level.multicast = Multicast::Words;
  level.units.read_pj = scale * random.uniform(0.2, 1);
  level.units.write_pj = scale * random.uniform(0.2, 1);
  if (random.below(3) == 0) level.units.block_words = pick<std::int64_t>(random, {2, 3, 4});
  if (random.below(4) == 0) level.units.read_words_per_cycle = pick(random, {0.5, 1.0, 2.0});
  if (random.below(4) == 0) level.units.write_words_per_cycle = pick(random, {0.25, 1.0});
  if (random.below(6) == 0) level.units.total_words_per_cycle = pick(random, {0.5, 2.0});
  if (random.below(4) == 0) level.units.network_pj = random.uniform(0, 3);
  if (random.below(3) == 0) level.units.word = {0.25, 0.5, pick(random, {1.0, 2.0})};
  if (outermost) return level;
  level.capacity_words = pick<std::int64_t>(random, {0, 1, 2, 4, 7, 12, 40});
  if (random.below(4) == 0) {  // a scratchpad of one tensor
    level.may_keep = {false, false, false};
    level.may_keep[random.below(kTensors)] = true;
  }
  return level;
}

std::vector<std::int64_t> divisors(std::int64_t n) {
  std::vector<std::int64_t> out;
  for (std::int64_t d = 1; d <= n; ++d) {
    if (n % d == 0) out.push_back(d);
  }
  return out;
}

LoopOrder random_order(Random& random, const Factors& factors) {
  LoopOrder order;
  for (std::size_t d = 0; d < kDims; ++d) {
    if (factors[d] == 1) continue;
    order.dims[order.size++] = static_cast<std::uint8_t>(d);
    std::swap(order.dims[order.size - 1], order.dims[random.below(order.size)]);
  }
  return order;
}

}  // namespace

Layer random_layer(Random& random) {
  Layer layer;
  layer.name = "random";
  const std::uint64_t dims = 2 + random.below(4);
  for (std::uint64_t i = 0; i < dims; ++i) {
    layer.bounds[random.below(kDims)] = pick<std::int64_t>(random, {2, 2, 3, 3, 4, 6});
  }
  if (random.below(2) == 0) {  // a sliding window
    layer.bounds[Dim::P] = pick<std::int64_t>(random, {2, 3, 4});
    layer.bounds[Dim::R] = pick<std::int64_t>(random, {2, 3});
  }
  if (random.below(4) == 0) {  // the same along both axes
    layer.bounds[Dim::Q] = layer.bounds[Dim::P], layer.bounds[Dim::S] = layer.bounds[Dim::R];
  }
  layer.stride_w = pick(random, {1, 1, 2}), layer.stride_h = pick(random, {1, 1, 3});
  layer.dilation_w = pick(random, {1, 1, 2}), layer.dilation_h = pick(random, {1, 1, 1, 2});
  return layer;
}

Hierarchy random_hierarchy(Random& random) {
  Hierarchy hierarchy;
  hierarchy.name = "random";
  if (random.below(4) == 0) hierarchy.input_words = InputWords::Extents;
  const std::uint64_t depth = 2 + random.below(3);
  std::int64_t x = 1, y = 1;
  double scale = random.uniform(5, 100);
  for (std::uint64_t l = 0; l < depth; ++l, scale *= 0.3) {
    StorageLevel level = random_level(random, l == 0, scale);
    level.name = "L" + std::to_string(l);
    if (l > 0) x *= pick(random, {1, 1, 2, 3}), y *= pick(random, {1, 1, 2});
    level.instances_x = x, level.instances_y = y;
    const std::vector<std::int64_t> shares = divisors(x * y);
    if (random.below(4) == 0) level.units.memories = shares[random.below(shares.size())];
    hierarchy.levels.push_back(level);
  }
  hierarchy.macs_x = x * pick(random, {1, 1, 2}), hierarchy.macs_y = y * pick(random, {1, 1, 1, 3});
  hierarchy.mac_pj = random.uniform(0, 1);
  if (random.below(4) == 0) hierarchy.leakage_pj_per_cycle = random.uniform(0, 20);
  return hierarchy;
}

Layer sliding_layer(Random& random) {
  Layer layer;
  layer.name = "sliding";
  layer.bounds[Dim::P] = pick<std::int64_t>(random, {4, 6, 8});
  layer.bounds[Dim::R] = pick<std::int64_t>(random, {2, 3, 4});
  layer.bounds[Dim::Q] = pick<std::int64_t>(random, {1, 2, 4});
  layer.bounds[Dim::S] = pick<std::int64_t>(random, {1, 2, 3});
  layer.bounds[pick(random, {Dim::G, Dim::M, Dim::C})] = pick<std::int64_t>(random, {1, 1, 2});
  layer.stride_w = pick(random, {1, 1, 1, 2}), layer.dilation_w = pick(random, {1, 1, 2});
  return layer;
}

Hierarchy sharing_hierarchy(Random& random) {
  Hierarchy hierarchy;
  hierarchy.name = "sharing";
  hierarchy.levels.resize(2 + random.below(2));
  std::int64_t x = 1, y = 1;
  for (std::size_t l = 0; l < hierarchy.levels.size(); ++l) {
    StorageLevel& level = hierarchy.levels[l];
    level.name = "L" + std::to_string(l);
    level.multicast = Multicast::Words;
    level.units.read_pj = random.uniform(1, 30), level.units.write_pj = random.uniform(0, 1);
    level.units.network_pj = random.uniform(0, 3);
    if (random.below(4) == 0) level.units.read_words_per_cycle = pick(random, {0.5, 1.0, 2.0});
    if (l > 0) {
      level.capacity_words = pick<std::int64_t>(random, {4, 8, 12, 20, 40});
      x *= pick(random, {1, 2, 3, 4}), y *= pick(random, {1, 2, 3});
    }
    level.instances_x = x, level.instances_y = y;
  }
  hierarchy.macs_x = x, hierarchy.macs_y = y;
  return hierarchy;
}

RandomMapping random_mapping(Random& random, const MergedLayer& layer, const Hierarchy& hierarchy,
                             const SpatialChoices& spatial) {
  RandomMapping out;
  out.task.spatial = &spatial.choices[random.below(spatial.choices.size())];
  for (std::size_t t = 0; t < kTensors; ++t) {
    out.task.keeps[t] = 1;
    for (std::size_t l = 1; l < hierarchy.levels.size(); ++l) {
      if (hierarchy.levels[l].may_keep[t] && random.below(2) == 0) out.task.keeps[t] |= LevelMask{1} << l;
    }
  }
  out.levels.resize(hierarchy.levels.size());
  for (std::size_t d = 0; d < layer.size(); ++d) {
    std::int64_t left = layer.dims()[d].bound;
    for (const FanoutChoice& fanout : out.task.spatial->fanouts) left /= fanout.merged[d];
    for (std::size_t l = 0; l + 1 < out.levels.size(); ++l) {
      const std::vector<std::int64_t> factors = divisors(left);
      out.levels[l].temporal[d] = factors[random.below(factors.size())];
      left /= out.levels[l].temporal[d];
    }
    out.levels.back().temporal[d] = left;
  }
  for (LevelChoice& level : out.levels) level.order = random_order(random, level.temporal);
  out.nest = nest_of(layer, hierarchy, out.task, out.levels);
  return out;
}

std::size_t parent_of(const Nest& nest, std::size_t tensor, std::size_t child) {
  do {
    --child;
  } while (!nest.levels[child].keeps[tensor]);
  return child;
}

double words_arriving(const Nest& nest, const NestCounts& counts, Tensor tensor, std::size_t child) {
  const std::size_t t = index(tensor);
  if (tensor != Tensor::Outputs) return static_cast<double>(counts.levels[child][t].fills);
  const std::size_t parent = parent_of(nest, t, child);
  std::int64_t tiles = 1;  // different ones below one instance of the parent
  for (std::size_t l = parent; l < child; ++l) {
    for (const std::vector<Loop>* loops : {&nest.levels[l].spatial_x, &nest.levels[l].spatial_y}) {
      for (const Loop& loop : *loops) tiles *= is_relevant(tensor, loop.dim) ? loop.bound : 1;
    }
  }
  return static_cast<double>(counts.levels[parent][t].updates) / static_cast<double>(tiles);
}

}  // namespace dance::test
