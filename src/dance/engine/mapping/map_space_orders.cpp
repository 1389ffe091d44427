// The loop orders of one choice of factors, and the counts of each.
#include <algorithm>

#include "dance/engine/mapping/map_space.h"

namespace dance {

namespace {

constexpr std::array<Dim, 6> kOrderedDims = {Dim::M, Dim::C, Dim::P,
                                             Dim::Q, Dim::R, Dim::S};  // G is outermost

std::uint32_t all_of(const std::vector<OrderedLoop>& loops) { return (1u << loops.size()) - 1; }

// Loops of `bounds` that are not 1, with the words that a step of a tile of `extent` moves the input.
void list_loops(const Layer& layer, const Bounds& bounds, const Bounds& extent,
                std::vector<OrderedLoop>& loops) {
  loops.clear();
  for (Dim d : kOrderedDims) {
    if (bounds[d] == 1) continue;
    OrderedLoop loop{d, static_cast<double>(bounds[d]), 0, 0, d == Dim::C};
    const double step = static_cast<double>(extent[d]);
    if (d == Dim::P) loop.step_width = step * layer.stride_w;
    if (d == Dim::R) loop.step_width = step * layer.dilation_w;
    if (d == Dim::Q) loop.step_height = step * layer.stride_h;
    if (d == Dim::S) loop.step_height = step * layer.dilation_h;
    loops.push_back(loop);
  }
}

InputReset reset_of(const std::vector<OrderedLoop>& loops, bool groups) {
  InputReset reset;
  reset.far = groups;
  for (const OrderedLoop& loop : loops) {
    reset.width += (loop.bound - 1) * loop.step_width;
    reset.height += (loop.bound - 1) * loop.step_height;
    reset.far = reset.far || loop.far;
  }
  return reset;
}

bool all_leave(Tensor tensor, const std::vector<OrderedLoop>& loops, bool groups) {
  return !groups && std::none_of(loops.begin(), loops.end(),
                                 [&](const OrderedLoop& loop) { return is_relevant(tensor, loop.dim); });
}

}  // namespace

// Whether a step along `d` leaves words between the input tile of `extent` and the next one: the tile grown
// along `d` would hold (and fetch) them too.
bool MapSpace::leaves_gap(Dim d, const Bounds& extent) const {
  const InputTile tile = tile_of(extent).input;
  const double step = static_cast<double>(extent[d]);
  switch (d) {
    case Dim::P:
      return step * layer_.stride_w > tile.width;
    case Dim::R:
      return step * layer_.dilation_w > tile.width;
    case Dim::Q:
      return step * layer_.stride_h > tile.height;
    case Dim::S:
      return step * layer_.dilation_h > tile.height;
    default:
      return false;
  }
}

// Loops at the buffer that may be innermost there: those that could not as well be in the register file.
std::uint32_t MapSpace::may_enter_register_file(const std::vector<OrderedLoop>& loops) const {
  std::uint32_t entering = 0;
  for (std::size_t i = 0; i < loops.size(); ++i) {
    const Dim d = loops[i].dim;
    const bool interleaved = spatial_[d].factor > 1 && d != Dim::M && d != Dim::C;
    if (!dataflow_.register_file[d] || interleaved || leaves_gap(d, rf_)) continue;
    Bounds grown = rf_;
    grown[d] *= divisors_.smallest_prime(buffer_[d]);
    if (tile_of(grown).bits(rf_bits_, true) <= static_cast<double>(limits_.rf_bits[candidate_.rf_step]))
      entering |= 1u << i;
  }
  return entering;
}

// Whether the buffer, at its capacity step, holds the tile grown along `d` by a factor of DRAM's loop.
bool MapSpace::buffer_holds(Dim d, bool bypass) const {
  if (leaves_gap(d, buffer_tile_)) return false;
  Bounds grown = buffer_tile_;
  grown[d] *= divisors_.smallest_prime(dram_[d]);
  return tile_of(grown).bits(glb_bits_, !bypass) <=
         static_cast<double>(limits_.glb_bits[candidate_.glb_step]);
}

void MapSpace::order_loops() {
  Bounds array_extent;
  for (Dim d : kAllDims) array_extent[d] = d == Dim::N ? 1 : rf_[d] * spatial_[d].factor;
  list_loops(layer_, buffer_, array_extent, buffer_loops_);
  list_loops(layer_, dram_, buffer_tile_, dram_loops_);
  const bool buffer_groups = buffer_[Dim::G] > 1;
  const ArrayTile* array = by_words() ? &array_tile_ : nullptr;
  rf_under_buffer_ = {rf_tile_.input, {}, array};
  rf_under_dram_ = {rf_tile_.input, reset_of(buffer_loops_, buffer_groups), array};
  glb_under_dram_ = {glb_tile_.input, {}, nullptr};
  const std::uint32_t innermost = innermost_of(buffer_loops_, may_be_stationary_[0] | may_be_stationary_[1]) &
                                  ~may_enter_register_file(buffer_loops_);
  const auto search = disjoint_ ? &LevelOrders::search_disjoint : &LevelOrders::search;
  buffer_options_ = (buffer_orders_.*search)(buffer_loops_, rf_under_buffer_, nullptr, innermost,
                                             dataflow_.buffer_innermost);
  if (buffer_options_.empty()) return;
  dram_innermost_.reset();
  for (bool bypass : {false, true}) {
    if (may_be_stationary_[bypass ? 1 : 0] != 0) visit_tiles(bypass);
  }
}

void MapSpace::visit_tiles(bool bypass) {
  candidate_.glb_step = step_that_holds(glb_tile_.bits(glb_bits_, !bypass), limits_.glb_bits);
  if (candidate_.glb_step == limits_.glb_bits.size()) return;
  if (dram_loops_.empty() && dram_[Dim::G] > 1 && buffer_holds(Dim::G, bypass)) return;

  const bool only_innermost =
      std::all_of(buffer_loops_.begin(), buffer_loops_.end(),
                  [&](const OrderedLoop& loop) { return dataflow_.buffer_innermost[loop.dim]; });
  std::uint32_t entering = 0;               // DRAM loops that the buffer could hold whatever its own order
  std::uint32_t entering_as_outermost = 0;  // ... where its outermost loop has the same dimension
  for (std::size_t i = 0; i < dram_loops_.size(); ++i) {
    const Dim d = dram_loops_[i].dim;
    if (!buffer_holds(d, bypass)) continue;
    if (buffer_[d] > 1) {
      entering_as_outermost |= 1u << i;
    } else if (!dataflow_.buffer_innermost[d] || only_innermost) {
      entering |= 1u << i;
    }
  }
  const auto search = disjoint_ ? &LevelOrders::search_disjoint : &LevelOrders::search;
  static constexpr DimMap<bool> kAnyOrder{};
  const std::uint32_t stationary = may_be_stationary_[bypass ? 1 : 0];
  std::uint32_t innermost = all_of(dram_loops_) & ~entering;
  if (buffer_loops_.empty()) innermost &= innermost_of(dram_loops_, stationary);
  if (innermost != dram_innermost_) {  // the other choice of bypass often allows the same
    dram_options_ =
        &(dram_orders_.*search)(dram_loops_, glb_under_dram_, &rf_under_dram_, innermost, kAnyOrder);
    dram_innermost_ = innermost;
  }
  for (const OrderOption& dram : *dram_options_) {
    const std::uint32_t first = dram.order & 15u;
    const bool as_outermost = first != 0 && (entering_as_outermost >> (first - 1) & 1u) != 0;
    for (const OrderOption& buffer : buffer_options_) {
      if (!buffer_loops_.empty() &&
          (stationary & stationary_under(buffer_loops_[(buffer.order & 15u) - 1].dim)) == 0)
        continue;
      if (as_outermost) {
        const Dim d = dram_loops_[first - 1].dim;
        const auto same = std::find_if(buffer_loops_.begin(), buffer_loops_.end(),
                                       [&](const OrderedLoop& loop) { return loop.dim == d; });
        if ((buffer.outermost >> (same - buffer_loops_.begin()) & 1u) != 0) continue;
      }
      emit(buffer, dram, bypass);
    }
  }
}

// What the fills of one register file and of the buffer add up to on the whole chip.
MappingCounts MapSpace::counts_under(const Fills& fills, bool bypass) const {
  const double output_fills = rf_tile_.outputs * (fills.output_visits - array_.output_tiles);
  const double w_reads = fills.weights * array_.distinct_weights;
  const double i_reads = fills.input_reads;
  const double o_reads = output_fills * array_.distinct_outputs;
  const double o_updates = rf_tile_.outputs * fills.output_visits * array_.distinct_outputs;
  const double macs = array_.padded_macs;
  const auto& [rf_w, rf_i, rf_o] = rf_word_;
  const auto& [glb_w, glb_i, glb_o] = glb_word_;
  const auto& [dram_w, dram_i, dram_o] = dram_word_;
  MappingCounts counts;
  counts.compute_cycles = array_.passes;
  counts.rf_reads =
      (rf_w + rf_i + rf_o) * macs - rf_o * rf_tile_.outputs * array_.output_tiles * array_.instances;
  counts.rf_writes =
      rf_o * macs + (rf_w * fills.weights + rf_i * fills.inputs + rf_o * output_fills) * array_.instances;
  counts.glb_reads = (bypass ? 0 : glb_w * w_reads) + glb_i * i_reads + glb_o * o_reads;
  counts.glb_writes = glb_w * fills.buffer_weights + glb_i * fills.buffer_inputs +
                      glb_o * (fills.buffer_output_fills + o_updates);
  counts.dram_reads = dram_w * (bypass ? w_reads : fills.buffer_weights) + dram_i * fills.buffer_inputs +
                      dram_o * fills.buffer_output_fills;
  counts.dram_writes = dram_o * fills.buffer_output_words;
  counts.network_words =
      (bypass ? dram_w : glb_w) * w_reads + glb_i * i_reads + glb_o * (o_reads + o_updates);
  return counts;
}

// The counts of design section 3 for one order at each level.
void MapSpace::emit(const OrderOption& buffer, const OrderOption& dram, bool bypass) {
  const double buffer_groups = static_cast<double>(buffer_[Dim::G]),
               dram_groups = static_cast<double>(dram_[Dim::G]);
  double buffer_product = buffer_groups, dram_product = dram_groups, dram_output_tiles = dram_groups;
  for (const OrderedLoop& loop : buffer_loops_) buffer_product *= loop.bound;
  for (const OrderedLoop& loop : dram_loops_) {
    dram_product *= loop.bound;
    if (is_relevant(Tensor::Outputs, loop.dim)) dram_output_tiles *= loop.bound;
  }
  const bool grouped = buffer_groups > 1;
  const double w_run_above = all_leave(Tensor::Weights, buffer_loops_, grouped) ? dram.w_run : 1;
  const double o_run_above = all_leave(Tensor::Outputs, buffer_loops_, grouped) ? dram.o_run : 1;
  const double product = buffer_product * dram_product;

  Fills fills;
  fills.weights = rf_tile_.weights * product / (buffer.w_run * w_run_above);
  fills.inputs = dram_product * (buffer_groups * buffer.input_fills - rf_tile_.inputs) +
                 dram_groups * dram.inner_input_fills;
  fills.input_reads = by_words()
                          ? dram_product * (buffer_groups * buffer.input_reads - array_tile_.volume()) +
                                dram_groups * dram.inner_input_reads
                          : fills.inputs * array_.distinct_inputs;
  fills.output_visits = product / (buffer.o_run * o_run_above);
  fills.buffer_weights = bypass ? 0 : glb_tile_.weights * dram_product / dram.w_run;
  fills.buffer_inputs = dram_groups * dram.input_fills;
  const double buffer_output_visits = dram_product / dram.o_run;
  fills.buffer_output_words = glb_tile_.outputs * buffer_output_visits;
  fills.buffer_output_fills = glb_tile_.outputs * (buffer_output_visits - dram_output_tiles);
  candidate_.counts = counts_under(fills, bypass);
  chosen_buffer_ = buffer;
  chosen_dram_ = dram;
  chosen_bypass_ = bypass;
  visitor_->visit(candidate_);
}

namespace {

// Loops of bound 1 first, then G, then the option's order, outermost first.
std::array<Dim, kDims> order_of(const OrderOption& option, const std::vector<OrderedLoop>& loops,
                                const Bounds& bounds) {
  std::array<Dim, kDims> order{};
  std::size_t next = 0;
  for (Dim d : kAllDims) {
    if (bounds[d] == 1) order[next++] = d;
  }
  if (bounds[Dim::G] > 1) order[next++] = Dim::G;
  for (std::size_t i = loops.size(); i-- > 0;) order[next++] = loops[(option.order >> (4 * i) & 15u) - 1].dim;
  return order;
}

}  // namespace

Mapping MapSpace::mapping() const {
  Mapping mapping;
  mapping.dram = dram_;
  mapping.buffer = buffer_;
  mapping.register_file = rf_;
  for (Dim d : kAllDims) {
    if (spatial_[d].axis == 1) mapping.spatial_x[d] = spatial_[d].factor;
    if (spatial_[d].axis == 2) mapping.spatial_y[d] = spatial_[d].factor;
  }
  mapping.dram_order = order_of(chosen_dram_, dram_loops_, dram_);
  mapping.buffer_order = order_of(chosen_buffer_, buffer_loops_, buffer_);
  mapping.weights_bypass_buffer = chosen_bypass_;
  return mapping;
}

}  // namespace dance
