#include "dance/search/learned_evaluator/batch_order.h"

#include <algorithm>
#include <numeric>

namespace dance {

BatchOrder::BatchOrder(std::int64_t count, std::int64_t batch, std::uint64_t seed, std::string_view stream)
    : order_(static_cast<std::size_t>(count)),
      batch_(std::min(batch, count)),
      next_(count),
      random_(seed, stream) {
  std::iota(order_.begin(), order_.end(), std::int64_t{0});
}

torch::Tensor BatchOrder::next() {
  if (next_ + batch_ > static_cast<std::int64_t>(order_.size())) {
    random_.shuffle(order_);
    next_ = 0;
  }
  const torch::Tensor rows = torch::from_blob(order_.data() + next_, {batch_}, torch::kLong).clone();
  next_ += batch_;
  return rows;
}

}  // namespace dance
