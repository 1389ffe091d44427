// Weights on disk, in a sealed file: libtorch's own reader accepts damaged files, so the checksum is tested
// first.
#pragma once

#include <torch/torch.h>

#include <filesystem>

namespace dance {

void save_weights(const torch::nn::Module& module, const std::filesystem::path& file);
// Throws Error when the file is missing, damaged, or of another network; it then names all missing, unknown
// and misshapen tensors.
void load_weights(torch::nn::Module& module, const std::filesystem::path& file);

}  // namespace dance
