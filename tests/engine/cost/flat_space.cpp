#include "engine/cost/flat_space.h"

#include <fmt/format.h>

#include <fstream>

#include "core/temporary_folder.h"

namespace dance::test {

namespace {

constexpr const char* kSpace = R"(name: flat
technology: flat_technology.yaml
clock_mhz: 200
mapping_policy: {}
dataflows: [weight_stationary, output_stationary, row_stationary]
pe_x: [2, 5, 8]
pe_y: [2, 4, 7]
mac: mac
register_file: {{component: regfile, words: [4, 8, 24]}}
global_buffer: {{component: sram, capacity_kib: [1, 2, 4], width_bits: [16, 32, 64], banks: 1, double_buffered: yes}}
dram: {{component: dram, width_bits: 16, megatransfers_per_s: {}}}
)";

// A row of a bank has more words where it is wider, and costs as much more. No area but the buffer's: the
// wire across it, and so the network's energy, is the same everywhere.
std::string technology(double scale) {
  std::string text = fmt::format(R"(name: flat
node_nm: 45
wire: {{pj_per_bit_mm: {}, source: test}}
components:
  mac: [{{width_bits: 16, read_pj: {}, write_pj: 0, leakage_mw: 0, area_um2: 0, source: test}}]
  dram: [{{width_bits: 16, read_pj: {}, write_pj: {}, leakage_mw: 0, area_um2: 0, source: test}}]
)",
                                 scale * 0.25, scale * 2.25, scale * 128, scale * 140);
  const auto sized = [&](const std::string& component, std::initializer_list<int> widths, double read_pj,
                         double write_pj, double leakage_mw, double area_um2) {
    text += "  " + component + ":\n";
    for (const int width : widths) {
      for (const int size : {2, 1 << 20}) {
        text += fmt::format(
            "    - {{size_bytes: {}, width_bits: {}, read_pj: {}, write_pj: {}, leakage_mw: {}, area_um2: "
            "{}, "
            "source: test}}\n",
            size, width, scale * read_pj * width / 16, scale * write_pj * width / 16, scale * leakage_mw,
            area_um2);
      }
    }
  };
  sized("regfile", {16}, 0.5, 0.75, 0, 0);
  sized("sram", {16, 32, 64}, 6, 7, 0.5, 1e6);
  return text;
}

}  // namespace

HardwareSpace flat_space(MappingPolicy policy, double dram_megatransfers_per_s, double energy_scale) {
  const test::TemporaryFolder folder;
  std::ofstream(folder / "flat_technology.yaml") << technology(energy_scale);
  HardwareSpace space = HardwareSpace::parse(fmt::format(kSpace, to_string(policy), dram_megatransfers_per_s),
                                             folder / "flat.yaml");
  for (std::size_t i = 0; i < 3; ++i) {
    Dataflow other = space.dataflows[i];
    other.multicast = other.multicast == Multicast::Tiles ? Multicast::Words : Multicast::Tiles;
    space.dataflows.push_back(other);
  }
  return space;
}

NetworkLayer random_convolution(Random& random) {
  const auto in = [&](std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(high - low + 1)));
  };
  for (;;) {
    NetworkLayer layer;
    layer.layer.name = "random";
    Bounds& bounds = layer.layer.bounds;
    bounds[Dim::G] = random.below(3) == 0 ? in(2, 12) : 1;
    bounds[Dim::M] = in(1, 16);
    bounds[Dim::C] = in(1, 16);
    bounds[Dim::P] = in(1, 12);
    bounds[Dim::Q] = in(1, 12);
    bounds[Dim::R] = in(1, 5);
    bounds[Dim::S] = in(1, 5);
    layer.layer.stride_w = layer.layer.stride_h = static_cast<int>(in(1, 2));
    layer.layer.dilation_w = layer.layer.dilation_h = random.below(4) == 0 ? 2 : 1;
    layer.residual_words = random.below(2) == 0 ? layer.layer.volume(Tensor::Outputs) : 0;
    if (layer.layer.macs() >= 2000 && layer.layer.macs() <= 60'000) return layer;
  }
}

double objective(MappingPolicy policy, double latency, double energy) {
  if (policy == MappingPolicy::Latency) return latency;
  return policy == MappingPolicy::Energy ? energy : latency * energy;
}

}  // namespace dance::test
