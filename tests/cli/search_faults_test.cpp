// Bad input of `dance search` and `dance train` gets one clear message and exit code 2; nothing is
// half-written.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "cli/run_dance.h"

namespace dance::test {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

class SearchFaults : public testing::Test {
 protected:
  // Expects exit code 2, no result, and no folder "run".
  std::string faults_of(const std::string& arguments) {
    const Outcome outcome = run_dance(arguments + " --quiet", folder_.path());
    EXPECT_EQ(outcome.exit_code, 2) << arguments << "\n" << outcome.err;
    EXPECT_EQ(outcome.out, "") << arguments;
    EXPECT_THAT(outcome.err, StartsWith("error: ")) << arguments;
    EXPECT_FALSE(fs::exists(folder_ / "run")) << arguments;
    EXPECT_FALSE(fs::exists(folder_ / "runs")) << arguments;
    return outcome.err;
  }
  std::string config_faults(const std::string& text) {
    write_text(folder_ / "bad.yaml", text);
    return faults_of("search --config bad.yaml --out run");
  }
  const TemporaryFolder folder_;
};

TEST_F(SearchFaults, AllFaultsOfAConfigurationAtOnce) {
  const std::string message = config_faults(
      "sead: 1\nsearch:\n  warmup_epochs: -1\n  lambda2: much\nevaluator: {kind: magic}\nhardware: egde\n");
  for (const char* part :
       {"error: bad.yaml:1: sead: unknown key; expected one of ",
        "error: bad.yaml:3: search.warmup_epochs: out of range; expected an integer in 0..",
        "error: bad.yaml:4: search.lambda2: not a finite number; expected a number in [0..1000000000]; got "
        "'much'\n",
        "error: bad.yaml:5: evaluator.kind: not one of the choices; expected one of ",
        "error: bad.yaml:6: hardware: no such file or preset; expected a YAML file, or one of edge, "
        "eyeriss-3p, eyeriss-chip"}) {
    EXPECT_THAT(message, HasSubstr(part));
  }
}

TEST_F(SearchFaults, MissingConfiguration) {
  EXPECT_EQ(faults_of("search --config absent.yaml --out run"),
            "error: --config: no such file or preset; expected a YAML file, or one of cifar10, default; got "
            "\"absent.yaml\"\n");
  fs::create_directory(folder_ / "folder");
  EXPECT_THAT(faults_of("search --config folder --out run"),
              HasSubstr("--config: is a folder; expected a YAML file"));
}

TEST_F(SearchFaults, OverridesAreAsStrictAsTheFile) {
  EXPECT_THAT(faults_of("search --set search.epochs=3 --out run"),
              HasSubstr("search.epochs: unknown key; expected one of "));
  EXPECT_EQ(
      faults_of("search --set lambda2 --out run"),
      "error: --set: not an assignment; expected key=value, such as search.lambda2=0.5; got 'lambda2'\n");
  EXPECT_THAT(faults_of("search --seed -3 --out run"),
              HasSubstr("seed: out of range; expected an integer of at least 0; got '-3'"));
  EXPECT_THAT(faults_of("search --threads many --out run"), HasSubstr("threads: not an integer"));
}

TEST_F(SearchFaults, TheOutputFolderMustBeNewOrEmpty) {
  write_text(folder_ / "full/file", "kept");
  EXPECT_EQ(faults_of("search --out full"),
            "error: full: output folder is not empty; expected a new or empty folder\n");
  EXPECT_EQ(faults_of("search --out full/file"), "error: full/file: is a file; expected an output folder\n");
  EXPECT_THAT(faults_of("search --out /proc/dance-run"),
              StartsWith("error: /proc/dance-run: output folder cannot be created"));
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_ / "full"), {}), 1);
}

TEST_F(SearchFaults, LimitsAreNumbersAboveZero) {
  for (const char* limit : {"--max-latency-ms 0", "--max-energy-mj=-1", "--max-area-mm2 nan"})
    EXPECT_THAT(faults_of(std::string("search --out run ") + limit),
                HasSubstr("expected a number above 0 and at most 1e+09"));
  EXPECT_THAT(config_faults("limits: {max_latency_ms: 0, max_area: 1}\n"),
              AllOf(HasSubstr("bad.yaml:1: limits.max_latency_ms: out of range"),
                    HasSubstr("bad.yaml:1: limits.max_area: unknown key")));
}

TEST_F(SearchFaults, UnknownOrMissingData) {
  EXPECT_THAT(
      faults_of("search --data imagenet --out run"),
      AllOf(HasSubstr("unknown data set; expected builtin or cifar10:DIR"), EndsWith("; got 'imagenet'\n")));
  EXPECT_THAT(faults_of("search --data cifar10:nowhere --out run"),
              HasSubstr("nowhere: no such folder; expected a folder with"));
}

TEST_F(SearchFaults, ShortForeignAndMissingDataFilesAreAllNamed) {
  write_cifar10(folder_ / "cifar", std::string(3073, '\0'));
  write_text(folder_ / "cifar/data_batch_2.bin", std::string(3000, '\0'));
  write_text(folder_ / "cifar/data_batch_3.bin", std::string(3073, '\x7f'));
  fs::remove(folder_ / "cifar/test_batch.bin");
  const std::string message = faults_of("search --data cifar10:cifar --out run");
  EXPECT_THAT(
      message,
      HasSubstr("data_batch_2.bin: short or foreign file; expected records of 3073 bytes; got 3000 bytes\n"));
  EXPECT_THAT(message, HasSubstr("data_batch_3.bin: record 0: foreign label; expected 0..9; got 127\n"));
  EXPECT_THAT(message, HasSubstr("test_batch.bin: cannot be read"));
  EXPECT_EQ(std::count(message.begin(), message.end(), '\n'), 3) << message;
}

TEST_F(SearchFaults, NoUsableCuda) {
  if (fs::exists("/dev/nvidia0")) GTEST_SKIP() << "this machine has a GPU";
  EXPECT_THAT(faults_of("search --device cuda --out run"), HasSubstr("device: CUDA cannot be used"));
}

TEST_F(SearchFaults, TrainingWantsAFinishedRun) {
  EXPECT_THAT(faults_of("train absent"), HasSubstr("absent"));
  fs::create_directory(folder_ / "unfinished");
  EXPECT_THAT(faults_of("train unfinished"), HasSubstr("unfinished"));
  write_text(folder_ / "foreign/design.json", "{\"schema\": \"other\"}\n");
  EXPECT_THAT(faults_of("train foreign"), HasSubstr("foreign"));
  EXPECT_THAT(
      faults_of("cost foreign --accelerator foreign"),
      HasSubstr(
          "design.json:1: schema: not one of the choices; expected one of dance-design-2; got 'other'"));
}

TEST_F(SearchFaults, TheSupernetCheckRefusesWhatItDoesNotUse) {
  EXPECT_EQ(faults_of("supernet check --set final_training.epochs=16 --set seed=3 --set "
                      "'final_training={start: scratch}' --out run"),
            "error: final_training.epochs: plays no part in this check; expected --epochs N; got "
            "'final_training.epochs=16'\n"
            "error: final_training.start: plays no part in this check; expected --start START; got "
            "'final_training={start: scratch}'\n");
}

TEST_F(SearchFaults, TheSupernetCheckWantsASupernet) {
  write_text(folder_ / "trained.yaml",
             "search:\n  method: random\n  trial_epochs: 1\n  warmup_epochs: 0\n  train_weights: no\n"
             "  final_choice: {draws: 0, sweeps: 0}\nfinal_training: {start: scratch}\n");
  EXPECT_EQ(faults_of("supernet check --config trained.yaml --out run"),
            "error: trained.yaml: search.trial_epochs: leaves no supernet to check; expected 0; got 1\n");
}

// The corrected command may name the same folder.
TEST_F(SearchFaults, TheSupernetCheckLeavesNothingOfARefusal) {
  if (fs::exists("/dev/nvidia0")) GTEST_SKIP() << "this machine has a GPU";
  EXPECT_THAT(faults_of("supernet check --device cuda --out run"), HasSubstr("device: CUDA cannot be used"));
}

TEST_F(SearchFaults, SeedsAreIntegersBetweenCommas) {
  for (const char* seeds : {"1,,2", "1,", "a", "-1", "99999999999999999999", "1.5", "''"})
    EXPECT_THAT(faults_of(std::string("compare --out run --seeds=") + seeds),
                HasSubstr("--seeds: not a list of seeds; expected integers of at least 0 between commas"));
}

TEST_F(SearchFaults, TheEvaluatorCommandRefusesLimitsThatItCannotTeach) {
  EXPECT_EQ(faults_of("evaluator check --set limits.max_energy_mj=1"),
            "error: limits.max_energy_mj: the learned evaluator knows no limits of latency and energy; "
            "expected max_area_mm2 alone with the learned evaluator\n");
}

TEST_F(SearchFaults, TheEvaluatorCommandSaysWhatItDoes) {
  EXPECT_EQ(faults_of("evaluator"),
            "error: dance evaluator: ACTION is required (see 'dance evaluator --help')\n");
  const std::string message = faults_of("evaluator trian");
  EXPECT_THAT(message, HasSubstr("train"));
  EXPECT_THAT(message, HasSubstr("check"));
}

}  // namespace
}  // namespace dance::test
