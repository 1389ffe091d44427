// The visitors that read and write keys, called one by one.
#include "dance/core/config_key_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <bit>

#include "core/faults.h"

namespace dance::test {
namespace {

const std::vector<std::string> kColours = {"red", "green", "blue"};

// Reads the keys that `declare` declares; "" or all that is wrong.
std::string read(const std::string& yaml, const std::function<void(KeyReader&)>& declare) {
  Config config = Config::parse(yaml, "f.yaml");
  ConfigMap root = config.root();
  KeyReader keys(root);
  declare(keys);
  root.finish();
  return message_of([&] { config.check(); });
}

TEST(KeyReader, ReadsEveryKindOfValue) {
  std::int64_t count = 1;
  double share = 1;
  std::optional<double> most;
  bool on = false;
  std::string name = "none";
  std::size_t colour = 0;
  const std::string yaml = "count: 3\nshare: 0.25\nmost: 4\non: yes\nname: x y\ncolour: blue\n";
  EXPECT_EQ(read(yaml,
                 [&](KeyReader& keys) {
                   keys.integer({.name = "count"}, count, {});
                   keys.number({.name = "share"}, share, {});
                   keys.optional_number({.name = "most"}, most, {});
                   keys.boolean({.name = "on"}, on);
                   keys.text({.name = "name"}, name, TextForm::Quoted);
                   keys.choice({.name = "colour"}, colour, kColours);
                 }),
            "");
  EXPECT_EQ(count, 3);
  EXPECT_EQ(share, 0.25);
  EXPECT_EQ(most, 4);
  EXPECT_TRUE(on);
  EXPECT_EQ(name, "x y");
  EXPECT_EQ(colour, 2u);
}

TEST(KeyReader, KeepsWhatIsThereWhereAKeyIsAbsent) {
  std::int64_t count = 7;
  std::optional<double> most = 2.5;
  std::size_t colour = 1;
  bool declared = false;
  EXPECT_EQ(read("{}",
                 [&](KeyReader& keys) {
                   keys.integer({.name = "count"}, count, {.min = 10});  // a default is not checked
                   keys.optional_number({.name = "most"}, most, {});
                   keys.choice({.name = "colour"}, colour, kColours);
                   keys.group({.name = "inner"}, [&] { declared = true; });
                 }),
            "");
  EXPECT_EQ(count, 7);
  EXPECT_EQ(most, 2.5);
  EXPECT_EQ(colour, 1u);
  EXPECT_FALSE(declared);
}

TEST(KeyReader, FaultsOfGroupsNameTheirPath) {
  std::int64_t depth = 0, after = 0;
  std::size_t colour = 0;
  const std::string message =
      read("outer:\n  inner:\n    depth: x\n    deep: 1\n  colour: grey\nafter: 5\nother: 6\n",
           [&](KeyReader& keys) {
             keys.group({.name = "outer"}, [&] {
               keys.group({.name = "inner"}, [&] { keys.integer({.name = "depth"}, depth, {.min = 1}); });
               keys.choice({.name = "colour"}, colour, kColours);
             });
             keys.integer({.name = "after"}, after, {});
           });
  EXPECT_EQ(message,
            "f.yaml:3: outer.inner.depth: not an integer; expected an integer of at least 1; got 'x'\n"
            "f.yaml:4: outer.inner.deep: unknown key; expected one of depth\n"
            "f.yaml:5: outer.colour: not one of the choices; expected one of red, green, blue; did you mean "
            "'red'?; got 'grey'\n"
            "f.yaml:7: other: unknown key; expected one of after, outer; did you mean 'outer'?");
  EXPECT_EQ(after, 5);  // read from the map above once the group is over
}

TEST(KeyReader, AChecksFaultIsOfTheMapWhereItStands) {
  const auto declare = [](KeyReader& keys) {
    keys.group({.name = "inner"}, [&] {
      std::int64_t low = 0;
      keys.integer({.name = "low"}, low, {});
      keys.check([&](const ConfigKeys::AddFault& fault) {
        if (low > 3) fault("low", "too high", "at most 3", std::to_string(low));
      });
    });
  };
  EXPECT_EQ(read("inner:\n  low: 4\n", declare), "f.yaml:2: inner.low: too high; expected at most 3; got 4");
  EXPECT_EQ(read("inner: {low: 3}\n", declare), "");
}

TEST(KeyReader, AGroupThatIsNoMapIsAFault) {
  std::int64_t low = 1;
  const auto declare = [&](KeyReader& keys) {
    keys.group({.name = "inner"}, [&] { keys.integer({.name = "low"}, low, {}); });
  };
  EXPECT_EQ(read("inner: 4\n", declare),
            "f.yaml:1: inner: not a map; expected a map of keys and values; got '4'");
  EXPECT_EQ(low, 1);
}

TEST(KeyWriter, WritesIndentedLinesAndLeavesOutWhatIsEmpty) {
  KeyWriter keys;
  std::int64_t count = -3;
  double share = 0.1;
  std::optional<double> some = 1e-9, none;
  bool off = false;
  std::size_t colour = 1;
  keys.integer({.name = "count"}, count, {});
  keys.group({.name = "outer"}, [&] {
    keys.optional_number({.name = "none"}, none, {});
    keys.group({.name = "inner"}, [&] {
      keys.number({.name = "share"}, share, {});
      keys.optional_number({.name = "some"}, some, {});
    });
    keys.group({.name = "empty"}, [&] { keys.optional_number({.name = "none"}, none, {}); });
    keys.boolean({.name = "off"}, off);
  });
  keys.group({.name = "nothing"}, [&] { keys.group({.name = "at_all"}, [] {}); });
  keys.choice({.name = "colour"}, colour, kColours);
  EXPECT_EQ(keys.yaml(),
            "count: -3\nouter:\n  inner:\n    share: 0.1\n    some: 1e-09\n  off: no\ncolour: green\n");
}

TEST(KeyWriter, QuotesNamesOnlyWhereTheyNeedIt) {
  const auto written = [](std::string text, TextForm form) {
    KeyWriter keys;
    keys.text({.name = "k"}, text, form);
    return keys.yaml();
  };
  EXPECT_EQ(written("small-2_b.yaml", TextForm::Name), "k: small-2_b.yaml\n");
  EXPECT_EQ(written("small", TextForm::Quoted), "k: \"small\"\n");
  EXPECT_EQ(written("", TextForm::Name), "k: \"\"\n");
  EXPECT_EQ(written("a/b", TextForm::Name), "k: \"a/b\"\n");
}

// Whatever the text, and in either form, it reads back the same.
TEST(KeyWriter, EveryTextReadsBack) {
  for (const std::string text :
       {"",    " ", "a: b", "# no comment", "yes", "null", "Null", "NULL", "~",  "-",   "--", "---",
        "...", ".", "010",  "1e3",          "'",   "\"",   "\\",   "[a",   "{a", "a,b", "&a", "*a",
        "!a",  "|", ">",    "%a",           "@a",  "`a",   "ü",    "€",    "?",  "a b", "-a", ".a",
        "_",   "<<"}) {
    for (const TextForm form : {TextForm::Quoted, TextForm::Name}) {
      KeyWriter writer;
      std::string value = text, found = "nothing";
      writer.text({.name = "k"}, value, form);
      EXPECT_EQ(read(writer.yaml(), [&](KeyReader& keys) { keys.text({.name = "k"}, found, form); }), "")
          << writer.yaml();
      EXPECT_EQ(found, text);
    }
  }
}

TEST(KeyWriter, EveryNumberReadsBackBitByBit) {
  for (const double value : {0.1, 1.0 / 3, 1e300, 5e-324, -0.0, 123456789.123456789, 1e22, 3.0}) {
    KeyWriter writer;
    double given = value, found = 1;
    writer.number({.name = "k"}, given, {});
    EXPECT_EQ(read(writer.yaml(), [&](KeyReader& keys) { keys.number({.name = "k"}, found, {}); }), "");
    EXPECT_EQ(std::bit_cast<std::uint64_t>(found), std::bit_cast<std::uint64_t>(value)) << writer.yaml();
  }
}

TEST(QuotedYaml, IsOneLineWhateverTheTextHolds) {
  for (const std::string text : {"plain", "two\nlines", "tab\t", "\"quoted\"", "\x1b[31m", "\\", "ü"}) {
    const std::string quoted = quoted_yaml(text);
    EXPECT_EQ(quoted.find('\n'), std::string::npos);
    EXPECT_EQ(YAML::Load(quoted).Scalar(), text);
    EXPECT_THAT(quoted, testing::AllOf(testing::StartsWith("\""), testing::EndsWith("\"")));
  }
}

}  // namespace
}  // namespace dance::test
