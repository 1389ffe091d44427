#include "dance/engine/unconstrained/relaxed_bound.h"

#include <algorithm>
#include <limits>
#include <vector>

#include "dance/engine/nest/window.h"

namespace dance::unconstrained {

namespace {

class Bound {
 public:
  Bound(const Layer& layer, const Hierarchy& hierarchy)
      : layer_(layer), hierarchy_(hierarchy), macs_(static_cast<double>(layer.macs())) {}

  RelaxedBound run() const {
    RelaxedBound out;
    out.cycles = macs_ / std::min(macs_, static_cast<double>(hierarchy_.macs_built()));
    out.energy_pj = macs_ * hierarchy_.mac_pj + out.cycles * hierarchy_.leakage_pj_per_cycle;
    for (Tensor t : kAllTensors) out.energy_pj += least_pj(t);
    return out;
  }

 private:
  // The least over all sets of levels that keep the tensor, from the outermost inwards: `best[l]` where level
  // l is the innermost one so far.
  double least_pj(Tensor tensor) const {
    const std::size_t depth = hierarchy_.levels.size();
    std::vector<double> best(depth, std::numeric_limits<double>::infinity());
    best[0] = 0;
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t level = 0; level < depth; ++level) {
      for (std::size_t outer = 0; outer < level; ++outer) {
        if (hierarchy_.levels[level].may_keep[index(tensor)])
          best[level] = std::min(best[level], best[outer] + passing_pj(tensor, outer, level));
      }
      least = std::min(least, best[level] + feeding_pj(tensor, level));
    }
    return least;
  }

  // Every word of the tensor on its way between two levels.
  double passing_pj(Tensor tensor, std::size_t outer, std::size_t inner) const {
    if (tensor == Tensor::Outputs) return words(tensor) * access_pj(tensor, outer, false);
    return words(tensor) * (access_pj(tensor, outer, true) + access_pj(tensor, inner, false));
  }

  double feeding_pj(Tensor tensor, std::size_t level) const {
    const auto below =
        static_cast<double>(hierarchy_.macs_built()) /
        static_cast<double>(hierarchy_.levels[level].instances_x * hierarchy_.levels[level].instances_y);
    return macs_ / below * access_pj(tensor, level, tensor != Tensor::Outputs);
  }

  // Of a word at one instance, where as few memories as there are serve all instances.
  double access_pj(Tensor tensor, std::size_t level, bool read) const {
    const StorageLevel& of = hierarchy_.levels[level];
    const auto instances = static_cast<double>(of.instances_x * of.instances_y);
    return (read ? of.units.read_pj : of.units.write_pj) / static_cast<double>(of.units.block_words) *
           of.units.word[index(tensor)] * memories_in_use(of.units, instances) / instances;
  }

  // Of inputs with gaps those that are touched, so that the bound holds however tiles are counted.
  double words(Tensor tensor) const {
    if (tensor != Tensor::Inputs) return static_cast<double>(layer_.volume(tensor));
    const Bounds& b = layer_.bounds;
    const Window width{b[Dim::P], b[Dim::R], layer_.stride_w, layer_.dilation_w},
        height{b[Dim::Q], b[Dim::S], layer_.stride_h, layer_.dilation_h};
    return static_cast<double>(width.words()) * static_cast<double>(height.words()) *
           static_cast<double>(b[Dim::N]) * static_cast<double>(b[Dim::G]) * static_cast<double>(b[Dim::C]);
  }

  const Layer& layer_;
  const Hierarchy& hierarchy_;
  const double macs_;
};

}  // namespace

RelaxedBound relaxed_bound(const Layer& layer, const Hierarchy& hierarchy) {
  return Bound(layer, hierarchy).run();
}

}  // namespace dance::unconstrained
