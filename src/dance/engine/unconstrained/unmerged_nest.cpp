#include "dance/engine/unconstrained/unmerged_nest.h"

#include <numeric>

namespace dance::unconstrained {

namespace {

// Takes `factor` of a merged dimension out of what is left of its parts.
Bounds split(const MergedDim& dim, std::int64_t factor, Bounds& left) {
  Bounds out = kUnitBounds;
  for (Dim part : dim.parts) {
    const std::int64_t share = std::gcd(left[part], factor);
    out[part] = share;
    left[part] /= share;
    factor /= share;
  }
  return out;
}

void append(std::vector<Loop>& loops, const Bounds& factors) {
  for (Dim d : kAllDims) {
    if (factors[d] > 1) loops.push_back({d, factors[d]});
  }
}

}  // namespace

Nest nest_of(const MergedLayer& layer, const Hierarchy& hierarchy, const Task& task,
             const std::vector<LevelChoice>& levels) {
  Nest nest{
      layer.layer().stride_w, layer.layer().stride_h, layer.layer().dilation_w, layer.layer().dilation_h, {},
      hierarchy.input_words,  hierarchy.stationary()};
  Bounds left = layer.layer().bounds;
  for (const FanoutChoice& fanout : task.spatial->fanouts) {
    for (Dim d : kAllDims) left[d] /= fanout.x[d] * fanout.y[d];
  }
  for (std::size_t l = 0; l < levels.size(); ++l) {
    NestLevel level;
    level.name = hierarchy.levels[l].name;
    for (std::size_t t = 0; t < kTensors; ++t) level.keeps[t] = (task.keeps[t] >> l & 1u) != 0;
    level.multicast = hierarchy.levels[l].multicast;
    append(level.spatial_x, task.spatial->fanouts[l].x);
    append(level.spatial_y, task.spatial->fanouts[l].y);
    for (std::size_t i = levels[l].order.size; i-- > 0;) {
      const std::size_t d = levels[l].order.dims[i];
      append(level.temporal, split(layer.dims()[d], levels[l].temporal[d], left));
    }
    nest.levels.push_back(std::move(level));
  }
  return nest;
}

}  // namespace dance::unconstrained
