// What a user writes for a network or an accelerator on the command line, resolved.
//
//   NETWORK      lenet.yaml | resnet50 | model.onnx | RUN | RUN/design.json
//                | small:mbconv_k3_e6 | small:OP,OP,...
//   ACCELERATOR  mine.yaml (one value per parameter) | RUN | RUN/design.json
//                | edge:pe_x=12,pe_y=12,rf_words=32,glb_kib=64,glb_width_bits=128,dataflow=weight_stationary
//   SPACE        mine.yaml | edge | edge:pe_x=8..16,dataflow=row_stationary (a part of it)
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "dance/engine/hardware/space.h"
#include "dance/engine/onnx/import.h"
#include "dance/engine/workload/network.h"

namespace dance::cli {

inline constexpr const char* kAcceleratorHelp =
    "Accelerator: a hardware space of one point (YAML file), a run folder or its design.json, or "
    "SPACE:KEY=VALUE,... with the keys pe_x, pe_y, rf_words, glb_kib, glb_width_bits, dataflow "
    "(and glb_banks, dram_megatransfers_per_s, word_bits where the space has several)";

// The options that say how an ONNX model is read: --input-shape NAME=SIZE,SIZE,..., once for each input, and
// --branch NAME=then, once for each If.
class OnnxArguments {
 public:
  void add_to(CLI::App& app);
  // Throws Error with all faults.
  OnnxOptions options() const;
  // Throws Error where one is given for a network that is no ONNX model.
  void refuse_for(const std::string& network) const;

 private:
  std::vector<std::string> input_shapes_, branches_;
};

// The option --policy, whose value is "" where it is not given.
void add_policy(CLI::App& app, std::string& policy, const std::string& help,
                const std::string& fallback = "the space's");

bool is_onnx(const std::string& text);  // whether a text names an ONNX model
// Throws Error with all faults of what was given.
Network read_network_argument(const std::string& text, const OnnxArguments& onnx);

inline constexpr const char* kNetworkHelp =
    "Network: a preset (resnet50, ...), a YAML file, an ONNX model, a run folder or its design.json, or "
    "SPACE:OP,OP,... (one OP for all layers)";

// The options of commands that read networks: those of OnnxArguments and --batch.
class NetworkOptions {
 public:
  void add_to(CLI::App& app);
  // Networks that are no ONNX model have no use for the options of one. Where one of a command's networks is
  // an ONNX model, the options are for it; where none is, they are refused. Throws Error with all faults.
  Network read(const std::string& text, bool beside_onnx = false) const;

 private:
  OnnxArguments onnx_;
  std::optional<std::int64_t> batch_;
};

// A command's network: its argument and the options that go with it.
class NetworkArgument {
 public:
  void add_to(CLI::App& app);
  Network read() const { return options_.read(text_); }

 private:
  std::string text_;
  NetworkOptions options_;
};

struct AcceleratorArgument {
  HardwareSpace space;
  Accelerator accelerator;
};
// Throws Error with all faults.
AcceleratorArgument read_accelerator_argument(const std::string& text);

// Throws Error, naming `option`, with all faults.
HardwareSpace read_space_argument(const std::string& text, const std::string& option);

// "12 x 12 PEs, 32-word register files, 64 KiB buffer of 64-bit banks, weight_stationary"
std::string describe(const Accelerator& accelerator, const HardwareSpace& space);

}  // namespace dance::cli
