#include "dance/engine/timeloop/constraints.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "dance/core/integers.h"
#include "dance/engine/timeloop/factors.h"
#include "dance/engine/timeloop/synonyms.h"
#include "dance/engine/timeloop/targets.h"

namespace dance::timeloop {

namespace {

class Reader {
 public:
  Reader(const Architecture& architecture, const Problem& problem)
      : hierarchy_(architecture.hierarchy), problem_(problem) {
    out_.levels.resize(hierarchy_.levels.size());
    out_.dimensions = problem.shape.dimensions.size();
    exact_product_.fill(1);
  }

  void read(const ConfigValue& value) {
    if (value.is_list()) {
      read_list(value);
      return;
    }
    ConfigMap map = value.map();
    if (!value.is_map()) return;
    // Other map spaces than this one pad.
    map.choice("template", {"uber"}, "uber");
    const auto targets = map.optional("targets"), constraints = map.optional("constraints");
    if (targets && constraints) constraints->fault("given beside 'targets'", "one of the two");
    if (targets) read_list(*targets);
    if (constraints) read_list(*constraints);
    map.finish();
  }

  // Where instances lie along one axis alone, Timeloop places dimensions in the order of the shape.
  MappingConstraints take() {
    for (std::size_t l = 0; l < hierarchy_.levels.size(); ++l) {
      FanoutConstraint& fanout = out_.levels[l].fanout;
      const bool row = hierarchy_.fanout_x(l) == 1 || hierarchy_.fanout_y(l) == 1;
      if (!row || !fanout.split || !fanout.permutation.empty()) continue;
      for (char letter : problem_.shape.dimensions) {
        fanout.permutation.push_back(problem_.shape.dims.at(letter));
      }
    }
    return std::move(out_);
  }
  const std::vector<std::string>& notes() const { return notes_; }

 private:
  void read_list(const ConfigValue& value) {
    for (const ConfigValue& item : value.list()) read_constraint(item);
  }

  void read_constraint(const ConfigValue& value) {
    ConfigMap map = value.map();
    if (!value.is_map()) return;
    const auto target = first_of(map, {"target", "name"});
    if (!target) map.value("target");  // a fault
    const auto level = target ? read_level(*target, hierarchy_) : std::nullopt;
    const std::string type = map.choice(
        "type", {"temporal", "spatial", "bypass", "bypassing", "datatype", "utilization", "parallelism"});
    if (!map.has("type")) return;
    LevelConstraint unknown_level;
    LevelConstraint& constraint = level ? out_.levels[*level] : unknown_level;
    if (type == "temporal") {
      read_loops(map, constraint.temporal);
    } else if (type == "spatial") {
      read_fanout(map, level, constraint.fanout);
    } else if (type == "utilization" || type == "parallelism") {
      read_utilization(map, level);
    } else {
      read_keeps(map, problem_.shape, constraint.keeps);
      if (level == 0u) check_outermost(value, constraint);
    }
    map.finish();
  }

  void read_loops(ConfigMap& map, LoopConstraint& out) {
    const std::vector<char>& dimensions = problem_.shape.dimensions;
    if (const auto text = map.optional("factors")) {
      const FactorLimits given = read_factor_limits(*text, dimensions);
      for (const auto& [letter, factor] : given.exact) take_exact(*text, letter, factor, out);
      for (const auto& [letter, most] : given.most)
        take(*text, fmt::format("{}<=", letter), most, out.most[problem_.shape.dims.at(letter)]);
    }
    const auto text = map.optional("permutation");
    if (!text) return;
    if (!out.permutation.empty()) text->fault("given twice for this level", "one permutation");
    for (char letter : read_permutation_prefix(*text, dimensions)) {
      out.permutation.push_back(problem_.shape.dims.at(letter));
    }
  }

  static void take(const ConfigValue& text, const std::string& what, std::int64_t value, std::int64_t& slot) {
    if (slot != 0)
      text.fault("given twice for this level", "each factor once", fmt::format("{}{}", what, value));
    slot = value;
  }

  // As in Timeloop, 0 is the whole bound, and so is a factor beyond it.
  void take_exact(const ConfigValue& text, char letter, std::int64_t factor, LoopConstraint& out) {
    const Dim dim = problem_.shape.dims.at(letter);
    const std::int64_t bound = problem_.layer.bounds[dim];
    if (factor > bound) {
      notes_.push_back(fmt::format("{}: {}={} is beyond the bound: {}={} is taken", text.path(), letter,
                                   factor, letter, bound));
    }
    const std::int64_t taken = factor == 0 ? bound : std::min(factor, bound);
    take(text, fmt::format("{}=", letter), taken, out.exact[dim]);
    std::int64_t& product = exact_product_[dim];
    product = saturated_product(product, taken);
    if (bound % product != 0) {
      text.fault(fmt::format("the constraints' factors of {} do not divide its bound", letter),
                 fmt::format("a divisor of {}", bound), fmt::format("{}", product));
      product = 1;
    }
  }

  void read_fanout(ConfigMap& map, std::optional<std::size_t> level, FanoutConstraint& out) {
    read_loops(map, out);
    if (const auto split = map.optional("split")) {
      if (out.split) split->fault("given twice for this level", "one split", split->found());
      out.split = std::min(out_.dimensions, static_cast<std::size_t>(split->integer({.min = 0})));
    }
    if (level && hierarchy_.fanout_x(*level) == 1 && hierarchy_.fanout_y(*level) == 1) {
      map.fault("type", "no fan-out below this level", "a level that feeds several instances", "spatial");
    }
  }

  void read_utilization(ConfigMap& map, std::optional<std::size_t> level) {
    const double least = map.number("min", {.min = 0, .max = 1});
    if (level && *level + 1 != hierarchy_.levels.size()) {
      map.fault("target", "not the innermost level", "'" + hierarchy_.levels.back().name + "'",
                "'" + hierarchy_.levels[*level].name + "'");
    }
    if (has_utilization_) map.fault("type", "the least utilization is given twice", "once");
    has_utilization_ = true;
    out_.least_utilization = least;
  }

  void check_outermost(const ConfigValue& value, const LevelConstraint& constraint) {
    for (std::size_t t = 0; t < kTensors; ++t) {
      if (constraint.keeps[t] != false) continue;
      value.fault("the outermost level bypasses a tensor",
                  hierarchy_.levels.front().name + " to keep every tensor",
                  problem_.shape.tensors[t] + " bypassed");
    }
  }

  const Hierarchy& hierarchy_;
  const Problem& problem_;
  MappingConstraints out_;
  Bounds exact_product_{};  // of all levels and fan-outs
  bool has_utilization_ = false;
  std::vector<std::string> notes_;
};

}  // namespace

const std::vector<std::string>& constraint_keys() {
  static const std::vector<std::string> kKeys = {
      "mapspace_constraints", "mapspace", "architecture_constraints", "arch_constraints", "constraints"};
  return kKeys;
}

MappingConstraints read_constraints(Documents& documents, const Architecture& architecture,
                                    const Problem& problem) {
  Reader reader(architecture, problem);
  bool any = false;
  for (const std::string& key : constraint_keys()) {
    const auto value = documents.find(key);
    if (!value) continue;
    any = true;
    if (key == "constraints") {
      value->fault("not a key of Timeloop 0.3", "mapspace_constraints or architecture_constraints");
    } else {
      reader.read(*value);
    }
  }
  for (const std::string& note : reader.notes()) documents.note(note);
  return any ? reader.take() : MappingConstraints{};
}

}  // namespace dance::timeloop
