#include "dance/search/data/shapes.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <numbers>

namespace dance::test {
namespace {

constexpr std::array<Shape, 8> kShapes = {Shape::Disc,     Shape::Ring, Shape::Triangle, Shape::Square,
                                          Shape::Pentagon, Shape::Star, Shape::Plus,     Shape::Crescent};

// The area where the distance is negative, found by counting points of a fine grid.
double area_of(Shape shape) {
  constexpr int kSteps = 800;
  int inside = 0;
  for (int i = 0; i < kSteps; ++i) {
    for (int j = 0; j < kSteps; ++j) {
      const float x = -1.25f + 2.5f * (static_cast<float>(i) + 0.5f) / kSteps;
      const float y = -1.25f + 2.5f * (static_cast<float>(j) + 0.5f) / kSteps;
      inside += signed_distance(shape, x, y) < 0 ? 1 : 0;
    }
  }
  return 2.5 * 2.5 * inside / (kSteps * kSteps);
}

TEST(Shapes, AreasAreThoseOfGeometry) {
  const double pi = std::numbers::pi;
  EXPECT_NEAR(area_of(Shape::Disc), pi * 0.85 * 0.85, 0.01);
  EXPECT_NEAR(area_of(Shape::Ring), pi * (0.9 * 0.9 - 0.5 * 0.5), 0.01);
  // A regular n-gon in the unit circle has the area n / 2 * sin(2 pi / n).
  EXPECT_NEAR(area_of(Shape::Triangle), 1.5 * std::sin(2 * pi / 3), 0.01);
  EXPECT_NEAR(area_of(Shape::Square), 2.0, 0.01);
  EXPECT_NEAR(area_of(Shape::Pentagon), 2.5 * std::sin(2 * pi / 5), 0.01);
  // Ten triangles between the centre, a point at radius 1 and an inner corner at 0.45, with 36 degrees
  // between these two.
  EXPECT_NEAR(area_of(Shape::Star), 10 * 0.5 * 0.45 * std::sin(pi / 5), 0.01);
  // Two bars less their crossing.
  EXPECT_NEAR(area_of(Shape::Plus), 2 * (1.9 * 0.64) - 0.64 * 0.64, 0.01);
}

TEST(Shapes, StayWithinTheUnitCircle) {
  for (const Shape shape : kShapes) {
    for (int i = 0; i < 360; ++i) {
      const float angle = static_cast<float>(i) * std::numbers::pi_v<float> / 180;
      EXPECT_GE(signed_distance(shape, 1.01f * std::cos(angle), 1.01f * std::sin(angle)), 0)
          << "shape " << static_cast<int>(shape) << " at " << i << " degrees";
    }
  }
}

}  // namespace
}  // namespace dance::test
