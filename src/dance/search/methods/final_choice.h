// Which network a search ends with. It leaves several likely ones; of those, and of what differs from the
// best of them in the operation of one layer or in which of two layers has which, the one of least loss is
// taken. A network is compared with the best so far on the same validation batches, one batch after another,
// from the eighth on until it is worse by two standard errors: a race (Maron and Moore, "Hoeffding races",
// NIPS 1993), by another bound than theirs. It takes the place of the best on all batches only, so that the
// loss on them never rises: of many that are tried, some look better on a few.
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
  std::int64_t draws = 8;     // likely networks beside the likeliest: drawn, or the best of those tried
  std::int64_t sweeps = 8;    // at most, over the layers of the best of them
  std::int64_t batches = 64;  // validation batches that a network is judged on at most
  // The likeliest network is taken unasked.
  bool none() const { return draws == 0 && sweeps == 0; }
};

class FinalChoice {
 public:
  // The loss is the mean cross-entropy + cost; networks that exceed the limits come after all that do not.
  struct Hardware {
    double excess = 0;  // over the limits, 0 where they hold
    double cost = 0;    // lambda2 * cost
  };
  using HardwareOf = std::function<Hardware(const Architecture&)>;  // asked once about each network
  using CrossEntropy =
      std::function<double(const Architecture&, std::int64_t batch)>;  // batch: 0 to batches - 1

  FinalChoice(HardwareOf hardware_of, CrossEntropy cross_entropy, std::int64_t batches)
      : hardware_of_(std::move(hardware_of)), cross_entropy_(std::move(cross_entropy)), batches_(batches) {}

  // Takes the network if it is the first or better than the best so far.
  void consider(const Architecture& network);
  // Layer by layer, exchanges the best network's operation for any that is better; where a sweep of that
  // changes nothing, those of two layers with the same candidates for each other. So many sweeps, or until
  // one changes nothing. What was considered once is not again. Something must have been considered.
  void exchange(const NetworkSpace& space, std::int64_t sweeps);

  const Architecture& best() const { return best_.value().network; }

 private:
  struct RacedNetwork {
    Architecture network;
    Hardware hardware;
    std::vector<double> cross_entropies;  // of the first batches
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
