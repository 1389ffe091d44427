#include "dance/search/run/search_config.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <sstream>

#include "core/faults.h"
#include "dance/core/config_key_table.h"
#include "dance/core/files.h"
#include "dance/core/presets.h"
#include "dance/search/space/kept_work.h"
#include "search/methods/micro.h"

namespace dance::test {
namespace {

namespace fs = std::filesystem;
using test::message_of;
using test::TemporaryFolder;
using ::testing::AllOf;
using ::testing::HasSubstr;

TEST(SearchConfig, ThePresetStatesTheDefaults) {
  TemporaryFolder folder;
  write_file_atomic(folder / "empty.yaml", "");
  EXPECT_EQ(to_yaml(load_search_config(std::nullopt, {})),
            to_yaml(load_search_config(folder / "empty.yaml", {})));
}

// The keys of to_yaml, those of each depth as often.
TEST(SearchConfig, ThePresetStatesEveryKey) {
  const auto times = [](const std::string& text, const std::string& start_of_line) {
    int count = 0;
    for (std::size_t at = text.find("\n" + start_of_line); at != std::string::npos;
         at = text.find("\n" + start_of_line, at + 1))
      ++count;
    return count;
  };
  const std::string preset = "\n" + read_file(find_preset("search", "default"));
  const std::string all = "\n" + to_yaml(load_search_config(std::nullopt, {}));
  std::istringstream lines(all.substr(1));
  for (std::string line; std::getline(lines, line);) {
    const std::string key = line.substr(0, line.find(':') + 1);
    EXPECT_EQ(times(preset, key), times(all, key)) << key;
  }
}

TEST(SearchConfig, EveryPresetCanBeNamed) {
  for (const std::string& name : preset_names("search"))
    EXPECT_NO_THROW(load_search_config(name, {})) << name;
  EXPECT_EQ(load_search_config("cifar10", {}).network, "cifar10");
}

TEST(SearchConfig, ResolvedConfigurationReadsBackTheSame) {
  TemporaryFolder folder;
  const SearchConfig config =
      load_search_config(write_micro_files(folder),
                         {"search.lambda2=0.1234567890123", "cost.kind=product", "cost.area_power=0.5",
                          "seed=12", "evaluator.learned.labels=100", "final_training.with_validation=no",
                          text_override("data", "cifar10:a b: c")});
  write_file_atomic(folder / "resolved.yaml", to_yaml(config));
  const SearchConfig again = load_search_config(folder / "resolved.yaml", {});
  EXPECT_EQ(to_yaml(again), to_yaml(config));
  EXPECT_DOUBLE_EQ(again.search.lambda2.value, 0.1234567890123);
  EXPECT_EQ(again.cost.kind().name(), "product");
  EXPECT_EQ(again.cost.options().at("area_power"), 0.5);
  EXPECT_EQ(again.seed, 12u);
  EXPECT_EQ(again.training.seed, 12u);
  EXPECT_EQ(again.evaluator.learned.labels, 100);
  EXPECT_FALSE(again.training.with_validation);
  EXPECT_TRUE(again.network_file.is_absolute());
  EXPECT_EQ(again.data, "cifar10:" + (std::filesystem::current_path() / "a b: c").string());
}

TEST(SearchConfig, RivalsHaveOptionsOfTheirOwn) {
  const SearchConfig config = load_search_config(
      std::nullopt, {"search.evolution.population=24", "search.reinforcement.baseline_decay=0.5"});
  EXPECT_EQ(config.search.evolution.population, 24);
  EXPECT_EQ(config.search.reinforcement.baseline_decay, 0.5);
  EXPECT_THAT(message_of([] { load_search_config(std::nullopt, {"search.evolution.population=42"}); }),
              AllOf(HasSubstr("search.evolution.population: no multiple of 4"), HasSubstr("got '42'")));
}

TEST(SearchConfig, OptionsThatDoNotGoTogether) {
  TemporaryFolder folder;
  write_file_atomic(folder / "some.yaml", "search: {method: evolution, evolution: {crossover: 0.5}}");
  EXPECT_EQ(load_search_config(folder / "some.yaml", {}).search.evolution.population, 40);
  EXPECT_THAT(message_of([&] { load_search_config(folder / "some.yaml", {"search.trials=60"}); }),
              AllOf(HasSubstr("search.trials: fewer than two generations"), HasSubstr("at least 80")));
  EXPECT_THAT(message_of([] {
                load_search_config(std::nullopt, {"search.train_weights=no", "search.warmup_epochs=0"});
              }),
              HasSubstr("search.warmup_epochs: nothing trains the weights"));
  EXPECT_THAT(
      message_of([&] { load_search_config(folder / "some.yaml", {"evaluator.kind=learned"}); }),
      AllOf(HasSubstr("evaluator.kind: plays no part"), HasSubstr("exact with search.method: evolution")));
  EXPECT_THAT(message_of([] { load_search_config(std::nullopt, {"search.trial_epochs=3"}); }),
              HasSubstr("search.trial_epochs: plays no part"));
}

// It refuses them before any work, and names the line.
TEST(SearchConfig, TheLearnedEvaluatorRefusesLimitsThatItDoesNotKnow) {
  TemporaryFolder folder;
  write_file_atomic(folder / "area.yaml", "evaluator: {kind: learned}\nlimits: {max_area_mm2: 1}\n");
  EXPECT_NO_THROW(load_search_config(folder / "area.yaml", {}));
  for (const std::string limit : {"limits.max_latency_ms=1", "limits.max_energy_mj=1"})
    EXPECT_THAT(message_of([&] { load_search_config(folder / "area.yaml", {limit}); }),
                AllOf(HasSubstr("area.yaml:1: evaluator.kind: the learned evaluator knows no limits of"),
                      HasSubstr("expected exact")));
}

TEST(SearchConfig, TrainingTheNetworksTriedLeavesNoSupernet) {
  const std::vector<std::string> trained = {"search.method=random",         "search.trial_epochs=1",
                                            "search.warmup_epochs=0",       "search.final_choice.draws=0",
                                            "search.final_choice.sweeps=0", "final_training.start=scratch"};
  EXPECT_FALSE(load_search_config(std::nullopt, trained).search.has_supernet());
  EXPECT_THAT(message_of([] {
                load_search_config(std::nullopt, {"search.method=random", "search.trial_epochs=1"});
              }),
              AllOf(HasSubstr("search.warmup_epochs: trains a supernet that judges nothing"),
                    HasSubstr("search.final_choice: needs a supernet"),
                    HasSubstr("final_training.start: there is no supernet")));
  TemporaryFolder folder;  // here the default is what is wrong
  write_file_atomic(
      folder / "short.yaml",
      "search: {method: random, trial_epochs: 1, warmup_epochs: 0, final_choice: {draws: 0, sweeps: 0}}\n");
  EXPECT_THAT(message_of([&] { load_search_config(folder / "short.yaml", {}); }),
              HasSubstr("final_training.start: there is no supernet"));
}

TEST(SearchConfig, ARampIsNoLongerThanWhatItIsOf) {
  EXPECT_THAT(message_of([] {
                load_search_config(std::nullopt,
                                   {"search.search_epochs=3", "search.lambda2_warmup_epochs=4",
                                    "final_training.epochs=2", "final_training.warmup_epochs=3"});
              }),
              AllOf(HasSubstr("search.lambda2_warmup_epochs: out of range; expected a number in [0..3]"),
                    HasSubstr("final_training.warmup_epochs: out of range; expected a number in [0..2]")));
}

// A run's file must agree in all but the threads.
TEST(SearchConfig, TheSettingThatDiffersIsNamed) {
  TemporaryFolder folder;
  const SearchConfig config = load_search_config(std::nullopt, {"threads=1"});
  write_file_atomic(folder / "config.yaml", to_yaml(config));
  EXPECT_NO_THROW(
      check_same_settings(folder / "config.yaml", load_search_config(std::nullopt, {"threads=2"}), ""));
  const std::string yaml = to_yaml(config);
  const auto line =
      1 + std::count(yaml.begin(), yaml.begin() + static_cast<std::ptrdiff_t>(yaml.find("lambda2:")), '\n');
  EXPECT_EQ(
      message_of([&] {
        check_same_settings(folder / "config.yaml", load_search_config(std::nullopt, {"search.lambda2=3"}),
                            "another --out");
      }),
      fmt::format("{}:{}: is of other settings; expected 'lambda2: 3', or another --out; got 'lambda2: 0.2'",
                  (folder / "config.yaml").string(), line));
  const SearchConfig limited = load_search_config(std::nullopt, {"limits.max_area_mm2=1"});
  EXPECT_THAT(message_of([&] { check_same_settings(folder / "config.yaml", limited, "another --out"); }),
              HasSubstr("expected 'limits:'"));
  write_file_atomic(folder / "short.yaml", yaml.substr(0, yaml.find("final_training:")));
  EXPECT_THAT(message_of([&] { check_same_settings(folder / "short.yaml", config, "another --out"); }),
              HasSubstr("expected 'final_training:', or another --out; got no such line"));
  write_file_atomic(folder / "long.yaml", yaml + "more: 1\n");
  EXPECT_THAT(message_of([&] { check_same_settings(folder / "long.yaml", config, "another --out"); }),
              HasSubstr("expected no such line, or another --out; got 'more: 1'"));
}

TEST(SearchConfig, FilesAreFoundBesideTheConfiguration) {
  TemporaryFolder folder;
  const SearchConfig config = load_search_config(write_micro_files(folder), {});
  EXPECT_EQ(config.network_file, folder / "network.yaml");
}

TEST(SearchConfig, PresetsKeepTheirNames) {
  EXPECT_THAT(to_yaml(load_search_config(std::nullopt, {})),
              AllOf(HasSubstr("network: small\n"), HasSubstr("hardware: edge\n")));
}

TEST(SearchConfig, AllFaultsAtOnce) {
  TemporaryFolder folder;
  write_file_atomic(folder / "bad.yaml", R"(network: nosuch
lambda: 1
search:
  lambda2: -1
  weights: {batch_size: 1}
  architecture: {learning_rate: fast}
evaluator: {kind: guess}
cost: {kind: weighted, latency_weight: 0, energy_weight: 0, area_weight: 0}
final_training: [1]
)");
  const std::string message = message_of([&] { load_search_config(folder / "bad.yaml", {"device=tpu"}); });
  EXPECT_THAT(message,
              AllOf(HasSubstr("bad.yaml:1: network"), HasSubstr("nosuch"), HasSubstr("small"),
                    HasSubstr("bad.yaml:2: lambda: unknown key"), HasSubstr("bad.yaml:4: search.lambda2"),
                    HasSubstr("bad.yaml:5: search.weights.batch_size")));
  EXPECT_THAT(message,
              AllOf(HasSubstr("bad.yaml:6: search.architecture.learning_rate"), HasSubstr("evaluator.kind"),
                    HasSubstr("cost.latency_weight: all three weights are 0"),
                    HasSubstr("final_training: not a map"), HasSubstr("device: not one of the choices")));
}

// The page of the documents is made of the keys. DANCE_UPDATE_DOCS=1 writes it anew.
TEST(SearchConfig, ThePageOfKeysIsTheirTable) {
  const fs::path page = fs::path(DANCE_SOURCE_DIR) / "docs" / "configuration.md";
  SearchConfig config;
  KeyTable keys;
  declare_keys(keys, config);
  const std::string text =
      "# Configuration of a search\n\n"
      "For whoever sets a key of a search, in a file of configs/search or by `--set search.lambda2=0.5`: "
      "every key, its\n"
      "default, the values that it takes and what it means. The tables are made of the program's own "
      "declarations.\n" +
      keys.markdown();
  if (std::getenv("DANCE_UPDATE_DOCS") != nullptr) write_file_atomic(page, text);
  EXPECT_EQ(read_file(page), text) << "run this test with DANCE_UPDATE_DOCS=1";
}

// A warm-up is shared by all values of the keys that it does not depend on; all else has one of its own.
TEST(SearchConfig, WarmUpsDependOnWhatTheirKeysSay) {
  const std::string same = settings_of(kWarmUp, load_search_config(std::nullopt, {}));
  const auto settings = [](const std::string& set) {
    return settings_of(kWarmUp, load_search_config(std::nullopt, {set}));
  };
  for (const char* set :
       {"search.lambda2=0.5", "limits.max_area_mm2=1", "cost.kind=edp", "evaluator.kind=learned",
        "search.architecture.beta2=0.9", "final_training.epochs=2", "search.final_choice.draws=1"})
    EXPECT_EQ(settings(set), same) << set;
  for (const char* set : {"search.lambda1=0.5", "search.weights.momentum=0.5", "search.weights.batch_size=32",
                          "search.warmup_epochs=3", "seed=1", "device=cuda"})
    EXPECT_NE(settings(set), same) << set;
}

}  // namespace
}  // namespace dance::test
