#include "dance/report/design.h"

#include <fmt/format.h>

#include "dance/core/files.h"

namespace dance {

namespace {

const NumberRange kShare{.min = 0, .max = 1};

Json block_json(const DesignBlock& block) {
  return {{"name", block.name},
          {"op", block.op},
          {"in_channels", block.in_channels},
          {"out_channels", block.out_channels},
          {"in_height", block.in_height},
          {"in_width", block.in_width},
          {"out_height", block.out_height},
          {"out_width", block.out_width},
          {"stride", block.stride},
          {"first_cost", block.first_cost},
          {"costs", block.costs}};
}

Json judgement_json(const Judgement& judgement) {
  Json json = to_json(judgement.metrics);
  json["cost"] = judgement.cost;
  return json;
}

Json network_json(const Design& design) {
  Json layers = Json::array(), fixed = Json::array();
  for (const DesignBlock& block : design.blocks)
    (block.searchable ? layers : fixed).push_back(block_json(block));
  return {{"space", design.network_space}, {"layers", layers}, {"fixed", fixed}};
}

Json metrics_json(const Design& design) {
  Json json = to_json(design.metrics);
  json["cost"] = design.cost(design.metrics);
  json["test_accuracy"] = design.test_accuracy;
  json["test_images"] = design.test_images;
  json["macs"] = design.macs;
  json["parameters"] = design.parameters;
  return json;
}

Json search_json(const SearchOutcome& search) {
  Json json = {{"lambda2", search.lambda2},
               {"accelerators", search.accelerators},
               {"space_accelerators", search.space_accelerators},
               {"evaluations", search.evaluations},
               {"entropy", search.entropy},
               {"validation_accuracy", search.validation_accuracy}};
  if (search.supernet_score) {
    json["supernet_ce"] = search.supernet_score->ce;
    json["supernet_accuracy"] = search.supernet_score->accuracy;
  }
  json["expected"] = judgement_json(search.expected);
  json["expected_exact"] = judgement_json(search.expected_exact);
  json["cost_gap"] = search.cost_gap;
  return json;
}

Json evaluator_json(const EvaluatorOutcome& evaluator) {
  return {{"kind", evaluator.kind},
          {"regret", evaluator.regret},
          {"accelerator", to_json(evaluator.accelerator, evaluator.choices)},
          {"judged", judgement_json(evaluator.judged)},
          {"actual", judgement_json(evaluator.actual)},
          {"exact", judgement_json(evaluator.exact)}};
}

Json limits_json(const LimitsOutcome& outcome) {
  Json json = to_json(outcome.limits);
  json["excess"] = outcome.excess;
  if (outcome.within_since) json["within_since"] = *outcome.within_since;
  json["changes"] = Json::array();
  for (const LimitsOutcome::Change& change : outcome.changes)
    json["changes"].push_back({{"layer", change.layer}, {"from", change.from}, {"to", change.to}});
  return json;
}

Judgement read_judgement(ConfigMap map) {
  Judgement judgement;
  judgement.metrics.latency_ms = map.number("latency_ms");
  judgement.metrics.energy_mj = map.number("energy_mj");
  judgement.metrics.area_mm2 = map.number("area_mm2");
  map.number("edap");
  judgement.cost = map.number("cost");
  map.finish();
  return judgement;
}

DesignBlock read_block(ConfigMap map, bool searchable) {
  DesignBlock block;
  block.name = map.text("name");
  block.op = map.text("op");
  block.searchable = searchable;
  block.in_channels = map.integer("in_channels", {.min = 1});
  block.out_channels = map.integer("out_channels", {.min = 1});
  block.in_height = map.integer("in_height", {.min = 1});
  block.in_width = map.integer("in_width", {.min = 1});
  block.out_height = map.integer("out_height", {.min = 1});
  block.out_width = map.integer("out_width", {.min = 1});
  block.stride = static_cast<int>(map.integer("stride", {.min = 1, .max = 64}));
  block.first_cost = map.integer("first_cost", {.min = 0});
  block.costs = map.integer("costs", {.min = 0});
  map.finish();
  return block;
}

// The searchable layers lie between the first fixed block (the stem) and the second (the head).
void read_network(ConfigMap map, Design& design) {
  design.network_space = map.text("space");
  std::vector<DesignBlock> fixed;
  for (const ConfigValue& value : map.list("fixed")) fixed.push_back(read_block(value.map(), false));
  if (fixed.size() != 2) map.fault("fixed", "not the two fixed parts", "the stem and the head");
  if (!fixed.empty()) design.blocks.push_back(fixed.front());
  for (const ConfigValue& value : map.list("layers")) design.blocks.push_back(read_block(value.map(), true));
  if (fixed.size() == 2) design.blocks.push_back(fixed.back());
  map.finish();
}

void read_design_metrics(ConfigMap map, Design& design) {
  design.metrics.latency_ms = map.number("latency_ms", {.min = 0, .open_min = true});
  design.metrics.energy_mj = map.number("energy_mj", {.min = 0, .open_min = true});
  design.metrics.area_mm2 = map.number("area_mm2", {.min = 0, .open_min = true});
  map.number("edap");
  map.number("cost");
  design.test_accuracy = map.number("test_accuracy", kShare);
  design.test_images = map.integer("test_images", {.min = 1});
  design.macs = map.integer("macs", {.min = 1});
  design.parameters = map.integer("parameters", {.min = 1});
  map.finish();
}

SearchOutcome read_search(ConfigMap map) {
  SearchOutcome search;
  search.lambda2 = map.number("lambda2", {.min = 0});
  search.accelerators = map.integer("accelerators", {.min = 1});
  search.space_accelerators = map.integer("space_accelerators", {.min = 1});
  search.evaluations = map.integer("evaluations", {.min = 0});
  search.entropy = map.number("entropy");
  search.validation_accuracy = map.number("validation_accuracy", kShare);
  if (const auto ce = map.optional("supernet_ce"))
    search.supernet_score = NetworkScore{ce->number(), map.number("supernet_accuracy", kShare)};
  search.expected = read_judgement(map.map("expected"));
  search.expected_exact = read_judgement(map.map("expected_exact"));
  search.cost_gap = map.number("cost_gap");
  map.finish();
  return search;
}

EvaluatorOutcome read_evaluator(ConfigMap map) {
  EvaluatorOutcome evaluator;
  evaluator.kind = map.choice("kind", {"learned", "exact", "flops", "none"});
  evaluator.regret = map.number("regret", {.min = 0});
  evaluator.accelerator = read_accelerator(map.map("accelerator"), evaluator.choices);
  evaluator.judged = read_judgement(map.map("judged"));
  evaluator.actual = read_judgement(map.map("actual"));
  evaluator.exact = read_judgement(map.map("exact"));
  map.finish();
  return evaluator;
}

MappingOutcome read_mapping_outcome(ConfigMap map) {
  MappingOutcome outcome;
  outcome.policy = map.choice("policy", {"edp", "latency", "energy"});
  outcome.under_policy = read_judgement(map.map("under_policy"));
  outcome.gain = map.number("gain");
  map.finish();
  return outcome;
}

LimitsOutcome read_limits_outcome(ConfigMap map) {
  LimitsOutcome outcome;
  outcome.limits = read_limits(map, {.min = 0, .open_min = true});
  outcome.excess = map.number("excess");
  if (const auto since = map.optional("within_since")) outcome.within_since = since->integer({.min = 1});
  for (const ConfigValue& value : map.list("changes")) {
    ConfigMap change = value.map();
    outcome.changes.push_back({change.text("layer"), change.text("from"), change.text("to")});
    change.finish();
  }
  map.finish();
  return outcome;
}

void read_hardware(ConfigMap& root, Design& design) {
  ConfigMap accelerator = root.map("accelerator");
  design.hardware_space = accelerator.text("space");
  design.accelerator = read_accelerator(std::move(accelerator), design.choices);
}

// Every block's layers must be there.
void check_blocks(ConfigMap& root, const Design& design) {
  const auto layers = static_cast<std::int64_t>(design.layers.size());
  for (const DesignBlock& block : design.blocks) {
    if (block.first_cost + block.costs <= layers) continue;
    root.fault("network", fmt::format("the layers of '{}' are not in 'layers'", block.name),
               fmt::format("layers below {}", layers),
               fmt::format("{} from {}", block.costs, block.first_cost));
  }
}

}  // namespace

std::vector<std::string> Design::operations() const {
  std::vector<std::string> names;
  for (const DesignBlock& block : blocks) {
    if (block.searchable) names.push_back(block.op);
  }
  return names;
}

Json to_json(const Design& design) {
  Json accelerator = {{"space", design.hardware_space}};
  accelerator.update(to_json(design.accelerator, design.choices));
  Json layers = Json::array();
  for (const LayerCost& layer : design.layers) layers.push_back(to_json(layer));
  Json json = {{"schema", kDesignSchema},
               {"seed", design.seed},
               {"threads", design.threads},
               {"device", design.device},
               {"data", design.data},
               {"network", network_json(design)},
               {"accelerator", accelerator},
               {"metrics", metrics_json(design)},
               {"cost", to_json(design.cost)},
               {"evaluator", evaluator_json(design.evaluator)},
               {"search", search_json(design.search)},
               {"mapping",
                {{"policy", design.mapping.policy},
                 {"under_policy", judgement_json(design.mapping.under_policy)},
                 {"gain", design.mapping.gain}}},
               {"layers", layers}};
  if (design.limits.limits.any()) json["limits"] = limits_json(design.limits);
  return json;
}

void write_design(const Design& design, const std::filesystem::path& folder) {
  write_file_atomic(folder / "design.json", json_text(to_json(design)));
}

Design read_design(const std::filesystem::path& run_or_file) {
  std::error_code ignored;
  const bool is_folder = std::filesystem::is_directory(run_or_file, ignored);
  const std::filesystem::path file = is_folder ? run_or_file / "design.json" : run_or_file;
  if (is_folder && !std::filesystem::exists(file, ignored)) {
    throw Error({run_or_file.string(), 0, "", "has no design.json", "the folder of a finished search", ""});
  }
  return parse_design(read_file(file), file.string());
}

Design parse_design(const std::string& text, const std::string& file_name) {
  Config config = Config::parse(text, file_name);
  ConfigMap root = config.root();
  Design design;
  root.choice("schema", {kDesignSchema});
  config.check();  // another schema has other keys: one fault says it all
  design.seed = static_cast<std::uint64_t>(root.integer("seed", {.min = 0}));
  design.threads = static_cast<int>(root.integer("threads", {.min = 1, .max = 4096}));
  design.device = root.choice("device", {"cpu", "cuda"});
  design.data = root.text("data");
  read_network(root.map("network"), design);
  read_hardware(root, design);
  read_design_metrics(root.map("metrics"), design);
  design.cost = read_cost_function(root.map("cost"));
  design.evaluator = read_evaluator(root.map("evaluator"));
  design.search = read_search(root.map("search"));
  design.mapping = read_mapping_outcome(root.map("mapping"));
  if (const auto limits = root.optional("limits")) design.limits = read_limits_outcome(limits->map());
  for (const ConfigValue& value : root.list("layers")) design.layers.push_back(read_layer_cost(value.map()));
  check_blocks(root, design);
  root.finish();
  config.check();
  return design;
}

}  // namespace dance
