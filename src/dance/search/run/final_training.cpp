#include "dance/search/run/final_training.h"

#include "dance/core/files.h"
#include "dance/report/cost_json.h"
#include "dance/search/supernet/blocks.h"
#include "dance/search/train/checkpoint.h"

namespace dance {

namespace {

Json options_json(const TrainingOptions& options) {
  return {{"start", to_string(options.start)},
          {"epochs", options.epochs},
          {"batch_size", options.batch_size},
          {"learning_rate", options.learning_rate},
          {"momentum", options.momentum},
          {"max_gradient_norm", options.max_gradient_norm},
          {"weight_decay", options.weight_decay},
          {"warmup_epochs", options.warmup_epochs},
          {"label_smoothing", options.label_smoothing},
          {"with_validation", options.with_validation}};
}

Json architecture_json(const NetworkSpace& space, const Architecture& architecture) {
  const std::vector<std::string> names = operation_names(space, architecture);
  Json layers = Json::array();
  for (std::size_t i = 0; i < names.size(); ++i)
    layers.push_back({{"name", space.layers[i].name}, {"op", names[i]}});
  return layers;
}

}  // namespace

TrainedNetwork train_and_test(DerivedNetwork& network, const NetworkSpace& space, const DataSplits& data,
                              const TrainingOptions& options, const std::filesystem::path& folder,
                              RunContext& context) {
  Json epochs = Json::array();
  const auto record_epoch = [&](const EpochRecord& record) {
    epochs.push_back({{"epoch", record.epoch},
                      {"loss", record.loss},
                      {"train_accuracy", record.train_accuracy},
                      {"learning_rate", record.learning_rate}});
    LogRow row;
    row.phase = "final training";
    row.step = record.epoch;
    row.loss = record.loss;
    row.accuracy = record.train_accuracy;
    row.learning_rate = record.learning_rate;
    context.log.write(row);
  };
  context.timings.phase("final training", [&] {
    train_network(network, data, options, context.device, context.progress, record_epoch);
  });
  TrainedNetwork trained;
  trained.test_images = data.test.size();
  trained.parameters = parameter_count(network);
  context.timings.phase("test", [&] {
    context.progress.begin("test", 0, "images");
    trained.test_accuracy = evaluate_accuracy(network, data.test, data.normalisation, context.device);
    context.progress.advance(trained.test_images, {{"test_accuracy", trained.test_accuracy}});
    context.progress.end();
  });
  std::filesystem::remove(folder / kTrainingFile);  // of earlier weights
  save_weights(network, folder / kWeightsFile);
  const Json record = {
      {"schema", "dance-training-1"},
      {"weights", kWeightsFile},
      {"data", data.name},
      {"seed", options.seed},
      {"network", {{"space", space.name}, {"layers", architecture_json(space, network.architecture())}}},
      {"test_accuracy", trained.test_accuracy},
      {"test_images", trained.test_images},
      {"parameters", trained.parameters},
      {"options", options_json(options)},
      {"epochs", epochs}};
  write_file_atomic(folder / kTrainingFile, json_text(record));
  return trained;
}

}  // namespace dance
