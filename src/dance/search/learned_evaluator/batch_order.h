// Random batches of numbered examples, without replacement within a pass.
#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <string_view>
#include <vector>

#include "dance/core/random.h"

namespace dance {

class BatchOrder {
 public:
  BatchOrder(std::int64_t count, std::int64_t batch, std::uint64_t seed, std::string_view stream);
  torch::Tensor next();  // [batch] int64, or [count] where there are fewer examples

 private:
  std::vector<std::int64_t> order_;
  std::int64_t batch_, next_;
  Random random_;
};

}  // namespace dance
