// Finds the values of independent heads that are likeliest together.
#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <vector>

namespace dance {

// The `count` combinations of one value per head that have the largest product of probabilities, likeliest
// first; all combinations where there are fewer. heads: [batch, values] each, logarithms of probabilities ->
// [batch, count, heads] int64. The heads are taken one by one: a prefix of one of the `count` best
// combinations is one of the `count` best prefixes.
torch::Tensor likeliest_values(const std::vector<torch::Tensor>& heads, std::int64_t count);

// Logarithms of the heads' probabilities mixed with how often each value was the best one. A head that is
// certain of a wrong value then still leaves the frequent ones among the candidates.
//   log((1 - e) softmax(logits) + e frequency)
// heads: logits, [batch, values] each; frequencies: [sum of values], a distribution per head.
std::vector<torch::Tensor> with_frequencies(const std::vector<torch::Tensor>& heads,
                                            const torch::Tensor& frequencies);

}  // namespace dance
