#include "dance/engine/timeloop/known_attributes.h"

#include <algorithm>
#include <initializer_list>
#include <vector>

namespace dance::timeloop {

namespace {

using Names = std::vector<std::string>;

// Of any component. Energies and areas come from an ERT and an ART alone.
const Names kOfAll = {
    "technology",       "global_cycle_seconds", "cycle_time",  "latency",    "voltage",
    "subclass",         "action_latency",       "area",        "energy",     "area_scale",
    "energy_scale",     "storage-area",         "n_instances", "leak_power", "required_actions",
    "temporal_latency", "clock_frequency"};
const Names kOfStorage = {"type",
                          "n_ports",
                          "n_rdwr_ports",
                          "n_rd_ports",
                          "n_wr_ports",
                          "num-ports",
                          "num_ports",
                          "n_banks",
                          "nbanks",
                          "num-banks",
                          "num_banks",
                          "network-word-bits",
                          "network_word_bits",
                          "update_fifo_depth",
                          "buffer_num_update_fifo_depth",
                          "vector-access-energy",
                          "vector_access_energy",
                          "addr-gen-energy",
                          "addr_gen_energy",
                          "cluster-area",
                          "cluster_area",
                          "metadata-block-size",
                          "metadata_block_size",
                          "metadata_datawidth",
                          "metadata-word-bits",
                          "metadata_word_bits",
                          "metadata_storage_width",
                          "metadata_storage_depth",
                          "tag_width",
                          "data_width",
                          "address_width",
                          "wordline_width"};
const Names kOfArithmetic = {"datawidth",
                             "word-bits",
                             "word_bits",
                             "word_width",
                             "width",
                             "num_pipeline_stages",
                             "num-pipeline-stages",
                             "n_stages",
                             "exponent",
                             "mantissa",
                             "datawidth_a",
                             "datawidth_b",
                             "energy-per-op",
                             "energy_per_op",
                             "width_a",
                             "width_b",
                             "accumulator_width",
                             "product_width"};
// What a component's reader asks for.
const Names kRead = {"depth",
                     "memory_depth",
                     "data_storage_depth",
                     "entries",
                     "sizeKB",
                     "width",
                     "memory_width",
                     "data_storage_width",
                     "word-bits",
                     "word_bits",
                     "word_width",
                     "datawidth",
                     "block-size",
                     "block_size",
                     "n_words",
                     "cluster-size",
                     "cluster_size",
                     "bandwidth",
                     "read_bandwidth",
                     "read-bandwidth",
                     "write_bandwidth",
                     "write-bandwidth",
                     "shared_bandwidth",
                     "shared-bandwidth",
                     "instances",
                     "meshX",
                     "meshY",
                     "mesh_x",
                     "mesh_y",
                     "multiple-buffering",
                     "multiple_buffering"};

}  // namespace

void finish_attributes(ConfigMap& map, AttributesOf of, std::set<std::string>& without_effect) {
  std::vector<const Names*> lists = {&kOfAll};
  if (of != AttributesOf::Arithmetic) lists.push_back(&kOfStorage);
  if (of != AttributesOf::Storage) lists.push_back(&kOfArithmetic);
  if (of == AttributesOf::Node) lists.push_back(&kRead);
  for (const Names* names : lists) {
    for (const std::string& name : *names) {
      if (!map.optional(name)) continue;
      without_effect.insert(
          of == AttributesOf::Arithmetic && names == &kOfArithmetic ? name + " of arithmetic" : name);
    }
  }
  map.finish();
}

}  // namespace dance::timeloop
