// Timeloop and Accelergy spell some keys in several ways. Two spellings may both be given if their values
// are the same; otherwise there is a fault.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>

#include "dance/core/config.h"

namespace dance::timeloop {

// The value of the first of these keys that is given.
inline std::optional<ConfigValue> first_of(ConfigMap& map, std::initializer_list<const char*> keys) {
  std::optional<ConfigValue> first;
  for (const char* key : keys) {
    const auto value = map.optional(key);
    if (!value) continue;
    if (first && first->found() != value->found()) {
      value->fault("contradicts another key", first->path() + " " + first->found(), value->found());
    }
    if (!first) first = value;
  }
  return first;
}

// Its integer; `fallback` where none of the keys is given.
inline std::int64_t integer_of(ConfigMap& map, std::initializer_list<const char*> keys, IntegerRange range,
                               std::int64_t fallback) {
  const auto value = first_of(map, keys);
  return value ? value->integer(range) : fallback;
}

}  // namespace dance::timeloop
