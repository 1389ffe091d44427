#include "dance/engine/mapping/divisor_table.h"

#include "dance/core/divisors.h"

namespace dance {

void DivisorTable::add(std::int64_t n) {
  std::vector<std::int64_t>& known = n < kDense ? small_[static_cast<std::size_t>(n)] : large_[n];
  if (!known.empty()) return;
  known = divisors_of(n);
  const std::vector<std::int64_t> smaller(known.begin(), known.end() - 1);
  for (const std::int64_t divisor : smaller) add(divisor);
}

}  // namespace dance
