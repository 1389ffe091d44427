// A key that is declared once is read, checked, written, and part of cache keys and of the table of keys.
#include "dance/core/config_keys.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/faults.h"
#include "dance/core/config_key_reader.h"
#include "dance/core/config_key_table.h"

namespace dance::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr unsigned kSoup = 1, kBread = 2;  // what a kitchen keeps for later meals

enum class Heat { Low, High };
constexpr std::array<const char*, 2> kHeats = {"low", "high"};

struct Oven {
  double temperature_c = 180;
  Heat heat = Heat::Low;
};

struct Meal {
  std::int64_t guests = 4;
  std::string name = "supper";
  bool dessert = true;
  std::optional<double> max_price;
  Oven oven;
};

void declare_keys(ConfigKeys& keys, Meal& meal) {
  keys.integer({.name = "guests", .unit = "persons", .meaning = "at the table"}, meal.guests,
               {.min = 1, .max = 12});
  keys.text({.name = "name", .meaning = "on the menu", .leaves = kSoup | kBread}, meal.name,
            TextForm::Quoted);
  keys.boolean({.name = "dessert", .meaning = "after it", .leaves = kSoup}, meal.dessert);
  keys.optional_number({.name = "max_price", .meaning = "at most"}, meal.max_price, {.min = 0});
  keys.group({.name = "oven", .meaning = "The oven.", .leaves = kSoup}, [&] {
    keys.number({.name = "temperature_c", .unit = "C", .meaning = "inside"}, meal.oven.temperature_c,
                {.min = 50, .max = 250});
    keys.choice_of({.name = "heat", .meaning = "from above"}, meal.oven.heat, kHeats);
    keys.check([&](const ConfigKeys::AddFault& fault) {
      if (meal.oven.heat == Heat::High && meal.oven.temperature_c > 200)
        fault("heat", "burns it", "low above 200 C", "high");
    });
  });
}

Meal read(const std::string& yaml) {
  Config config = Config::parse(yaml, "meal.yaml");
  ConfigMap root = config.root();
  KeyReader keys(root);
  Meal meal;
  declare_keys(keys, meal);
  root.finish();
  config.check();
  return meal;
}

std::string written(Meal meal) {
  KeyWriter keys;
  declare_keys(keys, meal);
  return keys.yaml();
}

TEST(ConfigKeys, AreReadAndKeepTheirDefaultsWhereAbsent) {
  const Meal meal = read("guests: 7\nmax_price: 12.5\noven: {heat: high}\n");
  EXPECT_EQ(meal.guests, 7);
  EXPECT_EQ(meal.name, "supper");
  EXPECT_TRUE(meal.dessert);
  EXPECT_EQ(meal.max_price, 12.5);
  EXPECT_EQ(meal.oven.heat, Heat::High);
  EXPECT_EQ(meal.oven.temperature_c, 180);
  EXPECT_EQ(read("{}").max_price, std::nullopt);
}

TEST(ConfigKeys, FaultsNameTheirPlaceAndTheKeysThereAre) {
  const std::string message = message_of(
      [] { read("guests: 13\noven:\n  temperature_c: 220\n  heat: high\n  heet: low\nguest: 3\n"); });
  EXPECT_THAT(message,
              HasSubstr("meal.yaml:1: guests: out of range; expected an integer in 1..12; got '13'"));
  EXPECT_THAT(message, HasSubstr("meal.yaml:4: oven.heat: burns it; expected low above 200 C; got high"));
  EXPECT_THAT(message, HasSubstr("meal.yaml:5: oven.heet: unknown key; expected one of heat, temperature_c"));
  EXPECT_THAT(
      message,
      HasSubstr("meal.yaml:6: guest: unknown key; expected one of dessert, guests, max_price, name, oven"));
}

TEST(ConfigKeys, AreWrittenSoThatTheyReadBackTheSame) {
  EXPECT_EQ(written(Meal()),
            "guests: 4\nname: \"supper\"\ndessert: yes\noven:\n  temperature_c: 180\n  heat: low\n");
  Meal meal;
  meal.name = "a: b # c";
  meal.max_price = 0.1;
  meal.oven = {199.99999999999997, Heat::High};
  EXPECT_EQ(written(read(written(meal))), written(meal));
  EXPECT_EQ(read(written(meal)).oven.temperature_c, 199.99999999999997);
}

TEST(ConfigKeys, KeptWorkDependsOnAllKeysButThoseThatLeaveIt) {
  const auto changes = [](unsigned part, const std::function<void(Meal&)>& change) {
    Meal meal;
    change(meal);
    return settings_of(part, meal) != settings_of(part, Meal());
  };
  const auto guests = [](Meal& m) { m.guests = 5; };
  const auto name = [](Meal& m) { m.name = "lunch"; };
  const auto dessert = [](Meal& m) { m.dessert = false; };
  const auto price = [](Meal& m) { m.max_price = 0; };
  const auto temperature = [](Meal& m) { m.oven.temperature_c = 180.00000000000003; };
  const auto heat = [](Meal& m) { m.oven.heat = Heat::High; };
  for (const auto& change : std::vector<std::function<void(Meal&)>>{guests, price}) {
    EXPECT_TRUE(changes(kSoup, change));
    EXPECT_TRUE(changes(kBread, change));
  }
  EXPECT_FALSE(changes(kSoup, name) || changes(kBread, name));
  for (const auto& change : std::vector<std::function<void(Meal&)>>{dessert, temperature, heat}) {
    EXPECT_FALSE(changes(kSoup, change));
    EXPECT_TRUE(changes(kBread, change));
  }
}

TEST(ConfigKeys, TheTableHasAllOfThem) {
  Meal meal;
  KeyTable keys;
  declare_keys(keys, meal);
  EXPECT_THAT(keys.markdown(),
              AllOf(HasSubstr("| `guests` | 4 | an integer in 1..12 | persons | at the table |"),
                    HasSubstr("| `dessert` | yes | yes or no |  | after it |"),
                    HasSubstr("| `max_price` | none | a number of at least 0 |  | at most |"),
                    HasSubstr("## `oven`\n\nThe oven.\n\n| key | default | values | unit | meaning |"),
                    HasSubstr("| `heat` | low | low, high |  | from above |"), Not(HasSubstr("burns"))));
}

}  // namespace
}  // namespace dance::test
