// Draws one image of the built-in set.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "dance/core/random.h"

namespace dance {

inline constexpr int kSceneSide = 32;

std::vector<std::string> scene_classes();

// pixels: [3, 32, 32]
void draw_scene(std::int64_t label, Random& random, std::uint8_t* pixels);

}  // namespace dance
