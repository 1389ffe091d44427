#include "dance/engine/timeloop/architecture.h"

#include <fmt/format.h>

#include <charconv>
#include <set>

#include "dance/engine/timeloop/synonyms.h"

namespace dance::timeloop {

namespace {

constexpr IntegerRange kCount = {.min = 1, .max = std::int64_t{1} << 31};
constexpr double kMaxWordsPerCycle = 1e12;

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
    node.optional("attributes");  // of Accelergy: technology and the like
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
    instances = times(instances, repeated.count, name);
    if (contains_any(kind, {"DRAM", "SRAM", "regfile", "smartbuffer", "storage"})) {
      read_storage(attributes, repeated.name, name, path, kind, instances);
    } else if (contains_any(kind, {"mac", "compute"})) {
      read_arithmetic(attributes, repeated.name, name, path, instances);
    } else {
      out_.notes.push_back(fmt::format("{}: of class {}: neither storage nor arithmetic, not modelled",
                                       name.text(), kind.empty() ? "''" : kind));
    }
  }

  void read_storage(ConfigMap& map, const std::string& short_name, const ConfigValue& name,
                    const std::string& path, const std::string& kind, std::int64_t instances) {
    if (!names_.insert(short_name).second)
      name.fault("two storage levels have one name", "names that differ");
    StorageLevel level;
    level.name = short_name;
    const std::int64_t word_bits =
        integer_of(map, {"word-bits", "word_bits", "word_width", "datawidth"}, kCount, 16);
    level.units.block_words = integer_of(map, {"block-size", "block_size", "n_words"}, kCount, 1);
    level.capacity_words = read_capacity(map, word_bits, level.units.block_words);
    read_bandwidths(map, level.units);
    const Mesh mesh = read_mesh(map, name, instances);
    level.instances_x = mesh.x;
    level.instances_y = mesh.y;
    check_width(map, word_bits, level.units.block_words, mesh.x * mesh.y);
    refuse_what_is_not_modelled(map);
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

  // Words of one instance; 0: unlimited.
  static std::int64_t read_capacity(ConfigMap& map, std::int64_t word_bits, std::int64_t block_words) {
    constexpr IntegerRange kSize = {.min = 0, .max = std::int64_t{1} << 40};
    const auto entries = map.optional("entries");
    const auto depth = first_of(map, {"depth", "memory_depth"});
    const auto kib = first_of(map, {"sizeKB"});
    if (int{entries.has_value()} + int{depth.has_value()} + int{kib.has_value()} > 1) {
      (kib ? *kib : *depth)
          .fault("the capacity is given twice", "one of entries, depth (or memory_depth), sizeKB");
    }
    std::int64_t words = 0;
    if (entries) words = entries->integer(kSize);
    if (depth && __builtin_mul_overflow(depth->integer(kSize), block_words, &words)) words = 0;
    if (kib) words = kib->integer(kSize) * 1024 * 8 / word_bits;
    if (const auto given = entries ? entries : depth ? depth : kib; given && words == 0) {
      given->fault("no capacity", "at least one word", given->found());
    }
    if (const auto copies = first_of(map, {"multiple-buffering", "multiple_buffering"})) {
      words = static_cast<std::int64_t>(static_cast<double>(words) / copies->number({.min = 1, .max = 1e6}));
    }
    return words;
  }

  static void read_bandwidths(ConfigMap& map, LevelUnits& units) {
    const NumberRange range = {.min = 0, .max = kMaxWordsPerCycle, .open_min = true};
    const auto both = map.optional("bandwidth");  // of the tool's first versions: half for each
    const double half = both ? both->number(range) / 2 : 0;
    const auto read = first_of(map, {"read_bandwidth", "read-bandwidth"});
    const auto write = first_of(map, {"write_bandwidth", "write-bandwidth"});
    units.read_words_per_cycle = read ? read->number(range) : half;
    units.write_words_per_cycle = write ? write->number(range) : half;
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

  // A memory that is wider than one vector holds several of the instances, and Timeloop divides its energy
  // among them. Only a memory of a single instance is modelled.
  static void check_width(ConfigMap& map, std::int64_t word_bits, std::int64_t block_words,
                          std::int64_t instances) {
    const auto width = first_of(map, {"width", "memory_width"});
    if (!width) return;
    const std::int64_t vector_bits = word_bits * block_words;  // both below 2^31
    const std::int64_t bits = width->integer(kCount);
    const std::string vector =
        fmt::format("{} bits: word-bits {} x block-size {}", vector_bits, word_bits, block_words);
    if (bits % vector_bits != 0) {
      width->fault("not a whole number of vectors", "a multiple of " + vector, width->found());
    } else if (bits != vector_bits && instances > 1) {
      width->fault("several instances share one memory, which is not modelled", vector, width->found());
    }
  }

  static void refuse_what_is_not_modelled(ConfigMap& map) {
    for (const char* key : {"network_read", "network_fill", "network_drain", "network_update", "network-read",
                            "network-fill", "network-drain", "network-update"}) {
      if (const auto value = map.optional(key))
        value->fault("networks of one's own are not modelled", "no such key");
    }
    if (const auto value = first_of(map, {"cluster-size", "cluster_size"})) {
      if (value->integer(kCount) != 1) value->fault("clusters are not modelled", "1", value->found());
    }
    if (const auto value = first_of(map, {"min-utilization", "min_utilization"})) {
      if (value->number({.min = 0, .max = 1}) != 0) value->fault("not modelled", "0", value->found());
    }
    if (const auto value = map.optional("allow_overbooking")) {
      if (value->boolean()) value->fault("overbooking is not modelled", "no", value->found());
    }
  }

  Architecture out_;
  std::set<std::string> names_;
};

}  // namespace

Architecture read_architecture(const ConfigValue& value) { return Reader().read(value); }

}  // namespace dance::timeloop
