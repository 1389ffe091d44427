#include "cli/layer_argument.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <limits>
#include <map>
#include <optional>

#include "cli/inputs.h"
#include "cli/timeloop_files.h"
#include "dance/core/error.h"
#include "dance/core/split_list.h"
#include "dance/engine/timeloop/model.h"

namespace dance::cli {

namespace {

constexpr const char* kAssignmentsExpected =
    "bounds such as C=64,M=64,P=56,Q=56,R=3,S=3,stride=1, NETWORK:LAYER, or a file with Timeloop's problem";

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

// Reads KEY=VALUE,... gathering all faults.
class Assignments {
 public:
  Assignments(std::string text, const std::string& assignments) : text_(std::move(text)) {
    for (const std::string& part : split_list(assignments)) read(part);
  }

  NetworkLayer layer() {
    NetworkLayer out;
    out.layer.name = text_;
    for (Dim d : kAllDims) {
      const std::string key(1, letter_of(d));
      out.layer.bounds[d] = take(lower(key), kMaxLoopBound).value_or(1);
    }
    const auto both = [&](const std::string& key, int& width, int& height) {
      const auto common = take(key, kMostStride), w = take(key + "_w", kMostStride),
                 h = take(key + "_h", kMostStride);
      if (common && (w || h)) fault(key, "given together with one axis' own", "either", "");
      width = static_cast<int>(w.value_or(common.value_or(1)));
      height = static_cast<int>(h.value_or(common.value_or(1)));
    };
    both("stride", out.layer.stride_w, out.layer.stride_h);
    both("dilation", out.layer.dilation_w, out.layer.dilation_h);
    for (const auto& [key, value] : given_) {
      fault(key, "unknown key",
            "N, G, M, C, P, Q, R, S, stride, stride_w, stride_h, dilation, dilation_w or dilation_h", "");
    }
    out.batch = out.layer.bounds[Dim::N];
    if (faults_.empty()) check_size(out.layer);
    if (!faults_.empty()) throw Error(std::move(faults_));
    return out;
  }

 private:
  static constexpr std::int64_t kMostStride = 1024;

  void fault(const std::string& key, const std::string& problem, const std::string& expected,
             const std::string& found) {
    faults_.push_back({text_, 0, key, problem, expected, found});
  }

  void read(const std::string& part) {
    const std::size_t equals = part.find('=');
    if (equals == std::string::npos || equals == 0) {
      fault("", "not an assignment", "KEY=VALUE", "'" + part + "'");
    } else if (!given_.emplace(lower(part.substr(0, equals)), part.substr(equals + 1)).second) {
      fault(part.substr(0, equals), "given twice", "each key once", "");
    }
  }

  std::optional<std::int64_t> take(const std::string& key, std::int64_t most) {
    const auto given = given_.extract(key);
    if (given.empty()) return std::nullopt;
    const std::string& value = given.mapped();
    std::int64_t number = 0;
    const auto [end, failed] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (failed != std::errc{} || end != value.data() + value.size() || number < 1 || number > most) {
      fault(key, "out of range", fmt::format("an integer in 1..{}", most), "'" + value + "'");
    }
    return number;
  }

  void check_size(const Layer& layer) {
    constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
    bool fits = layer.macs() < kMost;
    for (Tensor t : kAllTensors) fits = fits && layer.volume(t) < kMost;
    if (!fits) fault("", "the layer's MACs or words do not fit into 64 bits", "a smaller layer", "");
  }

  const std::string text_;
  std::map<std::string, std::string> given_;
  std::vector<Fault> faults_;
};

NetworkLayer layer_of(const Network& network, const std::string& text, const std::string& name) {
  std::vector<std::string> names;
  for (const NetworkLayer& layer : network.layers) {
    if (layer.layer.name == name) return layer;
    names.push_back(layer.layer.name);
  }
  if (name.empty() && network.layers.size() == 1) return network.layers.front();
  throw Error({text, 0, "",
               name.empty() ? "a network, not a layer" : fmt::format("no layer '{}' in the network", name),
               fmt::format("{}:LAYER with one of {}",
                           text.substr(0, text.size() - (name.empty() ? 0 : name.size() + 1)),
                           fmt::join(names, ", ")),
               ""});
}

bool is_network_file(const std::string& text) {
  return text.ends_with(".yaml") || text.ends_with(".yml") || text.ends_with(".json") ||
         text.ends_with(".onnx");
}

// Where NETWORK:LAYER is split: behind a file's name, as names of layers in ONNX models hold colons too, else
// at the last colon. npos where there is none.
std::size_t colon_before_layer(const std::string& text) {
  for (std::size_t at = text.find(':'); at != std::string::npos; at = text.find(':', at + 1)) {
    if (is_network_file(text.substr(0, at))) return at;
  }
  return text.rfind(':');
}

NetworkLayer layer_of_problem(const std::string& file) {
  NetworkLayer out;
  out.layer = timeloop::read_problem_file(file).layer;
  out.batch = out.layer.bounds[Dim::N];
  if (out.layer.name.empty()) out.layer.name = file;
  std::vector<Fault> faults;
  for (Dim d : kAllDims) {
    if (out.layer.bounds[d] <= kMaxLoopBound) continue;
    faults.push_back({file, 0, std::string(1, letter_of(d)), "the bound is too large to map",
                      fmt::format("at most {}", kMaxLoopBound), std::to_string(out.layer.bounds[d])});
  }
  if (!faults.empty()) throw Error(std::move(faults));
  return out;
}

}  // namespace

NetworkLayer read_layer_argument(const std::string& text, const OnnxArguments& onnx) {
  if (has_top_key(text, "problem")) return layer_of_problem(text);
  const std::size_t colon = colon_before_layer(text);
  const std::string before = colon == std::string::npos ? "" : text.substr(0, colon);
  const std::string after = colon == std::string::npos ? text : text.substr(colon + 1);
  if (is_network_file(text)) return layer_of(read_network_argument(text, onnx), text, "");
  if ((before.empty() || lower(before) == "conv") && after.find('=') != std::string::npos) {
    return Assignments(text, after).layer();
  }
  if (before.empty()) throw Error({text, 0, "", "not a layer", kAssignmentsExpected, ""});
  return layer_of(read_network_argument(before, onnx), text, after);
}

}  // namespace dance::cli
