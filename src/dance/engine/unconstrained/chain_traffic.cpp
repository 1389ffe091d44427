#include "dance/engine/unconstrained/chain_traffic.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace dance::unconstrained {

namespace {

// How many groups of instances share no word with each other, where the instances are spread by `spread`.
// Spreading along the inputs' axes makes no groups: tiles may overlap there.
double far_apart(const MergedLayer& layer, Tensor tensor, const Factors& spread) {
  double product = 1;
  for (std::size_t d = 0; d < layer.size(); ++d) {
    const MergedDim& dim = layer.dims()[d];
    const bool far = tensor != Tensor::Inputs || dim.move == InputMove::Far;
    if (far && dim.relevant[index(tensor)]) product *= static_cast<double>(spread[d]);
  }
  return product;
}

// Whether `spread` spreads the inputs along an axis.
bool along_an_axis(const MergedLayer& layer, const Factors& spread) {
  for (std::size_t d = 0; d < layer.size(); ++d) {
    const InputMove move = layer.dims()[d].move;
    if (spread[d] > 1 && (move == InputMove::Width || move == InputMove::Height)) return true;
  }
  return false;
}

// Least number of distinct tiles among instances spread by `spread`. Where two dimensions share an axis of
// the inputs, an instance's place on it is a sum a_i + b_j, and there are at least |a| + |b| - 1 different
// sums.
double least_distinct(const MergedLayer& layer, Tensor tensor, const Factors& spread, bool& places_vary) {
  double product = far_apart(layer, tensor, spread);
  std::array<double, 2> axis_sum{}, axis_product = {1, 1};
  std::array<int, 2> axis_dims{};
  for (std::size_t d = 0; d < layer.size(); ++d) {
    const MergedDim& dim = layer.dims()[d];
    const bool window = dim.move == InputMove::Width || dim.move == InputMove::Height;
    if (tensor != Tensor::Inputs || !window || spread[d] == 1) continue;
    const auto factor = static_cast<double>(spread[d]);
    const std::size_t axis = dim.move == InputMove::Width ? 0 : 1;
    axis_sum[axis] += factor;
    axis_product[axis] *= factor;
    ++axis_dims[axis];
  }
  for (std::size_t axis = 0; axis < 2; ++axis) {
    const bool both = axis_dims[axis] > 1;
    places_vary = places_vary || both;
    product *= both ? axis_sum[axis] - 1 : axis_product[axis];
  }
  return product;
}

// A dimension's part in an axis of the inputs. An instance has `share` of its `bound` iterations, each of
// which moves `step` words.
struct AxisPart {
  double share = 1, bound = 1;
  std::int64_t step = 1;
};

// Least number of different sums i * a.step + j * b.step where i takes a.share values and j takes b.share
// values, whichever they are. The values of j * b.step fall into classes modulo a.step, each of at most
// `largest` values. Sums of different classes differ, and a class of n values has at least a.share + n - 1
// different sums.
double least_sums(const AxisPart& a, const AxisPart& b) {
  const auto classes = static_cast<double>(a.step / std::gcd(a.step, b.step));
  const double largest = std::ceil(b.bound / classes);
  return std::ceil(b.share / largest) * (a.share - 1) + b.share;
}

// Least number of words that one instance touches, where the layer is spread over the instances by
// `spread`.
double least_words(const MergedLayer& layer, Tensor tensor, const Factors& spread) {
  double words = 1;
  std::array<std::array<AxisPart, 2>, 2> axes;  // width, height; the first dimension of each, the second
  std::array<std::size_t, 2> found{};
  for (std::size_t d = 0; d < layer.size(); ++d) {
    const MergedDim& dim = layer.dims()[d];
    if (!dim.relevant[index(tensor)]) continue;
    const auto share = static_cast<double>(dim.bound / spread[d]);
    if (tensor != Tensor::Inputs || dim.move == InputMove::Far) {
      words *= share;
    } else {
      const std::size_t axis = dim.move == InputMove::Width ? 0 : 1;
      axes[axis][found[axis]++] = {share, static_cast<double>(dim.bound),
                                   static_cast<std::int64_t>(dim.step_words)};
    }
  }
  for (const auto& [a, b] : axes) words *= std::max(least_sums(a, b), least_sums(b, a));
  return words;
}

class Chain {
 public:
  Chain(const MergedLayer& layer, const Hierarchy& hierarchy, const SpatialProducts& spatial, Tensor tensor)
      : layer_(layer), hierarchy_(hierarchy), spatial_(spatial), tensor_(tensor) {}

  ChainTraffic run(LevelMask keeps) {
    out_.keeps = keeps;
    const std::size_t depth = hierarchy_.levels.size();
    std::size_t parent = 0;
    for (std::size_t child = 1; child < depth; ++child) {
      if ((keeps >> child & 1u) == 0) continue;
      feed_level(parent, child);
      parent = child;
    }
    feed_macs(parent);
    out_.least_pj = out_.fixed_pj;
    for (std::size_t level = 1; level < depth; ++level) {
      out_.least_pj += out_.compulsory_pj[level];
    }
    return out_;
  }

 private:
  // Counts `sent` words between one instance of `parent` and those below it. Of outputs, `first` of them
  // come up for the first time and have not gone down before.
  void count(std::size_t parent, double sent, double first) {
    out_.reads[parent] += word(parent) * (sent - first);
    if (tensor_ == Tensor::Outputs) out_.writes[parent] += word(parent) * sent;
  }

  // The energy per word that comes to one child, and the constant that the first visits of outputs spare.
  void feed_level(std::size_t parent, std::size_t child) {
    const bool by_words = tensor_ == Tensor::Inputs && layer_.has_halo() &&
                          hierarchy_.levels[parent].multicast == Multicast::Words;
    const Factors spread = spatial_.between(parent, child);
    const double distinct = by_words ? far_apart(layer_, tensor_, spread)
                                     : least_distinct(layer_, tensor_, spread, out_.places_vary);
    const double words = least_words(layer_, tensor_, spatial_.outside(child));
    const double parents = spatial_.instances(parent);
    const double sent_pj = memories(parent) * read_pj(parent) + parents * network_pj(parent, child);
    const double taken_pj = memories(child) * write_pj(child);
    out_.parent[child] = parent;
    out_.distinct[child] = distinct;
    out_.compulsory_words[child] = words;
    out_.sent_words[child] = distinct * words;
    out_.word_pj[child] = distinct * sent_pj + taken_pj;
    if (tensor_ == Tensor::Outputs) {
      out_.fixed_pj -= words * out_.word_pj[child];
      out_.word_pj[child] +=
          distinct * (memories(parent) * write_pj(parent) + parents * network_pj(parent, child));
      count(parent, distinct * words, distinct * words);
    } else {
      if (by_words) share_words(parent, child, sent_pj, taken_pj);
      out_.writes[child] += word(child) * words;
      count(parent, out_.sent_words[child], 0);
    }
    out_.compulsory_pj[child] = out_.word_pj[child] * words + out_.shared_pj[child] * out_.sent_words[child];
  }

  // Every word that is needed below one parent is sent at least once. Where the instances lie is known with
  // the child's tile, unless other fan-outs than the one just above the child spread it along an axis too.
  void share_words(std::size_t parent, std::size_t child, double sent_pj, double taken_pj) {
    out_.word_pj[child] = taken_pj;
    out_.shared_pj[child] = sent_pj;
    out_.sent_words[child] =
        std::max(out_.sent_words[child], least_words(layer_, tensor_, spatial_.outside(parent)));
    out_.places_vary = out_.places_vary || along_an_axis(layer_, spatial_.between(parent, child - 1));
  }

  void feed_macs(std::size_t parent) {
    const std::size_t macs = hierarchy_.levels.size();
    const double distinct = least_distinct(layer_, tensor_, spatial_.between(parent, macs), out_.places_vary);
    double cycles = 1;
    for (std::size_t d = 0; d < layer_.size(); ++d) {
      cycles *= static_cast<double>(layer_.dims()[d].bound / spatial_.outside(macs)[d]);
    }
    const bool outputs = tensor_ == Tensor::Outputs;
    const double first = outputs ? least_words(layer_, tensor_, spatial_.outside(macs)) : 0;
    const double sent_pj = distinct * spatial_.instances(parent) * network_pj(parent, macs);
    const double accesses = distinct * memories(parent);
    out_.fixed_pj += (cycles - first) * (accesses * read_pj(parent) + sent_pj);
    if (outputs) out_.fixed_pj += cycles * (accesses * write_pj(parent) + sent_pj);
    count(parent, distinct * cycles, distinct * first);
  }

  // Energy of a word that passes all networks between two levels.
  double network_pj(std::size_t parent, std::size_t child) const {
    double pj = 0;
    for (std::size_t level = parent; level < child; ++level) pj += hierarchy_.levels[level].units.network_pj;
    return word(parent) * pj;
  }
  double memories(std::size_t level) const {
    return memories_in_use(hierarchy_.levels[level].units, spatial_.instances(level));
  }
  double word(std::size_t level) const { return hierarchy_.levels[level].units.word[index(tensor_)]; }
  double read_pj(std::size_t level) const {
    const LevelUnits& units = hierarchy_.levels[level].units;
    return word(level) * units.read_pj / static_cast<double>(units.block_words);
  }
  double write_pj(std::size_t level) const {
    const LevelUnits& units = hierarchy_.levels[level].units;
    return word(level) * units.write_pj / static_cast<double>(units.block_words);
  }

  const MergedLayer& layer_;
  const Hierarchy& hierarchy_;
  const SpatialProducts& spatial_;
  const Tensor tensor_;
  ChainTraffic out_;
};

}  // namespace

double bandwidth_cycles(const Hierarchy& hierarchy, const WordsPerLevel& reads, const WordsPerLevel& writes) {
  double most = 0;
  // These are sums of whole numbers in floating point, so that they are lowered a little before they are
  // rounded up.
  const auto count = [&](double words, double per_cycle) {
    if (per_cycle > 0) most = std::max(most, std::ceil(words / per_cycle * (1 - 1e-12)));
  };
  for (std::size_t level = 0; level < hierarchy.levels.size(); ++level) {
    const LevelUnits& units = hierarchy.levels[level].units;
    count(reads[level], units.read_words_per_cycle);
    count(writes[level], units.write_words_per_cycle);
    count(reads[level] + writes[level], units.total_words_per_cycle);
  }
  return most;
}

SpatialProducts::SpatialProducts(const MergedLayer& layer, const SpatialChoice& choice)
    : dims_(layer.size()), outside_(1, kUnitFactors), instances_(1, 1.0) {
  for (const FanoutChoice& fanout : choice.fanouts) {
    Factors next = outside_.back();
    for (std::size_t d = 0; d < dims_; ++d) next[d] *= fanout.merged[d];
    instances_.push_back(product_of(next));
    outside_.push_back(next);
  }
}

Factors SpatialProducts::between(std::size_t parent, std::size_t child) const {
  Factors out = kUnitFactors;
  for (std::size_t d = 0; d < dims_; ++d) out[d] = outside_[child][d] / outside_[parent][d];
  return out;
}

ChainTraffic chain_traffic(const MergedLayer& layer, const Hierarchy& hierarchy,
                           const SpatialProducts& spatial, Tensor tensor, LevelMask keeps) {
  return Chain(layer, hierarchy, spatial, tensor).run(keeps);
}

}  // namespace dance::unconstrained
