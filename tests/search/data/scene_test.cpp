// The images of the built-in set. Two classes on one random stream give two images that differ in the object
// alone, since its place, its size, its colours and all that is around it are the same; so the classes can be
// told by what differs.
#include "dance/search/data/scene.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "dance/search/data/shapes.h"

namespace dance::test {
namespace {

constexpr int kPlane = kSceneSide * kSceneSide;
constexpr std::size_t kScenes = 150;

using Image = std::vector<std::uint8_t>;

Image image_of(std::int64_t label, std::uint64_t seed) {
  Image image(3 * kPlane);
  Random random(seed, "scene test");
  draw_scene(label, random, image.data());
  return image;
}

// The images of a class on the first seeds, drawn once.
const std::vector<Image>& scenes(std::int64_t label) {
  static std::array<std::vector<Image>, 10> all;
  std::vector<Image>& own = all[static_cast<std::size_t>(label)];
  while (own.size() < kScenes) own.push_back(image_of(label, own.size()));
  return own;
}

// The shapes in the order of the classes, two of each.
constexpr std::array<Shape, 5> kShapesOfScenes = {Shape::Disc, Shape::Triangle, Shape::Square, Shape::Star,
                                                  Shape::Crescent};

// The pixels in which two images differ.
std::vector<int> differences(const Image& a, const Image& b) {
  std::vector<int> pixels;
  for (int i = 0; i < kPlane; ++i) {
    const auto at = static_cast<std::size_t>(i);
    if (a[at] != b[at] || a[at + kPlane] != b[at + kPlane] || a[at + 2 * kPlane] != b[at + 2 * kPlane])
      pixels.push_back(i);
  }
  return pixels;
}

double mean_differences(std::int64_t a, std::int64_t b) {
  double sum = 0;
  for (std::size_t seed = 0; seed < kScenes; ++seed)
    sum += static_cast<double>(differences(scenes(a)[seed], scenes(b)[seed]).size());
  return sum / kScenes;
}

// The area in which `is_in` holds, in the units of the shapes.
template <typename IsIn>
double area_where(const IsIn& is_in) {
  constexpr int kSteps = 400;
  int inside = 0;
  for (int i = 0; i < kSteps; ++i) {
    for (int j = 0; j < kSteps; ++j) {
      const auto coordinate = [](int k) { return -1 + 2 * (static_cast<float>(k) + 0.5F) / kSteps; };
      inside += is_in(coordinate(i), coordinate(j)) ? 1 : 0;
    }
  }
  return 4.0 * inside / (kSteps * kSteps);
}

// The mean of radius^2 * squeeze, which the area of an object is proportional to: the radius is uniform from
// 8.5 to 13 pixels, the squeeze from 0.7 to 1.
constexpr double kMeanScale = (13.0 * 13 * 13 - 8.5 * 8.5 * 8.5) / (3 * 4.5) * 0.85;

TEST(Scene, HasFiveShapesInTwoTextures) {
  const std::vector<std::string> names = scene_classes();
  ASSERT_EQ(names.size(), 10U);
  const std::array<const char*, 5> shapes = {"disc", "triangle", "square", "star", "crescent"};
  for (std::size_t i = 0; i < 10; ++i)
    EXPECT_EQ(names[i], std::string(i % 2 == 0 ? "striped " : "checked ") + shapes[i / 2]);
}

TEST(Scene, TheStreamGivesTheImage) {
  for (const std::int64_t label : {0, 3, 9}) {
    EXPECT_EQ(image_of(label, 5), image_of(label, 5));
    EXPECT_GT(differences(image_of(label, 5), image_of(label, 6)).size(), kPlane / 2U);
  }
}

// Every pixel is drawn, and no image is close to black, white or one colour.
TEST(Scene, FillsTheImage) {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    const Image image = image_of(static_cast<std::int64_t>(seed % 10), seed);
    EXPECT_GT(std::set<std::uint8_t>(image.begin(), image.end()).size(), 40U) << seed;
    double mean = 0, square = 0;
    for (const std::uint8_t value : image)
      mean += value / (3.0 * kPlane), square += value * value / (3.0 * kPlane);
    EXPECT_GT(mean, 15) << seed;
    EXPECT_LT(mean, 240) << seed;
    EXPECT_GT(std::sqrt(square - mean * mean), 10) << seed;
  }
}

// It lies within a circle of 13 pixels, and its outline is half a pixel wide on each side.
TEST(Scene, ClassesDifferInTheObjectAlone) {
  for (std::size_t seed = 0; seed < kScenes; ++seed) {
    for (const auto& [a, b] : {std::pair<std::int64_t, std::int64_t>{0, 1}, {2, 9}, {4, 6}}) {
      const std::vector<int> pixels = differences(scenes(a)[seed], scenes(b)[seed]);
      ASSERT_FALSE(pixels.empty()) << seed << " " << a << " " << b;
      int left = kSceneSide, right = 0, top = kSceneSide, bottom = 0;
      for (const int pixel : pixels) {
        left = std::min(left, pixel % kSceneSide), right = std::max(right, pixel % kSceneSide);
        top = std::min(top, pixel / kSceneSide), bottom = std::max(bottom, pixel / kSceneSide);
      }
      EXPECT_LE(right - left, 2 * 13 + 2) << seed;
      EXPECT_LE(bottom - top, 2 * 13 + 2) << seed;
    }
  }
}

// Of two shapes, what belongs to one of them alone differs, and the pixels that their outlines cross.
TEST(Scene, ShapesDifferByTheirArea) {
  for (std::size_t a = 0; a < kShapesOfScenes.size(); ++a) {
    for (std::size_t b = a + 1; b < kShapesOfScenes.size(); ++b) {
      const double area = kMeanScale * area_where([&](float x, float y) {
                            return (signed_distance(kShapesOfScenes[a], x, y) < 0) !=
                                   (signed_distance(kShapesOfScenes[b], x, y) < 0);
                          });
      for (const std::int64_t texture : {0, 1}) {
        const double differ = mean_differences(2 * static_cast<std::int64_t>(a) + texture,
                                               2 * static_cast<std::int64_t>(b) + texture);
        EXPECT_GT(differ, 0.85 * area) << a << " " << b;
        EXPECT_LT(differ, area + 90) << a << " " << b;
      }
    }
  }
}

// The textures differ within the shape, nearly everywhere.
TEST(Scene, TexturesDifferInsideTheShape) {
  for (std::size_t shape = 0; shape < kShapesOfScenes.size(); ++shape) {
    const double area = kMeanScale * area_where([&](float x, float y) {
                          return signed_distance(kShapesOfScenes[shape], x, y) < 0;
                        });
    const double differ =
        mean_differences(2 * static_cast<std::int64_t>(shape), 2 * static_cast<std::int64_t>(shape) + 1);
    EXPECT_GT(differ, 0.5 * area) << shape;
    EXPECT_LT(differ, area + 60) << shape;
  }
}

// Stripes are mostly of the one colour or the other. Checks, which fade in two directions, have more between
// them, so that their pixels vary less.
TEST(Scene, StripesHaveMoreContrastThanChecks) {
  const auto contrast = [](const std::vector<int>& pixels, const Image& image) {
    double square = 0;
    for (std::size_t c = 0; c < 3; ++c) {
      double mean = 0, own = 0;
      for (const int pixel : pixels) {
        const double value = image[c * kPlane + static_cast<std::size_t>(pixel)];
        mean += value / static_cast<double>(pixels.size());
        own += value * value / static_cast<double>(pixels.size());
      }
      square += own - mean * mean;
    }
    return square;
  };
  for (std::int64_t shape = 0; shape < 5; ++shape) {
    double striped = 0, checked = 0;
    for (std::size_t seed = 0; seed < kScenes; ++seed) {
      const Image &stripes = scenes(2 * shape)[seed], &checks = scenes(2 * shape + 1)[seed];
      const std::vector<int> object = differences(stripes, checks);
      striped += contrast(object, stripes);
      checked += contrast(object, checks);
    }
    EXPECT_GT(striped, 1.2 * checked) << shape;
  }
}

}  // namespace
}  // namespace dance::test
