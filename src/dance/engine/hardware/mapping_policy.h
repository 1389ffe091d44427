// Which mapping a layer gets on an accelerator: that of least energy-delay product, latency or energy.
#pragma once

#include <limits>
#include <string>

namespace dance {

enum class MappingPolicy { Edp, Latency, Energy };
// Of "edp", "latency" or "energy". Any other name reads as edp, so that callers check it first.
MappingPolicy parse_mapping_policy(const std::string& name);
std::string to_string(MappingPolicy policy);

// A mapping's cost, or a lower bound on it, as a policy compares it: the lesser key is better. It is infinite
// where there is no mapping.
struct PolicyKey {
  double first = std::numeric_limits<double>::infinity();   // what the policy makes least
  double second = std::numeric_limits<double>::infinity();  // decides ties: energy under Latency, else cycles
};
inline bool operator<(const PolicyKey& a, const PolicyKey& b) {
  return a.first < b.first || (a.first == b.first && a.second < b.second);
}

inline PolicyKey policy_key(MappingPolicy policy, double cycles, double energy_pj) {
  switch (policy) {
    case MappingPolicy::Latency:
      return {cycles, energy_pj};
    case MappingPolicy::Energy:
      return {energy_pj, cycles};
    default:
      return {cycles * energy_pj, cycles};
  }
}

}  // namespace dance
