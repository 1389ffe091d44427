// NSGA-II (Deb, Pratap, Agarwal, Meyarivan, "A fast and elitist multiobjective genetic algorithm: NSGA-II",
// IEEE TEVC 6(2), 2002), by pagmo2, over networks.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <vector>

namespace dance {

struct EvolutionOptions {
  std::int64_t population = 40;  // networks, a multiple of 4, at least 8
  double crossover = 0.95;       // probability
  double mutations = 1;          // of a network, on average
};

// The two objectives of a network, both to be minimised.
using Objectives = std::function<std::array<double, 2>(const std::vector<int>& architecture)>;
// `operations` has each layer's number of operations, and `first` gives the networks of the first generation.
// Every network that is tried is given to `objectives`, repetitions included: (generations + 1) x population
// times.
void evolve(const std::vector<std::int64_t>& operations, const std::function<std::vector<int>()>& first,
            const Objectives& objectives, const EvolutionOptions& options, std::int64_t generations,
            std::uint64_t seed);

}  // namespace dance
