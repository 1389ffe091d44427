// The likeliest values of independent heads, jointly.
#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <vector>

namespace dance {

// The `count` combinations of one value per head with the largest product of probabilities, likeliest first;
// all of them where there are fewer. heads: [batch, values] logits each -> [batch, count, heads] int64.
// Head by head: a prefix of one of the `count` best is one of the `count` best prefixes.
torch::Tensor likeliest_values(const std::vector<torch::Tensor>& heads, std::int64_t count);

}  // namespace dance
