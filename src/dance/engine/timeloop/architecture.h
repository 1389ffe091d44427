// Reader of Timeloop's `architecture` (version 0.3): a tree of subtrees, whose `local` components become,
// from the root down and top to bottom, the storage levels of a Hierarchy, and one of them the MACs.
//
// A component's class decides what it is: storage where the class contains DRAM, SRAM, regfile, smartbuffer
// or storage, and arithmetic where it contains mac or compute. Others are not modelled. `NAME[0..N]` stands
// for N + 1 equal components. Instances lie on a mesh of meshX columns, or in one row where neither meshX
// nor meshY is given.
#pragma once

#include <string>
#include <vector>

#include "dance/core/config.h"
#include "dance/engine/hardware/hierarchy.h"

namespace dance::timeloop {

inline constexpr std::int64_t kMaxInstances = std::int64_t{1} << 24;  // of one component

struct Architecture {
  Hierarchy hierarchy;             // without energies and areas
  std::vector<std::string> paths;  // of the levels, as Accelergy names them: "system.chip.PE[0..255].RF"
  std::string mac_name, mac_path;
  bool has_energies = false;       // of every component: an ERT was given
  bool has_areas = false;          // of every component: an ART was given that has them all
  std::vector<std::string> notes;  // components and sizes that the user should know of
};

// What is wrong becomes a fault of the value's file. The result is of use only where there are no faults.
Architecture read_architecture(const ConfigValue& value);

}  // namespace dance::timeloop
