#include "dance/search/supernet/supernet.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace dance {

namespace {

// While it lives, the weights are constants: an architecture step needs their values only.
class FrozenWeights {
 public:
  explicit FrozenWeights(std::vector<torch::Tensor> weights) : weights_(std::move(weights)) {
    require(false);
  }
  ~FrozenWeights() { require(true); }
  FrozenWeights(const FrozenWeights&) = delete;
  FrozenWeights& operator=(const FrozenWeights&) = delete;

 private:
  void require(bool gradient) {
    for (torch::Tensor& weight : weights_) weight.set_requires_grad(gradient);
  }
  std::vector<torch::Tensor> weights_;
};

// An index drawn with the given probabilities; `excluded` (or -1) is never drawn.
int draw(const std::vector<double>& probabilities, int excluded, Random& random) {
  double total = 0;
  const int count = static_cast<int>(probabilities.size());
  for (int i = 0; i < count; ++i) total += i == excluded ? 0 : probabilities[static_cast<std::size_t>(i)];
  double rest = random.uniform() * total;
  int last = -1;
  for (int i = 0; i < count; ++i) {
    if (i == excluded) continue;
    last = i;
    rest -= probabilities[static_cast<std::size_t>(i)];
    if (rest < 0) break;
  }
  return last;
}

}  // namespace

Architecture TwoPathSample::active() const {
  Architecture path(first.size());
  for (std::size_t l = 0; l < path.size(); ++l) path[l] = first_active[l] ? first[l] : second[l];
  return path;
}

Supernet::Supernet(const NetworkSpace& space, std::uint64_t seed) : space_(space) {
  fixed_ = register_module("fixed", FixedParts(space_));
  std::int64_t width = 0;
  for (const SearchableLayer& layer : space_.layers) {
    width = std::max(width, static_cast<std::int64_t>(layer.operations.size()));
  }
  const auto layers = static_cast<std::int64_t>(space_.layers.size());
  torch::Tensor present = torch::zeros({layers, width}, torch::kBool);
  for (std::size_t l = 0; l < space_.layers.size(); ++l) {
    const SearchableLayer& layer = space_.layers[l];
    blocks_.emplace_back(*this, fmt::format("layer{}", l), layer, layer.operations);
    present[static_cast<std::int64_t>(l)].slice(0, 0, std::ssize(layer.operations)) = true;
  }
  initialise_weights(*this, seed);
  present_ = register_buffer("present", present);
  alphas_ = register_parameter("alphas", torch::zeros({layers, width}));
}

const Operation& Supernet::operation(std::size_t layer, int index) const {
  return space_.layers[layer].operations.at(static_cast<std::size_t>(index));
}

torch::Tensor Supernet::run_layer(std::size_t layer, int index, const torch::Tensor& input) {
  return blocks_[layer].forward(input, operation(layer, index));
}

Architecture Supernet::sample_path(Random& random) const {
  const auto rows = probability_rows();
  Architecture path;
  for (const auto& row : rows) path.push_back(draw(row, -1, random));
  return path;
}

torch::Tensor Supernet::forward(const torch::Tensor& images, const Architecture& path) {
  torch::Tensor x = fixed_->stem(images);
  for (std::size_t l = 0; l < blocks_.size(); ++l) {
    const torch::Tensor y = run_layer(l, path.at(l), x);
    if (!y.defined()) continue;
    x = space_.layers[l].has_residual() ? x + y : y;
  }
  return fixed_->head(x);
}

TwoPathSample Supernet::sample_two_paths(Random& random) const {
  TwoPathSample sample;
  for (const auto& row : probability_rows()) {
    const int first = draw(row, -1, random);
    const int second = row.size() > 1 ? draw(row, first, random) : first;
    const double a = row[static_cast<std::size_t>(first)], b = row[static_cast<std::size_t>(second)];
    sample.first.push_back(first);
    sample.second.push_back(second);
    sample.first_active.push_back(random.uniform() * (a + b) < a);
  }
  return sample;
}

torch::Tensor Supernet::forward_gated(const torch::Tensor& images, const TwoPathSample& sample) {
  const FrozenWeights frozen(weights());
  torch::Tensor x = fixed_->stem(images);
  for (std::size_t l = 0; l < blocks_.size(); ++l) {
    const torch::Tensor y = gated_layer(l, sample, x);
    x = space_.layers[l].has_residual() ? x + y : y;
  }
  return fixed_->head(x);
}

torch::Tensor Supernet::gated_layer(std::size_t layer, const TwoPathSample& sample,
                                    const torch::Tensor& input) {
  const int active = sample.first_active[layer] ? sample.first[layer] : sample.second[layer];
  const int idle = sample.first_active[layer] ? sample.second[layer] : sample.first[layer];
  if (active == idle) return run_layer(layer, active, input);
  // Gates with the values 1 and 0 and the gradient of the softmax over the pair.
  const torch::Tensor pair = alphas_[static_cast<std::int64_t>(layer)].index_select(
      0, torch::tensor({std::int64_t{active}, std::int64_t{idle}}, alphas_.device()));
  const torch::Tensor q = torch::softmax(pair, 0);
  const torch::Tensor gates =
      (torch::tensor({1.0f, 0.0f}, alphas_.device()) + q - q.detach()).to(input.device());
  torch::Tensor output = run_layer(layer, active, input), idle_output;
  {
    torch::NoGradGuard no_gradient;  // the idle path passes nothing back to its input
    idle_output = run_layer(layer, idle, input);
  }
  if (output.defined()) output = gates[0] * output;
  if (idle_output.defined()) {
    idle_output = gates[1] * idle_output;
    output = output.defined() ? output + idle_output : idle_output;
  }
  return output;
}

void Supernet::keep_unsampled_probabilities(const TwoPathSample& sample, const torch::Tensor& before) {
  torch::NoGradGuard no_gradient;
  const torch::Tensor old = before.detach().to(torch::kCPU, torch::kFloat64).contiguous();
  torch::Tensor now = alphas_.detach().to(torch::kCPU, torch::kFloat64).contiguous();
  const auto log_sum = [](double a, double b) {
    return std::max(a, b) + std::log1p(std::exp(-std::abs(a - b)));
  };
  for (std::size_t l = 0; l < blocks_.size(); ++l) {
    if (sample.first[l] == sample.second[l]) continue;
    const double* old_row = old.data_ptr<double>() + static_cast<std::int64_t>(l) * old.size(1);
    double* row = now.data_ptr<double>() + static_cast<std::int64_t>(l) * now.size(1);
    double& a = row[sample.first[l]];
    double& b = row[sample.second[l]];
    const double shift = log_sum(a, b) - log_sum(old_row[sample.first[l]], old_row[sample.second[l]]);
    a -= shift;
    b -= shift;
  }
  alphas_.copy_(now);
}

std::vector<torch::Tensor> Supernet::weights() const {
  std::vector<torch::Tensor> result;
  for (const torch::Tensor& parameter : parameters()) {
    if (!parameter.is_same(alphas_)) result.push_back(parameter);
  }
  return result;
}

torch::Tensor Supernet::probabilities() const {
  return torch::softmax(alphas_.masked_fill(present_.logical_not(), -std::numeric_limits<float>::infinity()),
                        1);
}

std::vector<std::vector<double>> Supernet::probability_rows() const {
  torch::NoGradGuard no_gradient;
  const torch::Tensor all = probabilities().to(torch::kCPU, torch::kFloat64).contiguous();
  std::vector<std::vector<double>> rows;
  for (std::size_t l = 0; l < space_.layers.size(); ++l) {
    const double* row = all.data_ptr<double>() + static_cast<std::int64_t>(l) * all.size(1);
    rows.emplace_back(row, row + space_.layers[l].operations.size());
  }
  return rows;
}

torch::Tensor Supernet::entropy() const {
  const torch::Tensor p = probabilities();
  const torch::Tensor operations = present_.sum(1).to(p.scalar_type());
  // A layer of one operation has entropy 0; log 2 there only avoids 0 / 0.
  return (-(p * p.clamp_min(1e-30).log()).sum(1) / operations.clamp_min(2).log()).mean();
}

Architecture Supernet::derive() const {
  Architecture best;
  for (const auto& row : probability_rows()) {
    best.push_back(static_cast<int>(std::max_element(row.begin(), row.end()) - row.begin()));
  }
  return best;
}

}  // namespace dance
