#include "dance/engine/hardware/mapping_policy.h"

namespace dance {

MappingPolicy parse_mapping_policy(const std::string& name) {
  if (name == "latency") return MappingPolicy::Latency;
  if (name == "energy") return MappingPolicy::Energy;
  return MappingPolicy::Edp;
}

std::string to_string(MappingPolicy policy) {
  switch (policy) {
    case MappingPolicy::Latency:
      return "latency";
    case MappingPolicy::Energy:
      return "energy";
    default:
      return "edp";
  }
}

}  // namespace dance
