#include "dance/core/config_key_table.h"

#include <gtest/gtest.h>

namespace dance::test {
namespace {

TEST(KeyTable, HasATableForEveryGroup) {
  KeyTable keys;
  std::int64_t count = 3;
  double share = 0.1;
  std::optional<double> some = 2, none;
  bool on = true;
  std::string network = "small", title = "a title";
  std::size_t colour = 1;
  keys.group({.name = "outer", .meaning = "The outer one."}, [&] {
    keys.number({.name = "share", .unit = "of 1", .meaning = "of it"}, share, {.min = 0, .max = 1});
    keys.group({.name = "inner", .meaning = "The inner one."}, [&] {
      keys.optional_number({.name = "some", .meaning = "m"}, some, {});
      keys.optional_number({.name = "none", .meaning = "m"}, none, {.min = 0, .open_min = true});
    });
    keys.boolean({.name = "on", .meaning = "after the inner group"}, on);
  });
  keys.integer({.name = "count", .meaning = "of them", .range = "at most as many as there are"}, count,
               {.min = 1});
  keys.text({.name = "network", .meaning = "n"}, network, TextForm::Name);
  keys.text({.name = "title", .meaning = "t"}, title, TextForm::Quoted);
  keys.choice({.name = "colour", .meaning = "c"}, colour, {"red", "green"});
  keys.group({.name = "empty", .meaning = "Nothing yet."}, [] {});
  const std::string columns = "| key | default | values | unit | meaning |\n|---|---|---|---|---|\n";
  EXPECT_EQ(keys.markdown(), "\n" + columns +
                                 "| `count` | 3 | at most as many as there are |  | of them |\n"
                                 "| `network` | small | a preset or a file |  | n |\n"
                                 "| `title` | a title | text |  | t |\n"
                                 "| `colour` | green | red, green |  | c |\n"
                                 "\n## `outer`\n\nThe outer one.\n\n" +
                                 columns +
                                 "| `share` | 0.1 | a number in [0..1] | of 1 | of it |\n"
                                 "| `on` | yes | yes or no |  | after the inner group |\n"
                                 "\n## `outer.inner`\n\nThe inner one.\n\n" +
                                 columns +
                                 "| `some` | 2 | a number |  | m |\n"
                                 "| `none` | none | a number above 0 |  | m |\n"
                                 "\n## `empty`\n\nNothing yet.\n");
}

}  // namespace
}  // namespace dance::test
