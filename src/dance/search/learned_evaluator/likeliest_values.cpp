#include "dance/search/learned_evaluator/likeliest_values.h"

#include <algorithm>

namespace dance {

namespace {
constexpr double kShare = 0.02;  // of the frequencies in the mix
}

torch::Tensor likeliest_values(const std::vector<torch::Tensor>& heads, std::int64_t count) {
  const torch::NoGradGuard no_grad;
  const std::int64_t batch = heads.front().size(0);
  torch::Tensor values = torch::empty({batch, 1, 0}, torch::kLong);
  torch::Tensor likelihood = torch::zeros({batch, 1}, heads.front().options());
  for (const torch::Tensor& logs : heads) {
    const torch::Tensor longer = (likelihood.unsqueeze(2) + logs.unsqueeze(1)).flatten(1);
    const auto [best, index] = longer.topk(std::min(count, longer.size(1)), 1);
    const torch::Tensor prefix =
        torch::div(index, logs.size(1), "floor").unsqueeze(2).expand({-1, -1, values.size(2)});
    const torch::Tensor own = torch::remainder(index, logs.size(1)).unsqueeze(2);
    values = torch::cat({values.gather(1, prefix), own}, 2);
    likelihood = best;
  }
  return values;
}

std::vector<torch::Tensor> with_frequencies(const std::vector<torch::Tensor>& heads,
                                            const torch::Tensor& frequencies) {
  std::vector<torch::Tensor> mixed;
  std::int64_t first = 0;
  for (const torch::Tensor& logits : heads) {
    const torch::Tensor frequency = frequencies.narrow(0, first, logits.size(1));
    mixed.push_back(((1 - kShare) * torch::softmax(logits, 1) + kShare * frequency).log());
    first += logits.size(1);
  }
  return mixed;
}

}  // namespace dance
