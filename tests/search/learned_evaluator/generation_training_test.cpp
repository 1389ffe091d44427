// The training of the hardware generation network on a problem whose solution is known.
#include <gtest/gtest.h>

#include "search/learned_evaluator/training_problem.h"

namespace dance::test {
namespace {

class GenerationTraining : public TrainingProblem {
 protected:
  HardwareGeneration trained(const LabelledNetworks& labelled, std::uint64_t seed = 1) {
    HardwareGeneration network(6, encoding_.sizes(), MlpSize{.width = 16, .blocks = 1});
    network->initialise(seeded_generator(1, "test"));
    train_generation(network, labelled, setting(seed));
    return network;
  }
  // The accelerator of the largest logit of each head, for each of the nine networks.
  torch::Tensor picks(HardwareGeneration& network) const {
    const torch::NoGradGuard no_gradient;
    std::vector<torch::Tensor> values;
    for (const torch::Tensor& head : network(networks())) values.push_back(head.argmax(1));
    return encoding_.accelerators_of(torch::stack(values, 1));
  }
};

// The labels are wrong on purpose: without the refinement, only they count.
TEST_F(GenerationTraining, TheFirstPartLearnsTheLabels) {
  options_.generation_steps = 200;
  options_.refinement_steps = 0;
  const torch::Tensor labels = torch::tensor({3, 0, 0, 1, 2, 2, 1, 3, 1}, torch::kLong);
  HardwareGeneration network = trained({networks(), labels});
  EXPECT_TRUE(torch::equal(picks(network), labels)) << picks(network);
}

// The labels are wrong again. The refinement knows the costs, and needs no labels.
TEST_F(GenerationTraining, TheRefinementFindsTheCheapestAccelerators) {
  options_.generation_steps = 20;
  options_.refinement_steps = 1500;
  HardwareGeneration network = trained({networks(), 3 - best()});
  EXPECT_TRUE(torch::equal(picks(network), best())) << picks(network);
}

// An accelerator that is not allowed costs more than any other; here it is the best of four networks.
TEST_F(GenerationTraining, TheRefinementKeepsOffWhatIsNotAllowed) {
  options_.generation_steps = 1;
  options_.refinement_steps = 300;
  std::vector<std::uint8_t> allowed(4, 1);
  allowed[static_cast<std::size_t>(accelerator_of(0, 0))] = 0;
  labels_ = TableLabels(table_, product_cost(1, 0, 0), allowed);
  HardwareGeneration network = trained({networks(), best()});
  const torch::Tensor found = picks(network);
  for (std::int64_t n = 0; n < 9; ++n) {
    EXPECT_NE(found[n].item<std::int64_t>(), accelerator_of(0, 0)) << n;
    const std::int64_t optimum = best()[n].item<std::int64_t>();
    if (optimum == accelerator_of(0, 0)) continue;
    EXPECT_EQ(found[n].item<std::int64_t>(), optimum) << n;
  }
}

TEST_F(GenerationTraining, KeepsHowOftenEachValueIsTheBestOne) {
  options_.generation_steps = options_.refinement_steps = 1;
  // Both parameters have value 0 for three of four networks; each of the other parameters has one value.
  const torch::Tensor labels =
      torch::tensor({accelerator_of(0, 0), accelerator_of(0, 0), accelerator_of(0, 1), accelerator_of(1, 0)});
  HardwareGeneration network = trained({networks().slice(0, 0, 4), labels});
  EXPECT_TRUE(torch::allclose(network->named_buffers()["frequencies"],
                              torch::tensor({0.75, 0.25, 1.0, 1.0, 1.0, 1.0, 0.75, 0.25})));
}

TEST_F(GenerationTraining, TheSeedGivesTheBits) {
  options_.generation_steps = options_.refinement_steps = 5;
  const auto logits = [&](std::uint64_t seed) {
    HardwareGeneration network = trained({networks().repeat({10, 1}), best().repeat({10})}, seed);
    return torch::cat(network(networks()), 1).detach();
  };
  EXPECT_TRUE(torch::equal(logits(1), logits(1)));
  EXPECT_FALSE(torch::equal(logits(1), logits(2)));
}

}  // namespace
}  // namespace dance::test
