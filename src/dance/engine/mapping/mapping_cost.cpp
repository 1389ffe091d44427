#include "dance/engine/mapping/mapping_cost.h"

namespace dance {

std::string to_string(Bottleneck bottleneck) {
  switch (bottleneck) {
    case Bottleneck::Compute:
      return "compute";
    case Bottleneck::BufferRead:
      return "buffer read";
    case Bottleneck::BufferWrite:
      return "buffer write";
    default:
      return "DRAM";
  }
}

}  // namespace dance
