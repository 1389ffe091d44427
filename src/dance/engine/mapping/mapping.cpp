#include "dance/engine/mapping/mapping.h"

#include <fmt/format.h>

namespace dance {

namespace {

std::string loops_text(const Bounds& factors, const std::array<Dim, kDims>& order) {
  std::string text;
  for (Dim d : order) {
    if (factors[d] > 1)
      text += fmt::format(" {}{}", kDimNames[static_cast<std::size_t>(index(d))], factors[d]);
  }
  return text;
}

}  // namespace

Bounds Mapping::padded_bounds() const {
  Bounds bounds = kUnitBounds;
  for (Dim d : kAllDims) bounds[d] = dram[d] * buffer[d] * spatial_x[d] * spatial_y[d] * register_file[d];
  return bounds;
}

std::string Mapping::to_string() const {
  return fmt::format("DRAM{} | {}{} | X{} | Y{} | RF{}", loops_text(dram, dram_order),
                     weights_bypass_buffer ? "GLB(I,O)" : "GLB", loops_text(buffer, buffer_order),
                     loops_text(spatial_x, kAllDims), loops_text(spatial_y, kAllDims),
                     loops_text(register_file, kAllDims));
}

}  // namespace dance
