// An accelerator of a hardware space as a hierarchy of three levels: DRAM, the global buffer (GLB), the
// register files (RF). Per-word energies and bandwidths are the space's unit costs; the GLB holds what its
// tiles may take (half of it when double buffered); DRAM's reads and writes share its bus; the network lies
// below the GLB, and shares reads as the accelerator's dataflow states. A word is WordBits::reference() bits.
// Areas are left at 0: HardwareSpace::area_mm2 has the area. The cost of a nest on this hierarchy has whole
// cycles (nest_cost.h), unlike that of the template (mapping_cost.h).
#pragma once

#include "dance/engine/hardware/hierarchy.h"
#include "dance/engine/hardware/space.h"

namespace dance {

Hierarchy hierarchy_of(const HardwareSpace& space, const Accelerator& accelerator);

}  // namespace dance
