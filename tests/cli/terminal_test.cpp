#include "cli/terminal.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <pty.h>
#include <unistd.h>

namespace dance::test {

using namespace cli;
namespace {

TEST(Terminal, TellsItsSize) {
  int ours = -1, theirs = -1;
  winsize window{};
  window.ws_col = 77, window.ws_row = 33;
  ASSERT_EQ(::openpty(&ours, &theirs, nullptr, nullptr, &window), 0);
  const auto size = terminal_size(theirs);
  ASSERT_TRUE(size.has_value());
  EXPECT_EQ(size->columns, 77u);
  EXPECT_EQ(size->rows, 33u);
  ::close(ours), ::close(theirs);
}

TEST(Terminal, OtherFilesHaveNoSize) {
  const int file = ::open("/dev/null", O_WRONLY);
  EXPECT_FALSE(terminal_size(file).has_value());
  EXPECT_FALSE(terminal_size(-1).has_value());
  ::close(file);
}

}  // namespace
}  // namespace dance::test
