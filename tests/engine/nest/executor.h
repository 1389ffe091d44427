// Executes a loop nest word by word: every instance of every level holds the words of its current tile, and
// what enters or leaves is found by comparing the two tiles' words. Slow, and shares no code with the closed
// form that it checks.
#pragma once

#include "dance/engine/nest/nest.h"
#include "engine/nest/stepped_array.h"

namespace dance::test {

// Throws std::logic_error where the instances of a level differ in a count.
NestCounts execute(const Nest& nest);

// The nest's steps taken one by one on an array.
ExecutedArray execute_array(const Nest& nest, const ArrayPass& pass);

}  // namespace dance::test
