#include "dance/report/accelerator_table.h"

#include <fmt/format.h>

#include <iterator>

namespace dance {

std::string csv_cell(const std::string& text) {
  if (text.find_first_of(",\"\n\r") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

std::string parameters_csv_head() {
  return "index,pe_x,pe_y,rf_words,glb_bytes,glb_width_bits,glb_banks,dram_megatransfers_per_s,word_bits,"
         "dataflow";
}

std::string parameters_csv(std::int64_t index, const HardwareSpace& space) {
  const Accelerator a = space.at(index);
  const AcceleratorChoices choices = space.choices_of(a);
  return fmt::format("{},{},{},{},{},{},{},{},{},{}", index, a.pe_x, a.pe_y, a.rf_words, a.glb_bytes,
                     a.glb_width_bits, choices.glb_banks, choices.dram_megatransfers_per_s, choices.word_bits,
                     csv_cell(choices.dataflow));
}

std::string accelerators_csv_head() {
  return parameters_csv_head() + ",latency_ms,energy_mj,area_mm2,edap\n";
}

std::string accelerators_csv_lines(const std::vector<ParetoPoint>& points, const HardwareSpace& space) {
  std::string text;
  for (const ParetoPoint& point : points) {
    const Metrics& m = point.metrics;
    text += parameters_csv(point.index, space);
    fmt::format_to(std::back_inserter(text), ",{:.9g},{:.9g},{:.9g},{:.9g}\n", m.latency_ms, m.energy_mj,
                   m.area_mm2, m.edap());
  }
  return text;
}

Json accelerator_json(std::int64_t index, const HardwareSpace& space) {
  const Accelerator accelerator = space.at(index);
  return {{"index", index}, {"accelerator", to_json(accelerator, space.choices_of(accelerator))}};
}

Json accelerators_json(const std::vector<ParetoPoint>& points, const HardwareSpace& space) {
  Json list = Json::array();
  for (const ParetoPoint& point : points) {
    list.push_back(accelerator_json(point.index, space));
    list.back()["metrics"] = to_json(point.metrics);
  }
  return list;
}

}  // namespace dance
