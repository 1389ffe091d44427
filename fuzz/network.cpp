#include "dance/engine/workload/network.h"

#include "fuzz/reader.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return dance::fuzz::run(data, size,
                          [](const std::string& text) { dance::parse_network(text, "network.yaml"); });
}
