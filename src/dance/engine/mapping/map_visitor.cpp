#include "dance/engine/mapping/map_visitor.h"

#include "dance/engine/mapping/buffer_tiling.h"

namespace dance {

namespace {

// Loops of bound 1 first, then G, then the option's order, outermost first.
std::array<Dim, kDims> order_of(const OrderedLevel& level, const Bounds& bounds) {
  std::array<Dim, kDims> order{};
  std::size_t next = 0;
  for (Dim d : kAllDims) {
    if (bounds[d] == 1) order[next++] = d;
  }
  if (bounds[Dim::G] > 1) order[next++] = Dim::G;
  const std::vector<OrderedLoop>& loops = level.loops.ordered;
  for (std::size_t inside = loops.size(); inside-- > 0;)
    order[next++] = loops[level.option.loop_at(inside)].dim;
  return order;
}

}  // namespace

Mapping VisitedMapping::mapping() const {
  Mapping mapping;
  mapping.dram = tiling.dram;
  mapping.buffer = tiling.buffer;
  mapping.register_file = tiling.array.register_file;
  for (Dim d : kAllDims) {
    const SpatialFactor& spatial = tiling.array.spatial.of[d];
    if (spatial.axis == SpatialFactor::Axis::X) mapping.spatial_x[d] = spatial.factor;
    if (spatial.axis == SpatialFactor::Axis::Y) mapping.spatial_y[d] = spatial.factor;
  }
  mapping.dram_order = order_of(dram, tiling.dram);
  mapping.buffer_order = order_of(buffer, tiling.buffer);
  mapping.weights_bypass_buffer = bypass;
  return mapping;
}

}  // namespace dance
