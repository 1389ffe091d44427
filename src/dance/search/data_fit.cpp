#include "dance/search/data_fit.h"

#include <fmt/format.h>

#include <algorithm>

#include "dance/core/error.h"

namespace dance {

namespace {

void expect(std::vector<Fault>& faults, const SearchConfig& config, bool holds, const std::string& key,
            const std::string& problem, const std::string& expected, const std::string& found) {
  if (!holds) faults.push_back({config.file, 0, key, problem, expected, found});
}

}  // namespace

void check_fit(const SearchConfig& config, const NetworkSpace& space, const DataSplits& data, bool searches) {
  std::vector<Fault> faults;
  const auto channels = data.train.images.size(1);
  const auto classes = static_cast<std::int64_t>(data.classes.size());
  expect(faults, config,
         channels == space.input_channels && data.height() == space.input_height &&
             data.width() == space.input_width,
         "data", fmt::format("images do not fit the network space '{}'", space.name),
         fmt::format("{} x {} x {}", space.input_channels, space.input_height, space.input_width),
         fmt::format("{} x {} x {}", channels, data.height(), data.width()));
  expect(faults, config, classes == space.classes, "data",
         fmt::format("classes do not fit the network space '{}'", space.name),
         fmt::format("{} classes", space.classes), fmt::format("{}", classes));
  const auto check_batch = [&](const std::string& key, std::int64_t batch, std::int64_t images) {
    expect(faults, config, batch <= images, key, "a batch is larger than its split",
           fmt::format("at most {}", images), fmt::format("{}", batch));
  };
  const std::int64_t validation = data.validation.size();
  check_batch("final_training.batch_size", config.training.batch_size,
              data.train.size() + (config.training.with_validation ? validation : 0));
  if (searches) {
    check_batch("search.weights.batch_size", config.search.weights.batch_size, data.train.size());
    check_batch("search.architecture.batch_size", config.search.architecture.batch_size, validation);
    const std::int64_t steps =
        config.search.search_epochs * (data.train.size() / config.search.weights.batch_size);
    expect(faults, config, config.search.architecture.every_weight_steps <= std::max<std::int64_t>(steps, 1),
           "search.architecture.every_weight_steps", "no architecture step in the whole search",
           fmt::format("at most {}", steps),
           fmt::format("{}", config.search.architecture.every_weight_steps));
  }
  if (!faults.empty()) throw Error(faults);
}

}  // namespace dance
