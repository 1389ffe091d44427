#include <algorithm>
#include <vector>

#include "dance/search/learned_evaluator/sampling.h"
#include "dance/search/learned_evaluator/training.h"

namespace dance {

namespace {
constexpr std::int64_t kLabelBatch = 1024;
}

LabelledNetworks label_networks(const TrainingSetting& setting) {
  const std::int64_t count = setting.options.labels;
  setting.progress.begin("evaluator: label networks", count, "networks");
  ArchitectureSampler sampler(setting.labels.operations(), setting.seed, "evaluator labels");
  std::vector<torch::Tensor> architectures, accelerators;
  for (std::int64_t done = 0; done < count; done += kLabelBatch) {
    const std::int64_t batch = std::min(kLabelBatch, count - done);
    architectures.push_back(sampler.mixed(batch).flatten(1));
    accelerators.push_back(setting.labels.optimum(architectures.back()).accelerators);
    setting.progress.advance(done + batch, {});
  }
  setting.progress.end();
  return {torch::cat(architectures), torch::cat(accelerators)};
}

}  // namespace dance
