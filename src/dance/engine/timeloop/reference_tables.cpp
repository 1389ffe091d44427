#include "dance/engine/timeloop/reference_tables.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

namespace dance::timeloop {

namespace {

constexpr NumberRange kEnergy = {.min = 0, .max = 1e15};  // up to 1 kJ
constexpr NumberRange kArea = {.min = 0, .max = 1e18};    // up to 1 m2

std::string without_repetition(const std::string& name) { return name.substr(0, name.find('[')); }

// "RF" of "system.chip.PE[0..255].RF". The dots of a repetition separate nothing.
std::string last_name(const std::string& path) {
  std::size_t begin = 0;
  bool in_brackets = false;
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (path[i] == '[') in_brackets = true;
    if (path[i] == ']') in_brackets = false;
    if (path[i] == '.' && !in_brackets) begin = i + 1;
  }
  return without_repetition(path.substr(begin));
}

struct Table {
  std::string path;
  ConfigValue name;
  ConfigMap map;
};

std::vector<Table> read_tables(const ConfigValue& value) {
  std::vector<Table> tables;
  ConfigMap root = value.map();
  if (!value.is_map()) return tables;
  root.choice("version", {"0.3", "0.4"});
  for (const ConfigValue& entry : root.list("tables")) {
    ConfigMap map = entry.map();
    if (!entry.is_map()) continue;
    const ConfigValue name = map.value("name");
    if (name.is_scalar()) tables.push_back({name.text(), name, map});
  }
  root.finish();
  return tables;
}

// The table of a component; null where there is none, and with a fault where several could be meant.
const Table* find_table(const std::vector<Table>& tables, const std::string& path) {
  const Table* found = nullptr;
  for (const Table& table : tables) {
    if (table.path == path) {
      if (found && found->path == path)
        table.name.fault("given twice", "each component once", "'" + path + "'");
      found = &table;
    }
  }
  if (found) return found;
  for (const Table& table : tables) {
    if (last_name(table.path) != last_name(path)) continue;
    if (found) {
      table.name.fault("two tables could be that of " + path, "one of that full name",
                       "'" + found->path + "' too");
      return nullptr;
    }
    found = &table;
  }
  return found;
}

// The dearest row of each action.
std::map<std::string, double> read_actions(const Table& table) {
  std::map<std::string, double> energies;
  ConfigMap map = table.map;
  for (const ConfigValue& entry : map.list("actions")) {
    ConfigMap row = entry.map();
    if (!entry.is_map()) continue;
    const std::string action = row.text("name");
    const double energy = row.number("energy", kEnergy);
    double& dearest = energies.emplace(action, energy).first->second;
    dearest = std::max(dearest, energy);
  }
  return energies;
}

using Names = std::vector<const char*>;

class EnergyReader {
 public:
  explicit EnergyReader(const ConfigValue& ert) : ert_(ert), tables_(read_tables(ert)) {}

  void storage(const std::string& path, LevelUnits& units) {
    if (!open(path)) return;
    units.read_pj = energy({"random_read", "read"});
    const double fill_pj = energy({"random_fill", "random_write", "fill", "write"});
    units.write_pj = energy({"random_update", "random_write", "update", "write"});
    if (fill_pj != units.write_pj) {
      table_->name.fault("fills and updates differ in energy, which is not modelled", "one energy of writing",
                         fmt::format("{} and {} pJ", fill_pj, units.write_pj));
    }
  }

  double mac(const std::string& path) {
    return open(path) ? energy({"mac_random", "mult_random", "mac", "mult", "compute"}) : 0;
  }

  bool has_wire() const {
    return std::any_of(tables_.begin(), tables_.end(), [](const Table& table) {
      return last_name(table.path) == "wire" || last_name(table.path) == "Wire";
    });
  }

 private:
  bool open(const std::string& path) {
    table_ = find_table(tables_, path);
    path_ = path;
    if (table_ == nullptr) {
      std::vector<std::string> paths;
      for (const Table& table : tables_) paths.push_back(table.path);
      ert_.fault("no energies of " + path, "a table of that name",
                 paths.empty() ? "none" : fmt::format("{}", fmt::join(paths, ", ")));
      return false;
    }
    actions_ = read_actions(*table_);
    return true;
  }

  double energy(const Names& names) {
    for (const char* name : names) {
      if (const auto found = actions_.find(name); found != actions_.end()) return found->second;
    }
    std::vector<std::string> given;
    for (const auto& [name, unused] : actions_) given.push_back(name);
    table_->name.fault("no energy of an action of " + path_, fmt::format("one of {}", fmt::join(names, ", ")),
                       given.empty() ? "none" : fmt::format("{}", fmt::join(given, ", ")));
    return 0;
  }

  ConfigValue ert_;
  std::vector<Table> tables_;
  const Table* table_ = nullptr;
  std::string path_;
  std::map<std::string, double> actions_;
};

}  // namespace

void apply_ert(const ConfigValue& ert, Architecture& architecture) {
  EnergyReader reader(ert);
  for (std::size_t l = 0; l < architecture.paths.size(); ++l) {
    reader.storage(architecture.paths[l], architecture.hierarchy.levels[l].units);
  }
  architecture.hierarchy.mac_pj = reader.mac(architecture.mac_path);
  if (reader.has_wire()) architecture.notes.push_back("ERT: the energy of wires is not counted");
}

std::vector<std::string> apply_art(const ConfigValue& art, Architecture& architecture) {
  const std::vector<Table> tables = read_tables(art);
  std::vector<std::string> missing;
  const auto area = [&](const std::string& path) {
    const Table* table = find_table(tables, path);
    if (table == nullptr) {
      missing.push_back(path);
      return 0.0;
    }
    ConfigMap map = table->map;
    return map.number("area", kArea);
  };
  for (std::size_t l = 0; l < architecture.paths.size(); ++l) {
    architecture.hierarchy.levels[l].area_um2 = area(architecture.paths[l]);
  }
  architecture.hierarchy.mac_area_um2 = area(architecture.mac_path);
  return missing;
}

}  // namespace dance::timeloop
