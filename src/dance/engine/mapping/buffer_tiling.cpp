#include "dance/engine/mapping/buffer_tiling.h"

namespace dance {

class BufferTilings::Walk {
 public:
  Walk(BufferTilings& tilings, const ArrayTiling& array, const Visit& visit)
      : tilings_(tilings), problem_(tilings.problem_), array_(array), visit_(visit), chosen_{array} {
    chosen_.extent = array.extent;
  }

  // Gives the dimensions from `position` on their factors; those before it have theirs.
  void place(std::size_t position) {
    if (position == kMappedDims.size()) {
      finish();
      return;
    }
    const Dim d = kMappedDims[position];
    if (d == Dim::P && problem_.plain_pixels) return place_pixels(position);
    for (std::int64_t factor : problem_.divisors.of(array_.outside[d])) {
      if (!put_in_buffer(d, factor)) break;
      place(position + 1);
    }
    put_in_buffer(d, 1);
  }

 private:
  // P and Q together: one pair of factors for each product.
  void place_pixels(std::size_t position) {
    for (const auto& [product, pair] : tilings_.pixel_pairs(array_.outside[Dim::P], array_.outside[Dim::Q])) {
      put_in_buffer(Dim::P, pair.first);
      if (!put_in_buffer(Dim::Q, pair.second)) break;
      place(position + 2);
    }
    put_in_buffer(Dim::P, 1);
    put_in_buffer(Dim::Q, 1);
  }

  // Whether the largest buffer holds the tiles.
  bool put_in_buffer(Dim d, std::int64_t factor) {
    chosen_.buffer[d] = factor;
    chosen_.dram[d] = array_.outside[d] / factor;
    chosen_.extent[d] = array_.extent[d] * factor;
    return problem_.glb_bits(problem_.tiles_of(chosen_.extent), problem_.may_bypass) <= largest_bits_;
  }

  void finish() {
    const Bounds& buffer = chosen_.buffer;
    if (array_.is_own_mirror &&
        std::pair(buffer[Dim::P], buffer[Dim::R]) < std::pair(buffer[Dim::Q], buffer[Dim::S]))
      return;
    chosen_.tile = problem_.tiles_of(chosen_.extent);
    visit_(chosen_);
  }

  BufferTilings& tilings_;
  const MapProblem& problem_;
  const ArrayTiling& array_;
  const Visit& visit_;
  const double largest_bits_ = static_cast<double>(problem_.limits.glb_bits.back());
  BufferTiling chosen_;
};

void BufferTilings::for_each(const ArrayTiling& array, const Visit& visit) {
  Walk(*this, array, visit).place(0);
}

// For each product of divisors the pair with the largest factor of P.
const BufferTilings::PixelPairs& BufferTilings::pixel_pairs(std::int64_t outside_p, std::int64_t outside_q) {
  PixelPairs& pairs = pairs_[{outside_p, outside_q}];
  if (pairs.empty()) {
    for (std::int64_t p : problem_.divisors.of(outside_p)) {
      for (std::int64_t q : problem_.divisors.of(outside_q)) pairs[p * q] = {p, q};
    }
  }
  return pairs;
}

}  // namespace dance
