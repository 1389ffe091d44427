#include "dance/search/run/data_fit.h"

#include <fmt/format.h>

#include <string>
#include <vector>

#include "dance/core/error.h"

namespace dance {

namespace {

class Expectations {
 public:
  explicit Expectations(const ConfigOrigin& origin) : origin_(origin) {}
  bool expect(bool holds, const std::string& key, const std::string& problem, const std::string& expected,
              const std::string& found) {
    if (!holds) faults_.push_back({origin_.file_of(key), 0, key, problem, expected, found});
    return holds;
  }
  bool fits(const std::string& key, std::int64_t batch, std::int64_t images) {
    return expect(batch <= images, key, "a batch is larger than its split", fmt::format("at most {}", images),
                  std::to_string(batch));
  }
  void check() const {
    if (!faults_.empty()) throw Error(faults_);
  }

 private:
  const ConfigOrigin& origin_;
  std::vector<Fault> faults_;
};

void check_images(Expectations& is, const NetworkSpace& space, const DataSplits& data) {
  const auto channels = data.train.images.size(1);
  const auto classes = static_cast<std::int64_t>(data.classes.size());
  is.expect(channels == space.input_channels && data.height() == space.input_height &&
                data.width() == space.input_width,
            "data", fmt::format("images do not fit the network space '{}'", space.name),
            fmt::format("{} x {} x {}", space.input_channels, space.input_height, space.input_width),
            fmt::format("{} x {} x {}", channels, data.height(), data.width()));
  is.expect(classes == space.classes, "data",
            fmt::format("classes do not fit the network space '{}'", space.name),
            fmt::format("{} classes", space.classes), std::to_string(classes));
}

void check_search(Expectations& is, const SearchOptions& search, const DataSplits& data) {
  const bool trains = is.fits("search.weights.batch_size", search.weights.batch_size, data.train.size());
  is.fits("search.architecture.batch_size", search.architecture.batch_size, data.validation.size());
  if (!trains || search.method != SearchMethod::Dance) return;
  const std::int64_t steps = search.search_epochs * (data.train.size() / search.weights.batch_size);
  is.expect(search.architecture.every_weight_steps <= steps, "search.architecture.every_weight_steps",
            "no architecture step in the whole search", fmt::format("at most {}", steps),
            std::to_string(search.architecture.every_weight_steps));
}

}  // namespace

void check_fit(const SearchConfig& config, const NetworkSpace& space, const DataSplits& data, bool searches) {
  Expectations is(config.origin);
  check_images(is, space, data);
  const bool with_validation = config.training.with_validation && config.search.has_supernet();
  is.fits("final_training.batch_size", config.training.batch_size,
          data.train.size() + (with_validation ? data.validation.size() : 0));
  if (searches) check_search(is, config.search, data);
  is.check();
}

}  // namespace dance
