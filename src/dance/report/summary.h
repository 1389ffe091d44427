// The readable summary at the end of a search or a training.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "dance/report/design.h"
#include "dance/report/network_drawing.h"
#include "dance/report/timings.h"

namespace dance {

// A file of the run folder and what it holds.
using RunFile = std::pair<std::string, std::string>;

// Network, accelerator, metrics, evaluator, wall times, and where everything lies.
std::string summary(const Design& design, const Timings& timings, const std::filesystem::path& folder,
                    const std::vector<RunFile>& files, const TextStyle& style);

}  // namespace dance
