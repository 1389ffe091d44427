#include "dance/search/run/search_config.h"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <array>
#include <sstream>
#include <utility>

#include "dance/core/files.h"
#include "dance/core/presets.h"
#include "dance/report/cost_json.h"
#include "dance/search/methods/problem.h"

namespace dance {

namespace fs = std::filesystem;

namespace {

constexpr std::int64_t kMaxEpochs = 100000, kMaxBatch = 65536;
constexpr IntegerRange kEpochs{.min = 0, .max = kMaxEpochs};
constexpr IntegerRange kBatch{.min = 2, .max = kMaxBatch};  // batch norm needs two images
constexpr NumberRange kRate{.min = 0, .max = 100, .open_min = true};
constexpr NumberRange kBelowOne{.min = 0, .max = 0.999999};
constexpr NumberRange kLimit{.min = 0, .max = 1e9, .open_min = true};
constexpr NumberRange kWeight{.min = 0, .max = 1e9};

// An absent map reads as an empty one, so that every key below it keeps its default.
template <typename Read>
void in_map(ConfigMap& parent, const std::string& key, Read read) {
  const std::optional<ConfigValue> value = parent.optional(key);
  if (!value) return;
  ConfigMap map = value->map();
  read(map);
  map.finish();
}

fs::path preset_file(ConfigMap& root, const std::string& kind, const std::string& name,
                     const fs::path& beside) {
  try {
    return find_preset(kind, name, beside);
  } catch (const Error& error) {
    root.fault(kind, error);
    return {};
  }
}

void read_cost(ConfigMap& map, CostFunction& cost) {
  const CostKind& chosen = cost_kind(map.choice("kind", cost_kind_names(), "edap"));
  CostOptions options;
  for (const CostKind* kind : cost_kinds()) {
    for (const CostOption& option : kind->options())
      options[option.name] = map.number(option.name, {.min = 0, .max = option.most}, option.preset);
    if (const auto fault = kind->fault(values_of(*kind, options)))
      map.fault(fault->key, fault->problem, fault->expected);
  }
  cost = CostFunction(chosen, std::move(options), cost.reference);
}

void read_weights(ConfigMap& map, WeightOptions& weights) {
  weights.batch_size = map.integer("batch_size", kBatch, weights.batch_size);
  weights.learning_rate = map.number("learning_rate", kRate, weights.learning_rate);
  weights.momentum = map.number("momentum", kBelowOne, weights.momentum);
  weights.max_gradient_norm = map.number("max_gradient_norm", kWeight, weights.max_gradient_norm);
}

void read_architecture(ConfigMap& map, ArchitectureOptions& architecture) {
  architecture.batch_size = map.integer("batch_size", kBatch, architecture.batch_size);
  architecture.learning_rate = map.number("learning_rate", kRate, architecture.learning_rate);
  architecture.beta2 = map.number("beta2", kBelowOne, architecture.beta2);
  architecture.every_weight_steps =
      map.integer("every_weight_steps", {.min = 1, .max = 1000000}, architecture.every_weight_steps);
}

void read_rivals(ConfigMap& map, SearchOptions& search) {
  in_map(map, "evolution", [&](ConfigMap& evolution) {
    EvolutionOptions& o = search.evolution;
    const std::optional<ConfigValue> population = evolution.optional("population");
    o.population = evolution.integer("population", {.min = 8, .max = 1'000'000}, o.population);
    if (population && o.population % 4 != 0)
      population->fault("no multiple of 4", "one, as NSGA-II needs it", population->found());
    o.crossover = evolution.number("crossover", {.min = 0, .max = 0.999999}, o.crossover);
    o.mutations = evolution.number("mutations", {.min = 0, .max = 1000, .open_min = true}, o.mutations);
  });
  in_map(map, "reinforcement", [&](ConfigMap& reinforcement) {
    ControllerOptions& o = search.reinforcement;
    o.learning_rate = reinforcement.number("learning_rate", kRate, o.learning_rate);
    o.baseline_decay = reinforcement.number("baseline_decay", kBelowOne, o.baseline_decay);
  });
}

constexpr std::array<const char*, 4> kMethods = {"dance", "random", "evolution",
                                                 "reinforcement"};  // by SearchMethod

SearchMethod read_method(ConfigMap& map) {
  const std::string name = map.choice("method", {kMethods.begin(), kMethods.end()}, kMethods.front());
  return static_cast<SearchMethod>(std::find(kMethods.begin(), kMethods.end(), name) - kMethods.begin());
}

void read_final_choice(ConfigMap& map, FinalChoiceOptions& choice) {
  choice.draws = map.integer("draws", {.min = 0, .max = 1'000'000}, choice.draws);
  choice.sweeps = map.integer("sweeps", {.min = 0, .max = 1'000'000}, choice.sweeps);
  choice.batches = map.integer("batches", {.min = 1, .max = 1'000'000}, choice.batches);
}

void check_without_supernet(ConfigMap& map, const SearchOptions& search) {
  const std::string why = "the networks tried are trained, trial_epochs";
  if (search.warmup_epochs > 0)
    map.fault("warmup_epochs", "trains a supernet that judges nothing", "0: " + why,
              std::to_string(search.warmup_epochs));
  if (search.train_weights)
    map.fault("train_weights", "trains a supernet that judges nothing", "no: " + why, "yes");
  if (!search.final_choice.none())
    map.fault("final_choice", "needs a supernet that judges", "draws and sweeps 0: " + why,
              fmt::format("{} and {}", search.final_choice.draws, search.final_choice.sweeps));
}

// What only one kind of search looks at is not to be set in vain for the other.
void check_method(ConfigMap& map, const SearchOptions& search) {
  if (search.method == SearchMethod::Dance && search.trial_epochs > 0)
    map.fault("trial_epochs", "plays no part", "0 with method: dance, which tries no networks",
              std::to_string(search.trial_epochs));
}

void read_evaluator(const ConfigValue& value, SearchConfig& config) {
  ConfigMap map = value.map();
  config.evaluator = read_evaluator_options(map);
  const SearchOptions& search = config.search;
  const std::string& kind = config.evaluator.kind;
  if (search.method != SearchMethod::Dance && kind != "exact")
    map.fault("kind", "plays no part",
              fmt::format("exact with search.method: {}, whose networks are judged by the cost table",
                          kMethods[static_cast<std::size_t>(search.method)]),
              kind);
  try {
    if (kind == "learned") check_learnable(search.limits);
  } catch (const Error& error) {
    map.fault("kind", error.faults().front().problem, "exact", kind);
  }
}

void read_search(ConfigMap& map, SearchConfig& config) {
  SearchOptions& search = config.search;
  search.method = read_method(map);
  search.trials = map.integer("trials", {.min = 2, .max = 100'000'000}, search.trials);
  search.trial_batches = map.integer("trial_batches", {.min = 1, .max = 1'000'000}, search.trial_batches);
  search.trial_epochs = map.integer("trial_epochs", kEpochs, search.trial_epochs);
  config.reuse_warm_up = map.boolean("reuse_warm_up", config.reuse_warm_up);
  search.warmup_epochs = map.integer("warmup_epochs", kEpochs, search.warmup_epochs);
  search.search_epochs = map.integer("search_epochs", {.min = 1, .max = kMaxEpochs}, search.search_epochs);
  read_rivals(map, search);
  search.train_weights = map.boolean("train_weights", search.train_weights);
  if (search.has_supernet() && !search.train_weights && search.warmup_epochs == 0)
    map.fault("warmup_epochs", "nothing trains the weights", "at least 1 with train_weights: no", "0");
  if (search.method == SearchMethod::Evolution && search.trials < 2 * search.evolution.population)
    map.fault("trials", "fewer than two generations",
              fmt::format("at least {}", 2 * search.evolution.population), std::to_string(search.trials));
  in_map(map, "final_choice", [&](ConfigMap& choice) { read_final_choice(choice, search.final_choice); });
  if (!search.has_supernet()) check_without_supernet(map, search);
  check_method(map, search);
  search.lambda1 = map.number("lambda1", {.min = 0, .max = 1}, search.lambda1);
  search.lambda2.value = map.number("lambda2", kWeight, search.lambda2.value);
  search.lambda2.warmup_epochs =
      map.number("lambda2_warmup_epochs", {.min = 0, .max = static_cast<double>(search.search_epochs)},
                 search.lambda2.warmup_epochs);
  in_map(map, "weights", [&](ConfigMap& weights) { read_weights(weights, search.weights); });
  in_map(map, "architecture",
         [&](ConfigMap& architecture) { read_architecture(architecture, search.architecture); });
}

void read_training(ConfigMap& map, TrainingOptions& training) {
  const std::string scratch = to_string(TrainingStart::Scratch);
  const std::string start =
      map.choice("start", {to_string(TrainingStart::Supernet), scratch}, to_string(training.start));
  training.start = start == scratch ? TrainingStart::Scratch : TrainingStart::Supernet;
  training.epochs = map.integer("epochs", {.min = 1, .max = kMaxEpochs}, training.epochs);
  training.batch_size = map.integer("batch_size", kBatch, training.batch_size);
  training.learning_rate = map.number("learning_rate", kRate, training.learning_rate);
  training.momentum = map.number("momentum", kBelowOne, training.momentum);
  training.max_gradient_norm = map.number("max_gradient_norm", kWeight, training.max_gradient_norm);
  training.warmup_epochs = map.number(
      "warmup_epochs", {.min = 0, .max = static_cast<double>(training.epochs)}, training.warmup_epochs);
  training.label_smoothing = map.number("label_smoothing", kBelowOne, training.label_smoothing);
  training.with_validation = map.boolean("with_validation", training.with_validation);
}

// "cifar10:FOLDER" with the folder made absolute; other names as they are.
std::string absolute_data(const std::string& data) {
  const std::string prefix = "cifar10:";
  if (!data.starts_with(prefix) || data == prefix) return data;
  return prefix + fs::absolute(data.substr(prefix.size())).lexically_normal().string();
}

void read_narrowing(ConfigMap& map, NarrowingOptions& narrowing) {
  narrowing.above = map.integer("above", {.min = 1, .max = 1'000'000'000}, narrowing.above);
  narrowing.most = map.integer("most", {.min = 1, .max = 1'000'000'000}, narrowing.most);
  narrowing.networks = map.integer("networks", {.min = 1, .max = 1'000'000}, narrowing.networks);
}

void read_root(ConfigMap& root, SearchConfig& config, const fs::path& beside) {
  config.network = root.text("network", config.network);
  config.hardware = root.text("hardware", config.hardware);
  config.network_file = preset_file(root, "network", config.network, beside);
  config.hardware_file = preset_file(root, "hardware", config.hardware, beside);
  config.data = absolute_data(root.text("data", config.data));
  config.data_seed = static_cast<std::uint64_t>(root.integer("data_seed", {.min = 0}, 0));
  config.seed = static_cast<std::uint64_t>(root.integer("seed", {.min = 0}, 0));
  config.threads = static_cast<int>(root.integer("threads", {.min = 0, .max = 4096}, config.threads));
  config.device = root.choice("device", {"cpu", "cuda"}, config.device);
  in_map(root, "narrowing", [&](ConfigMap& map) { read_narrowing(map, config.narrowing); });
  in_map(root, "cost", [&](ConfigMap& map) { read_cost(map, config.cost); });
  in_map(root, "search", [&](ConfigMap& map) { read_search(map, config); });
  in_map(root, "limits", [&](ConfigMap& map) { config.search.limits = read_limits(map, kLimit); });
  if (const std::optional<ConfigValue> evaluator = root.optional("evaluator"))
    read_evaluator(*evaluator, config);
  config.evaluator.table_limits = config.search.limits.tightened(kTableMargin);
  const auto check_start = [&](const ConfigMap& map, const std::string& key) {
    if (!config.search.has_supernet() && config.training.start == TrainingStart::Supernet)
      map.fault(key, "there is no supernet", "scratch, as search.trial_epochs trains the networks tried",
                "supernet");
  };
  in_map(root, "final_training", [&](ConfigMap& map) {
    read_training(map, config.training);
    check_start(map, "start");
  });
  if (!root.has("final_training")) check_start(root, "final_training.start");
  config.training.weight_decay = config.search.lambda1;
  config.training.seed = config.seed;
  root.finish();
}

// Indented "key: value" lines; numbers in their shortest form that reads back to the same value.
class YamlText {
 public:
  template <typename Value>
  void line(int depth, const std::string& key, const Value& value) {
    text_ += fmt::format("{:{}}{}: {}\n", "", 2 * depth, key, value);
  }
  void line(int depth, const std::string& key, bool value) { line(depth, key, value ? "yes" : "no"); }
  void open(int depth, const std::string& key) { text_ += fmt::format("{:{}}{}:\n", "", 2 * depth, key); }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

std::string quoted(const std::string& value) {
  YAML::Emitter emitter;
  emitter << YAML::DoubleQuoted << value;
  return emitter.c_str();
}

// A preset by its name, anything else by its absolute path.
std::string preset_or_path(const std::string& kind, const std::string& name, const fs::path& file) {
  if (file == config_folder() / kind / (name + ".yaml")) return name;
  return quoted(fs::absolute(file).lexically_normal().string());
}

void write_search(YamlText& yaml, const SearchConfig& config) {
  const SearchOptions& search = config.search;
  yaml.open(0, "search");
  yaml.line(1, "method", kMethods[static_cast<std::size_t>(search.method)]);
  yaml.line(1, "trials", search.trials);
  yaml.line(1, "trial_batches", search.trial_batches);
  yaml.line(1, "trial_epochs", search.trial_epochs);
  yaml.line(1, "warmup_epochs", search.warmup_epochs);
  yaml.line(1, "reuse_warm_up", config.reuse_warm_up);
  yaml.line(1, "search_epochs", search.search_epochs);
  yaml.line(1, "train_weights", search.train_weights);
  yaml.line(1, "lambda1", search.lambda1);
  yaml.line(1, "lambda2", search.lambda2.value);
  yaml.line(1, "lambda2_warmup_epochs", search.lambda2.warmup_epochs);
  yaml.open(1, "final_choice");
  yaml.line(2, "draws", search.final_choice.draws);
  yaml.line(2, "sweeps", search.final_choice.sweeps);
  yaml.line(2, "batches", search.final_choice.batches);
  yaml.open(1, "evolution");
  yaml.line(2, "population", search.evolution.population);
  yaml.line(2, "crossover", search.evolution.crossover);
  yaml.line(2, "mutations", search.evolution.mutations);
  yaml.open(1, "reinforcement");
  yaml.line(2, "learning_rate", search.reinforcement.learning_rate);
  yaml.line(2, "baseline_decay", search.reinforcement.baseline_decay);
  yaml.open(1, "weights");
  yaml.line(2, "batch_size", search.weights.batch_size);
  yaml.line(2, "learning_rate", search.weights.learning_rate);
  yaml.line(2, "momentum", search.weights.momentum);
  yaml.line(2, "max_gradient_norm", search.weights.max_gradient_norm);
  yaml.open(1, "architecture");
  yaml.line(2, "batch_size", search.architecture.batch_size);
  yaml.line(2, "learning_rate", search.architecture.learning_rate);
  yaml.line(2, "beta2", search.architecture.beta2);
  yaml.line(2, "every_weight_steps", search.architecture.every_weight_steps);
}

void write_limits(YamlText& yaml, const Limits& limits) {
  if (!limits.any()) return;
  yaml.open(0, "limits");
  if (limits.max_latency_ms) yaml.line(1, "max_latency_ms", *limits.max_latency_ms);
  if (limits.max_energy_mj) yaml.line(1, "max_energy_mj", *limits.max_energy_mj);
  if (limits.max_area_mm2) yaml.line(1, "max_area_mm2", *limits.max_area_mm2);
}

void write_evaluator(YamlText& yaml, const EvaluatorOptions& evaluator) {
  const LearnedOptions& learned = evaluator.learned;
  yaml.open(0, "evaluator");
  yaml.line(1, "kind", evaluator.kind);
  yaml.open(1, "exact");
  yaml.line(2, "temperature", evaluator.exact.temperature);
  yaml.open(1, "learned");
  yaml.line(2, "generation_width", learned.generation_size.width);
  yaml.line(2, "generation_blocks", learned.generation_size.blocks);
  yaml.line(2, "estimation_width", learned.estimation_size.width);
  yaml.line(2, "estimation_blocks", learned.estimation_size.blocks);
  yaml.line(2, "labels", learned.labels);
  yaml.line(2, "batch", learned.batch);
  yaml.line(2, "generation_steps", learned.generation_steps);
  yaml.line(2, "refinement_steps", learned.refinement_steps);
  yaml.line(2, "estimation_steps", learned.estimation_steps);
  yaml.line(2, "generation_rate", learned.generation_rate);
  yaml.line(2, "estimation_rate", learned.estimation_rate);
  yaml.line(2, "feature_forwarding", learned.feature_forwarding);
  yaml.line(2, "candidates", learned.candidates);
  yaml.line(2, "gumbel_start", learned.gumbel_start);
  yaml.line(2, "gumbel_end", learned.gumbel_end);
  yaml.line(2, "seed", learned.seed);
}

void write_training(YamlText& yaml, const TrainingOptions& training) {
  yaml.open(0, "final_training");
  yaml.line(1, "start", to_string(training.start));
  yaml.line(1, "epochs", training.epochs);
  yaml.line(1, "batch_size", training.batch_size);
  yaml.line(1, "learning_rate", training.learning_rate);
  yaml.line(1, "momentum", training.momentum);
  yaml.line(1, "max_gradient_norm", training.max_gradient_norm);
  yaml.line(1, "warmup_epochs", training.warmup_epochs);
  yaml.line(1, "label_smoothing", training.label_smoothing);
  yaml.line(1, "with_validation", training.with_validation);
}

}  // namespace

SearchConfig load_search_config(const std::optional<fs::path>& file,
                                const std::vector<std::string>& overrides) {
  const fs::path source = find_preset_of("--config", "search", file ? file->string() : "default");
  Config reader = Config::load(source);
  for (const std::string& assignment : overrides) reader.set(assignment);
  SearchConfig config;
  config.origin = reader.origin();
  ConfigMap root = reader.root();
  read_root(root, config, source.parent_path());
  reader.check();
  return config;
}

std::string to_yaml(const SearchConfig& config) {
  YamlText yaml;
  yaml.line(0, "network", preset_or_path("network", config.network, config.network_file));
  yaml.line(0, "hardware", preset_or_path("hardware", config.hardware, config.hardware_file));
  yaml.line(0, "data", quoted(config.data));
  yaml.line(0, "data_seed", config.data_seed);
  yaml.line(0, "seed", config.seed);
  yaml.line(0, "threads", config.threads);
  yaml.line(0, "device", config.device);
  yaml.open(0, "narrowing");
  yaml.line(1, "above", config.narrowing.above);
  yaml.line(1, "most", config.narrowing.most);
  yaml.line(1, "networks", config.narrowing.networks);
  yaml.open(0, "cost");
  yaml.line(1, "kind", config.cost.kind().name());
  for (const CostKind* kind : cost_kinds()) {
    for (const CostOption& option : kind->options())
      yaml.line(1, option.name, value_of(option, config.cost.options()));
  }
  write_limits(yaml, config.search.limits);
  write_search(yaml, config);
  write_evaluator(yaml, config.evaluator);
  write_training(yaml, config.training);
  return yaml.text();
}

void check_same_settings(const fs::path& file, const SearchConfig& config, const std::string& hint) {
  std::istringstream theirs(read_file(file)), ours(to_yaml(config));
  std::string their_line, our_line;
  for (int line = 1;; ++line) {
    their_line.clear(), our_line.clear();
    std::getline(theirs, their_line), std::getline(ours, our_line);
    if (!theirs && !ours) return;
    if (their_line == our_line || (their_line.starts_with("threads: ") && our_line.starts_with("threads: ")))
      continue;
    const auto text = [](const std::string& yaml) {
      const std::size_t begin = yaml.find_first_not_of(' ');
      return begin == std::string::npos ? "no such line" : "'" + yaml.substr(begin) + "'";
    };
    throw Error(
        {file.string(), line, "", "is of other settings", text(our_line) + ", or " + hint, text(their_line)});
  }
}

std::string text_override(const std::string& key, const std::string& value) {
  return key + "=" + quoted(value);
}

void add_override(const std::string& key, const std::optional<std::string>& value,
                  std::vector<std::string>& overrides) {
  if (value) overrides.push_back(text_override(key, *value));
}

}  // namespace dance
