#include "dance/search/data/dataset.h"

#include <string_view>

#include "dance/core/error.h"
#include "dance/search/data/builtin.h"
#include "dance/search/data/cifar10.h"

namespace dance {

Dataset DataSplits::train_and_validation() const {
  return {torch::cat({train.images, validation.images}), torch::cat({train.labels, validation.labels})};
}

Normalisation measure_normalisation(const Dataset& data) {
  Normalisation result;
  for (std::int64_t channel = 0; channel < 3; ++channel) {
    // Exact sums over the 256 values a pixel can have.
    const torch::Tensor counts =
        torch::bincount(data.images.select(1, channel).flatten().to(torch::kInt32), {}, 256);
    const torch::Tensor values = torch::arange(256, torch::kFloat64) / 255.0;
    const torch::Tensor shares = counts.to(torch::kFloat64) / counts.sum();
    const torch::Tensor mean = (shares * values).sum();
    const torch::Tensor deviation = (shares * (values - mean).square()).sum().sqrt();
    result.mean[static_cast<std::size_t>(channel)] = mean.item<float>();
    // A constant channel carries nothing; any positive deviation maps it to 0.
    result.deviation[static_cast<std::size_t>(channel)] = std::max(deviation.item<float>(), 1e-3f);
  }
  return result;
}

DataSplits open_data(const std::string& name, std::uint64_t seed) {
  constexpr std::string_view kCifarPrefix = "cifar10:";
  if (name == "builtin") return generate_builtin(seed);
  if (name.starts_with(kCifarPrefix) && name.size() > kCifarPrefix.size()) {
    return load_cifar10(name.substr(kCifarPrefix.size()), seed);
  }
  throw Error({"", 0, "data", "unknown data set", "builtin or cifar10:DIR", "'" + name + "'"});
}

}  // namespace dance
