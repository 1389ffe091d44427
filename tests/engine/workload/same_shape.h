// Whether two layers agree in everything but the name.
#pragma once

#include "dance/engine/workload/layer.h"

namespace dance::test {

inline bool same_shape(const Layer& a, const Layer& b) {
  return a.bounds == b.bounds && a.stride_w == b.stride_w && a.stride_h == b.stride_h &&
         a.dilation_w == b.dilation_w && a.dilation_h == b.dilation_h;
}

}  // namespace dance::test
