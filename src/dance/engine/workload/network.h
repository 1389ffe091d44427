// A network for the cost model: layers run one after another, activations start and end in DRAM. Where it has
// a batch, every layer runs for all images of the batch before the next one does; costs are of one image.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "dance/engine/workload/layer.h"

namespace dance {

struct NetworkLayer {
  Layer layer;  // one run, of all images of the batch
  // Words of another tensor that one run of the layer adds to its output, read once more from DRAM (a
  // residual connection).
  std::int64_t residual_words = 0;
  // False where the layer multiplies two activations: its Weights tensor is one of them.
  bool constant_weights = true;
  // Times that the layer runs, one after another and with the same weights: the steps of a recurrent
  // operator. Each needs the result of the one before it, so that they are no batch.
  std::int64_t steps = 1;
  std::int64_t batch = 1;  // images that one run serves

  // Runs of the layer for one image: the steps, divided by the batch.
  double runs() const { return static_cast<double>(steps) / static_cast<double>(batch); }
  std::int64_t macs() const;  // of all steps for one image; the largest 64-bit integer where they do not fit
  // Makes the layer serve as many images at a time, whatever the number was. Weights serve them all, so that
  // the loop N grows; a product of two activations has operands of its own for each image, so that G does.
  // False where bounds, MACs or words become too large; the layer is of no use then.
  bool set_batch(std::int64_t images);
};

// Operators of one type that are listed, not modelled, such as pooling.
struct ListedOperator {
  std::string type;
  std::int64_t count = 0;
  // Operations of all of them (docs/onnx.md says what counts as one); nothing where they cannot be told.
  std::optional<std::int64_t> operations = 0;
};

// How much of a network its cost leaves out.
struct LeftOut {
  double share = 0;                // of the known operations; a MAC of a layer is one of them
  std::vector<std::string> types;  // the operators', most operations first; those of unknown operations last
  std::vector<std::string> unknown;  // of these, the ones whose operations cannot be told
  // Whether a latency or an energy without it misleads: above 5 %, or not known.
  bool matters() const { return share > 0.05 || !unknown.empty(); }
};

struct Network {
  std::string name;
  std::vector<NetworkLayer> layers;
  std::vector<ListedOperator> not_modelled;
  std::vector<std::string> notes;   // what the reader assumed, such as an open dimension taken as 1
  std::int64_t batch = 1;           // images that run together
  std::int64_t quantized_bits = 0;  // of the numbers that the file computes with, where it is quantised

  // Makes as many images run together. Throws Error where bounds, MACs or words of a layer become too large.
  void set_batch(std::int64_t images);

  // Of one image. Sums stop at the largest 64-bit integer.
  std::int64_t macs() const;
  std::int64_t weight_words() const;
  bool fits() const;  // both are below it
  // One more operator that is not modelled.
  void list(const std::string& type, std::optional<std::int64_t> operations);
  // Its operations over all known ones, those of the layers (a MAC is one) included.
  std::optional<double> share(const ListedOperator& listed) const;
  LeftOut left_out() const;  // of all operators that are not modelled
};

// Images that a batch has at most.
inline constexpr std::int64_t kMaxBatch = 1 << 16;

// Reads a network file (docs/formats.md, "Network"). Throws Error with all faults.
Network load_network(const std::filesystem::path& file);
Network parse_network(const std::string& text, const std::string& file_name);

}  // namespace dance
