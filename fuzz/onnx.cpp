// libFuzzer target: any bytes are a network or an Error of the ONNX importer, and nothing else. Half of the
// mutations are of the model (operators, attributes, shapes, edges) and not of its bytes, which would seldom
// parse.
#include <onnx/defs/schema.h>

#include <cstdint>
#include <cstdlib>
#include <random>
#include <string_view>

#include "dance/core/error.h"
#include "dance/engine/onnx/import.h"

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t max_size);

namespace {

using Rng = std::minstd_rand;

int below(Rng& random, int count) {
  return count <= 0 ? 0 : static_cast<int>(random() % static_cast<unsigned>(count));
}

std::int64_t any_size(Rng& random) {
  static constexpr std::int64_t kSizes[] = {0,       1,         1,         2,         3,         4,   5,
                                            7,       8,         16,        -1,        -2,        224, 255,
                                            1 << 20, 1LL << 31, 1LL << 40, INT64_MAX, INT64_MIN, 64,  12};
  return kSizes[below(random, static_cast<int>(std::size(kSizes)))];
}

const std::vector<std::string>& operators() {
  static const std::vector<std::string> kNames = [] {
    std::vector<std::string> names;
    for (const onnx::OpSchema& schema : onnx::OpSchemaRegistry::get_all_schemas()) {
      if (schema.domain().empty()) names.push_back(schema.Name());
    }
    return names;
  }();
  return kNames;
}

template <typename Ints>
void mutate_integers(Ints& values, Rng& random) {
  const int choice = below(random, 6);
  if (choice == 0 || values.empty()) {
    values.Add(any_size(random));
  } else if (choice == 1) {
    values.RemoveLast();
  } else {
    values.Set(below(random, values.size()), any_size(random));
  }
}

// An attribute that the operator has, of any value.
void add_attribute(onnx::NodeProto& node, Rng& random) {
  const onnx::OpSchema* schema = onnx::OpSchemaRegistry::Schema(node.op_type());
  if (schema == nullptr || schema->attributes().empty()) return;
  auto chosen = schema->attributes().begin();
  std::advance(chosen, below(random, static_cast<int>(schema->attributes().size())));
  onnx::AttributeProto& attribute = *node.add_attribute();
  attribute.set_name(chosen->first);
  attribute.set_type(chosen->second.type);
  attribute.set_i(any_size(random));
  attribute.set_f(static_cast<float>(any_size(random)));
  for (int i = below(random, 5); i > 0; --i) attribute.add_ints(any_size(random));
  static constexpr const char* kTexts[] = {"SAME_UPPER", "SAME_LOWER", "VALID", "NOTSET",
                                           "ij,jk->ik",  "DCR",        "?"};
  attribute.set_s(kTexts[below(random, static_cast<int>(std::size(kTexts)))]);
}

std::string any_tensor(const onnx::GraphProto& graph, Rng& random) {
  const int inputs = graph.input_size(), weights = graph.initializer_size();
  const int chosen = below(random, inputs + weights + graph.node_size());
  if (chosen < inputs) return graph.input(chosen).name();
  if (chosen < inputs + weights) return graph.initializer(chosen - inputs).name();
  if (graph.node_size() == 0) return "";
  const onnx::NodeProto& node = graph.node(chosen - inputs - weights);
  return node.output_size() > 0 ? node.output(below(random, node.output_size())) : "";
}

void mutate_node(onnx::GraphProto& graph, onnx::NodeProto& node, Rng& random) {
  const int choice = below(random, 8);
  if (choice == 0)
    node.set_op_type(
        operators()[static_cast<std::size_t>(below(random, static_cast<int>(operators().size())))]);
  if (choice == 1 && node.input_size() > 0)
    node.set_input(below(random, node.input_size()), any_tensor(graph, random));
  if (choice == 2) node.add_input(any_tensor(graph, random));
  if (choice == 3 && node.input_size() > 0) node.mutable_input()->RemoveLast();
  if (choice == 4) node.add_output("extra" + std::to_string(random()));
  if (choice == 5) add_attribute(node, random);
  if (node.attribute_size() == 0 || choice < 6) return;
  onnx::AttributeProto& attribute = *node.mutable_attribute(below(random, node.attribute_size()));
  if (choice == 6) mutate_integers(*attribute.mutable_ints(), random);
  if (choice == 7) attribute.set_i(any_size(random));
}

// Feeds one more operator, of any kind, with any tensors.
void insert_node(onnx::GraphProto& graph, Rng& random) {
  onnx::NodeProto node;
  node.set_op_type(
      operators()[static_cast<std::size_t>(below(random, static_cast<int>(operators().size())))]);
  for (int i = 1 + below(random, 3); i > 0; --i) node.add_input(any_tensor(graph, random));
  node.add_output("new" + std::to_string(random()));
  for (int i = below(random, 3); i > 0; --i) add_attribute(node, random);
  *graph.add_node() = node;
}

void mutate(onnx::ModelProto& model, Rng& random) {
  onnx::GraphProto& graph = *model.mutable_graph();
  switch (below(random, 7)) {
    case 0:
      if (model.opset_import_size() > 0) model.mutable_opset_import(0)->set_version(6 + below(random, 19));
      return;
    case 1:
      if (graph.input_size() == 0)
        return;
      else {
        auto& shape = *graph.mutable_input(below(random, graph.input_size()))
                           ->mutable_type()
                           ->mutable_tensor_type()
                           ->mutable_shape();
        if (shape.dim_size() == 0 || below(random, 5) == 0) shape.add_dim();
        shape.mutable_dim(below(random, shape.dim_size()))->set_dim_value(any_size(random));
      }
      return;
    case 2:
      if (graph.initializer_size() == 0)
        return;
      else {
        auto& tensor = *graph.mutable_initializer(below(random, graph.initializer_size()));
        if (below(random, 2) == 0)
          mutate_integers(*tensor.mutable_dims(), random);
        else
          mutate_integers(*tensor.mutable_int64_data(), random);
      }
      return;
    case 3:
      return insert_node(graph, random);
    default:
      if (graph.node_size() > 0)
        mutate_node(graph, *graph.mutable_node(below(random, graph.node_size())), random);
  }
}

}  // namespace

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size,
                                               unsigned seed) {
  Rng random(seed + 1);
  onnx::ModelProto model;
  if (random() % 2 == 0 || !model.ParseFromArray(data, static_cast<int>(size)))
    return LLVMFuzzerMutate(data, size, max_size);
  for (int i = 1 + below(random, 4); i > 0; --i) mutate(model, random);
  const std::string bytes = model.SerializeAsString();
  if (bytes.size() > max_size) return LLVMFuzzerMutate(data, size, max_size);
  std::copy(bytes.begin(), bytes.end(), data);
  return bytes.size();
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  try {
    const dance::Network network = dance::import_onnx(bytes, "fuzz.onnx");
    if (network.layers.empty() || !network.fits()) std::abort();
    for (const dance::NetworkLayer& entry : network.layers) {
      if (entry.layer.macs() < 1 || entry.residual_words < 0) std::abort();
      for (const std::int64_t bound : entry.layer.bounds) {
        if (bound < 1) std::abort();
      }
    }
    for (const dance::ListedOperator& listed : network.not_modelled) {
      if (listed.count < 1 || listed.operations.value_or(0) < 0) std::abort();
    }
  } catch (const dance::Error& error) {
    if (error.exit_code() != dance::kExitBadInput || error.faults().empty()) std::abort();
  }
  return 0;
}
