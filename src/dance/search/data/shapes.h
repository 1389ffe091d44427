// Signed distances of the built-in set's shapes: negative inside, 0 on the outline. Coordinates are local:
// the shape is upright, centred at 0 and fits in the unit circle.
#pragma once

#include <array>
#include <string_view>

namespace dance {

enum class Shape { Disc, Ring, Triangle, Square, Pentagon, Star, Plus, Crescent };

float signed_distance(Shape shape, float x, float y);

}  // namespace dance
