// A Progress that counts phases and keeps warnings.
#pragma once

#include <string>
#include <vector>

#include "dance/core/progress.h"

namespace dance::test {

class RecordedProgress final : public Progress {
 public:
  void begin(const std::string&, std::int64_t, const std::string&) override { ++phases; }
  void advance(std::int64_t, const Figures&) override {}
  void end() override {}
  void warn(const std::string& message) override { warnings.push_back(message); }
  int phases = 0;
  std::vector<std::string> warnings;
};

}  // namespace dance::test
