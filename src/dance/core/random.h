// Seeded random streams: a (seed, name) pair gives the same numbers on every platform and standard library.
//
// The generator is xoshiro256** (Blackman and Vigna, "Scrambled linear pseudorandom number generators", ACM
// TOMS 2021) seeded through splitmix64. Streams of different names are independent, so adding one consumer
// never shifts another.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace dance {

class Random {
 public:
  using result_type = std::uint64_t;  // satisfies UniformRandomBitGenerator

  Random(std::uint64_t seed, std::string_view stream);

  static constexpr result_type min() { return 0; }
  static constexpr result_type max() { return ~result_type{0}; }
  result_type operator()();

  std::uint64_t below(std::uint64_t n);  // uniform in 0..n-1; n > 0
  double uniform();                      // uniform in [0, 1)
  double uniform(double low, double high) { return low + (high - low) * uniform(); }
  double normal();  // mean 0, standard deviation 1

  template <typename Container>
  void shuffle(Container& items) {
    for (std::size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[below(i)]);
  }

 private:
  std::array<std::uint64_t, 4> state_{};
};

}  // namespace dance
