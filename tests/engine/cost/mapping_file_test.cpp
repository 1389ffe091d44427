#include "dance/engine/cost/mapping_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/faults.h"
#include "core/temporary_folder.h"
#include "dance/core/files.h"
#include "dance/engine/mapping/mapping_text.h"

namespace dance::test {
namespace {

using testing::HasSubstr;

Mapping parsed(const std::string& text) {
  std::vector<Fault> faults;
  const Mapping mapping = parse_mapping(text, faults);
  EXPECT_TRUE(faults.empty()) << text << ": " << (faults.empty() ? "" : to_string(faults.front()));
  return mapping;
}

TEST(MappingFile, WrittenAndReadAgainWithNamesThatNeedQuotes) {
  const test::TemporaryFolder folder;
  const Network network{
      "net", {{fully_connected("a: b", 6, 10), 0}, {fully_connected("1.0", 6, 10), 0}}, {}, {}};
  NetworkCost cost;
  for (const NetworkLayer& layer : network.layers) {
    LayerCost entry;
    entry.name = layer.layer.name;
    entry.mapping = parsed("DRAM M10 | GLB(I,O) C2 | X C3 | Y | RF");
    cost.layers.push_back(entry);
  }
  write_file_atomic(folder / "m.yaml", mapping_file_text(cost, {"a comment"}));
  const MappingFile file = load_mappings(folder / "m.yaml", network);
  ASSERT_EQ(file.mappings.size(), 2u);
  EXPECT_EQ(file.mappings[0].layer, "a: b");
  EXPECT_EQ(file.mappings[1].mapping, cost.layers[1].mapping);
}

TEST(MappingFile, AllFaultsAtOnceWithTheirLines) {
  const test::TemporaryFolder folder;
  const Network network{
      "net", {{fully_connected("fc", 6, 10), 0}, {fully_connected("out", 6, 10), 0}}, {}, {}};
  write_file_atomic(folder / "m.yaml",
                    "mappings:\n  fc: DRAM M5 | GLB | X | Y | RF C6\n  fd: DRAM | GLB | X | Y | RF\n"
                    "  out: [1, 2]\nextra: 1\n");
  const std::string message = test::message_of([&] { load_mappings(folder / "m.yaml", network); });
  EXPECT_THAT(message, HasSubstr("m.yaml:2: mappings.fc: M: the factors make 5 where the layer has 10"));
  EXPECT_THAT(message, HasSubstr("m.yaml:3: mappings.fd: no such layer; expected a layer of 'net': fc, out"));
  EXPECT_THAT(message, HasSubstr("m.yaml:4: mappings.out: "));
  EXPECT_THAT(message, HasSubstr("m.yaml:5: extra: "));
}

}  // namespace
}  // namespace dance::test
