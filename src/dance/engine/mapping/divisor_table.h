// Divisors of the numbers that a map space factors, found once and looked up often.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

namespace dance {

class DivisorTable {
 public:
  // Makes n >= 1 and its divisors known.
  void add(std::int64_t n);

  // Ascending, from 1 to n itself. `n` must be known.
  const std::vector<std::int64_t>& of(std::int64_t n) const {
    return n < kDense ? small_[static_cast<std::size_t>(n)] : large_.at(n);
  }
  // Of a known n > 1.
  std::int64_t smallest_prime(std::int64_t n) const { return of(n)[1]; }

 private:
  static constexpr std::int64_t kDense = 2048;  // numbers below it are found by their place

  std::vector<std::vector<std::int64_t>> small_ = std::vector<std::vector<std::int64_t>>(kDense);
  std::unordered_map<std::int64_t, std::vector<std::int64_t>> large_;
};

}  // namespace dance
