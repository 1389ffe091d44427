#include "dance/engine/timeloop/model.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "dance/engine/timeloop/constraints.h"
#include "dance/engine/timeloop/mapping.h"
#include "dance/engine/timeloop/reference_tables.h"

namespace dance::timeloop {

namespace {

constexpr double kCyclesLimit = 0x1p63;  // 64-bit integers are below

// The architecture with the energies and areas of its tables; nothing where it is missing or has faults.
std::optional<Architecture> read_architecture_and_tables(Documents& documents) {
  const auto value = documents.require("architecture", "a tree of version 0.3");
  const auto ert = documents.find("ERT");
  const auto pass = documents.find("array_pass");
  const ArrayPassRule rule = pass ? read_array_pass(*pass) : ArrayPassRule{};
  if (!value) return std::nullopt;
  const std::size_t faults = documents.fault_count();
  Architecture architecture = read_architecture(*value);
  if (documents.fault_count() != faults) return std::nullopt;
  const Hierarchy& hierarchy = architecture.hierarchy;
  if (pass) architecture.hierarchy.array_pass = rule.on(hierarchy.macs_x, hierarchy.macs_y);
  if (ert) {
    apply_ert(*ert, architecture);
    architecture.has_energies = true;
  } else {
    documents.note("no ERT: energies are not reported");
  }
  const auto art = documents.find("ART");
  if (!art) {
    documents.note("no ART: areas are not reported");
    return architecture;
  }
  const std::vector<std::string> missing = apply_art(*art, architecture);
  architecture.has_areas = missing.empty();
  if (!missing.empty())
    documents.note(fmt::format("ART: no area of {}: areas are not reported", fmt::join(missing, ", ")));
  return architecture;
}

}  // namespace

ModelInput read_model_input(Documents documents) {
  ModelInput input;
  input.files = documents.names();
  const auto problem = documents.require("problem", "a shape and an instance");
  const auto mapping = documents.require("mapping", "a list of directives");
  const auto architecture = read_architecture_and_tables(documents);
  if (architecture) input.architecture = *architecture;
  const std::size_t faults = documents.fault_count();
  if (problem) input.problem = read_problem(*problem);
  const bool has_problem = problem && documents.fault_count() == faults;
  if (architecture && has_problem && mapping)
    input.nest = read_mapping(*mapping, input.architecture, input.problem);
  documents.check();
  input.notes = documents.notes();
  input.notes.insert(input.notes.end(), input.architecture.notes.begin(), input.architecture.notes.end());
  return input;
}

MapperInput read_mapper_input(const std::vector<std::filesystem::path>& files, const Problem& problem) {
  Documents documents = Documents::load(files, constraint_keys());
  const auto architecture = read_architecture_and_tables(documents);
  MapperInput input;
  if (architecture) input = {*architecture, read_constraints(documents, *architecture, problem)};
  documents.check();
  std::vector<std::string>& notes = input.architecture.notes;
  notes.insert(notes.begin(), documents.notes().begin(), documents.notes().end());
  return input;
}

Problem read_problem_file(const std::filesystem::path& file) {
  Documents documents = Documents::load({file});
  Problem problem;
  if (const auto value = documents.require("problem", "a shape and an instance"))
    problem = read_problem(*value);
  documents.check();
  return problem;
}

ModelInput read_model_input(const std::vector<std::filesystem::path>& files) {
  return read_model_input(Documents::load(files));
}

ModelResult run_model(const ModelInput& input) {
  const Hierarchy& hierarchy = input.architecture.hierarchy;
  ModelResult result;
  try {
    result.counts = counts_of(input.nest);
  } catch (const Error& error) {
    std::vector<Fault> faults = error.faults();
    for (Fault& fault : faults) fault.file = input.files, fault.key = "mapping";
    throw Error(std::move(faults));
  }
  result.misfits = misfits_of(input.nest, result.counts, hierarchy);
  result.macs = input.problem.layer.macs();
  result.cost = cost_of(result.counts, units_of(hierarchy), result.macs);
  if (!(result.cost.cycles < kCyclesLimit)) {
    throw Error({input.files, 0, "architecture", "the cycles do not fit into 64 bits", "higher bandwidths",
                 fmt::format("{:g} cycles", result.cost.cycles)});
  }
  result.cycles = static_cast<std::int64_t>(result.cost.cycles);
  result.utilization =
      static_cast<double>(result.macs) / static_cast<double>(hierarchy.macs_built()) / result.cost.cycles;
  if (input.architecture.has_areas) result.area_um2 = hierarchy.area_um2();
  return result;
}

std::vector<Fault> faults_of(const std::vector<Misfit>& misfits, const ModelInput& input) {
  std::vector<Fault> faults;
  for (const Misfit& misfit : misfits) {
    if (misfit.kind != Misfit::Kind::Capacity) {
      const char axis = misfit.kind == Misfit::Kind::InstancesX ? 'X' : 'Y';
      faults.push_back({input.files, 0, misfit.level, "infeasible: more instances are used than built",
                        fmt::format("at most {} on {}", misfit.available, axis),
                        fmt::format("{}, {} too many", misfit.needed, misfit.lacking())});
      continue;
    }
    std::vector<std::string> parts;
    for (std::size_t t = 0; t < kTensors; ++t) {
      if (misfit.tile_words[t] > 0)
        parts.push_back(fmt::format("{} {}", input.problem.shape.tensors[t], misfit.tile_words[t]));
    }
    faults.push_back(
        {input.files, 0, misfit.level, "infeasible: the tiles do not fit",
         fmt::format("at most {} words", misfit.available),
         fmt::format("{} words ({}): it lacks {}", misfit.needed, fmt::join(parts, ", "), misfit.lacking())});
  }
  return faults;
}

}  // namespace dance::timeloop
