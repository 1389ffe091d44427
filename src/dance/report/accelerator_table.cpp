#include "dance/report/accelerator_table.h"

#include <fmt/format.h>

#include <iterator>

namespace dance {

namespace {

std::string csv_cell(const std::string& text) {
  if (text.find_first_of(",\"\n\r") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

}  // namespace

std::string accelerators_csv_head() {
  return "index,pe_x,pe_y,rf_words,glb_bytes,glb_width_bits,glb_banks,dram_megatransfers_per_s,word_bits,"
         "dataflow,"
         "latency_ms,energy_mj,area_mm2,edap\n";
}

std::string accelerators_csv_lines(const std::vector<ParetoPoint>& points, const HardwareSpace& space) {
  std::string text;
  for (const ParetoPoint& point : points) {
    const Accelerator a = space.at(point.index);
    const AcceleratorChoices choices = space.choices_of(a);
    const Metrics& m = point.metrics;
    fmt::format_to(std::back_inserter(text), "{},{},{},{},{},{},{},{},{},{},{:.9g},{:.9g},{:.9g},{:.9g}\n",
                   point.index, a.pe_x, a.pe_y, a.rf_words, a.glb_bytes, a.glb_width_bits, choices.glb_banks,
                   choices.dram_megatransfers_per_s, choices.word_bits, csv_cell(choices.dataflow),
                   m.latency_ms, m.energy_mj, m.area_mm2, m.edap());
  }
  return text;
}

Json accelerators_json(const std::vector<ParetoPoint>& points, const HardwareSpace& space) {
  Json list = Json::array();
  for (const ParetoPoint& point : points) {
    const Accelerator accelerator = space.at(point.index);
    list.push_back({{"index", point.index},
                    {"accelerator", to_json(accelerator, space.choices_of(accelerator))},
                    {"metrics", to_json(point.metrics)}});
  }
  return list;
}

}  // namespace dance
