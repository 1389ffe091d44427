// The command line itself: commands, options, help, exit codes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>

#include "cli/run_dance.h"

namespace dance::test {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

// Expects exit code 2, this message on standard error, and nothing on standard output.
void expect_refused(const std::string& arguments, const std::string& message) {
  const Outcome outcome = run_dance(arguments);
  EXPECT_EQ(outcome.exit_code, 2) << arguments;
  EXPECT_EQ(outcome.err, message + "\n") << arguments;
  EXPECT_EQ(outcome.out, "") << arguments;
}

TEST(CommandLine, NoCommand) {
  expect_refused(
      "",
      "error: dance: no command given; expected one of search, train, compare, cost, explain, explore, "
      "model, map, evaluator, supernet (see 'dance --help')");
}

TEST(CommandLine, UnknownCommandNamesTheNearest) {
  expect_refused("serch",
                 "error: dance: unknown command 'serch'; did you mean 'search'? (see 'dance --help')");
  expect_refused("benchmark", "error: dance: unknown command 'benchmark' (see 'dance --help')");
}

// The options of the command that was meant do not hide it.
TEST(CommandLine, AMisspeltCommandIsTheFaultWhateverFollowsIt) {
  expect_refused("cots x.yaml -a tiny --json",
                 "error: dance: unknown command 'cots'; did you mean 'cost'? (see 'dance --help')");
}

TEST(CommandLine, AMisspeltSpaceNamesTheNearest) {
  const Outcome outcome = run_dance("explore " + example("lenet.yaml") + " --space egde");
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err,
              StartsWith("error: --space: no such file or preset; expected a YAML file, or one of "));
  EXPECT_THAT(outcome.err, HasSubstr("; did you mean 'edge'?; got \"egde\"\n"));
  EXPECT_THAT(run_dance("explore " + example("lenet.yaml") + " --space egde:pe_x=8").err,
              HasSubstr("; did you mean 'edge'?; got \"egde\"\n"));
  EXPECT_THAT(run_dance("cost resnet51 -a tiny").err,
              Not(HasSubstr("resnet51")));  // the accelerator comes first
  EXPECT_THAT(run_dance("cost resnet51 -a " + example("tiny_accelerator.yaml")).err,
              HasSubstr("did you mean 'resnet50'?"));
}

// Timeloop's files are for other commands, wherever they stand.
TEST(CommandLine, TimeloopsFilesAreToldWhereToGo) {
  const std::string lenet = example("lenet.yaml"), tiny = " -a " + example("tiny_accelerator.yaml");
  const std::string architecture = example("timeloop/architecture.yaml"),
                    problem = example("timeloop/problem.yaml"), ert = example("timeloop/ERT.yaml");
  for (const std::string& arguments :
       {"cost " + problem + tiny, "cost " + lenet + " -a " + architecture, "explain " + lenet + " -a " + ert,
        "explore " + problem + " --space edge", "explore " + lenet + " --space " + architecture,
        "cost " + lenet + " -a " + architecture + " " + ert, "cost " + problem + " " + architecture}) {
    const Outcome outcome = run_dance(arguments);
    EXPECT_EQ(outcome.exit_code, 2) << arguments;
    EXPECT_THAT(outcome.err, HasSubstr("is one of Timeloop's files")) << arguments;
    EXPECT_THAT(outcome.err,
                HasSubstr("'dance map PROBLEM -a ARCHITECTURE ERT' finds the best mapping, 'dance "
                          "model FILES' evaluates one"))
        << arguments;
  }
}

TEST(CommandLine, UnknownOptionNamesTheNearest) {
  expect_refused("--versoin",
                 "error: dance: unknown option '--versoin'; did you mean '--version'? (see 'dance --help')");
  expect_refused("cost x.yaml --acelerator tiny",
                 "error: dance cost: unknown option '--acelerator'; did you mean '--accelerator'? (see "
                 "'dance cost --help')");
  expect_refused("cost x.yaml --accelerator tiny --frobnicate=3",
                 "error: dance cost: unknown option '--frobnicate' (see 'dance cost --help')");
}

TEST(CommandLine, MissingAndSuperfluousArguments) {
  expect_refused("cost x.yaml", "error: dance cost: --accelerator is required (see 'dance cost --help')");
  expect_refused("cost --accelerator tiny",
                 "error: dance cost: NETWORK is required (see 'dance cost --help')");
  expect_refused("cost x.yaml y.yaml --accelerator tiny",
                 "error: dance cost: unexpected argument 'y.yaml' (see 'dance cost --help')");
}

TEST(CommandLine, ValuesOutOfRangeOrOfTheWrongType) {
  for (const char* arguments :
       {"explore x.yaml --space edge --top 0", "explore x.yaml --space edge --top many",
        "explore x.yaml --space edge --cost speed", "explore x.yaml --space edge --max-area-mm2 -1",
        "explore x.yaml --space edge --weights 1,2", "explore x.yaml --space edge --weights nan,1,1",
        "explore x.yaml --space edge --max-latency-ms nan", "explore x.yaml --space edge --max-energy-mj inf",
        "cost x.yaml --accelerator a --policy best"}) {
    const Outcome outcome = run_dance(arguments);
    EXPECT_EQ(outcome.exit_code, 2) << arguments;
    EXPECT_THAT(outcome.err, StartsWith("error: dance ")) << arguments;
    EXPECT_THAT(outcome.err, HasSubstr(" --help')\n")) << arguments;
    EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1) << outcome.err;
  }
}

TEST(CommandLine, VersionAndHelpGoToStandardOutput) {
  const Outcome version = run_dance("--version");
  EXPECT_EQ(version.exit_code, 0);
  EXPECT_THAT(version.out, StartsWith("dance 0."));
  const Outcome help = run_dance("--help");
  EXPECT_EQ(help.exit_code, 0);
  EXPECT_EQ(help.err, "");
  for (const char* command : {"search", "train", "cost", "explain", "explore", "evaluator"})
    EXPECT_THAT(help.out, HasSubstr(command));
}

TEST(CommandLine, HelpOfEachCommandShowsAnExample) {
  for (const std::string command : {"search", "train", "cost", "explain", "explore", "evaluator"}) {
    const Outcome help = run_dance(command + " --help");
    EXPECT_EQ(help.exit_code, 0) << command;
    EXPECT_THAT(help.out, HasSubstr("Example:\n")) << command;
    EXPECT_THAT(help.out, HasSubstr("dance " + command)) << command;
    EXPECT_THAT(help.out, HasSubstr("--json")) << command;
  }
}

TEST(CommandLine, FullStandardOutputIsAFailureOfTheRun) {
  const Outcome outcome = run_dance("cost " + example("lenet.yaml") + " --accelerator " +
                                    example("tiny_accelerator.yaml") + " >/dev/full");
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_EQ(outcome.err, "error: standard output: cannot be written\n");
}

TEST(CommandLine, SignalsEndItWith128AndTheirNumber) {
  const std::string accelerator = std::string(DANCE_SOURCE_DIR) + "/examples/tiny_accelerator.yaml";
  for (const auto& [signal, message] :
       {std::pair{SIGINT, "\ninterrupted\n"}, std::pair{SIGTERM, "\nterminated\n"}}) {
    const TemporaryFolder folder;
    ASSERT_EQ(::mkfifo((folder / "waits.yaml").c_str(), 0600), 0);  // reading it waits
    const Outcome outcome =
        signal_dance({"cost", (folder / "waits.yaml").string(), "--accelerator", accelerator},
                     folder / "waits.yaml", signal);
    EXPECT_EQ(outcome.exit_code, 128 + signal);
    EXPECT_EQ(outcome.out, "");
    EXPECT_EQ(outcome.err, message);
  }
}

}  // namespace
}  // namespace dance::test
