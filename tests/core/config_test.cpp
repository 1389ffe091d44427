#include "dance/core/config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/faults.h"
#include "core/temporary_folder.h"

namespace dance::test {
namespace {

using test::message_of;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

// Reads `text` with `reader`, then finishes and checks; "" where nothing is wrong.
template <typename Reader>
std::string faults_in(const std::string& text, Reader reader) {
  return message_of([&] {
    Config config = Config::parse(text, "f.yaml");
    ConfigMap root = config.root();
    reader(root);
    root.finish();
    config.check();
  });
}

TEST(Config, ReadsEveryKindOfValue) {
  Config config = Config::parse(
      "count: 12\nratio: 2.5e-1\non: yes\nname: edge\nkind: b\nlist: [1, 2]\nmap: {inner: -3}\n", "f.yaml");
  ConfigMap root = config.root();
  EXPECT_EQ(root.integer("count"), 12);
  EXPECT_DOUBLE_EQ(root.number("ratio"), 0.25);
  EXPECT_TRUE(root.boolean("on"));
  EXPECT_EQ(root.text("name"), "edge");
  EXPECT_EQ(root.choice("kind", {"a", "b"}), "b");
  const auto list = root.list("list");
  ASSERT_EQ(list.size(), 2u);
  EXPECT_EQ(list[1].integer(), 2);
  ConfigMap inner = root.map("map");
  EXPECT_EQ(inner.integer("inner"), -3);
  inner.finish();
  root.finish();
  EXPECT_NO_THROW(config.check());
  EXPECT_THAT(root.keys(), ElementsAre("count", "ratio", "on", "name", "kind", "list", "map"));
}

TEST(Config, AbsentKeysTakeTheFallback) {
  const auto read = [](ConfigMap& root) {
    EXPECT_EQ(root.integer("count", {}, 7), 7);
    EXPECT_EQ(root.number("ratio", {}, 0.5), 0.5);
    EXPECT_EQ(root.boolean("on", false), false);
    EXPECT_EQ(root.text("name", "x"), "x");
    EXPECT_EQ(root.choice("kind", {"a", "b"}, "b"), "b");
    EXPECT_FALSE(root.optional("other").has_value());
  };
  EXPECT_EQ(faults_in("", read), "");
}

TEST(Config, UnknownKeyNamesTheKeysAllowed) {
  const auto read = [](ConfigMap& root) {
    root.integer("count");
    root.text("name", "x");
  };
  EXPECT_EQ(faults_in("count: 1\n\ncuont: 2\n", read),
            "f.yaml:3: cuont: unknown key; expected one of count, name; did you mean 'count'?");
}

TEST(Config, DuplicateKeysAreFoundAtAnyDepth) {
  const auto read = [](ConfigMap& root) { root.map("a").optional("b"); };
  EXPECT_EQ(faults_in("a:\n  b: 1\n  b: 2\n", read), "f.yaml:3: a.b: duplicate key");
  EXPECT_THAT(faults_in("a: {b: [{c: 1, c: 2}]}\n", read), HasSubstr("f.yaml:1: a.b[0].c: duplicate key"));
}

TEST(Config, TagsAreRefused) {
  const auto read = [](ConfigMap& root) { root.optional("a"); };
  EXPECT_THAT(faults_in("a: !!python/object 1\n", read), HasSubstr("f.yaml:1: a: YAML tag"));
  EXPECT_EQ(faults_in("a: \"quoted\"\n", read), "");
}

TEST(Config, WrongTypesSayWhatWasExpectedAndFound) {
  EXPECT_EQ(faults_in("a: many\n", [](ConfigMap& r) { r.integer("a", {.min = 1, .max = 8}); }),
            "f.yaml:1: a: not an integer; expected an integer in 1..8; got 'many'");
  EXPECT_EQ(faults_in("a: 1.5\n", [](ConfigMap& r) { r.integer("a"); }),
            "f.yaml:1: a: not an integer; expected an integer; got '1.5'");
  EXPECT_EQ(faults_in("a: [1, 2]\n", [](ConfigMap& r) { r.number("a"); }),
            "f.yaml:1: a: not a finite number; expected a number; got a list of 2");
  EXPECT_EQ(faults_in("a: perhaps\n", [](ConfigMap& r) { r.boolean("a"); }),
            "f.yaml:1: a: not a boolean; expected yes or no; got 'perhaps'");
  EXPECT_EQ(faults_in("a: {b: 1}\n", [](ConfigMap& r) { r.text("a"); }),
            "f.yaml:1: a: not text; expected text; got a map");
  EXPECT_EQ(faults_in("a: c\n",
                      [](ConfigMap& r) {
                        r.choice("a", {"x", "y"});
                      }),
            "f.yaml:1: a: not one of the choices; expected one of x, y; got 'c'");
  EXPECT_EQ(faults_in("a: 3\n", [](ConfigMap& r) { r.list("a"); }),
            "f.yaml:1: a: not a list; expected a list; got '3'");
  EXPECT_EQ(faults_in("a: 3\n", [](ConfigMap& r) { r.map("a"); }),
            "f.yaml:1: a: not a map; expected a map of keys and values; got '3'");
}

TEST(Config, IntegersAreDecimalAndFitIn64Bits) {
  const auto read = [](ConfigMap& root) { root.integer("a"); };
  EXPECT_EQ(faults_in("a: 9223372036854775807\n", read), "");
  EXPECT_THAT(faults_in("a: 9223372036854775808\n", read), HasSubstr("not an integer"));
  EXPECT_THAT(faults_in("a: 0x10\n", read), HasSubstr("not an integer"));
  EXPECT_THAT(faults_in("a: \"\"\n", read), HasSubstr("not an integer"));
  Config config = Config::parse("a: 010\n", "f.yaml");
  EXPECT_EQ(config.root().integer("a"), 10);  // never octal
}

TEST(Config, NumbersOutOfRangeAndNotFinite) {
  const auto positive = [](ConfigMap& root) { root.number("a", {.min = 0, .open_min = true}); };
  EXPECT_EQ(faults_in("a: 0\n", positive), "f.yaml:1: a: out of range; expected a number above 0; got '0'");
  EXPECT_THAT(faults_in("a: .nan\n", positive), HasSubstr("not a finite number"));
  EXPECT_THAT(faults_in("a: .inf\n", positive), HasSubstr("not a finite number"));
  const auto unit = [](ConfigMap& root) { root.number("a", {.min = 0, .max = 1}); };
  EXPECT_EQ(faults_in("a: 1\n", unit), "");
  EXPECT_EQ(faults_in("a: 1.01\n", unit),
            "f.yaml:1: a: out of range; expected a number in [0..1]; got '1.01'");
  const auto bounded = [](ConfigMap& root) { root.integer("a", {.min = 1, .max = 8}); };
  EXPECT_EQ(faults_in("a: 9\n", bounded), "f.yaml:1: a: out of range; expected an integer in 1..8; got '9'");
  EXPECT_EQ(faults_in("a: 0\n", bounded), "f.yaml:1: a: out of range; expected an integer in 1..8; got '0'");
}

TEST(Config, MissingKeyNamesTheFileAndThePath) {
  const auto read = [](ConfigMap& root) { root.map("a").integer("b", {.min = 1}); };
  EXPECT_THAT(faults_in("a: {}\n", read),
              StartsWith("f.yaml:1: a.b: missing key; expected an integer of at least 1"));
}

TEST(Config, AllFaultsOfAFileComeAtOnceInItsOrder) {
  const std::string message = faults_in("a: x\nb: -1\nc: 1\nc: 2\nd: 0\ng: y\n", [](ConfigMap& root) {
    root.integer("g");
    root.integer("a");
    root.integer("b", {.min = 0});
    root.integer("c");
    root.text("e");
  });
  std::size_t from = 0;
  for (const char* part :
       {"f.yaml:1: a: not an integer", "f.yaml:2: b: out of range", "f.yaml:4: c: duplicate key",
        "f.yaml:5: d: unknown key", "f.yaml:6: g: not an integer"}) {
    const std::size_t at = message.find(part, from);
    ASSERT_NE(at, std::string::npos) << part << " is missing, or not in order, in\n" << message;
    from = at;
  }
  EXPECT_THAT(message, HasSubstr("e: missing key"));
}

TEST(Config, RefusesWhatIsNotOneMap) {
  EXPECT_THAT(message_of([] { Config::parse("- 1\n- 2\n", "f.yaml"); }),
              HasSubstr("not a map of keys and values"));
  EXPECT_THAT(message_of([] { Config::parse("a: 1\n---\nb: 2\n", "f.yaml"); }),
              HasSubstr("more than one YAML document"));
  EXPECT_THAT(message_of([] { Config::parse("a: 1\nb: [1, 2\n", "f.yaml"); }), HasSubstr("not valid YAML"));
  EXPECT_NO_THROW(Config::parse("", "f.yaml"));
}

TEST(Config, DocumentsThatGrowWithoutEndAreRefused) {
  EXPECT_THAT(message_of([] { Config::parse("a: &a [*a]\n", "f.yaml").check(); }),
              HasSubstr("nested too deeply"));
  std::string laughs = "a: &a [1, 1, 1, 1, 1, 1, 1, 1]\n";
  for (char name = 'b'; name < 'k'; ++name) {
    const std::string before = std::string("*") + static_cast<char>(name - 1);
    laughs += std::string(1, name) + ": &" + name + " [";
    for (int i = 0; i < 8; ++i) laughs += before + (i < 7 ? ", " : "]\n");
  }
  EXPECT_THAT(message_of([&] { Config::parse(laughs, "f.yaml").check(); }), HasSubstr("too many values"));
}

// A look-up that went through all keys would take minutes.
TEST(Config, LargeMapsAreReadInTheTimeOfTheirLength) {
  constexpr int kKeys = 50'000;
  std::string text = "map:\n";
  for (int i = 0; i < kKeys; ++i) text += "  key" + std::to_string(i) + ": " + std::to_string(i) + "\n";
  Config config = Config::parse(text, "large.yaml");
  ConfigMap root = config.root();
  ConfigMap map = root.map("map");
  ASSERT_EQ(map.keys().size(), std::size_t{kKeys});
  std::int64_t sum = 0;
  for (const std::string& key : map.keys()) sum += map.integer(key);
  EXPECT_EQ(sum, std::int64_t{kKeys} * (kKeys - 1) / 2);
  EXPECT_EQ(map.value("key40000").line(), 40'002);
  map.finish();
  config.check();
}

TEST(Config, MissingFileIsOneClearMessage) {
  const test::TemporaryFolder folder;
  const std::string file = (folder / "absent.yaml").string();
  const std::string message = message_of([&] { Config::load(file); });
  EXPECT_THAT(message, StartsWith(file + ": cannot be read"));
  EXPECT_THAT(message, HasSubstr("No such file"));
}

TEST(Config, SetOverridesByDottedPath) {
  Config config = Config::parse("search: {epochs: 3, rate: 0.1}\n", "f.yaml");
  config.set("search.epochs=20");
  config.set("search.new.deep=[1, 2]");
  ConfigMap search = config.root().map("search");
  EXPECT_EQ(search.integer("epochs"), 20);
  EXPECT_DOUBLE_EQ(search.number("rate"), 0.1);
  EXPECT_EQ(search.map("new").list("deep").size(), 2u);
}

TEST(Config, SetRefusesWhatIsNoAssignment) {
  Config config = Config::parse("a: 1\nb: {c: 2}\n", "f.yaml");
  EXPECT_EQ(message_of([&] { config.set("a"); }),
            "--set: not an assignment; expected key=value, such as search.lambda2=0.5; got 'a'");
  EXPECT_THAT(message_of([&] { config.set("=3"); }), HasSubstr("not an assignment"));
  EXPECT_THAT(message_of([&] { config.set("a.x=3"); }), HasSubstr("nothing can be set below 'a'"));
  EXPECT_THAT(message_of([&] { config.set("b..c=3"); }), HasSubstr("empty key"));
  EXPECT_THAT(message_of([&] { config.set("b=[1"); }), HasSubstr("not valid YAML"));
}

TEST(Config, FaultsOfOverridesDoNotNameTheFile) {
  Config config = Config::parse("b: {c: 1, e: x}\na: 1\n", "f.yaml");
  config.set("a=-2");
  config.set("b.c=[y]");
  ConfigMap root = config.root(), b = root.map("b");
  root.integer("a", {.min = 0});
  for (const ConfigValue& value : b.list("c")) value.integer();
  b.integer("e");
  EXPECT_EQ(message_of([&] { config.check(); }),
            "f.yaml:1: b.e: not an integer; expected an integer; got 'x'\n"
            "a: out of range; expected an integer of at least 0; got '-2'\n"
            "b.c[0]: not an integer; expected an integer; got 'y'");
  EXPECT_EQ(config.origin().file_of("a"), "");
  EXPECT_EQ(config.origin().file_of("b"), "");
  EXPECT_EQ(config.origin().file_of("b.c[1]"), "");
  EXPECT_EQ(config.origin().file_of("b.e"), "f.yaml");
}

TEST(Config, AnUnknownKeyOfAnOverrideIsNotTheFiles) {
  Config config = Config::parse("a: 1\n", "f.yaml");
  config.set("b.c=2");
  ConfigMap root = config.root();
  root.integer("a");
  root.finish();
  EXPECT_EQ(message_of([&] { config.check(); }), "b: unknown key; expected one of a");
}

TEST(Config, WhetherAnAssignmentSetsAKey) {
  EXPECT_TRUE(Config::sets("a.b=1", "a.b"));
  EXPECT_TRUE(Config::sets("a.b.c=1", "a.b"));
  EXPECT_TRUE(Config::sets("a={b: 1}", "a.b"));
  EXPECT_TRUE(Config::sets("a={b: {c: 1}}", "a.b"));
  EXPECT_FALSE(Config::sets("a.bc=1", "a.b"));
  EXPECT_FALSE(Config::sets("a={c: 1}", "a.b"));
  EXPECT_FALSE(Config::sets("a=1", "a.b"));
  EXPECT_FALSE(Config::sets("a={b: 1", "a.b"));  // no YAML
  EXPECT_TRUE(Config::sets("a={b: 1", "a"));
}

TEST(Config, SetIsAsStrictAsAFile) {
  Config duplicate = Config::parse("a: 1\n", "f.yaml");
  duplicate.set("a={x: 1, x: 2}");
  EXPECT_THAT(message_of([&] { duplicate.check(); }), HasSubstr("a.x: duplicate key"));
  Config unknown = Config::parse("a: 1\n", "f.yaml");
  unknown.set("b=2");
  ConfigMap root = unknown.root();
  root.integer("a");
  root.finish();
  EXPECT_THAT(message_of([&] { unknown.check(); }), HasSubstr("b: unknown key"));
}

// yaml-cpp's own reader of all documents never returns from the first of these (found by fuzzing).
TEST(Config, TextThatBelongsToNoKeyIsAFault) {
  for (const char* text : {"a\nb: 1\n", "a: 1\n, b\n", "# c\n, d\nname order\nmay: [b]\n"}) {
    EXPECT_THAT(message_of([&] { Config::parse(text, "f.yaml"); }), HasSubstr("f.yaml:")) << text;
  }
  EXPECT_EQ(message_of([] { Config::parse("a: 1\n...\nb\n", "f.yaml"); }),
            "f.yaml:3: more than one YAML document, or text that belongs to no key; expected one document");
}

TEST(Config, MergeKeysAndControlCharactersAreFaults) {
  const std::string merge = "base: &b {a: 1}\nmore:\n  <<: *b\n  c: 2\n";
  EXPECT_THAT(message_of([&] { Config::parse(merge, "f.yaml").check(); }),
              HasSubstr("f.yaml:3: more.<<: merge keys are not supported"));
  for (const char* text : {"name: \"a\\nb\"", "name: \"\\e[31m\"", "name: \"\\x7f\""}) {
    Config config = Config::parse(text, "f.yaml");
    config.root().text("name");
    EXPECT_EQ(message_of([&] { config.check(); }),
              "f.yaml:1: name: a control character in a text; expected text of one line")
        << text;
  }
}

// JSON results cannot hold such names (found by fuzzing).
TEST(Config, TextIsUtf8) {
  for (const char* good : {"ü", "€", "𝄞", "\xf4\x8f\xbf\xbf", "\xed\x9f\xbf"})
    EXPECT_NO_THROW(Config::parse("a: '" + std::string(good) + "'", "f.yaml").check()) << good;
  // Latin-1, a lone continuation byte, a sequence cut short, overlong ones, a surrogate, and beyond Unicode.
  for (const char* bad : {"\xfc", "\x80", "\xe2\x82", "\xc0\xaf", "\xe0\x80\xaf", "\xf0\x80\x80\xaf",
                          "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xf8\x88\x80\x80\x80"}) {
    EXPECT_EQ(message_of([&] { Config::parse("a:\n  b: '" + std::string(bad) + "'", "f.yaml").check(); }),
              "f.yaml:2: a.b: not UTF-8 text");
    EXPECT_THAT(message_of([&] { Config::parse("a:\n  '" + std::string(bad) + "': 1", "f.yaml").check(); }),
                HasSubstr("f.yaml:2: a: a key is not UTF-8 text"));
  }
}

TEST(Config, DeepNestingIsRefusedBeforeItIsRead) {
  const std::string open(100'000, '['), braces(100'000, '{');
  for (const std::string& deep : {"a: " + open, "a: " + open + std::string(100'000, ']'), "a: " + braces}) {
    EXPECT_THAT(message_of([&] { Config::parse(deep, "f.yaml"); }), HasSubstr("nested too deeply"));
  }
  std::string block;
  for (int i = 0; i < 1000; ++i) block += std::string(static_cast<std::size_t>(i), ' ') + "a:\n";
  EXPECT_THAT(message_of([&] { Config::parse(block, "f.yaml"); }), HasSubstr("nested too deeply"));
}

}  // namespace
}  // namespace dance::test
