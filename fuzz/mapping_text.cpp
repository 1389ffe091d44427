#include "dance/engine/mapping/mapping_text.h"

#include "fuzz/reader.h"

// A mapping in one line; what is read is written and read again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return dance::fuzz::run(data, size, [](const std::string& text) {
    std::vector<dance::Fault> faults;
    const dance::Mapping mapping = dance::parse_mapping(text, faults);
    if (!faults.empty()) return;
    const std::string written = mapping.to_string();
    if (dance::parse_mapping(written, faults).to_string() != written || !faults.empty()) std::abort();
  });
}
