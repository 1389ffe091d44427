// The likeliest values of independent heads, jointly.
#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <vector>

namespace dance {

// The `count` combinations of one value per head with the largest product of probabilities, likeliest first;
// all of them where there are fewer. heads: [batch, values] logarithms of probabilities each
// -> [batch, count, heads] int64. Head by head: a prefix of one of the `count` best is one of the `count`
// best prefixes.
torch::Tensor likeliest_values(const std::vector<torch::Tensor>& heads, std::int64_t count);

// Logarithms of the heads' probabilities mixed with how often each value was the best one, so that heads that
// are certain, and wrong, leave such values among the candidates.
//   log((1 - e) softmax(logits) + e frequency)
// heads: logits, [batch, values] each; frequencies: [sum of values], a distribution per head.
std::vector<torch::Tensor> with_frequencies(const std::vector<torch::Tensor>& heads,
                                            const torch::Tensor& frequencies);

}  // namespace dance
