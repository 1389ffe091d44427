#include "dance/engine/mapping/tiling_filter.h"

#include <algorithm>

namespace dance {

namespace {

// Weights past the buffer left out.
double dram_words(const MapProblem& problem, const Fills& fills) {
  const auto& [weight, input, output] = problem.dram_word;
  return weight * fills.buffer_weights + input * fills.buffer_inputs +
         output * (fills.buffer_output_words + fills.buffer_output_fills);
}

}  // namespace

TilingFilter::TilingFilter(const MapProblem& problem, MapVisitor& visitor)
    : problem_(problem), visitor_(visitor) {
  for (auto& by_stationary : most_dram_words_) {
    for (std::vector<double>& most : by_stationary) most.resize(problem.limits.glb_bits.size());
  }
}

bool TilingFilter::enter(const ArrayTiling& array, const LayerWords& words) {
  ++entered_;
  const ArrayFloors floors(problem_, array, words);
  choices_ = stationary_choices(problem_, floors, visitor_);
  if (choices_.any() == 0) return false;
  ++passed_;
  array_ = &array;
  words_ = words;
  least_input_fills_ = floors.least_input_fills();
  for (bool bypass : {false, true}) find_most_dram_words(floors, bypass);
  return true;
}

void TilingFilter::find_most_dram_words(const ArrayFloors& floors, bool bypass) {
  for (std::size_t i = 0; i < kStationaries.size(); ++i) {
    if ((choices_.under(bypass) & kStationaries[i]) == 0) continue;
    const MappingSummary floor = floors.under(kStationaries[i], bypass);
    std::vector<double>& most = most_dram_words_[bypass ? 1 : 0][i];
    visitor_.most_dram_words(floor, most);
    if (!bypass) continue;
    const double past_buffer = floor.counts.dram_reads - problem_.dram_word[1] * words_.inputs;
    for (double& words : most) words -= past_buffer;
  }
}

StationaryChoices TilingFilter::choices(const BufferTiling& tiling) {
  const TilingFloors floors(problem_, tiling, words_, least_input_fills_);
  StationaryChoices choices;
  for (bool bypass : {false, true}) {
    const StationarySet wanted = choices_.under(bypass) & floors.possible_inside();
    if (wanted == 0) continue;
    const std::size_t glb_step =
        step_that_holds(problem_.glb_bits(tiling.tile, bypass), problem_.limits.glb_bits);
    if (glb_step == problem_.limits.glb_bits.size()) continue;
    if (!are_few_dram_words(floors, bypass, glb_step, wanted)) continue;
    for (Stationary inside : kStationaries) {
      if ((wanted & inside) != 0 && may_matter(floors, bypass, glb_step, inside))
        choices.under(bypass) |= inside;
    }
  }
  return choices;
}

bool TilingFilter::are_few_dram_words(const TilingFloors& floors, bool bypass, std::size_t glb_step,
                                      StationarySet wanted) const {
  double most = -1;
  for (std::size_t i = 0; i < kStationaries.size(); ++i) {
    if ((wanted & kStationaries[i]) != 0)
      most = std::max(most, most_dram_words_[bypass ? 1 : 0][i][glb_step]);
  }
  for (Stationary at_dram : kStationaries) {
    if ((floors.possible_at_dram() & at_dram) == 0) continue;
    Fills fills;
    floors.set_at_dram_roughly(at_dram, bypass, fills);
    if (dram_words(problem_, fills) > most) continue;
    floors.set_at_dram(at_dram, bypass, fills);
    if (dram_words(problem_, fills) <= most) return true;
  }
  return false;
}

bool TilingFilter::may_matter(const TilingFloors& floors, bool bypass, std::size_t glb_step,
                              Stationary inside) {
  Fills fills;
  floors.set_inside(inside, fills);
  for (Stationary at_dram : kStationaries) {
    if ((floors.possible_at_dram() & at_dram) == 0) continue;
    if (floors.inside_is_dram() && at_dram != inside) continue;
    floors.set_at_dram(at_dram, bypass, fills);
    if (visitor_.may_matter({counts_of(problem_, *array_, fills, bypass), array_->spatial.pe_x,
                             array_->spatial.pe_y, array_->rf_step, glb_step}))
      return true;
  }
  return false;
}

}  // namespace dance
