// The attributes of Timeloop's and Accelergy's components that are known and change nothing here, such as a
// technology, which an ERT has already made energies of. Whatever is neither read nor among them is refused,
// with the nearest name that is known.
#pragma once

#include <set>
#include <string>

#include "dance/core/config.h"

namespace dance::timeloop {

enum class AttributesOf { Node, Storage, Arithmetic };

// Takes the attributes without effect out of `map`, adding their names to `without_effect`, and makes the
// rest that nobody read faults. Of a node of the tree, which only hands its attributes on to Accelergy, every
// attribute of a component is known.
void finish_attributes(ConfigMap& map, AttributesOf of, std::set<std::string>& without_effect);

}  // namespace dance::timeloop
