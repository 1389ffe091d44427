// Evaluator options as a user writes them.
#include "dance/evaluator/options.h"

#include <gmock/gmock.h>

#include "dance/core/error.h"

namespace dance {
namespace {

EvaluatorOptions read(const std::string& yaml) {
  Config config = Config::parse(yaml, "evaluator.yaml");
  const EvaluatorOptions options = read_evaluator_options(config.root());
  config.check();
  return options;
}

TEST(EvaluatorOptions, DefaultsAreThoseOfTheStruct) {
  const EvaluatorOptions options = read("{}");
  EXPECT_EQ(options.kind, "exact");
  EXPECT_EQ(options.exact.temperature, ExactOptions{}.temperature);
  EXPECT_EQ(options.learned.labels, LearnedOptions{}.labels);
  EXPECT_TRUE(options.learned.feature_forwarding);
  EXPECT_EQ(options.learned.generation_size.width, LearnedOptions{}.generation_size.width);
}

TEST(EvaluatorOptions, ReadsWhatIsGiven) {
  const EvaluatorOptions options = read(
      "kind: learned\nexact: {temperature: 0.02}\nlearned: {labels: 100, gumbel_end: 0.5, seed: 3, "
      "feature_forwarding: no}\n");
  EXPECT_EQ(options.kind, "learned");
  EXPECT_EQ(options.exact.temperature, 0.02);
  EXPECT_EQ(options.learned.labels, 100);
  EXPECT_FALSE(options.learned.feature_forwarding);
  EXPECT_EQ(options.learned.gumbel_end, 0.5);
  EXPECT_EQ(options.learned.seed, 3u);
}

TEST(EvaluatorOptions, AllFaultsAtOnce) {
  EXPECT_THAT([] { read("kind: oracle\nexact: {temperature: -1}\nlearned: {batch: many, width: 3}\n"); },
              testing::ThrowsMessage<Error>(
                  testing::AllOf(testing::HasSubstr("kind"), testing::HasSubstr("temperature"),
                                 testing::HasSubstr("batch"), testing::HasSubstr("width"))));
}

}  // namespace
}  // namespace dance
