// Mappings that a user gives: a YAML file with a mapping in the one-line notation (mapping/mapping_text.h) by
// the name of each layer.
//
//   mappings:
//     conv1: DRAM Q2 | GLB S5 Q14 P28 | X | Y M6 | RF R5
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "dance/engine/cost/layer_cost.h"
#include "dance/engine/workload/network.h"

namespace dance {

struct GivenMapping {
  std::string layer;
  Mapping mapping;
  int line = 0;
};

struct MappingFile {
  std::string file;
  std::vector<GivenMapping> mappings;  // each of a layer of the network, and covering its bounds
};

// Throws Error with all faults: of the notation, layers that the network lacks, bounds that are not covered.
MappingFile load_mappings(const std::filesystem::path& file, const Network& network);
MappingFile parse_mappings(const std::string& text, const std::string& file_name, const Network& network);

// The text of such a file with all mappings of a cost, under the comment lines given.
std::string mapping_file_text(const NetworkCost& cost, const std::vector<std::string>& comments);

}  // namespace dance
