#include "dance/search/data/scene.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "dance/search/data/shapes.h"

namespace dance {

namespace {

constexpr float kPi = std::numbers::pi_v<float>;

enum class Texture { Stripes, Checks };

struct SceneClass {
  const char* name;
  Shape shape;
  Texture texture;
};

constexpr std::array<SceneClass, 10> kClasses = {{
    {"striped disc", Shape::Disc, Texture::Stripes},
    {"checked disc", Shape::Disc, Texture::Checks},
    {"striped triangle", Shape::Triangle, Texture::Stripes},
    {"checked triangle", Shape::Triangle, Texture::Checks},
    {"striped square", Shape::Square, Texture::Stripes},
    {"checked square", Shape::Square, Texture::Checks},
    {"striped star", Shape::Star, Texture::Stripes},
    {"checked star", Shape::Star, Texture::Checks},
    {"striped crescent", Shape::Crescent, Texture::Stripes},
    {"checked crescent", Shape::Crescent, Texture::Checks},
}};

using Colour = std::array<float, 3>;

float between(Random& random, float low, float high) { return static_cast<float>(random.uniform(low, high)); }

Colour random_colour(Random& random) {
  return {between(random, 0, 1), between(random, 0, 1), between(random, 0, 1)};
}

Colour mix(const Colour& a, const Colour& b, float share_of_b) {
  Colour result;
  for (std::size_t c = 0; c < 3; ++c) result[c] = a[c] + (b[c] - a[c]) * share_of_b;
  return result;
}

float distance(const Colour& a, const Colour& b) { return std::hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]); }

// A colour at least `contrast` from another.
Colour contrasting_colour(Random& random, const Colour& other, float contrast) {
  Colour colour = random_colour(random);
  while (distance(colour, other) < contrast) colour = random_colour(random);
  return colour;
}

// A place, a size in pixels and a rotation; maps image points to local ones.
struct Pose {
  float x = 0, y = 0, radius = 1, cosine = 1, sine = 0, squeeze = 1;

  static Pose random_pose(Random& random, float margin, float min_radius, float max_radius,
                          float min_squeeze) {
    const float angle = between(random, 0, 2 * kPi);
    return {between(random, margin, kSceneSide - margin),
            between(random, margin, kSceneSide - margin),
            between(random, min_radius, max_radius),
            std::cos(angle),
            std::sin(angle),
            between(random, min_squeeze, 1)};
  }
  float local_x(float px, float py) const { return ((px - x) * cosine + (py - y) * sine) / radius; }
  float local_y(float px, float py) const {
    return ((py - y) * cosine - (px - x) * sine) / (radius * squeeze);
  }
};

// A periodic pattern between two colours.
struct Pattern {
  Texture texture = Texture::Stripes;
  Colour first{}, second{};
  float frequency = 1, phase_u = 0, phase_v = 0, cosine = 1, sine = 0;

  static Pattern random_pattern(Random& random, Texture texture, const Colour& first, const Colour& second) {
    const float angle = between(random, 0, 2 * kPi);
    return {texture,
            first,
            second,
            2 * kPi / between(random, 4.0f, 7.5f),
            between(random, 0, 2 * kPi),
            between(random, 0, 2 * kPi),
            std::cos(angle),
            std::sin(angle)};
  }
  Colour at(float px, float py) const {
    const float u = std::sin((px * cosine + py * sine) * frequency + phase_u);
    const float v =
        texture == Texture::Checks ? std::sin((py * cosine - px * sine) * frequency + phase_v) : 1;
    return mix(first, second, std::clamp(0.5f + 1.5f * u * v, 0.0f, 1.0f));
  }
};

class Canvas {
 public:
  // Paints every pixel with `paint(x, y)`.
  template <typename Paint>
  void cover(const Paint& paint) {
    for (int y = 0; y < kSceneSide; ++y) {
      for (int x = 0; x < kSceneSide; ++x)
        at(x, y) = paint(static_cast<float>(x) + 0.5f, static_cast<float>(y) + 0.5f);
    }
  }

  // Paints a shape; pixels that its outline crosses are mixed.
  void draw(Shape shape, const Pose& pose, const Pattern& pattern) {
    const float reach = pose.radius + 2;
    const auto first = [&](float centre) {
      return std::max(0, static_cast<int>(std::floor(centre - reach)));
    };
    const auto last = [&](float centre) {
      return std::min(kSceneSide, static_cast<int>(std::ceil(centre + reach)));
    };
    for (int y = first(pose.y); y < last(pose.y); ++y) {
      for (int x = first(pose.x); x < last(pose.x); ++x) {
        const float px = static_cast<float>(x) + 0.5f, py = static_cast<float>(y) + 0.5f;
        const float distance_px =
            signed_distance(shape, pose.local_x(px, py), pose.local_y(px, py)) * pose.radius * pose.squeeze;
        const float coverage = std::clamp(0.5f - distance_px, 0.0f, 1.0f);
        if (coverage > 0) at(x, y) = mix(at(x, y), pattern.at(px, py), coverage);
      }
    }
  }

  Colour& at(int x, int y) { return pixels_[static_cast<std::size_t>(y * kSceneSide + x)]; }

 private:
  std::array<Colour, kSceneSide * kSceneSide> pixels_{};
};

void draw_background(Canvas& canvas, Random& random, const Colour& colour) {
  const Colour other = mix(colour, random_colour(random), 0.5f);
  const float angle = between(random, 0, 2 * kPi), cosine = std::cos(angle), sine = std::sin(angle);
  canvas.cover([&](float px, float py) {
    const float along = ((px - kSceneSide / 2.0f) * cosine + (py - kSceneSide / 2.0f) * sine) / kSceneSide;
    return mix(colour, other, std::clamp(0.5f + along, 0.0f, 1.0f));
  });
}

// Fragments of the same shapes and textures, too small to be the object.
void draw_clutter(Canvas& canvas, Random& random, std::uint64_t pieces) {
  constexpr std::array<Shape, 8> kShapes = {Shape::Disc,     Shape::Ring, Shape::Triangle, Shape::Square,
                                            Shape::Pentagon, Shape::Star, Shape::Plus,     Shape::Crescent};
  for (std::uint64_t i = 0; i < pieces; ++i) {
    const Shape shape = kShapes[random.below(kShapes.size())];
    const Pose pose = Pose::random_pose(random, 0, 2.0f, 4.0f, 0.4f);
    const Texture texture = random.below(2) == 0 ? Texture::Stripes : Texture::Checks;
    const Colour first = random_colour(random);
    const Pattern pattern = Pattern::random_pattern(random, texture, first, random_colour(random));
    canvas.draw(shape, pose, pattern);
  }
}

void draw_object(Canvas& canvas, Random& random, const SceneClass& kind, const Colour& background) {
  const Pose pose = Pose::random_pose(random, 12, 8.5f, 13.0f, 0.7f);
  const Colour first = contrasting_colour(random, background, 0.4f);
  const Pattern pattern =
      Pattern::random_pattern(random, kind.texture, first, contrasting_colour(random, first, 0.38f));
  canvas.draw(kind.shape, pose, pattern);
}

// Near-normal noise of standard deviation 1: the sum of four uniform numbers cut from one draw.
float noise(Random& random) {
  std::uint64_t bits = random();
  float sum = 0;
  for (int i = 0; i < 4; ++i, bits >>= 16) sum += static_cast<float>(bits & 0xffff);
  return (sum / 65535.0f - 2.0f) * std::sqrt(3.0f);
}

}  // namespace

std::vector<std::string> scene_classes() {
  std::vector<std::string> names;
  for (const SceneClass& kind : kClasses) names.emplace_back(kind.name);
  return names;
}

void draw_scene(std::int64_t label, Random& random, std::uint8_t* pixels) {
  Canvas canvas;
  const Colour background = random_colour(random);
  draw_background(canvas, random, background);
  draw_clutter(canvas, random, 3 + random.below(4));
  draw_object(canvas, random, kClasses[static_cast<std::size_t>(label)], background);
  draw_clutter(canvas, random, random.below(3));
  const float deviation = between(random, 0.02f, 0.1f);
  constexpr int kPlane = kSceneSide * kSceneSide;
  for (int i = 0; i < kPlane; ++i) {
    for (int c = 0; c < 3; ++c) {
      const float value =
          canvas.at(i % kSceneSide, i / kSceneSide)[static_cast<std::size_t>(c)] + deviation * noise(random);
      pixels[c * kPlane + i] = static_cast<std::uint8_t>(std::lround(std::clamp(value, 0.0f, 1.0f) * 255.0f));
    }
  }
}

}  // namespace dance
