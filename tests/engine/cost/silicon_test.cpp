// The Eyeriss chip's measured latencies, active elements and traffic against the model's; docs/silicon.md
// holds the tables that these tests print, line for line.
#include "engine/cost/silicon.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iostream>
#include <iterator>
#include <set>

#include "dance/core/presets.h"
#include "dance/engine/mapping/mapping_check.h"
#include "dance/engine/mapping/mapping_text.h"
#include "dance/engine/mapping/nest_mapping.h"
#include "engine/workload/same_shape.h"

namespace dance::test {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string number(double value, int decimals) { return fmt::format("{:.{}f}", value, decimals); }

void expect_documented(const std::string& row) {
  static const std::string documents = [] {
    std::ifstream stream(std::string(DANCE_SOURCE_DIR) + "/docs/silicon.md");
    return std::string(std::istreambuf_iterator<char>(stream), {});
  }();
  std::cout << row << "\n";
  EXPECT_THAT(documents, HasSubstr(row + "\n"));
}

// A network on the chip: the mapper's best mappings, and those of examples/eyeriss.
struct Comparison {
  Chip chip = load_chip();
  Network network;
  MeasuredNetwork measured;
  NetworkCost best;
  std::vector<Prediction> predictions;

  // `weights_once`: layers whose passes serve the whole batch (n > 1 in table III).
  Comparison(const std::string& name, const std::set<std::string>& weights_once)
      : network(chip_network(name)), measured(read_measured(name)) {
    best = network_cost(network, chip.space, chip.accelerator);
    const NetworkCost given = network_cost(network, chip.space, chip.accelerator, chip_mappings(name));
    for (std::size_t i = 0; i < network.layers.size(); ++i) {
      const Layer& layer = network.layers[i].layer;
      const double weight_reads = weights_once.contains(layer.name) ? 1 : measured.batch;
      predictions.push_back(predict(layer, given.layers[i], chip, measured.batch, weight_reads));
    }
  }
  double sum(double Prediction::*field) const {
    double total = 0;
    for (const Prediction& prediction : predictions) total += prediction.*field;
    return total;
  }
  double frames_per_s(double batch_ms) const { return measured.batch / batch_ms * 1e3; }
  double best_ms() const { return measured.batch * best.metrics.latency_ms; }
  double all_busy_ms() const {
    const auto pes = static_cast<double>(chip.accelerator.pe_x * chip.accelerator.pe_y);
    return measured.batch * static_cast<double>(network.macs()) / pes / chip.space.clock_mhz * 1e-3;
  }
};

const Comparison& alexnet() {
  static const Comparison comparison("alexnet", {"conv3", "conv4", "conv5"});
  return comparison;
}
// Seven seconds, nearly all of them the mapper's on VGG-16's nine shapes: its frames/s are in the documents.
const Comparison& vgg16() {
  static const Comparison comparison("vgg16", {});
  return comparison;
}

// The published columns were read from scans: each adds up to the published total, to the last digit or so.
TEST(Silicon, PublishedColumnsAddUp) {
  for (const char* name : {"alexnet", "vgg16"}) {
    SCOPED_TRACE(name);
    const MeasuredNetwork measured = read_measured(name);
    Measured sum;
    double energy = 0, busy = 0;
    for (const Measured& layer : measured.layers) {
      sum.total_ms += layer.total_ms;
      sum.processing_ms += layer.processing_ms;
      sum.buffer_mb += layer.buffer_mb;
      sum.dram_mb += layer.dram_mb;
      energy += layer.power_mw * layer.total_ms;
      busy += layer.active_pes * layer.processing_ms;
    }
    EXPECT_NEAR(sum.total_ms, measured.total.total_ms, 0.15);
    EXPECT_NEAR(sum.processing_ms, measured.total.processing_ms, 0.15);
    EXPECT_NEAR(sum.buffer_mb, measured.total.buffer_mb, 0.15);
    EXPECT_NEAR(sum.dram_mb, measured.total.dram_mb, 0.25);
    EXPECT_NEAR(energy / sum.total_ms, measured.total.power_mw, 0.5);
    EXPECT_NEAR(busy / sum.processing_ms, measured.total.active_pes, 1);
  }
}

TEST(Silicon, TheNetworksAreTheConvolutionsOfThePresets) {
  for (const char* name : {"alexnet", "vgg16"}) {
    const Network preset = load_network(find_preset("workload", name)), own = chip_network(name);
    std::vector<NetworkLayer> convolutions;
    for (const NetworkLayer& layer : preset.layers) {
      if (layer.layer.name.starts_with("conv")) convolutions.push_back(layer);
    }
    ASSERT_EQ(own.layers.size(), convolutions.size());
    for (std::size_t i = 0; i < convolutions.size(); ++i) {
      EXPECT_EQ(own.layers[i].layer.name, convolutions[i].layer.name);
      EXPECT_TRUE(same_shape(own.layers[i].layer, convolutions[i].layer)) << convolutions[i].layer.name;
    }
  }
}

// Also the limits of the chip that the template lacks: 224 weights, 12 inputs and 24 partial sums per
// element.
TEST(Silicon, TheChipsMappingsFitIt) {
  const Chip chip = load_chip();
  for (const char* name : {"alexnet", "vgg16"}) {
    const GivenMappings mappings = chip_mappings(name);
    for (const NetworkLayer& layer : chip_network(name).layers) {
      SCOPED_TRACE(layer.layer.name);
      const Mapping& mapping = mappings.at(layer.layer.name);
      EXPECT_THAT(misfits_of(layer.layer, mapping, chip.space, chip.accelerator), IsEmpty());
      EXPECT_THAT(bound_faults(layer.layer, mapping), IsEmpty());
      const NestCounts nest = counts_of(nest_of(layer.layer, mapping, Multicast::Tiles));
      EXPECT_LE(nest.levels[2][0].tile_words, 224);
      EXPECT_LE(nest.levels[2][1].tile_words, 12);
      EXPECT_LE(nest.levels[2][2].tile_words, 24);
    }
  }
}

TEST(Silicon, AlexNetsLatency) {
  const Comparison& c = alexnet();
  for (std::size_t i = 0; i < c.predictions.size(); ++i) {
    const Measured& measured = c.measured.layers[i];
    const Prediction& own = c.predictions[i];
    SCOPED_TRACE(measured.name);
    EXPECT_LT(own.compute_ms, 1.02 * measured.processing_ms);
    EXPECT_GT(own.compute_ms, 0.88 * measured.processing_ms);  // no window to fill
    EXPECT_NEAR(own.latency_ms / measured.processing_ms, 1, 0.12);
    const LayerCost& best = c.best.layers[i];
    expect_documented(table_row({measured.name, number(c.measured.batch * best.latency_ms, 1),
                                 number(100 * best.utilization, 0) + " %", number(own.compute_ms, 1),
                                 number(own.latency_ms, 1), number(measured.processing_ms, 1),
                                 number(measured.total_ms, 1)}));
  }
  const Measured& all = c.measured.total;
  EXPECT_NEAR(c.sum(&Prediction::latency_ms) / all.processing_ms, 1, 0.06);
  expect_documented(
      table_row({"all", number(c.best_ms(), 1), number(100 * c.all_busy_ms() / c.best_ms(), 0) + " %",
                 number(c.sum(&Prediction::compute_ms), 1), number(c.sum(&Prediction::latency_ms), 1),
                 number(all.processing_ms, 1), number(all.total_ms, 1)}));
}

// The chip reads every partial sum from the buffer, the model none on its first visit.
double first_visits_mb(const Layer& layer, double batch) {
  return batch * static_cast<double>(layer.volume(Tensor::Outputs)) * 2e-6;
}

TEST(Silicon, AlexNetsElementsAndTraffic) {
  const Comparison& c = alexnet();
  for (std::size_t i = 0; i < c.predictions.size(); ++i) {
    const Measured& measured = c.measured.layers[i];
    const Prediction& own = c.predictions[i];
    SCOPED_TRACE(measured.name);
    EXPECT_NEAR(own.pes / measured.active_pes, 1, 0.02);
    EXPECT_NEAR(own.buffer_mb / measured.buffer_mb, measured.name == "conv3" ? 1.37 : 1, 0.12);
    if (measured.name == "conv4" || measured.name == "conv5") {
      EXPECT_NEAR(own.buffer_mb + first_visits_mb(c.network.layers[i].layer, 4), measured.buffer_mb, 0.06);
    }
    EXPECT_GT(own.dram_mb, measured.dram_mb);  // the chip compresses
    EXPECT_LT(own.dram_mb, 2.1 * measured.dram_mb);
    expect_documented(table_row(
        {measured.name, number(own.pes, 0), number(measured.active_pes, 0), number(own.buffer_mb, 1),
         number(measured.buffer_mb, 1), number(own.dram_mb, 1), number(measured.dram_mb, 1),
         number(own.dram_mb / measured.dram_mb, 2), number(own.chip_mw, 0), number(measured.power_mw, 0)}));
  }
}

// Table III gives conv3 the parameters q = 4, r = 1, t = 4. Its measured buffer traffic is that of conv4's
// q = 3, r = 2, t = 2, which take 43 passes over 256 channels (258 with padding).
TEST(Silicon, Conv3sTrafficIsThatOfConv4sParameters) {
  const Comparison& c = alexnet();
  Layer layer = c.network.layers[2].layer;
  layer.bounds[Dim::C] = 258;
  std::vector<Fault> faults;
  const Mapping mapping =
      parse_mapping("DRAM M6 C43 | GLB(I,O) M2 P13 | X Q13 | Y S3 C2 M2 | RF M16 C3 R3", faults);
  ASSERT_THAT(faults, IsEmpty());
  ASSERT_THAT(bound_faults(layer, mapping), IsEmpty());
  const LayerCost cost =
      cost_of({layer}, mapping, counts_of(layer, mapping, c.chip.space, c.chip.accelerator),
              c.chip.accelerator, c.chip.space.unit_costs(c.chip.accelerator));
  const Prediction own = predict(layer, cost, c.chip, 4, 1);
  const Measured& measured = c.measured.layers[2];
  EXPECT_NEAR(own.buffer_mb + first_visits_mb(layer, 4), measured.buffer_mb, 0.06);
  EXPECT_NEAR(own.latency_ms, 20.4, 0.05);
  EXPECT_GT(c.predictions[2].buffer_mb / measured.buffer_mb, 1.3);
  expect_documented(
      table_row({"conv3 as conv4", number(own.pes * 256 / 258, 0), number(measured.active_pes, 0),
                 number(own.buffer_mb, 1), number(measured.buffer_mb, 1), number(own.dram_mb, 1),
                 number(measured.dram_mb, 1), number(own.dram_mb / measured.dram_mb, 2),
                 number(own.chip_mw, 0), number(measured.power_mw, 0)}));
}

void expect_frames_documented() {
  const Comparison &a = alexnet(), &v = vgg16();
  const auto row = [&](const std::string& step, double alexnet_ms, double vgg16_ms) {
    expect_documented(
        table_row({step, number(a.frames_per_s(alexnet_ms), 1), number(v.frames_per_s(vgg16_ms), 2)}));
  };
  row("all 168 elements busy in every cycle", a.all_busy_ms(), v.all_busy_ms());
  row("predicted: the mapper's best mappings", a.best_ms(), v.best_ms());
  row("the chip's mappings, no bandwidth limits", a.sum(&Prediction::compute_ms),
      v.sum(&Prediction::compute_ms));
  row("predicted: the chip's mappings", a.sum(&Prediction::latency_ms), v.sum(&Prediction::latency_ms));
  row("measured, processing", a.measured.total.processing_ms, v.measured.total.processing_ms);
  row("measured, in all", a.measured.total.total_ms, v.measured.total.total_ms);
  EXPECT_NEAR(a.frames_per_s(a.measured.total.total_ms), 34.7, 0.05);  // the paper's own figures
  EXPECT_NEAR(v.frames_per_s(v.measured.total.total_ms), 0.7, 0.05);
}

// One test, so that the mapper runs once.
TEST(Silicon, VggsLatencyAndTrafficAndFramesPerSecond) {
  expect_frames_documented();
  const Comparison& c = vgg16();
  for (std::size_t i = 0; i < c.predictions.size(); ++i) {
    const Measured& measured = c.measured.layers[i];
    const Prediction& own = c.predictions[i];
    SCOPED_TRACE(measured.name);
    const bool sums_limit = measured.name != "conv1_1" && !measured.name.starts_with("conv5");
    if (sums_limit) {
      EXPECT_NEAR(own.latency_ms / measured.processing_ms, 1, 0.03);
      EXPECT_NEAR(own.buffer_mb / measured.buffer_mb, 1, 0.06);
    } else {
      EXPECT_NEAR(own.latency_ms / measured.processing_ms, 1, measured.name == "conv1_1" ? 0.3 : 0.04);
      EXPECT_NEAR(own.buffer_mb / measured.buffer_mb, 1, 0.11);
    }
    expect_documented(
        table_row({measured.name, number(c.measured.batch * c.best.layers[i].latency_ms, 1),
                   number(own.latency_ms, 1), number(measured.processing_ms, 1), number(measured.total_ms, 1),
                   number(own.buffer_mb, 1), number(measured.buffer_mb, 1),
                   number(measured.buffer_mb / measured.processing_ms * 1e3 / c.chip.space.clock_mhz, 1)}));
  }
  const Measured& all = c.measured.total;
  EXPECT_NEAR(c.sum(&Prediction::latency_ms) / all.processing_ms, 1, 0.01);
  expect_documented(table_row({"all", number(c.best_ms(), 1), number(c.sum(&Prediction::latency_ms), 1),
                               number(all.processing_ms, 1), number(all.total_ms, 1),
                               number(c.sum(&Prediction::buffer_mb), 1), number(all.buffer_mb, 1),
                               number(all.buffer_mb / all.processing_ms * 1e3 / c.chip.space.clock_mhz, 1)}));
}

}  // namespace
}  // namespace dance::test
