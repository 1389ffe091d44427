#include "cli/interrupt.h"

#include <gtest/gtest.h>

namespace dance::test {

using namespace cli;
namespace {

int interrupts_of_before = 0;
void count_interrupt(int) { ++interrupts_of_before; }

// The process has a handler of its own, which stands for the one that would end it.
class InterruptRequestTest : public ::testing::Test {
 protected:
  InterruptRequestTest() {
    interrupts_of_before = 0;
    struct sigaction action = {};
    action.sa_handler = &count_interrupt;
    ::sigaction(SIGINT, &action, &outside_);
  }
  ~InterruptRequestTest() override { ::sigaction(SIGINT, &outside_, nullptr); }

 private:
  struct sigaction outside_ = {};
};

TEST_F(InterruptRequestTest, TheFirstIsARequestAndTheNextOnesAreAsBefore) {
  const InterruptRequest request;
  EXPECT_FALSE(request.requested());
  ::raise(SIGINT);
  EXPECT_TRUE(request.requested());
  EXPECT_EQ(interrupts_of_before, 0);
  ::raise(SIGINT);
  ::raise(SIGINT);
  EXPECT_EQ(interrupts_of_before, 2);
}

TEST_F(InterruptRequestTest, AfterwardsAllIsAsBefore) {
  { const InterruptRequest request; }
  ::raise(SIGINT);
  EXPECT_EQ(interrupts_of_before, 1);
  {
    const InterruptRequest request;
    ::raise(SIGINT);
  }
  ::raise(SIGINT);
  EXPECT_EQ(interrupts_of_before, 2);
}

TEST_F(InterruptRequestTest, EachStartsWithoutARequest) {
  {
    const InterruptRequest request;
    ::raise(SIGINT);
    EXPECT_TRUE(request.requested());
  }
  const InterruptRequest next;
  EXPECT_FALSE(next.requested());
  ::raise(SIGINT);
  EXPECT_TRUE(next.requested());
  EXPECT_EQ(interrupts_of_before, 0);
}

}  // namespace
}  // namespace dance::test
