// Evaluator options as a user writes them.
#include "dance/search/evaluator/options.h"

#include <gmock/gmock.h>

#include "dance/core/config_key_reader.h"
#include "dance/core/error.h"

namespace dance::test {
namespace {

EvaluatorOptions read(const std::string& yaml) {
  Config config = Config::parse(yaml, "evaluator.yaml");
  ConfigMap root = config.root();
  KeyReader keys(root);
  EvaluatorOptions options;
  declare_keys(keys, options);
  root.finish();
  config.check();
  return options;
}

TEST(EvaluatorOptions, ReadsWhatIsGiven) {
  const EvaluatorOptions options = read(
      "kind: learned\nexact: {temperature: 0.02}\nlearned: {labels: 100, gumbel_end: 0.5, seed: 3, "
      "feature_forwarding: no}\n");
  EXPECT_EQ(options.kind, EvaluatorKind::Learned);
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

// At a lower temperature, costs in float32 would be cut off at random.
TEST(EvaluatorOptions, ATemperatureIsNoneOrNotTiny) {
  EXPECT_EQ(read("exact: {temperature: 0}").exact.temperature, 0);
  EXPECT_EQ(read("exact: {temperature: 1.0e-6}").exact.temperature, 1e-6);
  EXPECT_THAT([] { read("exact: {temperature: 1.0e-8}"); },
              testing::ThrowsMessage<Error>(testing::HasSubstr("temperature: out of range")));
}

}  // namespace
}  // namespace dance::test
