#include "dance/engine/mapping/mapping.h"

#include <fmt/format.h>

namespace dance {

namespace {

std::string loops_text(const Bounds& factors, const std::array<Dim, kDims>& order) {
  std::string text;
  for (Dim d : order) {
    if (factors[d] > 1) text += fmt::format(" {}{}", letter_of(d), factors[d]);
  }
  return text;
}

}  // namespace

std::string Mapping::to_string() const {
  return fmt::format("DRAM{} | {}{} | X{} | Y{} | RF{}", loops_text(dram, dram_order),
                     weights_bypass_buffer ? "GLB(I,O)" : "GLB", loops_text(buffer, buffer_order),
                     loops_text(spatial_x, kAllDims), loops_text(spatial_y, kAllDims),
                     loops_text(register_file, kAllDims));
}

}  // namespace dance
