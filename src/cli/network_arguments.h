// Several networks on the command line, each with its weight behind a last colon:
//
//   NETWORK[:WEIGHT] ...     lenet.yaml   resnet50:0.3   small:mbconv_k3_e6:2
//
// A part behind the last colon that is no number belongs to the network, and a text that is the path of
// something is that, whatever colons it has.
#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <vector>

#include "cli/inputs.h"

namespace dance::cli {

// One of them as it was written, not read yet.
struct NetworkText {
  std::string network;
  std::optional<double> weight;  // where one is given
};
// Throws Error with all faults: weights are above 0 and at most a million.
std::vector<NetworkText> split_weights(const std::vector<std::string>& texts);

class NetworkArguments {
 public:
  void add_to(CLI::App& app);
  // Throws Error with all faults of the weights; with `refused_for`, an option, no network may have one.
  std::vector<NetworkText> split(const std::string& refused_for = "") const;
  // The networks of these texts, in their order, with unique names: the second "lenet" is "lenet#2". Throws
  // Error with all faults.
  std::vector<Network> read(const std::vector<NetworkText>& texts) const;

 private:
  std::vector<std::string> texts_;
  NetworkOptions options_;
};

// Adds #2, #3, ... to names that are there already.
std::vector<std::string> unique_names(const std::vector<std::string>& names);

}  // namespace dance::cli
