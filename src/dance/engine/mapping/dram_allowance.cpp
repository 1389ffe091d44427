#include "dance/engine/mapping/dram_allowance.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "dance/engine/mapping/mapping_cost.h"

namespace dance {

namespace {

constexpr double kRounding = 1 + 1e-9;

// While DRAM is not what takes longest, the cycles stay as they are.
double within_cycles(MappingPolicy policy, double first, const WithoutDram& mapping, const DramRates& rates) {
  const double cycles = mapping.cycles;
  const double energy_pj = policy == MappingPolicy::Edp ? first / cycles : first;
  return (energy_pj - mapping.energy_pj - cycles * rates.leakage_pj_per_cycle) / rates.pj_per_word;
}

// Where DRAM takes longest, u words in all, residual ones included, take u * cycles_per_word and
// energy_pj + (u - residual) * pj_per_word + u * cycles_per_word * leakage.
double where_dram_is_longest(MappingPolicy policy, double first, const WithoutDram& mapping,
                             const DramRates& rates) {
  const double per_word = rates.pj_per_word + rates.cycles_per_word * rates.leakage_pj_per_cycle;
  const double others_pj = mapping.energy_pj - mapping.residual_words * rates.pj_per_word;
  if (policy == MappingPolicy::Energy) return (first - others_pj) / per_word;
  const double product = first / rates.cycles_per_word;  // of u and the energy
  return (std::sqrt(others_pj * others_pj + 4 * per_word * product) - others_pj) / (2 * per_word);
}

}  // namespace

DramRates dram_rates(const UnitCosts& units) {
  return {std::min(units.dram_read_pj, units.dram_write_pj), 1 / units.dram_words_per_cycle,
          leakage_pj(1, units)};
}

double most_dram_words(MappingPolicy policy, double first, const WithoutDram& mapping,
                       const DramRates& rates) {
  if (first == std::numeric_limits<double>::infinity()) return first;
  const double longest = mapping.cycles / rates.cycles_per_word;  // until DRAM takes as long
  double words = 0;                                               // residual ones included
  if (policy == MappingPolicy::Latency) {
    if (mapping.cycles > first * kRounding) return -1;
    words = first / rates.cycles_per_word;
  } else {
    words = within_cycles(policy, first, mapping, rates) + mapping.residual_words;
    if (words > longest) words = std::max(longest, where_dram_is_longest(policy, first, mapping, rates));
  }
  return words * kRounding - mapping.residual_words;
}

}  // namespace dance
