// Weights behind the networks of a command line, and names that are unique.
#include "cli/network_arguments.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "core/temporary_folder.h"
#include "dance/core/error.h"

namespace dance::cli {
namespace {

using testing::ElementsAre;

NetworkText split(const std::string& text) { return split_weights({text}).front(); }

std::string faults_of(const std::vector<std::string>& texts) {
  try {
    split_weights(texts);
    return "";
  } catch (const Error& error) {
    return error.what();
  }
}

TEST(NetworkArguments, ANumberBehindTheLastColonIsAWeight) {
  for (const auto& [text, network, weight] : std::vector<std::tuple<std::string, std::string, double>>{
           {"lenet.yaml:0.3", "lenet.yaml", 0.3},
           {"small:mbconv_k3_e6:0.25", "small:mbconv_k3_e6", 0.25},
           {"resnet50:2e3", "resnet50", 2000},
           {"model.onnx:1000000", "model.onnx", 1e6}}) {
    EXPECT_EQ(split(text).network, network);
    EXPECT_EQ(split(text).weight, weight);
  }
}

TEST(NetworkArguments, OtherTextsBelongToTheNetwork) {
  for (const char* text : {"lenet.yaml", "small:mbconv_k3_e6", "small:zero,zero", "small:", ":2", "a:2x"}) {
    EXPECT_EQ(split(text).network, text);
    EXPECT_FALSE(split(text).weight) << text;
  }
}

TEST(NetworkArguments, APathIsAPath) {
  const test::TemporaryFolder folder;
  const std::string file = (folder / "net:7").string();
  std::ofstream(file) << "name: x";
  EXPECT_EQ(split(file).network, file);
  EXPECT_EQ(split(file + ":2").network, file);
  EXPECT_EQ(split(file + ":2").weight, 2);
}

TEST(NetworkArguments, AllBadWeightsAreRefused) {
  const std::string expected =
      ": not a network's weight; expected NETWORK:WEIGHT with a number above 0 and at most 1000000; got '";
  EXPECT_EQ(faults_of({"a:-1", "b:2", "c:0"}), "a:-1" + expected + "-1'\nc:0" + expected + "0'");
  for (const char* weight : {"nan", "inf", "-inf", "1e999", "1000001", "-0.5", "0.0"})
    EXPECT_EQ(faults_of({"small:mbconv_k3_e6:" + std::string(weight)}),
              "small:mbconv_k3_e6:" + std::string(weight) + expected + weight + "'");
}

TEST(NetworkArguments, NamesAreMadeUnique) {
  EXPECT_THAT(unique_names({"a", "b"}), ElementsAre("a", "b"));
  EXPECT_THAT(unique_names({"a", "b", "a", "a"}), ElementsAre("a", "b", "a#2", "a#3"));
  EXPECT_THAT(unique_names({"a", "a#2", "a"}), ElementsAre("a", "a#2", "a#3"));
  EXPECT_THAT(unique_names({"a", "a", "a#2"}), ElementsAre("a", "a#2", "a#2#2"));
}

}  // namespace
}  // namespace dance::cli
