// The file of a comparison of micro searches.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/faults.h"
#include "dance/search/studies/comparison_config.h"
#include "search/methods/micro.h"

namespace dance::test {

class ComparisonFile : public ::testing::Test {
 protected:
  ComparisonFile() { write_micro_files(folder_); }

  // Seeds are on line 3, methods on line 4.
  void write(const std::string& name, const std::string& methods, const std::string& seeds = "[1, 2]") {
    write_file_atomic(folder_ / name, "search: " + (folder_ / "search.yaml").string() +
                                          "\nset: [final_training.epochs=1]\nseeds: " + seeds +
                                          "\nmethods: [" + methods + "]\n");
  }
  ComparisonConfig load(const std::string& name = "compare.yaml",
                        const std::vector<std::uint64_t>& seeds = {},
                        const std::vector<std::string>& overrides = {}) const {
    return load_comparison((folder_ / name).string(), seeds, overrides);
  }
  // What is said of such a file; "" where nothing is wrong with it.
  std::string refusal(const std::string& methods, const std::string& seeds = "[1]") {
    write("bad.yaml", methods, seeds);
    return message_of([&] { load("bad.yaml"); });
  }

  TemporaryFolder folder_;
};

// The lines of a message, of which each is a fault.
inline std::vector<std::string> lines_of(const std::string& message) {
  std::vector<std::string> lines;
  for (std::size_t begin = 0; begin < message.size();) {
    const std::size_t end = std::min(message.find('\n', begin), message.size());
    lines.push_back(message.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

}  // namespace dance::test
