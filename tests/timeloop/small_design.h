// The files of examples/timeloop/, to be changed in one place and read.
#pragma once

#include <string>

#include "dance/timeloop/model.h"

namespace dance::testing {

class SmallDesign {
 public:
  SmallDesign();
  // Replaces the one place where `from` stands in the named file ("mapping", "ERT", ...); throws
  // std::logic_error where it does not stand there exactly once.
  SmallDesign& replace(const std::string& file, const std::string& from, const std::string& to);
  SmallDesign& set(const std::string& file, const std::string& text);
  SmallDesign& remove(const std::string& file);

  timeloop::ModelInput read() const;
  timeloop::ModelResult run() const { return run_model(read()); }
  std::string message() const;  // of the Error that reading or running throws; "" where none

 private:
  std::vector<timeloop::SourceText> sources_;
  timeloop::SourceText& source(const std::string& file);
};

}  // namespace dance::testing
