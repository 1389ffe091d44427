// What a walk over a map space asks of its visitor, and shows it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "dance/engine/mapping/level_orders.h"
#include "dance/engine/mapping/mapping.h"
#include "dance/engine/mapping/mapping_counts.h"

namespace dance {

struct BufferTiling;

// A mapping, or a bound on several, by what it does and what it needs.
struct MappingSummary {
  MappingCounts counts;
  std::int64_t pe_x = 1, pe_y = 1;        // array columns and rows in use
  std::size_t rf_step = 0, glb_step = 0;  // index of the smallest capacity that holds its tiles
};

// The temporal loops of a level in one order.
struct OrderedLevel {
  const LevelLoops& loops;
  const OrderOption& option;
};

// The mapping at which a walk stands; valid only during the call that shows it.
struct VisitedMapping {
  const MappingSummary& summary;
  const BufferTiling& tiling;
  OrderedLevel buffer, dram;
  bool bypass;  // weights go past the buffer

  Mapping mapping() const;  // written out; it takes time, and most visitors want it of few mappings
};

class MapVisitor {
 public:
  virtual ~MapVisitor() = default;
  // Whether a mapping that does nothing better than `floor`, and needs no less, could still matter. What is
  // refused is not walked.
  virtual bool may_matter(const MappingSummary& floor) = 0;
  // The most words that DRAM may move in a mapping that does nothing else better than `floor` and could still
  // matter, by the capacity step that its tiles need (`most` has a place for each); below 0 where none could.
  virtual void most_dram_words(const MappingSummary& floor, std::vector<double>& most) {
    static_cast<void>(floor);
    most.assign(most.size(), std::numeric_limits<double>::infinity());
  }
  virtual void visit(const VisitedMapping& mapping) = 0;
};

}  // namespace dance
