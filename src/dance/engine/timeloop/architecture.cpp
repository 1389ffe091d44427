#include "dance/engine/timeloop/architecture.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <charconv>
#include <set>

#include "dance/engine/timeloop/known_attributes.h"
#include "dance/engine/timeloop/storage_attributes.h"
#include "dance/engine/timeloop/synonyms.h"

namespace dance::timeloop {

namespace {

bool contains_any(const std::string& text, std::initializer_list<const char*> parts) {
  for (const char* part : parts) {
    if (text.find(part) != std::string::npos) return true;
  }
  return false;
}

struct RepeatedName {
  std::string name;
  std::int64_t count = 1;
};

// "PE[0..255]" is 256 times PE.
RepeatedName parse_name(const ConfigValue& value) {
  const std::string text = value.text();
  RepeatedName out{text.substr(0, text.find('[')), 1};
  const char *begin = text.data() + out.name.size(), *end = text.data() + text.size();
  bool good = !out.name.empty() && out.name.find(']') == std::string::npos;
  if (begin != end && good) {
    std::int64_t first = 0, last = -1;
    const auto low = std::from_chars(begin + 1, end, first);
    good = low.ec == std::errc() && end - low.ptr > 2 && low.ptr[0] == '.' && low.ptr[1] == '.';
    const auto high = good ? std::from_chars(low.ptr + 2, end, last) : low;
    good = good && high.ec == std::errc() && end - high.ptr == 1 && *high.ptr == ']' && first >= 0 &&
           last >= first;
    if (good && last - first >= kMaxInstances) {
      value.fault("too many instances", fmt::format("at most {}", kMaxInstances), "'" + text + "'");
    } else {
      out.count = last - first + 1;
    }
  }
  if (!good) {
    value.fault("not a component's name", "NAME or NAME[FIRST..LAST]", "'" + text + "'");
    out.count = 1;
  }
  return out;
}

struct Mesh {
  std::int64_t x = 1, y = 1;
};

class Reader {
 public:
  Architecture read(const ConfigValue& value) {
    ConfigMap root = value.map();
    if (!value.is_map()) return {};
    if (root.has("nodes")) {
      root.fault("nodes", "a tree of Timeloop 0.4", "one of version 0.3, with subtree and local");
      return {};
    }
    if (root.has("storage") && !root.has("subtree")) {
      root.fault("storage", "the flat form of Timeloop 0.1", "version 0.3: a tree of subtree and local");
      return {};
    }
    out_.hierarchy.input_words = InputWords::Extents;
    root.choice("version", {"0.3", "0.2"});
    read_branch(root, "", 1);
    root.finish();
    if (out_.hierarchy.levels.empty())
      value.fault("no storage component", "at least one of class DRAM, SRAM, ...");
    if (out_.mac_path.empty()) {
      value.fault("no arithmetic component", "one whose class contains mac or compute");
    } else if (out_.hierarchy.macs_x % innermost().x != 0 || out_.hierarchy.macs_y % innermost().y != 0) {
      value.fault("a storage level lies below the arithmetic", "MACs in or below the innermost level",
                  out_.hierarchy.levels.back().name);
    }
    if (!without_effect_.empty())
      out_.notes.push_back(
          fmt::format("attributes without effect here: {}", fmt::join(without_effect_, ", ")));
    return std::move(out_);
  }

 private:
  // The subtree below `parent`, whose components exist `instances` times.
  void read_branch(ConfigMap& parent, const std::string& path, std::int64_t instances) {
    const auto subtree = parent.optional("subtree");
    if (!subtree) return;
    const std::vector<ConfigValue> branches = subtree->list();
    if (branches.size() > 1)
      branches[1].fault("a second branch", "one: storage levels lie one inside the other");
    if (branches.empty()) return;
    ConfigMap node = branches.front().map();
    if (!branches.front().is_map()) return;
    const ConfigValue name = node.value("name");
    const RepeatedName repeated = node.has("name") ? parse_name(name) : RepeatedName{};
    instances = times(instances, repeated.count, name);
    const std::string here = path + (node.has("name") ? name.text() : "") + ".";
    if (const auto local = node.optional("local")) {
      for (const ConfigValue& component : local->list()) read_component(component, here, instances);
    }
    if (const auto attributes = node.optional("attributes")) {
      ConfigMap map = attributes->map();
      finish_attributes(map, AttributesOf::Node, without_effect_);
    }
    read_branch(node, here, instances);
    node.finish();
  }

  std::int64_t times(std::int64_t instances, std::int64_t count, const ConfigValue& place) {
    if (instances <= kMaxInstances / count) return instances * count;
    place.fault("too many instances", fmt::format("at most {}", kMaxInstances),
                fmt::format("{} x {}", instances, count));
    return instances;
  }

  void read_component(const ConfigValue& value, const std::string& path, std::int64_t instances) {
    ConfigMap map = value.map();
    if (!value.is_map()) return;
    const ConfigValue name = map.value("name");
    if (!map.has("name")) return;
    const RepeatedName repeated = parse_name(name);
    const std::string kind = map.text("class");
    const auto attributes_value = map.optional("attributes");
    ConfigMap attributes = attributes_value ? attributes_value->map() : map;
    if (attributes_value) finish_component(map);
    instances = times(instances, repeated.count, name);
    if (contains_any(kind, {"DRAM", "SRAM", "regfile", "smartbuffer", "storage"})) {
      read_storage(attributes, repeated.name, name, path, kind, instances);
      finish_attributes(attributes, AttributesOf::Storage, without_effect_);
    } else if (contains_any(kind, {"mac", "compute"})) {
      read_arithmetic(attributes, repeated.name, name, path, instances);
      finish_attributes(attributes, AttributesOf::Arithmetic, without_effect_);
    } else {
      out_.notes.push_back(fmt::format("{}: of class {}: neither storage nor arithmetic, not modelled",
                                       name.text(), kind.empty() ? "''" : kind));
    }
  }

  // What may stand beside the attributes of a component; it is for Accelergy.
  void finish_component(ConfigMap& map) {
    for (const char* key : {"subclass", "required_actions"}) {
      if (map.optional(key)) without_effect_.insert(key);
    }
    map.finish();
  }

  void read_storage(ConfigMap& map, const std::string& short_name, const ConfigValue& name,
                    const std::string& path, const std::string& kind, std::int64_t instances) {
    if (!names_.insert(short_name).second)
      name.fault("two storage levels have one name", "names that differ");
    StorageLevel level;
    level.name = short_name;
    const Mesh mesh = read_mesh(map, name, instances);
    level.instances_x = mesh.x;
    level.instances_y = mesh.y;
    read_storage_attributes(map, mesh.x * mesh.y, level);
    if (level.capacity_words == 0 && kind.find("DRAM") == std::string::npos) {
      out_.notes.push_back(short_name + ": neither depth, entries nor sizeKB given: of unlimited capacity");
    }
    out_.hierarchy.levels.push_back(level);
    out_.paths.push_back(path + name.text());
  }

  void read_arithmetic(ConfigMap& map, const std::string& short_name, const ConfigValue& name,
                       const std::string& path, std::int64_t instances) {
    if (!out_.mac_path.empty()) {
      name.fault("a second arithmetic component", "one",
                 "'" + name.text() + "' after '" + out_.mac_path + "'");
    }
    const Mesh mesh = read_mesh(map, name, instances);
    out_.hierarchy.macs_x = mesh.x;
    out_.hierarchy.macs_y = mesh.y;
    out_.mac_name = short_name;
    out_.mac_path = path + name.text();
  }

  Mesh innermost() const {
    if (out_.hierarchy.levels.empty()) return {};
    return {out_.hierarchy.levels.back().instances_x, out_.hierarchy.levels.back().instances_y};
  }

  Mesh read_mesh(ConfigMap& map, const ConfigValue& name, std::int64_t instances) {
    const Mesh outer = innermost();
    const IntegerRange range = {.min = 1, .max = kMaxInstances};
    if (const auto given = map.optional("instances")) instances = given->integer(range);
    const auto x = first_of(map, {"meshX", "mesh_x"}), y = first_of(map, {"meshY", "mesh_y"});
    Mesh mesh = {instances, 1};
    if (x) mesh = {x->integer(range), 0};
    if (y) mesh.y = y->integer(range);
    if (!x && y) mesh.x = instances / mesh.y;
    if (mesh.y == 0) mesh.y = instances / mesh.x;
    if (mesh.x * mesh.y != instances || mesh.x < 1 || mesh.y < 1) {
      (x   ? *x
       : y ? *y
           : name)
          .fault("the mesh does not hold the instances", fmt::format("a divisor of {} instances", instances),
                 fmt::format("meshX {}, meshY {}", mesh.x, mesh.y));
      return outer;
    }
    if (mesh.x % outer.x != 0 || mesh.y % outer.y != 0) {
      (x   ? *x
       : y ? *y
           : name)
          .fault("the mesh does not divide among the instances of the level above",
                 fmt::format("multiples of {} x {}", outer.x, outer.y),
                 fmt::format("{} x {}", mesh.x, mesh.y));
      return outer;
    }
    return mesh;
  }

  Architecture out_;
  std::set<std::string> names_;
  std::set<std::string> without_effect_;
};

}  // namespace

Architecture read_architecture(const ConfigValue& value) { return Reader().read(value); }

}  // namespace dance::timeloop
