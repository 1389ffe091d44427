// Which part of a weight a smaller block uses.
#pragma once

#include <torch/torch.h>

namespace dance {

// The part of a weight [channels] or [out, in, kernel, kernel] that has these sizes, as a view: the first
// channels and the middle of the kernel. `sizes` has one size per dimension, none larger than the weight's.
torch::Tensor part_of(const torch::Tensor& weight, at::IntArrayRef sizes);

}  // namespace dance
