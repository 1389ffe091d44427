#include "dance/engine/timeloop/named_shapes.h"

#include <algorithm>
#include <map>

namespace dance::timeloop {

namespace {

// Timeloop's own shapes, as in problem-shapes/ of its distribution.
const std::map<std::string, std::string> kNamed = {{"cnn-layer", R"(shape:
  name: cnn-layer
  dimensions: [R, S, P, Q, C, K, N]
  coefficients: [{name: Wstride, default: 1}, {name: Hstride, default: 1},
                 {name: Wdilation, default: 1}, {name: Hdilation, default: 1}]
  data-spaces:
    - {name: Weights, projection: [[[C]], [[K]], [[R]], [[S]]]}
    - {name: Inputs, projection: [[[N]], [[C]], [[R, Wdilation], [P, Wstride]], [[S, Hdilation], [Q, Hstride]]]}
    - {name: Outputs, projection: [[[N]], [[K]], [[Q]], [[P]]], read-write: yes}
)"},
                                                   {"gemm-ABZ", R"(shape:
  name: gemm-ABZ
  dimensions: [M, N, K]
  data-spaces:
    - {name: A, projection: [[[M]], [[K]]]}
    - {name: B, projection: [[[N]], [[K]]]}
    - {name: Z, projection: [[[M]], [[N]]], read-write: yes}
)"}};

std::string with_hyphens(std::string name) {
  std::replace(name.begin(), name.end(), '_', '-');
  for (const char* ending : {".yaml", ".yml", ".cfg"}) {
    if (name.ends_with(ending)) name.resize(name.size() - std::string(ending).size());
  }
  return name;
}

}  // namespace

std::optional<std::string> named_shape(const std::string& name) {
  const auto found = kNamed.find(with_hyphens(name));
  return found == kNamed.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace dance::timeloop
