// The cost table on disk, under a key made of everything it depends on.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "dance/core/cached.h"
#include "dance/core/error.h"
#include "dance/core/files.h"
#include "dance/engine/table/cost_table.h"
#include "dance/engine/workload/layer_key.h"

namespace dance {

namespace {

// Grows with every change of the model that changes a cost.
constexpr int kModelVersion = 5;
constexpr const char* kFileKind = "cost-table-1";

std::string describe(const DimSet& dims) {
  std::string text;
  for (Dim d : kAllDims) {
    if (dims[d]) text += letter_of(d);
  }
  return text + ";";
}

// What a hardware space can state of it.
std::string describe(const ArrayPass& pass) {
  return fmt::format("{} {} {} {} {}", index(pass.stationary), pass.fill_drain_cycles,
                     pass.load_words_per_cycle, pass.load_least_cycles, pass.transfer_overlap);
}

std::string describe(const HardwareSpace& space) {
  std::string words;
  for (const WordBits& kind : space.word_bits) words += kind.to_string() + ",";
  std::string text = fmt::format(
      "technology {} word {} clock {} policy {} x {} y {} rf {} glb {} width {} banks {} double {} mac {} rf "
      "{} glb {} "
      "dram {} {} {}\n",
      space.technology.fingerprint(), words, space.clock_mhz, to_string(space.policy),
      fmt::join(space.pe_x, ","), fmt::join(space.pe_y, ","), fmt::join(space.rf_words, ","),
      fmt::join(space.glb_bytes, ","), fmt::join(space.glb_width_bits, ","), fmt::join(space.glb_banks, ","),
      space.glb_double_buffered, space.mac_component + "+" + space.adder_component, space.rf_component,
      space.glb_component, space.dram_component, space.dram_width_bits,
      fmt::join(space.dram_megatransfers_per_s, ","));
  if (space.array_pass) text += "pass " + describe(*space.array_pass_of(space.at(0))) + '\n';
  for (const Dataflow& dataflow : space.dataflows) {
    text += "dataflow " + describe(dataflow.spatial_x) + describe(dataflow.spatial_y) +
            describe(dataflow.register_file) + describe(dataflow.buffer_innermost);
    for (bool bypass : dataflow.may_bypass_buffer) text += bypass ? '1' : '0';
    if (dataflow.multicast == Multicast::Words) text += " words";
    text += '\n';
  }
  return text;
}

std::string describe(const std::vector<NetworkLayer>& layers) {
  std::string text = "[";
  for (const NetworkLayer& layer : layers) {
    text += fmt::format("({})", fmt::join(layer_key(layer), ","));
    if (layer.steps != layer.batch) text += fmt::format("x{}/{}", layer.steps, layer.batch);
  }
  return text + "]";
}

// Numbers and arrays, one after another, in the machine's byte order.
class Writer {
 public:
  template <typename T>
  void put(const std::vector<T>& values) {
    const std::uint64_t count = values.size();
    bytes.append(reinterpret_cast<const char*>(&count), sizeof count);
    bytes.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T));
  }
  std::string bytes;
};

class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}
  template <typename T>
  void get(std::vector<T>& values) {
    std::uint64_t count = 0;
    take(&count, sizeof count);
    if (count > rest_.size() / sizeof(T)) throw Error({"", 0, "", "short cost table", "", ""});
    values.resize(count);
    take(values.data(), count * sizeof(T));
  }

 private:
  void take(void* to, std::size_t size) {
    if (size > rest_.size()) throw Error({"", 0, "", "short cost table", "", ""});
    std::copy_n(rest_.data(), size, static_cast<char*>(to));
    rest_.remove_prefix(size);
  }
  std::string_view rest_;
};

}  // namespace

std::string cost_table_key(const CostTableRequest& request, const HardwareSpace& space) {
  std::string text = fmt::format("model {}\n", kModelVersion) + describe(space);
  for (const auto& operations : request.candidates) {
    for (const auto& layers : operations) text += describe(layers);
    text += '\n';
  }
  return checksum(text + "fixed " + describe(request.fixed));
}

struct CostTableFile {
  // Calls `visit` with every array of the file, in its order.
  template <typename Table, typename Visit>
  static void for_each_array(Table& table, const Visit& visit) {
    visit(table.operations_);
    visit(table.latency_ms_);
    visit(table.energy_mj_);
    visit(table.fixed_latency_ms_);
    visit(table.fixed_energy_mj_);
    visit(table.area_mm2_);
    visit(table.feasible_);
  }

  static std::string pack(const CostTable& table) {
    Writer writer;
    for_each_array(table, [&](const auto& values) { writer.put(values); });
    return std::move(writer.bytes);
  }

  static CostTable unpack(std::string_view bytes, std::string key) {
    CostTable table;
    table.key_ = std::move(key);
    Reader reader(bytes);
    for_each_array(table, [&](auto& values) { reader.get(values); });
    table.accelerators_ = static_cast<std::int64_t>(table.area_mm2_.size());
    std::size_t next = 0;
    for (std::int64_t operations : table.operations_) {
      table.first_row_.push_back(next);
      next += static_cast<std::size_t>(operations);
    }
    return table;
  }
};

CostTable CostTable::build_cached(const CostTableRequest& request, const HardwareSpace& space,
                                  const WorkContext& context) {
  const std::string key = cost_table_key(request, space);
  const std::filesystem::path file = context.cache / "cost-tables" / (key + ".bin");
  return cached(
      file, "cost table", context.progress,
      [&] { return CostTableFile::unpack(read_sealed_file(file, kFileKind), key); },
      [&] { return build(request, space, context.threads, context.progress); },
      [&](const CostTable& table) { write_sealed_file(file, kFileKind, CostTableFile::pack(table)); });
}

}  // namespace dance
