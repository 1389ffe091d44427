#include "dance/core/utf8.h"

#include <gtest/gtest.h>

#include <string>

namespace dance::test {
namespace {

// The encoding by its definition: the code point's bits, spread over as many bytes as they need.
std::string encoded(std::uint32_t point) {
  const auto tail = [&](int shift) { return static_cast<char>(0x80 | (point >> shift & 0x3f)); };
  if (point < 0x80) return {static_cast<char>(point)};
  if (point < 0x800) return {static_cast<char>(0xc0 | point >> 6), tail(0)};
  if (point < 0x10000) return {static_cast<char>(0xe0 | point >> 12), tail(6), tail(0)};
  return {static_cast<char>(0xf0 | point >> 18), tail(12), tail(6), tail(0)};
}

TEST(Utf8, EveryCodePointButSurrogatesIsOneCharacter) {
  for (std::uint32_t point = 0; point < 0x110000; ++point) {
    const std::string text = encoded(point);
    const bool surrogate = point >= 0xd800 && point < 0xe000;
    ASSERT_EQ(utf8_length(text + "x"), surrogate ? 0 : text.size()) << std::hex << point;
    const std::size_t cut = utf8_length(text.substr(0, text.size() - 1));
    ASSERT_EQ(cut, 0u) << std::hex << point;
  }
}

TEST(Utf8, WhatIsNoCharacter) {
  EXPECT_EQ(utf8_length(""), 0u);
  for (const char* text : {"\x80", "\xbf", "\xc0\x80", "\xc1\xbf", "\xe0\x9f\xbf", "\xf0\x8f\xbf\xbf",
                           "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff", "\xc3(", "\xe2\x82("}) {
    EXPECT_EQ(utf8_length(text), 0u) << text;
    EXPECT_FALSE(is_utf8(std::string("fine ") + text));
  }
  EXPECT_TRUE(is_utf8(""));
  EXPECT_TRUE(is_utf8("gr\xc3\xbc\xc3\x9f \xe2\x82\xac \xf0\x9f\x99\x82"));
}

TEST(Utf8, CharactersAreCounted) {
  EXPECT_EQ(utf8_characters(""), 0u);
  EXPECT_EQ(utf8_characters("abc"), 3u);
  EXPECT_EQ(utf8_characters("gr\xc3\xbc\xc3\x9f \xe2\x82\xac \xf0\x9f\x99\x82"), 8u);
  EXPECT_EQ(utf8_characters("a\xff\x80z\xe2\x82"), 6u);  // each byte that is none
}

}  // namespace
}  // namespace dance::test
