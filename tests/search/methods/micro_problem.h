// What a micro search is about, with a cache folder of its own.
#pragma once

#include <gtest/gtest.h>

#include "dance/search/methods/problem.h"
#include "dance/search/space/space_table.h"
#include "search/methods/micro.h"

namespace dance::test {

class MicroProblem : public ::testing::Test {
 protected:
  MicroProblem() {
    config_file_ = write_micro_files(folder_);
    space_ = NetworkSpace::load(folder_ / "network.yaml");
    hardware_ = HardwareSpace::load(folder_ / "hardware.yaml");
    NoProgress silent;
    table_ = CostTable::build(request_of(space_), hardware_, 1, silent);
    cost_.reference = reference_metrics(table_, space_);
  }

  WorkContext work() const { return silent_work(folder_ / "cache"); }

  TemporaryFolder folder_;
  std::filesystem::path config_file_;
  NetworkSpace space_;
  HardwareSpace hardware_;
  CostTable table_;
  CostFunction cost_;
};

}  // namespace dance::test
