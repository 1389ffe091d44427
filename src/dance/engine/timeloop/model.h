// What Timeloop's model computes: architecture, reference tables, problem and mapping are read from
// Timeloop's files, and counts per level and tensor, cycles, energy and area follow from our closed form
// (nest/nest.h).
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "dance/engine/nest/fit.h"
#include "dance/engine/nest/nest_cost.h"
#include "dance/engine/timeloop/architecture.h"
#include "dance/engine/timeloop/documents.h"
#include "dance/engine/timeloop/problem.h"
#include "dance/engine/unconstrained/constraints.h"

namespace dance::timeloop {

struct ModelInput {
  Architecture architecture;
  Problem problem;
  Nest nest;
  std::string files;  // their names, for messages
  std::vector<std::string> notes;
};

// Throws Error with all faults of all files.
ModelInput read_model_input(const std::vector<std::filesystem::path>& files);
ModelInput read_model_input(Documents documents);

// What a problem is mapped on: an architecture with its ERT and, where given, its ART, and the constraints on
// the mappings. A problem or a mapping in the files is not looked at.
struct MapperInput {
  Architecture architecture;
  MappingConstraints constraints;  // without levels where none are given
};
MapperInput read_mapper_input(const std::vector<std::filesystem::path>& files, const Problem& problem);
// A problem alone. Other keys of the file are not looked at.
Problem read_problem_file(const std::filesystem::path& file);

struct ModelResult {
  // Where there are any, the mapping is infeasible, and the figures are those that it would have.
  std::vector<Misfit> misfits;
  bool feasible() const { return misfits.empty(); }
  NestCounts counts;
  NestCost cost;
  std::int64_t cycles = 0;
  std::int64_t macs = 0;
  double utilization = 0;          // the problem's MACs / (built MACs x cycles)
  std::optional<double> area_um2;  // of all built instances; none where an area is missing
};

// Throws Error when a count or the cycles do not fit into 64 bits.
ModelResult run_model(const ModelInput& input);

// Each misfit as a fault of the input's files, with what is needed, what there is and what it lacks.
std::vector<Fault> faults_of(const std::vector<Misfit>& misfits, const ModelInput& input);

}  // namespace dance::timeloop
