#include "dance/search/learned_evaluator/sampling.h"

#include <algorithm>
#include <cmath>

namespace dance {

namespace {

// The logarithm of a Gamma(shape, 1) variable (Marsaglia and Tsang, "A simple method for generating gamma
// variables", ACM TOMS 2000). The variable itself would underflow for small shapes.
double log_gamma_variable(Random& random, double shape) {
  const double d = shape + 1 - 1.0 / 3, c = 1 / std::sqrt(9 * d);
  for (;;) {
    const double x = random.normal(), v = std::pow(1 + c * x, 3);
    if (v <= 0) continue;
    const double u = 1 - random.uniform();
    if (std::log(u) < 0.5 * x * x + d - d * v + d * std::log(v)) {
      return std::log(d * v) + std::log(1 - random.uniform()) / shape;
    }
  }
}

double log_uniform(Random& random, double low, double high) {
  return std::exp(random.uniform(std::log(low), std::log(high)));
}

std::size_t categorical(Random& random, const std::vector<double>& probabilities) {
  double rest = random.uniform();
  for (std::size_t i = 0; i + 1 < probabilities.size(); ++i) {
    rest -= probabilities[i];
    if (rest < 0) return i;
  }
  return probabilities.size() - 1;
}

}  // namespace

ArchitectureSampler::ArchitectureSampler(std::vector<std::int64_t> operations, std::uint64_t seed,
                                         std::string_view stream)
    : operations_(std::move(operations)),
      width_(operations_.empty() ? 0 : *std::max_element(operations_.begin(), operations_.end())),
      random_(seed, stream) {}

std::vector<double> ArchitectureSampler::dirichlet(const std::vector<double>& concentrations) {
  std::vector<double> p(concentrations.size());
  for (std::size_t i = 0; i < p.size(); ++i) p[i] = log_gamma_variable(random_, concentrations[i]);
  const double largest = *std::max_element(p.begin(), p.end());
  double sum = 0;
  for (double& value : p) sum += value = std::exp(value - largest);
  for (double& value : p) value /= sum;
  return p;
}

void ArchitectureSampler::draw(float* network, bool one_hot) {
  const std::vector<double> preference =
      dirichlet(std::vector<double>(static_cast<std::size_t>(width_), log_uniform(random_, 0.1, 20)));
  const double concentration = log_uniform(random_, 0.5, 200);
  for (std::size_t l = 0; l < operations_.size(); ++l) {
    std::vector<double> concentrations(static_cast<std::size_t>(operations_[l]));
    for (std::size_t o = 0; o < concentrations.size(); ++o)
      concentrations[o] = std::max(concentration * preference[o], 1e-3);
    const std::vector<double> p = dirichlet(concentrations);
    float* row = network + static_cast<std::int64_t>(l) * width_;
    if (one_hot) {
      row[categorical(random_, p)] = 1;
    } else {
      std::copy(p.begin(), p.end(), row);
    }
  }
}

torch::Tensor ArchitectureSampler::one_hot(std::int64_t batch) {
  torch::Tensor networks = torch::zeros({batch, static_cast<std::int64_t>(operations_.size()), width_});
  for (std::int64_t b = 0; b < batch; ++b) draw(networks[b].data_ptr<float>(), true);
  return networks;
}

torch::Tensor ArchitectureSampler::soft(std::int64_t batch) {
  torch::Tensor networks = torch::zeros({batch, static_cast<std::int64_t>(operations_.size()), width_});
  for (std::int64_t b = 0; b < batch; ++b) draw(networks[b].data_ptr<float>(), false);
  return networks;
}

torch::Tensor ArchitectureSampler::mixed(std::int64_t batch) {
  torch::Tensor networks = torch::zeros({batch, static_cast<std::int64_t>(operations_.size()), width_});
  for (std::int64_t b = 0; b < batch; ++b) draw(networks[b].data_ptr<float>(), b % 3 == 0);
  return networks;
}

}  // namespace dance
