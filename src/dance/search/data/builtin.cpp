#include "dance/search/data/builtin.h"

#include <ATen/Parallel.h>
#include <fmt/format.h>

#include "dance/core/random.h"
#include "dance/search/data/scene.h"

namespace dance {

namespace {

Dataset generate_split(std::uint64_t seed, const char* split, std::int64_t size, std::int64_t classes) {
  constexpr std::int64_t kPixels = 3 * kSceneSide * kSceneSide;
  Dataset data = {torch::empty({size, 3, kSceneSide, kSceneSide}, torch::kUInt8),
                  torch::empty({size}, torch::kInt64)};
  std::uint8_t* pixels = data.images.data_ptr<std::uint8_t>();
  std::int64_t* labels = data.labels.data_ptr<std::int64_t>();
  at::parallel_for(0, size, 64, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t i = begin; i < end; ++i) {
      Random random(seed, fmt::format("builtin/{}/{}", split, i));
      labels[i] = i % classes;
      draw_scene(labels[i], random, pixels + i * kPixels);
    }
  });
  return data;
}

}  // namespace

DataSplits generate_builtin(std::uint64_t seed, const BuiltinSizes& sizes) {
  DataSplits splits;
  splits.name = "builtin";
  splits.classes = scene_classes();
  const auto classes = static_cast<std::int64_t>(splits.classes.size());
  splits.train = generate_split(seed, "train", sizes.train, classes);
  splits.validation = generate_split(seed, "validation", sizes.validation, classes);
  splits.test = generate_split(seed, "test", sizes.test, classes);
  splits.normalisation = measure_normalisation(splits.train);
  splits.augmentation = {.pad = 2, .flip = true};
  return splits;
}

}  // namespace dance
