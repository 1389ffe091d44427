// How hard the built-in data set is: test accuracy of a linear classifier and of the smallest and the largest
// network of a space, trained from scratch with each seed, and their spread over the seeds. docs/data.md
// holds the table of --epochs 8.
//
//   data_difficulty [--space FILE] [--seeds 1,2,3] [--epochs N] [--networks linear,smallest,largest] [--json]
#include <fmt/format.h>

#include <iostream>
#include <map>
#include <memory>

#include "bench/program.h"
#include "dance/core/progress.h"
#include "dance/search/data/dataset.h"
#include "dance/search/space/network_space.h"
#include "dance/search/supernet/derived_network.h"
#include "dance/search/train/linear_classifier.h"
#include "dance/search/train/runtime.h"
#include "dance/search/train/training.h"

namespace {

using namespace dance;
using bench::Json;

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

Json train_and_test(const NetworkSpace& space, const std::string& name, const DataSplits& data,
                    TrainingOptions options, const Runtime& runtime) {
  const std::unique_ptr<Classifier> network = make_network(space, name, options.seed);
  // Pixels are no features of unit size: the linear classifier diverges at the networks' rate.
  if (name == "linear") options.learning_rate /= 50;
  Json epochs = Json::array();
  NoProgress quiet;
  const double start = bench::seconds();
  train_network(*network, data, options, runtime.device, quiet, [&](const EpochRecord& record) {
    epochs.push_back({{"loss", record.loss}, {"train_accuracy", record.train_accuracy}});
  });
  const double training_s = bench::seconds() - start;
  const double accuracy = evaluate_accuracy(*network, data.test, data.normalisation, runtime.device);
  return {{"network", name},
          {"parameters", parameter_count(*network)},
          {"test_accuracy", accuracy},
          {"training_s", training_s},
          {"test_s", bench::seconds() - start - training_s},
          {"epochs", epochs}};
}

struct Options {
  std::string space = "configs/network/small.yaml", data = "builtin", device = "cpu";
  std::vector<std::uint64_t> seeds = {1};
  std::vector<std::string> networks = {"linear", "smallest", "largest"};
  TrainingOptions training;
  int threads = 0;
};

Json measure(Options options) {
  const Runtime runtime = configure_runtime(options.threads, options.device);
  const NetworkSpace space = NetworkSpace::load(options.space);
  Json trainings = Json::array();
  std::map<std::string, std::vector<double>> accuracies;
  for (const std::uint64_t seed : options.seeds) {
    const double start = bench::seconds();
    const DataSplits data = open_data(options.data, seed);
    std::cerr << fmt::format("seed {}: data in {:.1f} s\n", seed, bench::seconds() - start);
    options.training.seed = seed;
    for (const std::string& name : options.networks) {
      Json result = train_and_test(space, name, data, options.training, runtime);
      result["seed"] = seed;
      const double accuracy = result["test_accuracy"].get<double>();
      std::cerr << fmt::format("seed {}: {} test accuracy {:.4f} in {:.0f} s\n", seed, name, accuracy,
                               result["training_s"].get<double>());
      accuracies[name].push_back(accuracy);
      trainings.push_back(std::move(result));
    }
  }
  Json json = {{"space", space.name},
               {"data", options.data},
               {"epochs", options.training.epochs},
               {"batch_size", options.training.batch_size}};
  for (const std::string& name : options.networks)
    json["test_accuracy"][name] = to_json(bench::spread_of(accuracies[name]));
  json["trainings"] = std::move(trainings);
  return json;
}

}  // namespace

int main(int argc, char** argv) {
  bench::Program program("data_difficulty", "Measures how hard a data set is");
  Options options;
  program.takes_threads(0);
  program.options().add_option("--space", options.space, "network space");
  program.options().add_option("--data", options.data, data_names());
  program.options().add_option("--seeds", options.seeds, "seeds")->delimiter(',');
  program.options()
      .add_option("--networks", options.networks,
                  "linear, smallest, typical, largest, or an operation for all layers")
      ->delimiter(',');
  program.options().add_option("--epochs", options.training.epochs, "epochs of training");
  program.options().add_option("--batch", options.training.batch_size, "images of a batch");
  program.options().add_option("--rate", options.training.learning_rate, "peak learning rate");
  program.options().add_option("--device", options.device, "cpu or cuda");
  return program.run(argc, argv, [&] {
    options.threads = program.threads();
    return measure(options);
  });
}
