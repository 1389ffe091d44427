#include "dance/search/methods/one_hot.h"

namespace dance {

Metrics metrics_of(const Evaluation& evaluation) {
  return {evaluation.latency_ms.item<double>(), evaluation.energy_mj.item<double>(),
          evaluation.area_mm2.item<double>()};
}

torch::Tensor one_hot(const NetworkSpace& space, const Architecture& architecture) {
  torch::Tensor rows = torch::zeros({static_cast<std::int64_t>(architecture.size()), space.max_operations()});
  for (std::size_t i = 0; i < architecture.size(); ++i) {
    rows.index_put_({static_cast<std::int64_t>(i), static_cast<std::int64_t>(architecture[i])}, 1.0F);
  }
  return rows;
}

}  // namespace dance
