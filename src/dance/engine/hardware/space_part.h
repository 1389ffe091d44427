// Values of a hardware space's parameters as a user writes them, such as
//
//   pe_x=8..16,glb_kib=32,64,dataflow=row_stationary
//
// A parameter has one value, several, or a range; it goes by its name on the command line (rf_words) or by
// its key in a space's file (register_file.words).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "dance/core/error.h"
#include "dance/engine/hardware/space.h"

namespace dance {

struct SpaceParameter {
  std::string name, file_key;
  std::vector<std::string> values;  // of the space, as texts, in its order
  bool is_number = true;            // its values ascend, so that there are ranges of them
  // "8..24", "4, 8, ..., 64", "64, 128" or "one of weight_stationary, row_stationary".
  std::string allowed() const;
};

// All nine of them, in the order in which messages name them.
std::vector<SpaceParameter> all_parameters(const HardwareSpace& space);

// Which values of each parameter `assignments` names, as ascending positions in its list; nothing for one
// that it does not name. What is wrong becomes faults of `text`, which a user wrote.
std::vector<std::vector<std::int64_t>> read_values_given(const std::string& assignments,
                                                         const HardwareSpace& space, const std::string& text,
                                                         std::vector<Fault>& faults);

// The part of the space with these values; parameters that are not named keep all of theirs. Throws Error,
// naming `text`, with all faults.
HardwareSpace part_of(const HardwareSpace& space, const std::string& assignments, const std::string& text);

// A space by what a user writes for it: a preset or a file, or a part of one behind the last colon. A text
// that is the path of something is a file, whatever colons it has.
struct SpaceName {
  std::string file;  // or the preset; the whole text where it has no part
  std::string part;  // "" for all of it
};
SpaceName split_space_name(const std::string& text);
// `name.file` is a file here. Throws Error with all faults, those of the part naming `text`.
HardwareSpace load_space(const SpaceName& name, const std::string& text);

}  // namespace dance
