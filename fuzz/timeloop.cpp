#include "dance/engine/timeloop/model_json.h"
#include "fuzz/reader.h"

// All of Timeloop's keys in one file; what is read is also run.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return dance::fuzz::run(data, size, [](const std::string& text) {
    using dance::timeloop::Documents;
    const auto input = dance::timeloop::read_model_input(Documents::parse({{"case.yaml", text}}));
    to_json(run_model(input), input).dump();
  });
}
