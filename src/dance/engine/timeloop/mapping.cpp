#include "dance/engine/timeloop/mapping.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "dance/core/integers.h"
#include "dance/engine/timeloop/factors.h"
#include "dance/engine/timeloop/targets.h"

namespace dance::timeloop {

namespace {

// Loops of one level or fan-out, as a directive gives them.
struct Directive {
  ConfigValue place;
  std::map<char, std::int64_t> factors;
  std::vector<char> permutation;  // innermost first
  std::size_t split = 0;          // how many of a spatial one are on X, from the first on
};

class Reader {
 public:
  Reader(const ConfigValue& value, const Architecture& architecture, const Problem& problem)
      : value_(value),
        levels_(architecture.hierarchy.levels),
        hierarchy_(architecture.hierarchy),
        problem_(problem),
        temporal_(levels_.size()),
        spatial_(levels_.size()) {
    nest_.levels.resize(levels_.size());
    nest_.input_words = hierarchy_.input_words;
    nest_.stationary = hierarchy_.stationary();
    for (std::size_t l = 0; l < levels_.size(); ++l) nest_.levels[l].name = levels_[l].name;
  }

  Nest read() {
    const std::vector<ConfigValue> directives = value_.list();
    for (const ConfigValue& directive : directives) read_directive(directive);
    for (char letter : problem_.shape.dimensions) check_product(letter);
    for (std::size_t l = 0; l < levels_.size(); ++l) place_loops(l);
    check_outermost();
    nest_.stride_w = problem_.layer.stride_w, nest_.stride_h = problem_.layer.stride_h;
    nest_.dilation_w = problem_.layer.dilation_w, nest_.dilation_h = problem_.layer.dilation_h;
    return std::move(nest_);
  }

 private:
  void read_directive(const ConfigValue& value) {
    ConfigMap map = value.map();
    if (!value.is_map()) return;
    const ConfigValue target = map.value("target");
    const auto level = map.has("target") ? read_level(target, hierarchy_) : std::nullopt;
    const std::string type = map.choice("type", {"temporal", "spatial", "bypass", "datatype"});
    if (!map.has("type")) return;
    if (type == "temporal") {
      store(read_loops(map, value), map, level ? &temporal_[*level] : nullptr);
      refuse(map, {"no_temporal_reuse", "rmw_on_first_writeback"});
    } else if (type == "spatial") {
      Directive directive = read_loops(map, value);
      directive.split = static_cast<std::size_t>(
          map.integer("split", {.min = 0}, static_cast<std::int64_t>(directive.split)));
      directive.split = std::min(directive.split, directive.permutation.size());
      store(std::move(directive), map, level ? &spatial_[*level] : nullptr);
      refuse(map, {"no_multicast_no_reduction"});
      map.optional("no_link_transfer");  // no transfer between neighbours is ever counted
    } else {
      read_bypass(map, level);
      refuse(map, {"passthrough"});
    }
    map.finish();
  }

  static void refuse(ConfigMap& map, std::initializer_list<const char*> keys) {
    for (const char* key : keys) {
      if (const auto value = map.optional(key)) value->fault("not modelled", "no such key", value->found());
    }
  }

  Directive read_loops(ConfigMap& map, const ConfigValue& value) const {
    const std::vector<char>& dimensions = problem_.shape.dimensions;
    Directive directive{value, {}, dimensions, dimensions.size()};
    if (const auto factors = map.optional("factors")) directive.factors = read_factors(*factors, dimensions);
    if (const auto order = map.optional("permutation"))
      directive.permutation = read_permutation(*order, dimensions);
    return directive;
  }

  static void store(Directive directive, ConfigMap& map, std::optional<Directive>* slot) {
    if (slot == nullptr) return;  // of an unknown level, which is a fault already
    if (*slot) map.fault("type", "a second directive of this type for this level", "one");
    *slot = std::move(directive);
  }

  void read_bypass(ConfigMap& map, std::optional<std::size_t> level) {
    std::array<std::optional<bool>, kTensors> keeps;
    read_keeps(map, problem_.shape, keeps);
    for (std::size_t t = 0; t < kTensors; ++t) {
      if (level && keeps[t]) nest_.levels[*level].keeps[t] = *keeps[t];
    }
  }

  // Replaces a factor of 0 by what the others leave of the bound, then compares the product with the bound.
  void check_product(char letter) {
    const std::int64_t bound = problem_.layer.bounds[problem_.shape.dims.at(letter)];
    std::int64_t product = 1;
    std::vector<std::int64_t*> open;
    for (auto* side : {&temporal_, &spatial_}) {
      for (std::optional<Directive>& directive : *side) {
        if (!directive) continue;
        const auto factor = directive->factors.find(letter);
        if (factor == directive->factors.end()) continue;
        if (factor->second == 0) open.push_back(&factor->second);
        product = saturated_product(product, std::max<std::int64_t>(factor->second, 1));
      }
    }
    const std::string found = product == kSaturated ? "more than 64 bits hold" : std::to_string(product);
    if (bound % product != 0 || (open.empty() && product != bound)) {
      value_.fault(fmt::format("the factors of {} do not make its bound", letter),
                   fmt::format("{}{} of {}", open.empty() ? "the product " : "a divisor, ", bound, letter),
                   found);
    } else if (open.size() > 1 && product != bound) {
      value_.fault(fmt::format("more than one factor of {} is 0", letter),
                   "one that takes what the others leave",
                   fmt::format("{}, with {} left", open.size(), bound / product));
    }
    for (std::int64_t* factor : open) *factor = bound % product == 0 ? bound / product : 1;
  }

  void place_loops(std::size_t l) {
    NestLevel& level = nest_.levels[l];
    if (temporal_[l]) level.temporal = loops_of(*temporal_[l], 0, temporal_[l]->permutation.size());
    if (!spatial_[l]) return;
    const Directive& directive = *spatial_[l];
    level.spatial_x = loops_of(directive, 0, directive.split);
    level.spatial_y = loops_of(directive, directive.split, directive.permutation.size());
    check_fanout(directive, level.spatial_x, "X", hierarchy_.fanout_x(l));
    check_fanout(directive, level.spatial_y, "Y", hierarchy_.fanout_y(l));
  }

  // The loops of places `first` to `last` of the permutation, the latter excluded, outermost first.
  std::vector<Loop> loops_of(const Directive& directive, std::size_t first, std::size_t last) const {
    std::vector<Loop> loops;
    for (std::size_t i = last; i-- > first;) {
      const auto factor = directive.factors.find(directive.permutation[i]);
      if (factor == directive.factors.end() || factor->second <= 1) continue;
      loops.push_back({problem_.shape.dims.at(directive.permutation[i]), factor->second});
    }
    return loops;
  }

  static void check_fanout(const Directive& directive, const std::vector<Loop>& loops, const char* axis,
                           std::int64_t fanout) {
    std::int64_t product = 1;
    for (const Loop& loop : loops) product = saturated_product(product, loop.bound);
    if (product > fanout) {
      directive.place.fault(fmt::format("the factors on {} are more than the instances there", axis),
                            fmt::format("at most {} on {}", fanout, axis), std::to_string(product));
    }
  }

  void check_outermost() {
    for (std::size_t t = 0; t < kTensors; ++t) {
      if (nest_.levels.front().keeps[t]) continue;
      value_.fault("the outermost level bypasses a tensor", levels_.front().name + " to keep every tensor",
                   problem_.shape.tensors[t] + " bypassed");
    }
  }

  ConfigValue value_;
  const std::vector<StorageLevel>& levels_;
  const Hierarchy& hierarchy_;
  const Problem& problem_;
  Nest nest_;
  std::vector<std::optional<Directive>> temporal_, spatial_;  // by level
};

}  // namespace

Nest read_mapping(const ConfigValue& value, const Architecture& architecture, const Problem& problem) {
  return Reader(value, architecture, problem).read();
}

}  // namespace dance::timeloop
