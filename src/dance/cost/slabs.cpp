#include "dance/cost/slabs.h"

#include <algorithm>

namespace dance {

namespace {

// Adds the slabs of the space with one part of a list after another.
template <typename T>
void split(const HardwareSpace& space, std::vector<T> HardwareSpace::*list, std::int64_t most,
           std::int64_t first, std::vector<Slab>& slabs);

void add(const HardwareSpace& space, std::int64_t most, std::int64_t first, std::vector<Slab>& slabs) {
  if (space.size() <= most) {
    slabs.push_back({space, first});
  } else if (space.word_bits.size() > 1) {
    split(space, &HardwareSpace::word_bits, most, first, slabs);
  } else if (space.dataflows.size() > 1) {
    split(space, &HardwareSpace::dataflows, most, first, slabs);
  } else if (space.glb_bytes.size() > 1) {
    split(space, &HardwareSpace::glb_bytes, most, first, slabs);
  } else if (space.dram_megatransfers_per_s.size() > 1) {
    split(space, &HardwareSpace::dram_megatransfers_per_s, most, first, slabs);
  } else if (space.glb_banks.size() > 1) {
    split(space, &HardwareSpace::glb_banks, most, first, slabs);
  } else if (space.glb_width_bits.size() > 1) {
    split(space, &HardwareSpace::glb_width_bits, most, first, slabs);
  } else if (space.rf_words.size() > 1) {
    split(space, &HardwareSpace::rf_words, most, first, slabs);
  } else if (space.pe_x.size() > 1) {
    split(space, &HardwareSpace::pe_x, most, first, slabs);
  } else {
    slabs.push_back({space, first});
  }
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
