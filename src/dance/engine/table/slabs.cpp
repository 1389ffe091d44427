#include "dance/engine/table/slabs.h"

#include <algorithm>

namespace dance {

namespace {

// Adds the slabs of the space with one part of a list after another.
template <typename T>
void split(const HardwareSpace& space, std::vector<T> HardwareSpace::*list, std::int64_t most,
           std::int64_t first, std::vector<Slab>& slabs);

void add(const HardwareSpace& space, std::int64_t most, std::int64_t first, std::vector<Slab>& slabs) {
  const auto split_by = [&](auto list) {
    if ((space.*list).size() == 1) return false;
    split(space, list, most, first, slabs);
    return true;
  };
  using Space = HardwareSpace;  // the slowest list of several values
  const bool is_split =
      space.size() > most &&
      (split_by(&Space::word_bits) || split_by(&Space::dataflows) || split_by(&Space::glb_bytes) ||
       split_by(&Space::dram_megatransfers_per_s) || split_by(&Space::glb_banks) ||
       split_by(&Space::glb_width_bits) || split_by(&Space::rf_words) || split_by(&Space::pe_x));
  if (!is_split) slabs.push_back({space, first});
}

template <typename T>
void split(const HardwareSpace& space, std::vector<T> HardwareSpace::*list, std::int64_t most,
           std::int64_t first, std::vector<Slab>& slabs) {
  const std::vector<T>& values = space.*list;
  const std::int64_t per_value = space.size() / static_cast<std::int64_t>(values.size());
  const std::size_t count = static_cast<std::size_t>(std::max<std::int64_t>(1, most / per_value));
  for (std::size_t at = 0; at < values.size(); at += count) {
    HardwareSpace part = space;
    const auto begin = values.begin() + static_cast<std::ptrdiff_t>(at);
    (part.*list).assign(begin, begin + static_cast<std::ptrdiff_t>(std::min(count, values.size() - at)));
    add(part, most, first + static_cast<std::int64_t>(at) * per_value, slabs);
  }
}

}  // namespace

std::vector<Slab> slabs_of(const HardwareSpace& space, std::int64_t most) {
  std::vector<Slab> slabs;
  add(space, most, 0, slabs);
  return slabs;
}

}  // namespace dance
