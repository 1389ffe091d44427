// The files of examples/timeloop/, to be changed in one place and read.
#pragma once

#include <string>

#include "dance/core/config.h"
#include "dance/engine/timeloop/model.h"

namespace dance::test {

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

// A document's one section, read by `read`. Throws Error with all its faults.
template <typename Read>
auto read_section(const std::string& text, const std::string& key, const Read& read) {
  Config config = Config::parse(text, key + ".yaml");
  const auto section = read(config.root().value(key));
  config.check();
  return section;
}

}  // namespace dance::test
