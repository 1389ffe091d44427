#include "dance/search/methods/evolution.h"

#include <algorithm>
#include <cmath>
#include <pagmo/algorithms/nsga2.hpp>
#include <pagmo/population.hpp>
#include <pagmo/problem.hpp>
#include <utility>

namespace dance {

namespace {

// All variables are integers. pagmo copies the problem, and wants a default constructor.
class NetworkProblem {
 public:
  NetworkProblem() = default;
  NetworkProblem(const std::vector<std::int64_t>& operations, const Objectives& objectives)
      : operations_(&operations), objectives_(&objectives) {}

  pagmo::vector_double fitness(const pagmo::vector_double& variables) const {
    std::vector<int> architecture;
    for (const double variable : variables) architecture.push_back(static_cast<int>(std::lround(variable)));
    const auto [first, second] = (*objectives_)(architecture);
    return {first, second};
  }
  std::pair<pagmo::vector_double, pagmo::vector_double> get_bounds() const {
    if (operations_ == nullptr) return {{0}, {1}};
    pagmo::vector_double least(operations_->size(), 0), most;
    for (const std::int64_t count : *operations_) most.push_back(static_cast<double>(count - 1));
    return {least, most};
  }
  pagmo::vector_double::size_type get_nobj() const { return 2; }
  pagmo::vector_double::size_type get_nix() const { return operations_ == nullptr ? 1 : operations_->size(); }

 private:
  const std::vector<std::int64_t>* operations_ = nullptr;
  const Objectives* objectives_ = nullptr;
};

}  // namespace

void evolve(const std::vector<std::int64_t>& operations, const std::function<std::vector<int>()>& first,
            const Objectives& objectives, const EvolutionOptions& options, std::int64_t generations,
            std::uint64_t seed) {
  const auto pagmo_seed = static_cast<unsigned>(seed ^ (seed >> 32));
  pagmo::population population(pagmo::problem(NetworkProblem(operations, objectives)), 0, pagmo_seed);
  for (std::int64_t i = 0; i < options.population; ++i) {
    const std::vector<int> network = first();
    population.push_back({network.begin(), network.end()});
  }
  const double mutation = std::min(1.0, options.mutations / static_cast<double>(operations.size()));
  const pagmo::nsga2 algorithm(static_cast<unsigned>(generations), options.crossover, 10, mutation, 50,
                               pagmo_seed);
  algorithm.evolve(population);
}

}  // namespace dance
