#include "dance/engine/mapping/divisors.h"

#include <algorithm>

namespace dance {

namespace {

std::vector<std::int64_t> divisors_of(std::int64_t n) {
  std::vector<std::int64_t> divisors;
  for (std::int64_t d = 1; d <= n / d; ++d) {
    if (n % d != 0) continue;
    divisors.push_back(d);
    if (d != n / d) divisors.push_back(n / d);
  }
  std::sort(divisors.begin(), divisors.end());
  return divisors;
}

}  // namespace

void DivisorTable::add(std::int64_t n) {
  std::vector<std::int64_t>& known = n < kDense ? small_[static_cast<std::size_t>(n)] : large_[n];
  if (!known.empty()) return;
  known = divisors_of(n);
  const std::vector<std::int64_t> smaller(known.begin(), known.end() - 1);
  for (const std::int64_t divisor : smaller) add(divisor);
}

}  // namespace dance
