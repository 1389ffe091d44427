// Which network a gradient search ends with. Its probabilities leave several likely ones; of those, and of what differs
// from the best of them in one operation, the one of least loss is taken.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <utility>

#include "dance/space/network_space.h"

namespace dance {

struct FinalChoiceOptions {
  std::int64_t draws = 32;    // networks drawn from the final probabilities, beside the most probable one
  std::int64_t sweeps = 2;    // over the layers of the best of them
  std::int64_t batches = 16;  // validation batches that each network is judged on
  // The most probable network is taken unasked.
  bool none() const { return draws == 0 && sweeps == 0; }
};

// The less the better: networks that exceed the limits come after all that do not.
struct NetworkLoss {
  double excess = 0;  // over the limits, 0 where they hold
  double loss = 0;
  auto operator<=>(const NetworkLoss&) const = default;
};

class FinalChoice {
 public:
  // Asked once about each network.
  using Judge = std::function<NetworkLoss(const Architecture&)>;
  explicit FinalChoice(Judge judge) : judge_(std::move(judge)) {}

  // Takes the network if it is the first or better than the best so far.
  void consider(const Architecture& network);
  // Layer by layer, exchanges the best network's operation for any that is better; so many times over all layers, or
  // until no exchange helps. Something must have been considered.
  void exchange(const NetworkSpace& space, std::int64_t sweeps);

  const Architecture& best() const { return best_.value(); }

 private:
  NetworkLoss loss_of(const Architecture& network);

  Judge judge_;
  std::map<Architecture, NetworkLoss> losses_;
  std::optional<Architecture> best_;
};

}  // namespace dance
