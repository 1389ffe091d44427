#include "dance/engine/timeloop/problem.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <limits>
#include <set>

#include "dance/core/integers.h"
#include "dance/engine/timeloop/synonyms.h"

namespace dance::timeloop {

namespace {

constexpr IntegerRange kBound = {.min = 1, .max = std::numeric_limits<std::int64_t>::max()};
constexpr IntegerRange kCoefficient = {.min = 1, .max = std::int64_t{1} << 30};

class InstanceReader {
 public:
  InstanceReader(ConfigMap map, const Shape& shape) : map_(std::move(map)), shape_(shape) {}

  Layer read() {
    Layer layer;
    layer.name = shape_.name;
    for (char letter : shape_.dimensions) {
      const std::int64_t bound = map_.integer(std::string(1, letter), kBound);
      if (const auto dim = shape_.dims.find(letter); dim != shape_.dims.end())
        layer.bounds[dim->second] = bound;
    }
    layer.stride_w = coefficient(shape_.stride_w);
    layer.stride_h = coefficient(shape_.stride_h);
    layer.dilation_w = coefficient(shape_.dilation_w);
    layer.dilation_h = coefficient(shape_.dilation_h);
    refuse_sparsity();
    return layer;
  }

  // Keys that the shape does not have are a mistake, except where their value is 1 and so changes nothing.
  void finish(const std::set<std::string>& known) {
    for (const std::string& key : map_.keys()) {
      const bool dimension = key.size() == 1 && shape_.dims.contains(key[0]);
      if (dimension || shape_.coefficients.contains(key) || known.contains(key)) continue;
      const ConfigValue value = map_.value(key);
      if (value.found() == "'1'") continue;
      std::vector<std::string> names;
      for (const auto& [name, unused] : shape_.coefficients) names.push_back(name);
      value.fault("neither a dimension nor a coefficient of the shape",
                  fmt::format("one of {}{}{}", letters_of(shape_), names.empty() ? "" : ", ",
                              fmt::join(names, ", ")));
    }
  }

 private:
  int coefficient(const std::string& name) {
    if (name.empty()) return 1;
    const Coefficient& known = shape_.coefficients.at(name);
    return static_cast<int>(map_.integer(
        name, kCoefficient, known.has_default ? std::optional(known.default_value) : std::nullopt));
  }

  void refuse_sparsity() {
    std::vector<ConfigValue> densities;
    if (const auto common = first_of(map_, {"commonDensity", "common_density"})) densities.push_back(*common);
    if (const auto each = map_.optional("densities")) {
      ConfigMap map = each->map();
      for (const std::string& key : map.keys()) densities.push_back(map.value(key));
    }
    for (const ConfigValue& density : densities) {
      if (!density.is_scalar() || density.number({.min = 0, .max = 1}) != 1)
        density.fault("sparse tensors are not modelled", "1", density.found());
    }
  }

  ConfigMap map_;
  const Shape& shape_;
};

void check_size(const Layer& layer, const ConfigValue& place) {
  bool fits = layer.macs() < kSaturated;
  for (Tensor tensor : kAllTensors) fits = fits && layer.volume(tensor) < kSaturated;
  if (!fits) place.fault("the problem's MACs or words do not fit into 64 bits", "a smaller problem");
}

}  // namespace

Problem read_problem(const ConfigValue& value) {
  Problem problem;
  ConfigMap map = value.map();
  if (!value.is_map()) return problem;
  const std::size_t faults = map.fault_count();
  if (map.has("version")) {
    map.fault("version", "a problem of Timeloop 0.4", "one of version 0.3, without this key");
    return problem;
  }
  const auto shape = map.optional("shape");
  problem.shape = shape ? read_shape(*shape) : shape_by_name("cnn-layer");
  if (map.fault_count() != faults) return problem;
  const auto instance = map.optional("instance");
  if (instance && !instance->is_map()) {
    instance->map();  // says what it is
    return problem;
  }
  InstanceReader reader(instance ? instance->map() : map, problem.shape);
  problem.layer = reader.read();
  reader.finish({"shape", "name", "densities", "commonDensity", "common_density"});
  if (instance) {
    map.optional("name");
    map.finish();
  }
  if (map.fault_count() == faults) check_size(problem.layer, instance ? *instance : value);
  return problem;
}

std::string letters_of(const Shape& shape) { return fmt::format("{}", fmt::join(shape.dimensions, ", ")); }

}  // namespace dance::timeloop
