#include "dance/engine/hardware/technology.h"

#include "fuzz/reader.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return dance::fuzz::run(data, size,
                          [](const std::string& text) { dance::Technology::parse(text, "technology.yaml"); });
}
