#include "dance/search/run/warm_start_key.h"

#include <fmt/format.h>

#include "dance/core/files.h"
#include "dance/search/space/kept_work.h"

namespace dance {

namespace {

std::string checksum_of(const torch::Tensor& tensor) {
  const torch::Tensor bytes = tensor.contiguous();
  return checksum({static_cast<const char*>(bytes.data_ptr()), bytes.nbytes()});
}

}  // namespace

WarmStart warm_start_of(const SearchConfig& config, const DataSplits& data, const WorkContext& context) {
  if (!config.search.reuse_warm_up) return {};
  WarmStart start;
  start.key = checksum(fmt::format(
      "{} libtorch {} network {} images {} labels {} augmentation {} {} weight epochs {} threads {}\n{}",
      kWarmUpFileKind, TORCH_VERSION, checksum(read_file(config.network_file)),
      checksum_of(data.train.images), checksum_of(data.train.labels), data.augmentation.pad,
      data.augmentation.flip, config.search.weight_epochs(), context.threads, settings_of(kWarmUp, config)));
  start.file = context.cache / ("supernet-" + start.key + ".bin");
  return start;
}

}  // namespace dance
