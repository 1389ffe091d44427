// A network space small enough for exact checks: 8x8 images and three searchable layers, of which the middle
// one has Zero.
#pragma once

#include "dance/search/space/network_space.h"

namespace dance::test {

inline NetworkSpace tiny_space() {
  NetworkSpace space;
  space.name = "tiny";
  space.input_height = space.input_width = 8;
  space.classes = 4;
  space.stem = {.channels = 6, .kernel = 3, .stride = 1, .first_block_channels = 5};
  space.head = {.channels = 12};
  const std::vector<Operation> plain = {{3, 3}, {5, 3}, {7, 6}};
  std::vector<Operation> with_zero = plain;
  with_zero.push_back({0, 0});
  space.layers = {{"stage1.0", 5, 7, 8, 8, 1, plain},
                  {"stage1.1", 7, 7, 8, 8, 1, with_zero},
                  {"stage2.0", 7, 9, 8, 8, 2, {{3, 3}, {3, 6}}}};
  return space;
}

}  // namespace dance::test
