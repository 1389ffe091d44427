#include "dance/engine/table/swept_layer_cache.h"

#include <string>
#include <system_error>

#include "dance/core/files.h"
#include "dance/engine/table/array_bytes.h"
#include "dance/engine/table/table_keys.h"

namespace dance {

namespace {

constexpr const char* kFileKind = "layer-costs-1";

}  // namespace

SweptLayerCache::SweptLayerCache(const std::filesystem::path& cache, const HardwareSpace& space)
    : folder_(cache / "layer-costs" / swept_space_key(space)),
      accelerators_(static_cast<std::size_t>(space.size())) {}

std::filesystem::path SweptLayerCache::file_of(const NetworkLayer& layer) const {
  return folder_ / (swept_layer_key(layer) + ".bin");
}

std::optional<SweptLayer> SweptLayerCache::load(const NetworkLayer& layer) const {
  const std::filesystem::path file = file_of(layer);
  std::error_code ignored;
  if (!std::filesystem::exists(file, ignored)) return std::nullopt;
  const std::string bytes = read_sealed_file(file, kFileKind);
  ArrayReader reader(bytes);
  SweptLayer swept;
  reader.get(swept.latency_cycles);
  reader.get(swept.energy_pj);
  if (swept.latency_cycles.size() != accelerators_ || swept.energy_pj.size() != accelerators_)
    throw Error({file.string(), 0, "", "costs of another number of accelerators", "", ""});
  return swept;
}

void SweptLayerCache::save(const NetworkLayer& layer, const SweptLayer& swept) const {
  ArrayWriter writer;
  writer.put(swept.latency_cycles);
  writer.put(swept.energy_pj);
  write_sealed_file(file_of(layer), kFileKind, writer.bytes);
}

}  // namespace dance
