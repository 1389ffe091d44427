#include "cli/shorthand.h"

#include "dance/core/presets.h"
#include "dance/core/split_list.h"
#include "dance/search/space/network_space.h"
#include "fuzz/reader.h"

// An accelerator of the space edge in short, and a list of operations of the space small.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace dance;
  static const HardwareSpace edge = HardwareSpace::load(find_preset("hardware", "edge"));
  static const NetworkSpace small = NetworkSpace::load(find_preset("network", "small"));
  fuzz::run(data, size, [](const std::string& text) { cli::parse_accelerator(text, edge, text); });
  return fuzz::run(data, size, [](const std::string& text) { parse_architecture(small, split_list(text)); });
}
