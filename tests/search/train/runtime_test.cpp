#include "dance/search/train/runtime.h"

#include <ATen/Parallel.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dance/core/error.h"

namespace dance::test {
namespace {

TEST(Runtime, SetsTheThreads) {
  const int threads = at::get_num_threads();
  EXPECT_EQ(configure_runtime(2, "cpu").threads, 2);
  EXPECT_EQ(at::get_num_threads(), 2);
  EXPECT_GE(configure_runtime(0, "cpu").threads, 1);
  at::set_num_threads(threads);
}

TEST(Runtime, RefusesWhatItCannotUse) {
  EXPECT_THROW(configure_runtime(-1, "cpu"), Error);
  try {
    configure_runtime(1, "tpu");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.exit_code(), kExitBadInput);
    EXPECT_THAT(error.what(), testing::HasSubstr("device: unknown device; expected cpu or cuda; got 'tpu'"));
  }
}

TEST(Runtime, RefusesCudaWhereThereIsNone) {
  if (torch::cuda::is_available()) GTEST_SKIP() << "this machine has CUDA";
  try {
    configure_runtime(1, "cuda");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.exit_code(), kExitBadInput);
    EXPECT_THAT(error.what(), testing::HasSubstr("CUDA cannot be used"));
  }
}

TEST(Runtime, TellsTheReferenceBlasFromOthers) {
  EXPECT_TRUE(is_reference_blas("/usr/lib/x86_64-linux-gnu/blas/libblas.so.3.11.0"));
  EXPECT_FALSE(is_reference_blas("/usr/lib/x86_64-linux-gnu/openblas-openmp/libblas.so.3"));
  EXPECT_FALSE(is_reference_blas("/usr/lib/x86_64-linux-gnu/openblas-openmp/libopenblasp-r0.3.21.so"));
  EXPECT_FALSE(is_reference_blas("/opt/libtorch/lib/libtorch_cpu.so"));
  EXPECT_FALSE(is_reference_blas(""));
}

}  // namespace
}  // namespace dance::test
