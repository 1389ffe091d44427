// How a search chooses the network that it ends with. It leaves several likely networks, and the best of them
// is the start. Then networks are tried that differ from the best so far in the operation of one layer, or in
// that two layers have exchanged their operations, and the one of least loss is taken.
//
// A network is compared with the best so far on the same validation batches, one batch after another. From
// the eighth batch on, it is dropped as soon as it is worse by two standard errors: this is a race (Maron and
// Moore, "Hoeffding races", NIPS 1993) with another bound than theirs. It becomes the best only after all
// batches, so that the loss on them never rises: where many networks are tried, some look better on a few
// batches by chance.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "dance/search/space/network_space.h"

namespace dance {

struct FinalChoiceOptions {
  std::int64_t draws = 8;     // likely networks beside the likeliest: drawn ones, or the best of those tried
  std::int64_t sweeps = 8;    // over the layers of the best of them, at most
  std::int64_t batches = 64;  // validation batches that a network is judged on at most
  // Whether the likeliest network is taken without a comparison.
  bool none() const { return draws == 0 && sweeps == 0; }
};

class FinalChoice {
 public:
  // The loss of a network is its mean cross-entropy + cost. Networks that exceed the limits come after all
  // that do not.
  struct Hardware {
    double excess = 0;  // over the limits, 0 where they hold
    double cost = 0;    // lambda2 * cost
  };
  using HardwareOf = std::function<Hardware(const Architecture&)>;  // asked once about each network
  // `batch` counts from 0 to batches - 1.
  using CrossEntropy = std::function<double(const Architecture&, std::int64_t batch)>;

  FinalChoice(HardwareOf hardware_of, CrossEntropy cross_entropy, std::int64_t batches)
      : hardware_of_(std::move(hardware_of)), cross_entropy_(std::move(cross_entropy)), batches_(batches) {}

  // Takes the network if it is the first, or better than the best so far.
  void consider(const Architecture& network);
  // Betters the best network in sweeps over its layers: at most so many, and none after one that changes
  // nothing. A sweep tries each other operation of each layer; where that changes nothing, it tries to
  // exchange the operations of each two layers that have the same candidates. No network is considered twice.
  // At least one must have been considered before.
  void exchange(const NetworkSpace& space, std::int64_t sweeps);

  const Architecture& best() const { return best_.value().network; }

 private:
  struct RacedNetwork {
    Architecture network;
    Hardware hardware;
    std::vector<double> cross_entropies;  // on the first batches, as far as it was compared
  };
  double loss_on(RacedNetwork& raced, std::int64_t batch) const;
  bool is_better(RacedNetwork& raced, RacedNetwork& than) const;
  void change_layer(const NetworkSpace& space, std::size_t layer);
  void swap_with_earlier(const NetworkSpace& space, std::size_t layer);

  HardwareOf hardware_of_;
  CrossEntropy cross_entropy_;
  std::int64_t batches_;
  std::set<Architecture> considered_;
  std::optional<RacedNetwork> best_;
};

}  // namespace dance
