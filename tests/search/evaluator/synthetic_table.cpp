#include "search/evaluator/synthetic_table.h"

#include <algorithm>
#include <cmath>

namespace dance::test {

namespace {

std::vector<std::int64_t> values(int count, std::int64_t first, std::int64_t step) {
  std::vector<std::int64_t> all;
  for (int i = 0; i < count; ++i) all.push_back(first + step * i);
  return all;
}

double passes(double bound, std::int64_t units) { return std::ceil(bound / static_cast<double>(units)); }

struct Cost {
  double latency_ms = 0, energy_mj = 0;
};

// A convolution of `in` to `out` channels (1 of each group for depthwise) with a kernel and a square output.
struct Convolution {
  double groups, in, out, kernel, size;
};

Cost cost_of(const Convolution& c, const Accelerator& a) {
  const double pixels = c.size * c.size, taps = c.kernel * c.kernel;
  const double macs = c.groups * c.in * c.out * taps * pixels;
  double cycles = 0;
  if (a.dataflow_index == 0) cycles = passes(c.groups * c.in, a.pe_x) * passes(c.out * taps, a.pe_y) * pixels;
  if (a.dataflow_index == 1)
    cycles = passes(c.size * c.kernel, a.pe_x) * passes(c.groups * c.out, a.pe_y) * c.size * c.in * c.kernel;
  if (a.dataflow_index == 2)
    cycles = passes(c.size, a.pe_x) * passes(c.kernel * c.in, a.pe_y) * c.size * c.groups * c.out * c.kernel;
  const double words = c.groups * (c.in * pixels + c.out * pixels + c.in * c.out * taps);
  const double buffer = words + macs / std::sqrt(static_cast<double>(a.rf_words * (3 + a.dataflow_index)));
  const double memory = words * (1 + words / static_cast<double>(a.glb_bytes));
  const double busy = std::max({cycles, buffer * 16 / static_cast<double>(a.glb_width_bits * 4), memory / 8});
  const double energy_pj = macs * (1 + 0.02 * static_cast<double>(a.rf_words)) +
                           buffer * (2 + 0.02 * std::sqrt(static_cast<double>(a.glb_bytes))) + memory * 60 +
                           busy * 0.02 * static_cast<double>(a.pe_x * a.pe_y);
  return {busy * 5e-6, energy_pj * 1e-9};
}

Cost block_cost(double channels, double size, double kernel, double expansion, const Accelerator& a) {
  const double wide = channels * expansion;
  Cost sum;
  for (const Convolution& c : {Convolution{1, channels, wide, 1, size}, Convolution{wide, 1, 1, kernel, size},
                               Convolution{1, wide, channels, 1, size}}) {
    const Cost own = cost_of(c, a);
    sum.latency_ms += own.latency_ms;
    sum.energy_mj += own.energy_mj;
  }
  return sum;
}

}  // namespace

HardwareSpace make_space(const SpaceShape& shape) {
  HardwareSpace space;
  space.name = "synthetic";
  space.pe_x = values(shape.pe_x, 8, 1);
  space.pe_y = values(shape.pe_y, 8, 1);
  space.rf_words = values(shape.rf_words, 4, 4);
  space.glb_bytes = {};
  for (int i = 0; i < shape.glb_bytes; ++i) space.glb_bytes.push_back(std::int64_t{16384} << i);
  space.glb_width_bits = {};
  for (int i = 0; i < shape.glb_width_bits; ++i) space.glb_width_bits.push_back(std::int64_t{64} << i);
  space.dataflows.resize(static_cast<std::size_t>(shape.dataflows));
  return space;
}

CostTable::Rows random_rows(std::int64_t layers, std::int64_t operations, std::int64_t accelerators,
                            Random& random) {
  const auto row = [&](bool zero) {
    std::vector<float> entries(static_cast<std::size_t>(accelerators));
    for (float& e : entries) e = zero ? 0.0F : static_cast<float>(std::exp(random.uniform(-2, 1)));
    return entries;
  };
  CostTable::Rows rows;
  for (auto* table : {&rows.latency_ms, &rows.energy_mj}) {
    for (std::int64_t l = 0; l < layers; ++l) {
      table->emplace_back();
      for (std::int64_t o = 0; o < operations; ++o) table->back().push_back(row(o + 1 == operations));
    }
  }
  rows.fixed_latency_ms = row(false);
  rows.fixed_energy_mj = row(false);
  rows.area_mm2 = row(false);
  return rows;
}

CostTable::Rows structured_rows(std::int64_t layers, std::int64_t operations, const HardwareSpace& space) {
  const std::size_t count = static_cast<std::size_t>(space.size());
  CostTable::Rows rows;
  const std::vector<std::vector<float>> empty(static_cast<std::size_t>(operations),
                                              std::vector<float>(count, 0.0F));
  rows.latency_ms.assign(static_cast<std::size_t>(layers), empty);
  rows.energy_mj = rows.latency_ms;
  for (std::size_t i = 0; i < count; ++i) {
    const Accelerator a = space.at(static_cast<std::int64_t>(i));
    for (std::size_t l = 0; l < static_cast<std::size_t>(layers); ++l) {
      const double channels = 12 + 9 * static_cast<double>(l),
                   size = std::max(4.0, 32 / (1 + static_cast<double>(l) / 2));
      for (std::size_t o = 0; o + 1 < static_cast<std::size_t>(operations); ++o) {
        const Cost c =
            block_cost(channels, std::floor(size), 3 + 2 * static_cast<double>(o / 2), o % 2 == 0 ? 3 : 6, a);
        rows.latency_ms[l][o][i] = static_cast<float>(c.latency_ms);
        rows.energy_mj[l][o][i] = static_cast<float>(c.energy_mj);
      }
    }
    const Cost stem = cost_of({1, 3, 16, 3, 32}, a), head = cost_of({1, 96, 160, 1, 4}, a);
    rows.fixed_latency_ms.push_back(static_cast<float>(stem.latency_ms + head.latency_ms));
    rows.fixed_energy_mj.push_back(static_cast<float>(stem.energy_mj + head.energy_mj));
    const double pe = 0.002 + 1e-4 * static_cast<double>(a.rf_words);
    rows.area_mm2.push_back(static_cast<float>(static_cast<double>(a.pe_x * a.pe_y) * pe +
                                               1e-5 * static_cast<double>(a.glb_bytes) *
                                                   (1 + 0.002 * static_cast<double>(a.glb_width_bits))));
  }
  return rows;
}

}  // namespace dance::test
