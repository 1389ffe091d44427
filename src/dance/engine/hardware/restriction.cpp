#include "dance/engine/hardware/restriction.h"

#include <string>

namespace dance {

namespace {

template <typename T>
void keep(std::vector<T>& list, const std::vector<std::int64_t>& steps) {
  std::vector<T> values;
  for (const std::int64_t step : steps) values.push_back(list[static_cast<std::size_t>(step)]);
  list = std::move(values);
}

}  // namespace

HardwareSpace restricted(const HardwareSpace& space, const KeptSteps& kept) {
  HardwareSpace smaller = space;
  const std::vector<HardwareSpace::Parameter> parameters = space.parameters();
  for (std::size_t p = 0; p < parameters.size(); ++p) {
    const std::string& name = parameters[p].name;
    if (name == "pe_x") keep(smaller.pe_x, kept[p]);
    if (name == "pe_y") keep(smaller.pe_y, kept[p]);
    if (name == "rf_words") keep(smaller.rf_words, kept[p]);
    if (name == "glb_bytes") keep(smaller.glb_bytes, kept[p]);
    if (name == "glb_width_bits") keep(smaller.glb_width_bits, kept[p]);
    if (name == "dataflow") keep(smaller.dataflows, kept[p]);
    if (name == "glb_banks") keep(smaller.glb_banks, kept[p]);
    if (name == "dram_rate") keep(smaller.dram_megatransfers_per_s, kept[p]);
    if (name == "word_bits") keep(smaller.word_bits, kept[p]);
  }
  return smaller;
}

}  // namespace dance
