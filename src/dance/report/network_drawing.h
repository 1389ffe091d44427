// A network drawn for a terminal, one line per layer: what runs there, its shape, and its shares of the
// energy and the latency. The bar is the latency relative to the slowest layer's.
//
//      layer     operation       channels   output     MACs   energy  latency
//   o  stem                       3 -> 12    16x16   1.31 M    9.0 %    8.1 % ####
//   #  stage1.0  mbconv_k3_e6    12 -> 20    16x16   2.31 M   21.4 %   19.9 % ##########
//   :  stage1.1  zero                  20    16x16
#pragma once

#include <string>

#include "dance/report/design.h"

namespace dance {

struct TextStyle {
  bool rich = false;  // colours and Unicode blocks; else plain ASCII
  int width = 100;    // columns
};

// Lines that end with a newline. Latency and energy are sums over the block's layers.
std::string draw_network(const Design& design, const TextStyle& style);

// "1.31 M": three significant digits and a decimal multiple.
std::string short_count(double value);
// A bar of `cells` columns filled to `share` (0 to 1).
std::string share_bar(double share, int cells, const TextStyle& style);
// `text` in a colour (an SGR number such as 32), or as it is in plain style.
std::string coloured(const std::string& text, int sgr, const TextStyle& style);

}  // namespace dance
