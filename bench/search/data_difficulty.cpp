// How hard the built-in data set is: test accuracy of a linear classifier and of the smallest and the largest
// network of a space, trained from scratch. Prints one JSON document; docs/data.md holds the table of
// --epochs 8.
//
//   data_difficulty [--space FILE] [--seeds 1,2,3] [--epochs N] [--networks linear,smallest,largest]
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "dance/core/error.h"
#include "dance/core/progress.h"
#include "dance/search/data/dataset.h"
#include "dance/search/space/network_space.h"
#include "dance/search/supernet/derived_network.h"
#include "dance/search/train/linear_classifier.h"
#include "dance/search/train/runtime.h"
#include "dance/search/train/training.h"

namespace {

using namespace dance;
using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

// The network of one of the names that --networks takes; the smallest skips every layer that it may.
Architecture architecture_of(const NetworkSpace& space, const std::string& name) {
  if (name == "largest") return uniform_architecture(space, "mbconv_k7_e6");
  if (name == "typical") return uniform_architecture(space, "mbconv_k5_e3");
  if (name != "smallest") return uniform_architecture(space, name);
  Architecture architecture;
  for (const SearchableLayer& layer : space.layers) {
    const bool skips = layer.operations.back().is_zero();
    architecture.push_back(skips ? static_cast<int>(layer.operations.size()) - 1 : 0);
  }
  return architecture;
}

std::unique_ptr<Classifier> make_network(const NetworkSpace& space, const std::string& name,
                                         std::uint64_t seed) {
  if (name == "linear") {
    return std::make_unique<LinearClassifier>(space.input_channels, space.input_height, space.input_width,
                                              space.classes, seed);
  }
  return std::make_unique<DerivedNetwork>(space, architecture_of(space, name), seed);
}

nlohmann::json measure(const NetworkSpace& space, const std::string& name, const DataSplits& data,
                       TrainingOptions options, const Runtime& runtime) {
  const std::unique_ptr<Classifier> network = make_network(space, name, options.seed);
  // Pixels are no features of unit size: the linear classifier diverges at the networks' rate.
  if (name == "linear") options.learning_rate /= 50;
  nlohmann::json epochs = nlohmann::json::array();
  NoProgress quiet;
  const auto start = Clock::now();
  train_network(*network, data, options, runtime.device, quiet, [&](const EpochRecord& record) {
    epochs.push_back({{"loss", record.loss}, {"train_accuracy", record.train_accuracy}});
  });
  const double training_s = seconds_since(start);
  const double accuracy = evaluate_accuracy(*network, data.test, data.normalisation, runtime.device);
  return {
      {"network", name},          {"parameters", parameter_count(*network)},     {"test_accuracy", accuracy},
      {"training_s", training_s}, {"test_s", seconds_since(start) - training_s}, {"epochs", epochs}};
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Measures how hard a data set is");
  std::string space_file = "configs/network/small.yaml", data_name = "builtin", device = "cpu";
  std::vector<std::uint64_t> seeds = {1};
  std::vector<std::string> networks = {"linear", "smallest", "largest"};
  TrainingOptions options;
  int threads = 0;
  app.add_option("--space", space_file, "network space");
  app.add_option("--data", data_name, "builtin or cifar10:DIR");
  app.add_option("--seeds", seeds, "seeds")->delimiter(',');
  app.add_option("--networks", networks, "linear, smallest, typical, largest, or an operation for all layers")
      ->delimiter(',');
  app.add_option("--epochs", options.epochs, "epochs of training");
  app.add_option("--batch", options.batch_size, "images of a batch");
  app.add_option("--rate", options.learning_rate, "peak learning rate");
  app.add_option("--threads", threads, "0: all cores");
  app.add_option("--device", device, "cpu or cuda");
  CLI11_PARSE(app, argc, argv);
  try {
    const Runtime runtime = configure_runtime(threads, device);
    const NetworkSpace space = NetworkSpace::load(space_file);
    nlohmann::json results = nlohmann::json::array();
    for (const std::uint64_t seed : seeds) {
      const auto start = Clock::now();
      const DataSplits data = open_data(data_name, seed);
      std::cerr << fmt::format("seed {}: data in {:.1f} s\n", seed, seconds_since(start));
      for (const std::string& name : networks) {
        options.seed = seed;
        nlohmann::json result = measure(space, name, data, options, runtime);
        result["seed"] = seed;
        std::cerr << fmt::format("seed {}: {} test accuracy {:.4f} in {:.0f} s\n", seed, name,
                                 result["test_accuracy"].get<double>(), result["training_s"].get<double>());
        results.push_back(std::move(result));
      }
    }
    std::cout << nlohmann::json{{"space", space.name},
                                {"data", data_name},
                                {"threads", runtime.threads},
                                {"epochs", options.epochs},
                                {"batch_size", options.batch_size},
                                {"results", results}}
                     .dump(2)
              << "\n";
  } catch (const Error& error) {
    std::cerr << error.what() << "\n";
    return error.exit_code();
  }
  return 0;
}
