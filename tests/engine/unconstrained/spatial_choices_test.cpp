// Spatial choices against an enumeration of every way to lay factors on the axes of the fan-outs.
#include "dance/engine/unconstrained/spatial_choices.h"

#include <gtest/gtest.h>

#include <set>
#include <vector>

#include "engine/unconstrained/random_cases.h"

namespace dance::test {
namespace {

using namespace unconstrained;

using Products = std::vector<Factors>;  // of each merged dimension, by fan-out

// Walks dimension by dimension over every factor on X or on Y of every fan-out, and gathers the products.
class Enumeration {
 public:
  Enumeration(const MergedLayer& layer, const Hierarchy& hierarchy) : layer_(layer), hierarchy_(hierarchy) {
    products_.assign(hierarchy.levels.size(), kUnitFactors);
    x_.assign(hierarchy.levels.size(), 1);
    y_.assign(hierarchy.levels.size(), 1);
    place(0, 0, layer.layer().bounds[0]);
  }
  std::set<Products> found;

 private:
  void place(std::size_t d, std::size_t level, std::int64_t left) {
    if (level == products_.size()) {
      if (d + 1 < kDims) {
        place(d + 1, 0, layer_.layer().bounds[d + 1]);
      } else {
        found.insert(products_);
      }
      return;
    }
    place(d, level + 1, left);
    for (std::int64_t factor = 2; factor <= left; ++factor) {
      if (left % factor != 0) continue;
      const auto merged = static_cast<std::size_t>(layer_.place(kAllDims[d]));
      products_[level][merged] *= factor;
      for (std::vector<std::int64_t>* axis : {&x_, &y_}) {
        const std::int64_t room = axis == &x_ ? hierarchy_.fanout_x(level) : hierarchy_.fanout_y(level);
        (*axis)[level] *= factor;
        if ((*axis)[level] <= room) place(d, level + 1, left / factor);
        (*axis)[level] /= factor;
      }
      products_[level][merged] /= factor;
    }
  }

  const MergedLayer& layer_;
  const Hierarchy& hierarchy_;
  Products products_;
  std::vector<std::int64_t> x_, y_;  // used of each fan-out
};

Products products_of(const MergedLayer& layer, const SpatialChoice& choice) {
  Products products;
  for (const FanoutChoice& fanout : choice.fanouts) {
    Factors merged = kUnitFactors;
    for (Dim d : kAllDims) {
      if (layer.place(d) >= 0) merged[static_cast<std::size_t>(layer.place(d))] *= fanout.x[d] * fanout.y[d];
    }
    products.push_back(merged);
  }
  return products;
}

Products mirrored(const MergedLayer& layer, Products products) {
  for (Factors& factors : products) factors = layer.exchanged(factors);
  return products;
}

void expect_valid(const MergedLayer& layer, const Hierarchy& hierarchy, const SpatialChoice& choice) {
  Bounds used = kUnitBounds;
  double macs = 1;
  ASSERT_EQ(choice.fanouts.size(), hierarchy.levels.size());
  for (std::size_t l = 0; l < choice.fanouts.size(); ++l) {
    std::int64_t x = 1, y = 1;
    for (Dim d : kAllDims) {
      EXPECT_TRUE(choice.fanouts[l].x[d] == 1 || choice.fanouts[l].y[d] == 1);
      x *= choice.fanouts[l].x[d], y *= choice.fanouts[l].y[d];
      used[d] *= choice.fanouts[l].x[d] * choice.fanouts[l].y[d];
    }
    EXPECT_LE(x, hierarchy.fanout_x(l));
    EXPECT_LE(y, hierarchy.fanout_y(l));
    macs *= static_cast<double>(x * y);
  }
  EXPECT_EQ(choice.macs, macs);
  for (Dim d : kAllDims) EXPECT_EQ(layer.layer().bounds[d] % used[d], 0);
}

// Every product that the enumeration finds, once; of mirror images of a symmetric layer, one.
void expect_all(const MergedLayer& layer, const Hierarchy& hierarchy) {
  const SpatialChoices spatial = spatial_choices(layer, hierarchy);
  ASSERT_TRUE(spatial.complete);
  std::set<Products> found;
  for (std::size_t i = 0; i < spatial.choices.size(); ++i) {
    const SpatialChoice& choice = spatial.choices[i];
    expect_valid(layer, hierarchy, choice);
    EXPECT_LE(choice.macs, spatial.choices[i == 0 ? 0 : i - 1].macs);
    const Products products = products_of(layer, choice);
    for (std::size_t l = 0; l < products.size(); ++l) EXPECT_EQ(products[l], choice.fanouts[l].merged);
    EXPECT_TRUE(found.insert(products).second) << "twice";
    const Products mirror = mirrored(layer, products);
    EXPECT_FALSE(layer.is_symmetric() && mirror != products && found.contains(mirror));
  }
  std::set<Products> with_mirrors = found;
  if (layer.is_symmetric()) {
    for (const Products& products : found) with_mirrors.insert(mirrored(layer, products));
  }
  EXPECT_EQ(with_mirrors, Enumeration(layer, hierarchy).found);
}

TEST(SpatialChoices, AreAllOfTheEnumeration) {
  Random random(1, "spatial choices");
  int symmetric = 0;
  for (int i = 0; i < 500; ++i) {
    SCOPED_TRACE(i);
    const Hierarchy hierarchy = random_hierarchy(random);
    const MergedLayer layer(random_layer(random), hierarchy.input_words);
    symmetric += layer.is_symmetric() ? 1 : 0;
    expect_all(layer, hierarchy);
    if (HasFailure()) return;
  }
  EXPECT_GT(symmetric, 5);
}

Layer six_outputs() {
  Layer layer;
  layer.bounds[Dim::M] = 6;
  return layer;
}

// One level above so many MACs.
Hierarchy row_of(std::int64_t macs) {
  Hierarchy hierarchy;
  hierarchy.levels.resize(1);
  hierarchy.macs_x = macs, hierarchy.macs_y = 1;
  return hierarchy;
}

TEST(SpatialChoices, AreIncompleteBeyondTheLimit) {
  const Layer layer = six_outputs();
  const Hierarchy hierarchy = row_of(4);  // M in parts of 1, 2, 3
  EXPECT_EQ(spatial_choices(MergedLayer(layer), hierarchy, {.choices = 3}).choices.size(), 3u);
  EXPECT_TRUE(spatial_choices(MergedLayer(layer), hierarchy, {.choices = 3}).complete);
  EXPECT_FALSE(spatial_choices(MergedLayer(layer), hierarchy, {.choices = 2}).complete);
}

// M over 6, 3, 2 or 1 instances: two ways are those with the most.
TEST(SpatialChoices, OfEachFanoutMayBeThoseThatUseTheMost) {
  const Layer layer = six_outputs();
  const Hierarchy hierarchy = row_of(6);
  const SpatialChoices found = spatial_choices(MergedLayer(layer), hierarchy, {.per_fanout = 2});
  ASSERT_EQ(found.choices.size(), 2u);
  EXPECT_EQ(found.choices[0].macs, 6);
  EXPECT_EQ(found.choices[1].macs, 3);
  EXPECT_FALSE(found.complete);
  EXPECT_TRUE(spatial_choices(MergedLayer(layer), hierarchy, {.per_fanout = 4}).complete);
}

TEST(SpatialChoices, AreIncompleteWhereTheyAreStopped) {
  const Layer layer = six_outputs();
  const Hierarchy hierarchy = row_of(6);
  int asked = 0;
  const SpatialChoices found =
      spatial_choices(MergedLayer(layer), hierarchy, {.stop = [&] { return ++asked == 3; }});
  EXPECT_EQ(found.choices.size(), 2u);
  EXPECT_FALSE(found.complete);
}

}  // namespace
}  // namespace dance::test
