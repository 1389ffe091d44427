#include "dance/engine/timeloop/storage_attributes.h"

#include <fmt/format.h>

#include "dance/engine/timeloop/synonyms.h"

namespace dance::timeloop {

namespace {

constexpr IntegerRange kCount = {.min = 1, .max = std::int64_t{1} << 31};
constexpr IntegerRange kSize = {.min = 0, .max = std::int64_t{1} << 40};
constexpr double kMaxWordsPerCycle = 1e12;

// How the rows of a memory hold words: a row has one block for each of the instances that share the memory.
struct Rows {
  std::int64_t word_bits = 16;
  std::int64_t block_words = 1;   // of one access
  std::int64_t cluster_size = 1;  // instances that share one memory
};

// Blocks are as wide as the memory where nothing else is said. Where both widths are given, the memory is
// shared by as many instances as its rows have blocks.
Rows read_rows(ConfigMap& map) {
  Rows rows;
  rows.word_bits = integer_of(map, {"word-bits", "word_bits", "word_width", "datawidth"}, kCount, 16);
  const auto block = first_of(map, {"block-size", "block_size", "n_words"});
  const auto cluster = first_of(map, {"cluster-size", "cluster_size"});
  const auto width = first_of(map, {"width", "memory_width", "data_storage_width"});
  if (block) rows.block_words = block->integer(kCount);
  if (cluster) rows.cluster_size = cluster->integer(kCount);
  if (!width) return rows;
  // All factors are at most 2^31, so that the product of two of them fits.
  const std::int64_t bits = width->integer(kCount);
  const std::int64_t unit = rows.word_bits * (block ? rows.block_words : rows.cluster_size);
  if (bits % unit != 0) {
    width->fault(block ? "not a whole number of blocks" : "not a whole number of words",
                 block ? fmt::format("a multiple of {} bits: word-bits {} x block-size {}", unit,
                                     rows.word_bits, rows.block_words)
                       : fmt::format("a multiple of {} bits: word-bits {} x cluster-size {}", unit,
                                     rows.word_bits, rows.cluster_size),
                 width->found());
  } else if (!block) {
    rows.block_words = bits / unit;
  } else if (cluster && bits / unit != rows.cluster_size) {
    cluster->fault("contradicts width", fmt::format("{}: width over word-bits x block-size", bits / unit),
                   cluster->found());
  } else {
    rows.cluster_size = bits / unit;
  }
  return rows;
}

// Words of one instance; 0: unlimited. `entries` counts words and goes before `depth`, which counts blocks.
std::int64_t read_capacity(ConfigMap& map, const Rows& rows) {
  const auto entries = map.optional("entries");
  const auto depth = first_of(map, {"depth", "memory_depth", "data_storage_depth"});
  const auto kib = map.optional("sizeKB");
  if (kib && (entries || depth))
    kib->fault("the capacity is given twice", "sizeKB alone, or entries or depth (in blocks)");
  std::int64_t words = 0;
  if (depth && __builtin_mul_overflow(depth->integer(kSize), rows.block_words, &words)) words = 0;
  if (entries) words = entries->integer(kSize);
  if (kib) words = kib->integer(kSize) * 1024 * 8 / rows.word_bits;
  if (const auto given = entries ? entries : depth ? depth : kib; given && words == 0)
    given->fault("no capacity", "at least one word", given->found());
  if (const auto copies = first_of(map, {"multiple-buffering", "multiple_buffering"}))
    words = static_cast<std::int64_t>(static_cast<double>(words) / copies->number({.min = 1, .max = 1e6}));
  return words;
}

void read_bandwidths(ConfigMap& map, LevelUnits& units) {
  const NumberRange range = {.min = 0, .max = kMaxWordsPerCycle, .open_min = true};
  const auto both = map.optional("bandwidth");  // of the tool's first versions: half for each
  const double half = both ? both->number(range) / 2 : 0;
  const auto read = first_of(map, {"read_bandwidth", "read-bandwidth"});
  const auto write = first_of(map, {"write_bandwidth", "write-bandwidth"});
  const auto shared = first_of(map, {"shared_bandwidth", "shared-bandwidth"});
  units.read_words_per_cycle = read ? read->number(range) : half;
  units.write_words_per_cycle = write ? write->number(range) : half;
  units.total_words_per_cycle = shared ? shared->number(range) : 0;
}

// Memories that the instances share, all of one size; 0 where each instance has its own.
std::int64_t read_memories(ConfigMap& map, const Rows& rows, std::int64_t instances) {
  if (rows.cluster_size == 1 || instances == 1) return 0;
  if (instances % rows.cluster_size == 0) return instances / rows.cluster_size;
  const auto source =
      first_of(map, {"cluster-size", "cluster_size", "width", "memory_width", "data_storage_width"});
  source->fault("the instances do not fill the memories that they share",
                fmt::format("a memory for {} instances that divides {}", rows.cluster_size, instances),
                source->found());
  return 0;
}

void refuse_what_is_not_modelled(ConfigMap& map) {
  for (const char* key : {"network_read", "network_fill", "network_drain", "network_update", "network-read",
                          "network-fill", "network-drain", "network-update"}) {
    if (const auto value = map.optional(key))
      value->fault("networks of one's own are not modelled", "no such key");
  }
  if (const auto value = first_of(map, {"min-utilization", "min_utilization"})) {
    if (value->number({.min = 0, .max = 1}) != 0) value->fault("not modelled", "0", value->found());
  }
  if (const auto value = map.optional("allow_overbooking")) {
    if (value->boolean()) value->fault("overbooking is not modelled", "no", value->found());
  }
  if (const auto value = first_of(map, {"reduction_supported", "reduction-supported"})) {
    if (!value->boolean()) value->fault("levels that cannot add are not modelled", "yes", value->found());
  }
}

}  // namespace

void read_storage_attributes(ConfigMap& map, std::int64_t instances, StorageLevel& level) {
  const Rows rows = read_rows(map);
  level.units.block_words = rows.block_words;
  level.units.memories = read_memories(map, rows, instances);
  level.capacity_words = read_capacity(map, rows);
  read_bandwidths(map, level.units);
  refuse_what_is_not_modelled(map);
}

}  // namespace dance::timeloop
