// A kind of cost: how latency, energy and area become the one number that a design is judged by. Each metric
// is taken relative to that of a reference design, and every kind is a sum of terms, each a product of powers
// (such a sum is called a posynomial):
//   cost = sum over terms of  coefficient * (L/L0)^latency_power * (E/E0)^energy_power * (A/A0)^area_power
// Coefficients and powers are at least 0, so that no metric can grow and the cost fall. A kind names itself,
// says which options it has and which terms these make. All else follows from the terms: the value and the
// gradient (objective.h), loops over many accelerators (folded_cost.h), and the bound by which accelerators
// are ruled out (table/cost_bound.h).
//
// To add a kind, write a class in cost_kinds.cpp and add it to the list at the end of that file. It can then
// be chosen wherever a kind is chosen, and its options become keys of the search configuration.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "dance/core/error.h"

namespace dance {

struct CostTerm {
  double coefficient = 1;
  double latency_power = 0, energy_power = 0, area_power = 0;
};

// A number that a user may set, from 0 to `most`.
struct CostOption {
  std::string name;
  double most = 0;
  double preset = 1;    // its value where it is not set
  std::string meaning;  // for a reader
};

class CostKind {
 public:
  virtual ~CostKind() = default;
  virtual std::string name() const = 0;         // in configurations, --cost and JSON: "edap"
  virtual std::string description() const = 0;  // for a reader: "EDAP", "weighted sum"
  // What it is of latency, energy and area, for the table of keys: "latency x energy x area".
  virtual std::string meaning() const { return description(); }
  // No two kinds share the name of an option.
  virtual std::vector<CostOption> options() const { return {}; }
  // `values` are those of the options, in their order.
  virtual std::vector<CostTerm> terms(const std::vector<double>& values) const = 0;
  // What is wrong with the values together, with the name of an option as the fault's key.
  virtual std::optional<Fault> fault(const std::vector<double>& /*values*/) const { return std::nullopt; }
};

// All kinds, in the order in which a user is told of them.
const std::vector<const CostKind*>& cost_kinds();
std::vector<std::string> cost_kind_names();
// Throws std::invalid_argument where there is no kind of this name.
const CostKind& cost_kind(const std::string& name);
// Adds a kind of one's own after the others, for as long as the program runs. Not while other threads use the
// list. Throws std::invalid_argument where its name is taken.
void add_cost_kind(const CostKind& kind);

}  // namespace dance
