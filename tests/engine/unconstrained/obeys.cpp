#include "engine/unconstrained/obeys.h"

#include <algorithm>
#include <set>

#include "engine/unconstrained/random_cases.h"

namespace dance::test {

namespace {

Bounds product_of_loops(const std::vector<Loop>& loops) {
  Bounds product = kUnitBounds;
  for (const Loop& loop : loops) product[loop.dim] *= loop.bound;
  return product;
}

bool factors_obey(const Bounds& factors, const LoopConstraint& constraint) {
  for (Dim d : kAllDims) {
    if (constraint.exact[d] != 0 && factors[d] != constraint.exact[d]) return false;
    if (constraint.most[d] != 0 && factors[d] > constraint.most[d]) return false;
  }
  return true;
}

bool order_obeys(const std::vector<Loop>& outermost_first, const std::vector<Dim>& permutation) {
  std::vector<Dim> loops, demanded;
  for (auto loop = outermost_first.rbegin(); loop != outermost_first.rend(); ++loop) {
    if (loop->bound > 1) loops.push_back(loop->dim);
  }
  for (Dim d : permutation) {
    if (std::find(loops.begin(), loops.end(), d) != loops.end()) demanded.push_back(d);
  }
  return std::equal(demanded.begin(), demanded.end(), loops.begin());
}

// Tries every set of dimensions that may come first in the order.
bool axes_obey(const Bounds& x, const Bounds& y, const FanoutConstraint& constraint,
               const std::vector<Dim>& all) {
  const std::vector<Dim>& fixed = constraint.permutation;
  for (unsigned chosen = 0; chosen < 1u << all.size(); ++chosen) {
    std::set<Dim> first;
    for (std::size_t i = 0; i < all.size(); ++i) {
      if ((chosen >> i & 1u) != 0) first.insert(all[i]);
    }
    const std::size_t split = first.size();
    if (constraint.split && split != std::min(*constraint.split, all.size())) continue;
    bool possible = true;
    for (std::size_t i = 0; i < fixed.size(); ++i)
      possible = possible && first.contains(fixed[i]) == (i < split);
    for (Dim d : all) possible = possible && (first.contains(d) ? y : x)[d] == 1;
    if (possible) return true;
  }
  return false;
}

}  // namespace

bool obeys(const Nest& nest, const MappingConstraints& constraints, const Hierarchy& hierarchy) {
  std::vector<Dim> all(kAllDims.begin(), kAllDims.end());
  if (constraints.dimensions == 7) all.erase(all.begin() + static_cast<int>(index(Dim::G)));
  double used = 1, built = 1;
  for (std::size_t l = 0; l < nest.levels.size(); ++l) {
    const NestLevel& level = nest.levels[l];
    const Bounds x = product_of_loops(level.spatial_x), y = product_of_loops(level.spatial_y);
    Bounds both = x;
    for (Dim d : kAllDims) both[d] *= y[d], used *= static_cast<double>(both[d]);
    built *= static_cast<double>(hierarchy.fanout_x(l) * hierarchy.fanout_y(l));
    if (l >= constraints.levels.size()) continue;
    const LevelConstraint& constraint = constraints.levels[l];
    for (std::size_t t = 0; t < kTensors; ++t) {
      if (constraint.keeps[t] && *constraint.keeps[t] != level.keeps[t]) return false;
    }
    if (!factors_obey(product_of_loops(level.temporal), constraint.temporal) ||
        !order_obeys(level.temporal, constraint.temporal.permutation) ||
        !factors_obey(both, constraint.fanout) || !axes_obey(x, y, constraint.fanout, all)) {
      return false;
    }
  }
  return used >= constraints.least_utilization * built * (1 - 1e-9);
}

namespace {

std::vector<Dim> random_permutation(Random& random) {
  std::vector<Dim> dims;
  for (Dim d : kAllDims) {
    if (random.below(2) == 0) continue;
    dims.push_back(d);
    std::swap(dims.back(), dims[random.below(dims.size())]);
  }
  return dims;
}

// `rarely`: one in so many dimensions has a demand on its factor.
void add_loop_constraint(Random& random, const Layer& layer, std::uint64_t rarely, LoopConstraint& out) {
  for (Dim d : kAllDims) {
    const std::int64_t bound = layer.bounds[d];
    if (random.below(rarely) == 0) out.exact[d] = pick<std::int64_t>(random, {1, 1, 2, bound});
    if (random.below(rarely) == 0) out.most[d] = pick<std::int64_t>(random, {1, 2, 3, 4});
  }
  if (random.below(3) == 0) out.permutation = random_permutation(random);
}

}  // namespace

MappingConstraints random_constraints(Random& random, const Layer& layer, const Hierarchy& hierarchy) {
  MappingConstraints out;
  if (layer.bounds[Dim::G] == 1 && random.below(2) == 0) out.dimensions = 7;
  const std::uint64_t rarely = pick<std::uint64_t>(random, {6, 12, 24});
  out.levels.resize(1 + random.below(hierarchy.levels.size()));
  for (std::size_t l = 0; l < out.levels.size(); ++l) {
    LevelConstraint& level = out.levels[l];
    if (random.below(3) != 0) add_loop_constraint(random, layer, rarely, level.temporal);
    if (random.below(3) != 0) add_loop_constraint(random, layer, rarely, level.fanout);
    if (out.dimensions == 7) std::erase(level.fanout.permutation, Dim::G);
    if (random.below(4) == 0) level.fanout.split = random.below(out.dimensions + 2);
    for (std::size_t t = 0; t < kTensors && l > 0; ++t) {
      if (random.below(5) == 0) level.keeps[t] = random.below(2) == 0;
    }
  }
  if (random.below(5) == 0) out.least_utilization = pick(random, {0.25, 0.5, 1.0});
  return out;
}

}  // namespace dance::test
