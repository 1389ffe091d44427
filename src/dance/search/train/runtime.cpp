#include "dance/search/train/runtime.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <dlfcn.h>
#include <fmt/format.h>
#include <malloc.h>
#include <stdlib.h>

#include <filesystem>
#include <thread>

#include "dance/core/error.h"

namespace dance {

namespace {

// cuBLAS multiplies in the same order every time only with workspaces of a fixed size, which it reads from
// here when CUDA starts (NVIDIA, "cuBLAS", section "Results Reproducibility").
void fix_cublas_workspaces() { ::setenv("CUBLAS_WORKSPACE_CONFIG", ":4096:8", /*replace=*/0); }

// glibc would give every large tensor back to the system when it is freed and fault each of its pages in
// again at the next step; keeping the memory makes training several times faster.
void keep_freed_memory() {
  constexpr int kKeptBytes = 1 << 30;
  mallopt(M_MMAP_MAX, 0);
  mallopt(M_TRIM_THRESHOLD, kKeptBytes);
  mallopt(M_TOP_PAD, 64 << 20);
}

torch::Device find_device(const std::string& name) {
  if (name == "cpu") return torch::kCPU;
  if (name != "cuda") throw Error({"", 0, "device", "unknown device", "cpu or cuda", "'" + name + "'"});
  if (!torch::cuda::is_available()) {
    throw Error({"", 0, "device", "CUDA cannot be used: this libtorch or this machine has none",
                 "cpu, as by --set device=cpu", "'cuda'"});
  }
  return torch::Device(torch::kCUDA, 0);
}

}  // namespace

std::string blas_library() {
  void* symbol = dlsym(RTLD_DEFAULT, "sgemm_");
  Dl_info info{};
  if (symbol == nullptr || dladdr(symbol, &info) == 0 || info.dli_fname == nullptr) return "";
  std::error_code code;
  const std::filesystem::path file = std::filesystem::canonical(info.dli_fname, code);
  return code ? info.dli_fname : file.string();
}

bool is_reference_blas(const std::string& library) {
  // Debian's libblas3 puts the reference library into a folder named "blas", and faster ones into folders of
  // their own names.
  const std::filesystem::path file = library;
  return file.filename().string().starts_with("libblas.so") && file.parent_path().filename() == "blas";
}

Runtime configure_runtime(int threads, const std::string& device) {
  if (threads < 0)
    throw Error({"", 0, "threads", "out of range", "0 (all cores) or more", fmt::format("{}", threads)});
  fix_cublas_workspaces();
  Runtime runtime;
  runtime.device = find_device(device);
  runtime.threads =
      threads > 0 ? threads : std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
  at::set_num_threads(runtime.threads);
  keep_freed_memory();
  at::globalContext().setDeterministicCuDNN(true);
  at::globalContext().setBenchmarkCuDNN(false);
  at::globalContext().setDeterministicAlgorithms(true, /*warn_only=*/true);
  if (const std::string blas = blas_library(); runtime.device.is_cpu() && is_reference_blas(blas)) {
    runtime.warnings.push_back(fmt::format(
        "libtorch uses the reference BLAS ({}), which is many times slower than OpenBLAS; install "
        "libopenblas0-openmp",
        blas));
  }
  return runtime;
}

}  // namespace dance
