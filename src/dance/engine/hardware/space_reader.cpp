// Reads a hardware space (docs/formats.md, "Hardware space").
#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string_view>

#include "dance/core/config.h"
#include "dance/core/files.h"
#include "dance/core/presets.h"
#include "dance/engine/hardware/parts.h"
#include "dance/engine/hardware/space.h"

namespace dance {

namespace {

constexpr std::size_t kMaxParameterValues = 4096;
constexpr std::size_t kMaxWordBits = 64;
constexpr std::size_t kMaxSizes = 1 << 20;  // register files x buffers x widths x banks x words

// Sorts the values. An empty or overlong list and values that are given twice are faults.
template <typename T>
void check_values(const ConfigValue& value, std::vector<T>& values) {
  if (values.empty()) value.fault("an empty list", "at least one value");
  if (values.size() > kMaxParameterValues) {
    value.fault("too many values", fmt::format("at most {}", kMaxParameterValues));
    values.erase(values.begin() + 1, values.end());
  }
  std::sort(values.begin(), values.end());
  if (std::adjacent_find(values.begin(), values.end()) != values.end())
    value.fault("a value is given twice", "each value once");
}

// One value, a list, or {from, to, step}; ascending, without repetition.
std::vector<std::int64_t> read_values(ConfigMap& map, const std::string& key, IntegerRange range) {
  std::vector<std::int64_t> values;
  const std::size_t faults = map.fault_count();
  const ConfigValue value = map.value(key);
  if (map.fault_count() > faults) return {range.min};
  if (value.is_list()) {
    for (const ConfigValue& item : value.list()) values.push_back(item.integer(range));
    if (map.fault_count() == faults) check_values(value, values);
  } else if (value.is_map()) {
    ConfigMap bounds = value.map();
    const std::int64_t from = bounds.integer("from", range), to = bounds.integer("to", range);
    const std::int64_t step = bounds.integer("step", {.min = 1, .max = 1 << 20}, 1);
    const bool faulty = map.fault_count() > faults;
    bounds.finish();
    if (faulty) return {range.min};
    if (to < from) value.fault("an empty range", "from <= to", fmt::format("from {} to {}", from, to));
    if ((to - from) / step >= std::int64_t{kMaxParameterValues}) {
      value.fault("too many values", fmt::format("at most {}", kMaxParameterValues));
      return {from};
    }
    for (std::int64_t v = from; v <= to; v += step) values.push_back(v);
  } else {
    values.push_back(value.integer(range));
  }
  if (values.empty()) values.push_back(range.min);
  return values;
}

// The file that the value names; where there is none, that is a fault of the value.
std::filesystem::path file_named(const ConfigValue& value, const std::string& kind,
                                 const std::filesystem::path& beside) {
  const std::string name = value.text();
  try {
    return find_preset(kind, name, beside);
  } catch (const Error& error) {
    value.fault(error);
    return {};
  }
}

std::vector<std::filesystem::path> read_dataflow_files(ConfigMap& root, const std::filesystem::path& beside) {
  const ConfigValue value = root.value("dataflows");
  if (!root.has("dataflows")) return {};
  if (value.is_scalar()) return {file_named(value, "dataflow", beside)};
  std::vector<std::string> names;
  std::vector<std::filesystem::path> files;
  for (const ConfigValue& item : value.list()) {
    const std::string name = item.text();
    if (std::find(names.begin(), names.end(), name) != names.end()) {
      item.fault("a dataflow is given twice", "each dataflow once", "'" + name + "'");
    }
    names.push_back(name);
    files.push_back(file_named(item, "dataflow", beside));
  }
  if (value.is_list() && names.empty()) value.fault("no dataflow", "at least one");
  return files;
}

// One kind of word, or a list of kinds to choose from.
std::vector<WordBits> read_all_word_bits(ConfigMap& root) {
  const std::optional<ConfigValue> value = root.optional("word_bits");
  if (!value) return {WordBits{}};
  if (!value->is_list()) return {read_word_bits(*value)};
  std::vector<WordBits> all;
  for (const ConfigValue& item : value->list()) {
    const WordBits words = read_word_bits(item);
    if (std::find(all.begin(), all.end(), words) != all.end())
      item.fault("a value is given twice", "each value once", "'" + words.to_string() + "'");
    all.push_back(words);
  }
  if (all.empty()) value->fault("an empty list", "at least one value");
  if (all.size() > kMaxWordBits) value->fault("too many values", fmt::format("at most {}", kMaxWordBits));
  return all.empty() ? std::vector<WordBits>{WordBits{}} : all;
}

// A component, or {multiplier, adder}, which words of several widths need.
void read_mac(ConfigMap& root, HardwareSpace& space) {
  const ConfigValue value = root.value("mac");
  if (!root.has("mac")) return;
  if (value.is_map()) {
    ConfigMap mac = value.map();
    space.mac_component = mac.text("multiplier");
    space.adder_component = mac.text("adder");
    mac.finish();
    return;
  }
  space.mac_component = value.text();
  const auto mixed = [](const WordBits& words) { return words.operand() != words.sum(); };
  if (std::any_of(space.word_bits.begin(), space.word_bits.end(), mixed))
    value.fault("one component cannot have operands and sums of different widths",
                "{multiplier: COMPONENT, adder: COMPONENT}");
}

MappingPolicy read_policy(ConfigMap& root) {
  return parse_mapping_policy(root.choice("mapping_policy", {"edp", "latency", "energy"}, "edp"));
}

void read_register_file(ConfigMap map, HardwareSpace& space) {
  space.rf_component = map.text("component");
  space.rf_words = read_values(map, "words", {.min = 3, .max = 1 << 20});
  map.finish();
}

// A row of a bank holds whole words.
void check_widths(ConfigMap& map, const HardwareSpace& space) {
  if (map.fault_count() > 0) return;
  for (const WordBits& words : space.word_bits) {
    for (const std::int64_t bits : words.global_buffer) {
      for (const std::int64_t width : space.glb_width_bits) {
        if (width % bits == 0) continue;
        map.fault("width_bits", "not a whole number of words", fmt::format("a multiple of {}", bits),
                  std::to_string(width));
        return;
      }
    }
  }
}

void read_global_buffer(ConfigMap map, HardwareSpace& space) {
  space.glb_component = map.text("component");
  space.glb_bytes = read_values(map, "capacity_kib", {.min = 1, .max = 1 << 20});
  for (std::int64_t& capacity : space.glb_bytes) capacity *= 1024;
  space.glb_width_bits = read_values(map, "width_bits", {.min = 1, .max = 4096});
  check_widths(map, space);
  space.glb_banks = {1};
  if (map.has("banks")) space.glb_banks = read_values(map, "banks", {.min = 1, .max = 1024});
  space.glb_double_buffered = map.boolean("double_buffered", true);
  map.finish();
}

// One rate, or a list; ascending, without repetition.
std::vector<double> read_rates(const ConfigValue& value) {
  constexpr NumberRange kRate{.min = 1e-3, .max = 1e9};
  if (!value.is_list()) return {value.number(kRate)};
  std::vector<double> rates;
  for (const ConfigValue& item : value.list()) rates.push_back(item.number(kRate));
  check_values(value, rates);
  return rates.empty() ? std::vector<double>{1} : rates;
}

void read_dram(ConfigMap map, HardwareSpace& space) {
  space.dram_component = map.text("component");
  space.dram_width_bits = map.integer("width_bits", {.min = 1, .max = 1 << 16});
  const ConfigValue rates = map.value("megatransfers_per_s");
  if (map.has("megatransfers_per_s")) space.dram_megatransfers_per_s = read_rates(rates);
  map.finish();
}

// The combinations of memories, counted up to kMaxSizes + 1.
std::size_t sizes_of_memories(const HardwareSpace& space) {
  std::size_t product = 1;
  for (const std::size_t count : {space.rf_words.size(), space.glb_bytes.size(), space.glb_width_bits.size(),
                                  space.glb_banks.size(), space.word_bits.size()})
    product = std::min(product * count, kMaxSizes + 1);
  return product;
}

// A place in a space's file; `map` is "" for the file's own keys.
struct FileKey {
  const char *map, *key;
};
// The keys that say which component a part is, of which size, and how wide.
struct PartKeys {
  FileKey component, size, width;
};
constexpr FileKey kMac{"", "mac"}, kWordBits{"", "word_bits"};
constexpr PartKeys kMacKeys{kMac, kMac, kWordBits};
constexpr PartKeys kRegisterFileKeys{{"register_file", "component"}, {"register_file", "words"}, kWordBits};
constexpr PartKeys kBankKeys{
    {"global_buffer", "component"}, {"global_buffer", "capacity_kib"}, {"global_buffer", "width_bits"}};
constexpr PartKeys kDramKeys{{"dram", "component"}, {"dram", "component"}, {"dram", "width_bits"}};

// Makes what the technology lacks faults of the keys that ask for it.
class TechnologyFaults {
 public:
  TechnologyFaults(ConfigMap& root, const HardwareSpace& space) : root_(root), space_(space) {}

  template <typename Build>
  void check(const PartKeys& keys, Build&& build) {
    try {
      build();
    } catch (const Error& error) {
      for (const Fault& fault : error.faults()) {
        const bool of_width = fault.key.ends_with(".width_bits"),
                   of_size = fault.key.ends_with(".size_bytes");
        const FileKey& key = of_width ? keys.width : of_size ? keys.size : keys.component;
        const bool is_stated = *key.map != '\0' || root_.has(key.key);
        add(is_stated ? key : keys.component, fault);
      }
    }
  }

 private:
  void add(const FileKey& at, const Fault& fault) {
    const std::string problem = fmt::format("the technology {} does not have it: {}: {}",
                                            space_.technology.file(), fault.key, fault.problem);
    if (!seen_.insert(std::string(at.map) + "." + at.key + problem + fault.found).second) return;
    const std::string_view map(at.map);
    if (map.empty()) return root_.fault(at.key, problem, fault.expected, fault.found);
    root_.map(at.map).fault(at.key, problem, fault.expected, fault.found);
  }

  ConfigMap& root_;
  const HardwareSpace& space_;
  std::set<std::string> seen_;
};

// Every size that an accelerator of the space may have must be in the technology table.
void check_components(ConfigMap& root, const HardwareSpace& space) {
  TechnologyFaults faults(root, space);
  Accelerator accelerator = space.at(0);
  for (std::size_t words = 0; words < space.word_bits.size(); ++words) {
    accelerator.word_bits_index = static_cast<int>(words);
    faults.check(kMacKeys, [&] { mac_of(space, accelerator); });
    for (const std::int64_t size : space.rf_words) {
      accelerator.rf_words = size;
      faults.check(kRegisterFileKeys, [&] { register_file_of(space, accelerator); });
    }
  }
  for (const std::int64_t bytes : space.glb_bytes) {
    for (std::size_t banks = 0; banks < space.glb_banks.size(); ++banks) {
      for (const std::int64_t width : space.glb_width_bits) {
        accelerator.glb_bytes = bytes;
        accelerator.glb_banks_index = static_cast<int>(banks);
        accelerator.glb_width_bits = width;
        faults.check(kBankKeys, [&] { bank_of(space, accelerator); });
      }
    }
  }
  faults.check(kDramKeys, [&] { dram_of(space); });
}

}  // namespace

HardwareSpace HardwareSpace::load(const std::filesystem::path& file) { return parse(read_file(file), file); }

HardwareSpace HardwareSpace::parse(const std::string& text, const std::filesystem::path& file) {
  Config config = Config::parse(text, file.string());
  ConfigMap root = config.root();
  const std::filesystem::path beside = file.parent_path();
  HardwareSpace space;
  space.file = file.string();
  space.name = root.text("name");
  const std::filesystem::path technology = root.has("technology")
                                               ? file_named(root.value("technology"), "technology", beside)
                                               : std::filesystem::path(root.text("technology"));
  space.word_bits = read_all_word_bits(root);
  space.clock_mhz = root.number("clock_mhz", {.min = 1e-3, .max = 1e6});
  space.policy_is_stated = root.has("mapping_policy");
  space.policy = read_policy(root);
  const std::vector<std::filesystem::path> dataflows = read_dataflow_files(root, beside);
  space.pe_x = read_values(root, "pe_x", {.min = 1, .max = 1024});
  space.pe_y = read_values(root, "pe_y", {.min = 1, .max = 1024});
  read_mac(root, space);
  read_register_file(root.map("register_file"), space);
  read_global_buffer(root.map("global_buffer"), space);
  read_dram(root.map("dram"), space);
  if (const auto pass = root.optional("array_pass"))
    space.array_pass = read_space_array_pass(*pass, space.pe_x.size() == 1 && space.pe_y.size() == 1);
  root.finish();
  if (sizes_of_memories(space) > kMaxSizes)
    root.fault("global_buffer", "too many sizes of memories", fmt::format("at most {} in all", kMaxSizes));
  config.check();
  space.technology = Technology::load(technology);
  for (const std::filesystem::path& dataflow : dataflows) space.dataflows.push_back(load_dataflow(dataflow));
  check_components(root, space);
  config.check();
  return space;
}

}  // namespace dance
