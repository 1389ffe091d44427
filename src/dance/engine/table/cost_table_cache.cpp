// The cost table on disk, under a key made of everything it depends on.
#include "dance/core/cached.h"
#include "dance/core/files.h"
#include "dance/engine/table/array_bytes.h"
#include "dance/engine/table/cost_table.h"
#include "dance/engine/table/swept_layer_cache.h"

namespace dance {

namespace {

constexpr const char* kFileKind = "cost-table-1";

}  // namespace

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
    ArrayWriter writer;
    for_each_array(table, [&](const auto& values) { writer.put(values); });
    return std::move(writer.bytes);
  }

  static CostTable unpack(std::string_view bytes, std::string key) {
    CostTable table;
    table.key_ = std::move(key);
    ArrayReader reader(bytes);
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
      [&] {
        const SweptLayerCache layers(context.cache, space);
        return build(request, space, context.threads, context.progress, &layers);
      },
      [&](const CostTable& table) { write_sealed_file(file, kFileKind, CostTableFile::pack(table)); });
}

}  // namespace dance
