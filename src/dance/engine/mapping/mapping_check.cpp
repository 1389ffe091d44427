#include "dance/engine/mapping/mapping_check.h"

#include <fmt/format.h>

#include <algorithm>

#include "dance/core/integers.h"
#include "dance/engine/mapping/nest_mapping.h"

namespace dance {

namespace {

std::int64_t product(std::initializer_list<std::int64_t> factors) {
  std::int64_t out = 1;
  for (const std::int64_t factor : factors) out = saturated_product(out, factor);
  return out;
}

char letter(Dim d) { return letter_of(d); }

std::string letters(const Bounds& factors, const DimSet& allowed) {
  std::string text;
  for (const Dim d : kAllDims) {
    if (factors[d] > 1 && !allowed[d]) text += (text.empty() ? "" : ", ") + std::string(1, letter(d));
  }
  return text;
}

std::int64_t all_of(const Bounds& factors) {
  std::int64_t out = 1;
  for (const std::int64_t factor : factors) out = saturated_product(out, factor);
  return out;
}

const char* unit_of(Misfit::Kind kind) {
  switch (kind) {
    case Misfit::Kind::InstancesX:
      return "columns";
    case Misfit::Kind::InstancesY:
      return "rows";
    default:
      return "words";
  }
}

// Of the tiles that a level keeps.
std::int64_t bits_of(const std::array<TensorCounts, kTensors>& tiles, const WordBits::PerTensor& word_bits) {
  std::int64_t bits = 0;
  for (std::size_t t = 0; t < kTensors; ++t) {
    if (tiles[t].kept) bits = saturated_sum(bits, saturated_product(tiles[t].tile_words, word_bits[t]));
  }
  return bits;
}

}  // namespace

std::vector<Fault> bound_faults(const Layer& layer, const Mapping& mapping) {
  std::vector<Fault> faults;
  for (const Dim d : kAllDims) {
    const std::int64_t bound = layer.bounds[d];
    const std::int64_t spatial = product({mapping.spatial_x[d], mapping.spatial_y[d]});
    const std::int64_t passes = product({mapping.dram[d], mapping.buffer[d], mapping.register_file[d]});
    const std::int64_t made = product({spatial, passes});
    const auto add = [&](const std::string& problem, std::string expected) {
      faults.push_back({"", 0, "", fmt::format("{}: {}", letter(d), problem), std::move(expected), ""});
    };
    const std::string makes =
        fmt::format("the factors make {} where the layer has {}",
                    made == kSaturated ? "more than 64 bits hold" : std::to_string(made), bound);
    if (made < bound) {
      add(makes, fmt::format("a product of {}, or of the next multiple of its spatial factor", bound));
    } else if (passes != ceil_divide(bound, spatial)) {
      add(makes, fmt::format("with a spatial factor of {}, others whose product is {}", spatial,
                             ceil_divide(bound, spatial)));
    } else if (spatial != ceil_divide(bound, passes)) {
      add(makes + ", more padding than it needs",
          fmt::format("for {} passes, a spatial factor of {}", passes, ceil_divide(bound, passes)));
    }
  }
  return faults;
}

std::string to_string(const Misfit& misfit) {
  std::string tiles;
  for (const Tensor t : kAllTensors) {
    const auto i = index(t);
    if (misfit.tile_words[i] > 0)
      tiles += fmt::format("{}{} {}", tiles.empty() ? "" : ", ", kTensorNames[i], misfit.tile_words[i]);
  }
  return fmt::format("{} needs {} {}{}, {} more than its {}", misfit.level, misfit.needed,
                     unit_of(misfit.kind), tiles.empty() ? "" : " (" + tiles + ")", misfit.lacking(),
                     misfit.available);
}

std::vector<Misfit> misfits_of(const Layer& layer, const Mapping& mapping, const HardwareSpace& space,
                               const Accelerator& accelerator) {
  std::vector<Misfit> misfits;
  const std::int64_t columns = all_of(mapping.spatial_x), rows = all_of(mapping.spatial_y);
  if (columns > accelerator.pe_x)
    misfits.push_back({Misfit::Kind::InstancesX, "X", columns, accelerator.pe_x, {}});
  if (rows > accelerator.pe_y) misfits.push_back({Misfit::Kind::InstancesY, "Y", rows, accelerator.pe_y, {}});
  const NestCounts counts = counts_of(nest_of(layer, mapping, space.dataflow_of(accelerator).multicast));
  const WordBits& words = space.word_bits_of(accelerator);
  const std::int64_t reference = words.reference(), glb_bits = space.glb_tile_bits(accelerator.glb_bytes);
  // Where the buffer holds no whole number of words, what exceeds these may still fit.
  if (bits_of(counts.levels[1], words.global_buffer) > glb_bits)
    check_capacity(counts.levels[1], "GLB", glb_bits / reference, misfits,
                   in_words_of(words.global_buffer, reference));
  check_capacity(counts.levels[2], "RF", accelerator.rf_words, misfits,
                 in_words_of(words.register_file, reference));
  return misfits;
}

std::vector<std::string> outside_dataflow(const Mapping& mapping, const Dataflow& dataflow) {
  std::vector<std::string> reasons;
  const auto check = [&](const char* level, const Bounds& factors, const DimSet& allowed) {
    if (const std::string named = letters(factors, allowed); !named.empty())
      reasons.push_back(fmt::format("{} holds {}", level, named));
  };
  check("X", mapping.spatial_x, dataflow.spatial_x);
  check("Y", mapping.spatial_y, dataflow.spatial_y);
  check("RF", mapping.register_file, dataflow.register_file);
  for (const Dim d : kAllDims) {
    if (mapping.spatial_x[d] > 1 && mapping.spatial_y[d] > 1)
      reasons.push_back(fmt::format("{} is on both X and Y", letter(d)));
  }
  bool inside = false;  // a loop that must lie innermost has come
  for (const Dim d : mapping.buffer_order) {
    if (mapping.buffer[d] == 1) continue;
    if (inside && !dataflow.buffer_innermost[d]) {
      reasons.push_back(fmt::format("{} lies inside the loops that it keeps innermost at GLB", letter(d)));
      break;
    }
    inside = inside || dataflow.buffer_innermost[d];
  }
  if (mapping.weights_bypass_buffer && !dataflow.may_bypass_buffer[index(Tensor::Weights)]) {
    reasons.push_back("weights bypass GLB");
  }
  return reasons;
}

}  // namespace dance
