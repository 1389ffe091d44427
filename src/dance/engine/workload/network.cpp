#include "dance/engine/workload/network.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "dance/core/config.h"
#include "dance/core/files.h"
#include "dance/core/integers.h"

namespace dance {

namespace {

constexpr std::int64_t kMaxStep = 1 << 20;  // of a stride or a dilation

struct Pair {
  std::int64_t h = 1, w = 1;
};

// One integer for both axes, or [height, width].
Pair read_pair(const ConfigValue& value, IntegerRange range) {
  if (!value.is_list()) {
    const std::int64_t both = value.integer(range);
    return {both, both};
  }
  const std::vector<ConfigValue> items = value.list();
  if (items.size() != 2) {
    value.fault("not a size", "one integer or [height, width]", value.found());
    return {};
  }
  return {items[0].integer(range), items[1].integer(range)};
}

Pair read_pair(ConfigMap& map, const std::string& key, IntegerRange range, std::optional<Pair> fallback) {
  if (const auto value = map.optional(key)) return read_pair(*value, range);
  if (!fallback) map.fault(key, "missing key", "one integer or [height, width]");
  return fallback.value_or(Pair{});
}

// Half of what keeps the size at stride 1; only odd spans have a half.
std::int64_t same_padding(const ConfigMap& map, std::int64_t kernel, int dilation) {
  const std::int64_t total = (kernel - 1) * dilation;
  if (total % 2 != 0) {
    map.fault("padding", "'same' needs the same padding on both sides", "an odd kernel or padding in numbers",
              fmt::format("kernel {} with dilation {}", kernel, dilation));
  }
  return total / 2;
}

void read_padding(ConfigMap& map, ConvShape& shape) {
  const auto value = map.optional("padding");
  if (!value) return;
  if (value->is_scalar() && value->text() == "same") {
    shape.pad_h = same_padding(map, shape.kernel_h, shape.dilation_h);
    shape.pad_w = same_padding(map, shape.kernel_w, shape.dilation_w);
    return;
  }
  const Pair padding = read_pair(*value, {.min = 0, .max = kMaxLoopBound});
  shape.pad_h = padding.h, shape.pad_w = padding.w;
}

void read_input(ConfigMap& map, ConvShape& shape) {
  ConfigMap input = map.map("input");
  shape.in_channels = input.integer("channels", {.min = 1, .max = kMaxLoopBound});
  shape.in_height = input.integer("height", {.min = 1, .max = kMaxLoopBound});
  shape.in_width = input.integer("width", {.min = 1, .max = kMaxLoopBound});
  input.finish();
}

// What convolution and pooling share: the window that slides over the input.
void read_window(ConfigMap& map, ConvShape& shape) {
  const IntegerRange step = {.min = 1, .max = kMaxStep};
  const Pair kernel = read_pair(map, "kernel", {.min = 1, .max = kMaxLoopBound}, std::nullopt);
  const Pair stride = read_pair(map, "stride", step, Pair{1, 1});
  const Pair dilation = read_pair(map, "dilation", step, Pair{1, 1});
  shape.kernel_h = kernel.h, shape.kernel_w = kernel.w;
  shape.stride_h = static_cast<int>(stride.h), shape.stride_w = static_cast<int>(stride.w);
  shape.dilation_h = static_cast<int>(dilation.h), shape.dilation_w = static_cast<int>(dilation.w);
  read_padding(map, shape);
}

NetworkLayer read_conv(ConfigMap& map, const std::string& name) {
  const std::size_t faults_before = map.fault_count();
  ConvShape shape;
  read_input(map, shape);
  shape.out_channels = map.integer("output_channels", {.min = 1, .max = kMaxLoopBound});
  shape.groups = map.integer("groups", {.min = 1, .max = kMaxLoopBound}, 1);
  read_window(map, shape);
  const bool residual = map.boolean("residual", false);
  if (map.fault_count() != faults_before) return {};
  const std::vector<Fault> faults = faults_of(shape);
  for (const Fault& fault : faults) map.fault(fault.key, fault.problem, fault.expected, fault.found);
  if (!faults.empty()) return {};
  NetworkLayer layer{convolution(name, shape), 0};
  if (residual) layer.residual_words = layer.layer.volume(Tensor::Outputs);
  return layer;
}

NetworkLayer read_linear(ConfigMap& map, const std::string& name) {
  const std::size_t faults_before = map.fault_count();
  const std::int64_t in_features = map.integer("in_features", {.min = 1, .max = kMaxLoopBound});
  const std::int64_t out_features = map.integer("out_features", {.min = 1, .max = kMaxLoopBound});
  if (map.fault_count() != faults_before) return {};
  return {fully_connected(name, in_features, out_features), 0};
}

// A product of two activations, such as a query and a key of attention.
NetworkLayer read_matmul(ConfigMap& map, const std::string& name) {
  const std::size_t faults_before = map.fault_count();
  const IntegerRange range = {.min = 1, .max = kMaxLoopBound};
  MatrixShape shape;
  shape.groups = map.integer("groups", range, 1);
  shape.rows = map.integer("rows", range);
  shape.inner = map.integer("inner", range);
  shape.columns = map.integer("columns", range);
  if (map.fault_count() != faults_before) return {};
  const std::vector<Fault> faults = faults_of(shape);
  for (const Fault& fault : faults) map.fault(fault.key, fault.problem, fault.expected, fault.found);
  if (!faults.empty()) return {};
  return {.layer = matrix_product(name, shape), .constant_weights = false};
}

// A pooling layer is listed, not modelled; its keys are checked all the same. Its operations, the outputs
// times the window, are known where it names its input.
void read_pool(ConfigMap& map, Network& network) {
  const std::size_t faults_before = map.fault_count();
  ConvShape shape;
  read_window(map, shape);
  std::optional<std::int64_t> operations;
  if (map.has("input")) {
    read_input(map, shape);
    shape.groups = shape.out_channels = shape.in_channels;
    const std::vector<Fault> faults =
        map.fault_count() == faults_before ? faults_of(shape) : std::vector<Fault>{};
    for (const Fault& fault : faults) map.fault(fault.key, fault.problem, fault.expected, fault.found);
    if (map.fault_count() == faults_before) operations = convolution("pool", shape).macs();
  }
  network.list("pool", operations);
}

void read_layer(const ConfigValue& value, Network& network, std::set<std::string>& names) {
  ConfigMap map = value.map();
  if (!value.is_map()) return;
  const std::string name = map.text("name");
  if (map.has("name") && !names.insert(name).second) {
    map.fault("name", "two layers have one name", "names that differ", "'" + name + "'");
  }
  const std::string type = map.choice("type", {"conv", "linear", "matmul", "pool"});
  if (type == "conv") {
    network.layers.push_back(read_conv(map, name));
  } else if (type == "linear") {
    network.layers.push_back(read_linear(map, name));
  } else if (type == "matmul") {
    network.layers.push_back(read_matmul(map, name));
  } else {
    read_pool(map, network);
  }
  map.finish();
}

}  // namespace

std::int64_t NetworkLayer::macs() const {
  const std::int64_t of_run = layer.macs();
  return of_run == kSaturated ? of_run : saturated_product(of_run / batch, steps);
}

bool NetworkLayer::set_batch(std::int64_t images) {
  std::int64_t& bound = layer.bounds[constant_weights ? Dim::N : Dim::G];
  bound = saturated_product(bound / batch, images);
  residual_words = saturated_product(residual_words / batch, images);
  batch = images;
  bool fits = bound <= kMaxLoopBound && macs() < kSaturated && residual_words < kSaturated;
  for (const Tensor tensor : kAllTensors) fits = fits && layer.volume(tensor) < kSaturated;
  return fits;
}

void Network::set_batch(std::int64_t images) {
  std::vector<Fault> faults;
  for (NetworkLayer& layer : layers) {
    if (!layer.set_batch(images)) {
      faults.push_back({name, 0, layer.layer.name,
                        fmt::format("the layer is too large with a batch of {}", images), "a smaller batch",
                        ""});
    }
  }
  if (!faults.empty()) throw Error(std::move(faults));
  batch = images;
}

std::int64_t Network::macs() const {
  std::int64_t sum = 0;
  for (const NetworkLayer& entry : layers) sum = saturated_sum(sum, entry.macs());
  return sum;
}

std::int64_t Network::weight_words() const {
  std::int64_t sum = 0;
  for (const NetworkLayer& entry : layers) {
    if (entry.constant_weights) sum = saturated_sum(sum, entry.layer.volume(Tensor::Weights));
  }
  return sum;
}

bool Network::fits() const {
  constexpr std::int64_t kFull = std::numeric_limits<std::int64_t>::max();
  return macs() != kFull && weight_words() != kFull;
}

void Network::list(const std::string& type, std::optional<std::int64_t> operations) {
  const auto is_type = [&](const ListedOperator& listed) { return listed.type == type; };
  auto found = std::find_if(not_modelled.begin(), not_modelled.end(), is_type);
  if (found == not_modelled.end()) found = not_modelled.insert(found, {type, 0, 0});
  ++found->count;
  if (!operations) found->operations.reset();
  if (found->operations) found->operations = saturated_sum(*found->operations, *operations);
}

std::optional<double> Network::share(const ListedOperator& listed) const {
  if (!listed.operations) return std::nullopt;
  double total = static_cast<double>(macs());
  for (const ListedOperator& other : not_modelled) total += static_cast<double>(other.operations.value_or(0));
  return total > 0 ? static_cast<double>(*listed.operations) / total : 0;
}

LeftOut Network::left_out() const {
  LeftOut out;
  std::vector<ListedOperator> listed = not_modelled;
  std::stable_sort(listed.begin(), listed.end(), [](const ListedOperator& a, const ListedOperator& b) {
    return a.operations.value_or(-1) > b.operations.value_or(-1);
  });
  for (const ListedOperator& entry : listed) {
    out.types.push_back(entry.type);
    out.share += share(entry).value_or(0);
    if (!entry.operations) out.unknown.push_back(entry.type);
  }
  return out;
}

Network load_network(const std::filesystem::path& file) {
  return parse_network(read_file(file), file.string());
}

Network parse_network(const std::string& text, const std::string& file_name) {
  Config config = Config::parse(text, file_name);
  ConfigMap root = config.root();
  Network network;
  network.name = root.text("name");
  const std::int64_t batch = root.integer("batch", {.min = 1, .max = kMaxBatch}, 1);
  std::set<std::string> names;
  for (const ConfigValue& value : root.list("layers")) read_layer(value, network, names);
  root.finish();
  if (root.fault_count() == 0) {
    if (network.layers.empty())
      root.fault("layers", "no layer to model", "at least one conv, linear or matmul layer");
    if (!network.fits())
      root.fault("layers", "the network's MACs or weights do not fit into 64 bits", "a smaller network");
    for (NetworkLayer& layer : network.layers) {
      if (!layer.set_batch(batch))
        root.fault("batch", fmt::format("the layer '{}' is too large with it", layer.layer.name),
                   "a smaller batch", std::to_string(batch));
    }
    network.batch = batch;
  }
  config.check();
  return network;
}

}  // namespace dance
