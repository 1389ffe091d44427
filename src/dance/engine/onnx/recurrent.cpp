#include <fmt/format.h>

#include <algorithm>

#include "dance/engine/onnx/layers.h"

namespace dance::importer {

namespace {

// The sizes of an LSTM, a GRU or an RNN.
struct Recurrent {
  std::int64_t steps = 1, batch = 1, features = 1, directions = 1;
  std::int64_t gates_times_hidden = 1, hidden = 1;
};

std::int64_t gates_of(const onnx::NodeProto& node) {
  return node.op_type() == "LSTM" ? 4 : node.op_type() == "GRU" ? 3 : 1;
}

void refuse(const NodeView& view, const std::string& expected, const std::string& found) {
  view.faults.add(view.label, "the operands' shapes do not fit", expected, found);
}

std::optional<Recurrent> read_recurrent(const NodeView& view) {
  const Shape &x = *view.input(0)->shape, &w = *view.input(1)->shape;
  const TensorInfo* recurrence = view.input(2);
  if (recurrence == nullptr || !recurrence->shape) {
    view.faults.add(view.label, "the shape of the recurrence weights is unknown",
                    "[directions, gates x hidden, hidden]",
                    recurrence == nullptr ? "no such tensor" : recurrence->why_unknown);
    return std::nullopt;
  }
  const Shape& r = *recurrence->shape;
  const std::string found = fmt::format("{}, {} and {}", to_text(x), to_text(w), to_text(r));
  if (x.size() != 3 || w.size() != 3 || r.size() != 3) {
    refuse(view, "three dimensions in X, W and R", found);
    return std::nullopt;
  }
  const bool batch_first = integer_attribute(view.node, "layout", 0) != 0;
  const std::int64_t directions = text_attribute(view.node, "direction", "") == "bidirectional" ? 2 : 1;
  Recurrent sizes{.steps = x[batch_first ? 1 : 0],
                  .batch = x[batch_first ? 0 : 1],
                  .features = x[2],
                  .directions = directions,
                  .gates_times_hidden = w[1],
                  .hidden = r[2]};
  const std::int64_t gates = gates_of(view.node);
  const Shape expected_w = {directions, gates * sizes.hidden, sizes.features};
  const Shape expected_r = {directions, gates * sizes.hidden, sizes.hidden};
  const bool hidden_agrees = integer_attribute(view.node, "hidden_size", sizes.hidden) == sizes.hidden;
  if (w == expected_w && r == expected_r && hidden_agrees) return sizes;
  refuse(view,
         fmt::format("X [steps, batch, features], W [{0}, {1} x hidden, features] and R [{0}, {1} x hidden, "
                     "hidden], with the hidden_size of the node",
                     directions, gates),
         found);
  return std::nullopt;
}

}  // namespace

std::vector<NetworkLayer> recurrent_layers(const NodeView& view, const std::string& name) {
  const auto sizes = read_recurrent(view);
  if (!sizes) return {};
  NetworkLayer input, recurrence;
  bool fits =
      !__builtin_mul_overflow(sizes->directions, sizes->gates_times_hidden, &input.layer.bounds[Dim::M]);
  fits = !__builtin_mul_overflow(sizes->steps, sizes->batch, &input.layer.bounds[Dim::P]) && fits;
  fits =
      !__builtin_mul_overflow(input.layer.bounds[Dim::M], sizes->batch, &recurrence.residual_words) && fits;
  if (!fits) {
    view.faults.add(view.label, "the layer's MACs or words do not fit into 64 bits", "a smaller layer");
    return {};
  }
  input.layer.name = name + ".input";
  input.layer.bounds[Dim::C] = sizes->features;
  input.constant_weights = view.input(1)->constant;
  recurrence.layer.name = name + ".recurrence";
  recurrence.layer.bounds[Dim::G] = sizes->directions;
  recurrence.layer.bounds[Dim::M] = sizes->gates_times_hidden;
  recurrence.layer.bounds[Dim::C] = sizes->hidden;
  recurrence.layer.bounds[Dim::P] = sizes->batch;
  recurrence.constant_weights = view.input(2)->constant;
  recurrence.steps = sizes->steps;
  return {input, recurrence};
}

}  // namespace dance::importer
