// Which part of a weight a smaller block uses.
#pragma once

#include <torch/torch.h>

namespace dance {

// Of a weight [channels] or [out, in, kernel, kernel], as a view: the first channels and the middle of the
// kernel, as many as `sizes` says. `sizes` has the weight's number of dimensions, none larger.
torch::Tensor part_of(const torch::Tensor& weight, at::IntArrayRef sizes);

}  // namespace dance
