#include "dance/engine/hardware/space.h"
#include "fuzz/reader.h"

// A space lies beside a small technology table: the one of 45 nm would take most of the time.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return dance::fuzz::run(data, size, [](const std::string& text) {
    dance::HardwareSpace::parse(text, DANCE_SOURCE_DIR "/fuzz/seeds/technology/space.yaml");
  });
}
