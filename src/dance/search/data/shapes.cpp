#include "dance/search/data/shapes.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace dance {

namespace {

constexpr float kPi = std::numbers::pi_v<float>;

// Distance to the nearest edge line of a regular polygon whose corners lie on the unit circle.
float polygon(int corners, float x, float y) {
  const float sector = 2 * kPi / static_cast<float>(corners);
  const float angle = std::atan2(y, x);
  // Edge normals lie at multiples of the sector.
  const float folded = angle - sector * std::round(angle / sector);
  return std::hypot(x, y) * std::cos(folded) - std::cos(sector / 2);
}

// Five points on the unit circle joined by edges through inner corners at radius 0.45.
float star(float x, float y) {
  constexpr float kInner = 0.45f;
  const float sector = 2 * kPi / 5;
  const float angle = std::atan2(y, x);
  // 0 at a point, sector / 2 between two.
  const float folded = std::abs(angle - sector * std::round(angle / sector));
  const float px = std::hypot(x, y) * std::cos(folded), py = std::hypot(x, y) * std::sin(folded);
  const float edge_x = kInner * std::cos(sector / 2) - 1, edge_y = kInner * std::sin(sector / 2);
  return (edge_y * (px - 1) - edge_x * py) / std::hypot(edge_x, edge_y);
}

float box(float half_width, float half_height, float x, float y) {
  return std::max(std::abs(x) - half_width, std::abs(y) - half_height);
}

}  // namespace

float signed_distance(Shape shape, float x, float y) {
  switch (shape) {
    case Shape::Disc:
      return std::hypot(x, y) - 0.85f;
    case Shape::Ring:
      return std::abs(std::hypot(x, y) - 0.7f) - 0.2f;
    case Shape::Triangle:
      return polygon(3, x, y);
    case Shape::Square:
      return polygon(4, x, y);
    case Shape::Pentagon:
      return polygon(5, x, y);
    case Shape::Star:
      return star(x, y);
    case Shape::Plus:
      return std::min(box(0.95f, 0.32f, x, y), box(0.32f, 0.95f, x, y));
    case Shape::Crescent:
      return std::max(std::hypot(x, y) - 0.9f, 0.7f - std::hypot(x - 0.45f, y));
  }
  return 1;
}

}  // namespace dance
