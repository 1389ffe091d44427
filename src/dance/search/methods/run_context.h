// What every phase of a run uses, beside its own input.
#pragma once

#include <torch/torch.h>

#include "dance/core/work_context.h"
#include "dance/report/timings.h"
#include "dance/search/methods/search_log.h"

namespace dance {

struct RunContext : WorkContext {
  torch::Device device = torch::kCPU;
  Timings timings;
  SearchLog log;
};

}  // namespace dance
