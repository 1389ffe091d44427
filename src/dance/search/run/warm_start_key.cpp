#include "dance/search/run/warm_start_key.h"

#include <fmt/format.h>

#include "dance/core/files.h"

namespace dance {

namespace {

std::string checksum_of(const torch::Tensor& tensor) {
  const torch::Tensor bytes = tensor.contiguous();
  return checksum({static_cast<const char*>(bytes.data_ptr()), bytes.nbytes()});
}

}  // namespace

WarmStart warm_start_of(const SearchConfig& config, const DataSplits& data, int threads,
                        const std::filesystem::path& cache) {
  const SearchOptions& o = config.search;
  WarmStart start;
  start.key = checksum(fmt::format(
      "{} libtorch {} network {} images {} labels {} augmentation {} {} epochs {} {} lambda1 {:a} "
      "batch {} rate {:a} momentum {:a} clipped {:a} seed {} threads {} device {}",
      kWarmUpFileKind, TORCH_VERSION, checksum(read_file(config.network_file)),
      checksum_of(data.train.images), checksum_of(data.train.labels), data.augmentation.pad,
      data.augmentation.flip, o.warmup_epochs, o.weight_epochs(), o.lambda1, o.weights.batch_size,
      o.weights.learning_rate, o.weights.momentum, o.weights.max_gradient_norm, config.seed, threads,
      config.device));
  start.file = cache / ("supernet-" + start.key + ".bin");
  return start;
}

}  // namespace dance
