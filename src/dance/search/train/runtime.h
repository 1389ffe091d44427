// What the whole process sets up once before it uses libtorch: threads, memory, determinism, the device.
#pragma once

#include <torch/torch.h>

#include <string>
#include <vector>

namespace dance {

struct Runtime {
  torch::Device device = torch::kCPU;
  int threads = 1;
  std::vector<std::string> warnings;  // for Progress::warn, such as a slow BLAS
};

// threads 0: all cores. device: "cpu" or "cuda"; throws Error when it is another or cannot be used.
Runtime configure_runtime(int threads, const std::string& device);

// The file of the library that gives the matrix product sgemm_ to this process, "" when it cannot be told.
// The speed of libtorch's convolutions and products on a CPU depends on it.
std::string blas_library();
bool is_reference_blas(const std::string& library);

}  // namespace dance
