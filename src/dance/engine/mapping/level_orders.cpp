#include "dance/engine/mapping/level_orders.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace dance {

namespace {

bool leaves_weights(Dim d) { return !is_relevant(Tensor::Weights, d); }
bool leaves_outputs(Dim d) { return !is_relevant(Tensor::Outputs, d); }

bool dominates(const OrderOption& a, const OrderOption& b) {
  return a.input_fills <= b.input_fills && a.inner_input_fills <= b.inner_input_fills && a.w_run >= b.w_run &&
         a.o_run >= b.o_run && a.input_reads <= b.input_reads && a.inner_input_reads <= b.inner_input_reads;
}

}  // namespace

// Words of the tile that are new when `loop` advances and the loops of `inside` start again.
LevelOrders::NewWords LevelOrders::new_words(const View& view, const OrderedLoop& loop,
                                             std::size_t inside) const {
  const InputTile& tile = view.tile;
  const ArrayTile* array = view.array;
  if (loop.far || far_[inside] != 0 || view.reset.far) {
    return {tile.volume(), array == nullptr ? 0 : array->volume()};
  }
  const double width = std::abs(loop.step_width - reset_width_[inside] - view.reset.width);
  const double height = std::abs(loop.step_height - reset_height_[inside] - view.reset.height);
  return {dance::new_words(tile, width, height),
          array == nullptr ? 0 : dance::new_words(*array, width, height)};
}

void LevelOrders::insert(std::vector<OrderOption>& options, const OrderOption& option) {
  for (const OrderOption& other : options) {
    if (dominates(other, option)) return;
  }
  std::erase_if(options, [&](const OrderOption& other) { return dominates(option, other); });
  options.push_back(option);
}

// Puts `loop` around every partial order of `subset`.
void LevelOrders::extend(std::size_t subset, std::size_t loop) {
  const OrderedLoop& added = (*loops_)[loop];
  const std::size_t grown = subset | (std::size_t{1} << loop);
  const double advances = product_ / products_[grown] * (added.bound - 1);
  const NewWords words = new_words(*child_, added, subset);
  const NewWords inner = inner_ == nullptr ? NewWords{} : new_words(*inner_, added, subset);
  const int position = __builtin_popcountll(subset);
  for (OrderOption option : partial_[subset]) {
    if (only_pixels_[grown] != 0) option.w_run = products_[grown];
    if (only_sums_[grown] != 0) option.o_run = products_[grown];
    option.input_fills += advances * words.fills;
    option.inner_input_fills += advances * inner.fills;
    option.input_reads += advances * words.reads;
    option.inner_input_reads += advances * inner.reads;
    option.order |= static_cast<std::uint32_t>(loop + 1) << (4 * position);
    option.outermost = 1u << loop;
    insert(partial_[grown], option);
  }
}

const std::vector<OrderOption>& LevelOrders::search(const std::vector<OrderedLoop>& loops, const View& child,
                                                    const View* inner, std::uint32_t innermost_allowed,
                                                    const DimMap<bool>& innermost) {
  loops_ = &loops;
  child_ = &child;
  inner_ = inner;
  const std::size_t subsets = std::size_t{1} << loops.size();
  if (partial_.size() < subsets) {
    partial_.resize(subsets);
    for (auto* values : {&products_, &reset_width_, &reset_height_}) values->resize(subsets);
    for (auto* flags : {&far_, &only_pixels_, &only_sums_}) flags->resize(subsets);
  }
  std::size_t must_be_innermost = 0;
  for (std::size_t i = 0; i < loops.size(); ++i) {
    if (innermost[loops[i].dim]) must_be_innermost |= std::size_t{1} << i;
  }
  products_[0] = 1;
  reset_width_[0] = reset_height_[0] = 0;
  far_[0] = 0;
  only_pixels_[0] = only_sums_[0] = 1;
  for (std::size_t subset = 1; subset < subsets; ++subset) {
    const std::size_t low = static_cast<std::size_t>(__builtin_ctzll(subset)), rest = subset & (subset - 1);
    const OrderedLoop& loop = loops[low];
    products_[subset] = products_[rest] * loop.bound;
    reset_width_[subset] = reset_width_[rest] + (loop.bound - 1) * loop.step_width;
    reset_height_[subset] = reset_height_[rest] + (loop.bound - 1) * loop.step_height;
    far_[subset] = far_[rest] != 0 || loop.far;
    only_pixels_[subset] = only_pixels_[rest] != 0 && leaves_weights(loop.dim);
    only_sums_[subset] = only_sums_[rest] != 0 && leaves_outputs(loop.dim);
    partial_[subset].clear();
  }
  product_ = products_[subsets - 1];
  OrderOption first;
  first.input_fills = child.tile.volume();
  first.inner_input_fills = inner == nullptr ? 0 : inner->tile.volume();
  first.input_reads = child.array == nullptr ? 0 : child.array->volume();
  first.inner_input_reads = inner == nullptr || inner->array == nullptr ? 0 : inner->array->volume();
  partial_[0].assign(1, first);
  for (std::size_t subset = 0; subset + 1 < subsets; ++subset) {
    for (std::size_t loop = 0; loop < loops.size(); ++loop) {
      const std::size_t bit = std::size_t{1} << loop;
      if ((subset & bit) != 0) continue;
      if (subset == 0 && (innermost_allowed & bit) == 0) continue;
      const bool too_early = (must_be_innermost & ~subset & ~bit) != 0 && (must_be_innermost & bit) == 0;
      if (!too_early) extend(subset, loop);
    }
  }
  return partial_[subsets - 1];
}

const std::vector<OrderOption>& LevelOrders::search_disjoint(const std::vector<OrderedLoop>& loops,
                                                             const View& child, const View* inner,
                                                             std::uint32_t innermost_allowed,
                                                             const DimMap<bool>& innermost) {
  disjoint_.clear();
  double product = 1;
  std::uint32_t required = 0;
  std::array<std::uint32_t, kTensors> leaves{};  // per tensor: loops that leave its tile in place
  for (std::size_t i = 0; i < loops.size(); ++i) {
    product *= loops[i].bound;
    if (innermost[loops[i].dim]) required |= 1u << i;
    for (Tensor tensor : kAllTensors) {
      if (!is_relevant(tensor, loops[i].dim)) leaves[index(tensor)] |= 1u << i;
    }
  }
  if (required != 0 && std::find(leaves.begin(), leaves.end(), required) == leaves.end())
    return search(loops, child, inner, innermost_allowed, innermost);  // they are no tensor's run
  const double volume = child.tile.volume();
  for (Tensor tensor : kAllTensors) {
    const std::uint32_t run = leaves[index(tensor)];
    const std::uint32_t first = run & innermost_allowed;
    if (!loops.empty() && (first == 0 || (required != 0 && required != run))) continue;
    OrderOption option;
    double run_product = 1;
    int position = 0;
    const auto place = [&](std::size_t loop) {
      option.order |= static_cast<std::uint32_t>(loop + 1) << (4 * position++);
    };
    const std::size_t start = loops.empty() ? 0 : static_cast<std::size_t>(__builtin_ctz(first));
    for (std::size_t i = start; i < loops.size(); ++i) {
      if ((run >> i & 1u) != 0) place(i);
    }
    for (std::size_t i = 0; i < start; ++i) {
      if ((run >> i & 1u) != 0) place(i);
    }
    for (std::size_t i = 0; i < loops.size(); ++i) {
      if ((run >> i & 1u) == 0) place(i);
      if ((run >> i & 1u) != 0) run_product *= loops[i].bound;
    }
    if (tensor == Tensor::Weights) option.w_run = run_product;
    if (tensor == Tensor::Outputs) option.o_run = run_product;
    const std::uint32_t all = (1u << loops.size()) - 1;
    option.outermost = run == all ? all : all & ~run;
    const double input_run = tensor == Tensor::Inputs ? run_product : 1;
    option.input_fills = volume * product / input_run;
    if (inner != nullptr) {
      const bool moved = inner->reset.far || inner->reset.width != 0 || inner->reset.height != 0;
      option.inner_input_fills = inner->tile.volume() * product / (moved ? 1 : input_run);
    }
    disjoint_.push_back(option);
    if (loops.empty()) break;
  }
  return disjoint_;
}

}  // namespace dance
