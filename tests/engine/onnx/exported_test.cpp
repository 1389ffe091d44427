// Files that PyTorch wrote, with the MACs that follow from its modules' definitions
// (tests/reference/onnx/export_recurrent.py).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dance/engine/onnx/import.h"

namespace dance::test {
namespace {

Network exported(const std::string& name, const OnnxOptions& options = {}) {
  const std::filesystem::path folder = std::filesystem::path(DANCE_SOURCE_DIR) / "tests/reference/onnx";
  return import_onnx(folder / (name + ".onnx"), options);
}

TEST(OnnxExported, RecurrentOperatorsAndEinsum) {
  const Network network = exported("recurrent");
  EXPECT_EQ(network.macs(), 59'730);
  EXPECT_EQ(network.layers.size(), 2u * 4 + 3);  // two layers of LSTM, a GRU, an RNN; three products
}

TEST(OnnxExported, BothBranches) {
  EXPECT_EQ(exported("branches").macs(), 170'064);
  EXPECT_EQ(exported("branches", {{}, {{"/If", true}}}).macs(), 55'376);
  EXPECT_EQ(exported("branches", {{}, {{"/If", false}}}).macs(), 170'064);
}

}  // namespace
}  // namespace dance::test
