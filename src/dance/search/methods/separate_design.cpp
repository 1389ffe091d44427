#include "dance/search/methods/separate_design.h"

#include "dance/search/space/space_table.h"

namespace dance {

namespace {

double macs_of(const std::vector<NetworkLayer>& layers) {
  double sum = 0;
  for (const NetworkLayer& layer : layers) sum += static_cast<double>(layer.layer.macs());
  return sum;
}

}  // namespace

SeparateDesign::SeparateDesign(const Problem& problem, EvaluatorKind kind, const Limits& table_limits)
    : kind_(kind), exact_(problem.table, problem.hardware, problem.cost, {}, table_limits) {
  const NetworkSpace& space = problem.network;
  macs_ =
      torch::zeros({static_cast<std::int64_t>(space.layers.size()), space.max_operations()}, torch::kDouble);
  if (kind_ == EvaluatorKind::None) return;
  const double reference = static_cast<double>(lower(space, reference_architecture(space)).macs());
  for (std::size_t l = 0; l < space.layers.size(); ++l) {
    const SearchableLayer& layer = space.layers[l];
    for (std::size_t o = 0; o < layer.operations.size(); ++o)
      macs_[static_cast<std::int64_t>(l)][static_cast<std::int64_t>(o)] =
          macs_of(lower(layer, layer.operations[o])) / reference;
  }
  fixed_macs_ = macs_of(fixed_layers(space)) / reference;
}

Evaluation SeparateDesign::evaluate(const torch::Tensor& probabilities) {
  Evaluation evaluation = exact_.evaluate(probabilities);
  evaluation.cost = (probabilities * macs_.to(probabilities.options())).sum() + fixed_macs_;
  return evaluation;
}

}  // namespace dance
