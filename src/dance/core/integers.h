// Arithmetic on 64-bit integers that does not wrap round.
#pragma once

#include <cstdint>
#include <limits>

namespace dance {

// The result of a sum or product that does not fit.
inline constexpr std::int64_t kSaturated = std::numeric_limits<std::int64_t>::max();

// For numbers that are not negative, here and in the product below.
inline std::int64_t saturated_sum(std::int64_t a, std::int64_t b) {
  std::int64_t sum = 0;
  return __builtin_add_overflow(a, b, &sum) ? kSaturated : sum;
}

inline std::int64_t saturated_product(std::int64_t a, std::int64_t b) {
  std::int64_t product = 0;
  return __builtin_mul_overflow(a, b, &product) ? kSaturated : product;
}

// For a number that is not negative.
inline std::int64_t saturated_integer(double number) {
  return number < 9.2e18 ? static_cast<std::int64_t>(number) : kSaturated;
}

// For b > 0 and a >= 0.
inline std::int64_t ceil_divide(std::int64_t a, std::int64_t b) { return a / b + (a % b != 0 ? 1 : 0); }

}  // namespace dance
