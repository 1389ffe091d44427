#include "engine/mapping/map_space_walk.h"

#include <algorithm>
#include <vector>

#include "engine/nest/touched_words.h"

namespace dance::test {

namespace {

struct Placement {
  std::int64_t x = 1, y = 1, passes = 1;
};

// A dimension of bound n in k passes takes ceil(n / k) elements of one axis.
std::vector<Placement> placements(std::int64_t bound, bool on_x, bool on_y, const Needs& limits) {
  std::vector<Placement> out = {{1, 1, bound}};
  for (std::int64_t passes = 1; passes < bound; ++passes) {
    const std::int64_t elements = (bound + passes - 1) / passes;
    if ((bound + elements - 1) / elements != passes) continue;  // fewer passes do with as many elements
    if (on_x && elements <= limits.pe_x) out.push_back({elements, 1, passes});
    if (on_y && elements <= limits.pe_y) out.push_back({1, elements, passes});
  }
  return out;
}

std::int64_t bits(const Layer& layer, const Bounds& tile, const WordBits::PerTensor& word,
                  bool with_weights) {
  std::int64_t sum = touched_words(layer, Tensor::Inputs, tile) * word[1] +
                     touched_words(layer, Tensor::Outputs, tile) * word[2];
  return with_weights ? sum + touched_words(layer, Tensor::Weights, tile) * word[0] : sum;
}

// Every order of the loops above 1; the loops of bound 1 stand outside.
std::vector<std::array<Dim, kDims>> orders(const Bounds& factors, const DimSet& innermost) {
  std::vector<Dim> unit, loops;
  for (Dim d : kAllDims) (factors[d] == 1 ? unit : loops).push_back(d);
  std::vector<std::array<Dim, kDims>> out;
  do {
    const auto is_inner = [&](Dim d) { return innermost[d]; };
    if (!std::is_partitioned(loops.rbegin(), loops.rend(), is_inner)) continue;
    std::array<Dim, kDims> order{};
    std::copy(loops.begin(), loops.end(), std::copy(unit.begin(), unit.end(), order.begin()));
    out.push_back(order);
  } while (std::next_permutation(loops.begin(), loops.end()));
  return out;
}

class Walk {
 public:
  Walk(const Layer& layer, const Dataflow& dataflow, const Needs& limits, const WordBits& word_bits,
       const std::function<void(const Mapping&, const Needs&)>& visit)
      : layer_(layer), dataflow_(dataflow), limits_(limits), word_bits_(word_bits), visit_(visit) {}

  void place(std::size_t position) {
    if (position == kAllDims.size()) {
      order();
      return;
    }
    const Dim d = kAllDims[position];
    for (const Placement& p :
         placements(layer_.bounds[d], dataflow_.spatial_x[d], dataflow_.spatial_y[d], limits_)) {
      mapping_.spatial_x[d] = p.x, mapping_.spatial_y[d] = p.y;
      for (std::int64_t inner = 1; inner <= p.passes; ++inner) {
        if (p.passes % inner != 0 || (inner > 1 && !dataflow_.register_file[d])) continue;
        mapping_.register_file[d] = inner;
        const std::int64_t rest = p.passes / inner;
        for (std::int64_t middle = 1; middle <= rest; ++middle) {
          if (rest % middle != 0) continue;
          mapping_.buffer[d] = middle;
          mapping_.dram[d] = rest / middle;
          place(position + 1);
        }
      }
    }
    mapping_.spatial_x[d] = mapping_.spatial_y[d] = mapping_.register_file[d] = mapping_.buffer[d] =
        mapping_.dram[d] = 1;
  }

 private:
  void order() {
    Needs needs;
    Bounds buffer_tile = kUnitBounds;
    for (Dim d : kAllDims) {
      needs.pe_x *= mapping_.spatial_x[d];
      needs.pe_y *= mapping_.spatial_y[d];
      buffer_tile[d] =
          mapping_.register_file[d] * mapping_.spatial_x[d] * mapping_.spatial_y[d] * mapping_.buffer[d];
    }
    needs.rf_bits = bits(layer_, mapping_.register_file, word_bits_.register_file, true);
    for (const bool bypass : {false, true}) {
      if (bypass && !dataflow_.may_bypass_buffer[index(Tensor::Weights)]) continue;
      mapping_.weights_bypass_buffer = bypass;
      needs.glb_bits = bits(layer_, buffer_tile, word_bits_.global_buffer, !bypass);
      if (!needs.within(limits_)) continue;
      const auto buffer_orders = orders(mapping_.buffer, dataflow_.buffer_innermost);
      for (const auto& dram_order : orders(mapping_.dram, DimSet{})) {
        mapping_.dram_order = dram_order;
        for (const auto& buffer_order : buffer_orders) {
          mapping_.buffer_order = buffer_order;
          visit_(mapping_, needs);
        }
      }
    }
  }

  const Layer& layer_;
  const Dataflow& dataflow_;
  const Needs limits_;
  const WordBits word_bits_;
  const std::function<void(const Mapping&, const Needs&)>& visit_;
  Mapping mapping_;
};

}  // namespace

void for_each_mapping(const Layer& layer, const Dataflow& dataflow, const Needs& limits,
                      const WordBits& word_bits,
                      const std::function<void(const Mapping&, const Needs&)>& visit) {
  Walk(layer, dataflow, limits, word_bits, visit).place(0);
}

}  // namespace dance::test
