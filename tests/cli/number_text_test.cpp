#include "cli/number_text.h"

#include <gtest/gtest.h>

#include <sstream>

#include "dance/core/utf8.h"

namespace dance::test {

using namespace cli;
namespace {

TEST(NumberText, FourDigitsAndNoExponent) {
  EXPECT_EQ(four_digits(0), "0");
  EXPECT_EQ(four_digits(-1), "0");
  EXPECT_EQ(four_digits(0.012344), "0.01234");
  EXPECT_EQ(four_digits(0.5), "0.5000");
  EXPECT_EQ(four_digits(1), "1.000");
  EXPECT_EQ(four_digits(12.344), "12.34");
  EXPECT_EQ(four_digits(1234.4), "1234");
  EXPECT_EQ(four_digits(12345678.4), "12345678");
  EXPECT_EQ(four_digits(1e-9), "0.000000001000");
}

TEST(NumberText, SharesAreRoundedPercents) {
  EXPECT_EQ(percent(1, 3), "33");
  EXPECT_EQ(percent(2, 3), "67");
  EXPECT_EQ(percent(5, 5), "100");
  EXPECT_EQ(percent(0, 5), "0");
  EXPECT_EQ(percent(3, 0), "0");
}

TEST(NumberText, LongNamesAreCutAtTheColumnsThatThereAre) {
  EXPECT_EQ(shortened("layer", 22), "layer");
  EXPECT_EQ(shortened("twenty-two characters!", 22), "twenty-two characters!");
  EXPECT_EQ(shortened("twenty-three characters", 22), "twenty-three charact..");
  EXPECT_EQ(shortened("twenty-three characters", 23), "twenty-three characters");
}

// A character of several bytes takes one column, and is not cut in two.
TEST(NumberText, NamesAreCutBetweenCharacters) {
  std::string name;
  for (int i = 0; i < 22; ++i) name += "\xc3\xbc";  // u with two dots
  EXPECT_EQ(shortened(name, 22), name);
  for (const char* shift : {"", "a", "aa", "aaa"}) {
    const std::string cut = shortened(shift + name + name, 22);
    EXPECT_TRUE(is_utf8(cut)) << cut;
    EXPECT_TRUE(cut.ends_with(".."));
    EXPECT_EQ(utf8_characters(cut), 22u);
  }
}

TEST(NumberText, WrapsAtSpaces) {
  EXPECT_EQ(wrapped("", 10, 2), "");
  EXPECT_EQ(wrapped("one two three", 80, 2), "one two three");
  EXPECT_EQ(wrapped("one two three four", 9, 2), "one two\n  three\n  four");
  EXPECT_EQ(wrapped("one two", 7, 0), "one two");  // just fits
  EXPECT_EQ(wrapped("one two", 6, 0), "one\ntwo");
  EXPECT_EQ(wrapped("incompressible word", 5, 1), "incompressible\n word");
  EXPECT_EQ(wrapped("  spaces   between  ", 80, 0), "spaces between");
}

TEST(NumberText, WrappedLinesKeepTheWidthAndEveryWord) {
  const std::string text = "a bb ccc dddd eeeee ffff ggg hh i jj kkk llll mmmmm nnnn ooo pp q";
  for (std::size_t width = 8; width < 40; ++width) {
    std::istringstream lines(wrapped(text, width, 3));
    std::string words, longest;
    for (std::string line; std::getline(lines, line);) {
      EXPECT_LE(line.size(), width);
      std::istringstream of_line(line);
      for (std::string word; of_line >> word;) words += (words.empty() ? "" : " ") + word;
    }
    EXPECT_EQ(words, text);
  }
}

}  // namespace
}  // namespace dance::test
