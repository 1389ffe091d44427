// How a library tells of its progress without printing. The command line implements `Progress`; by default
// nothing is said. Calls come from one thread.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace dance {

// A figure worth showing beside the progress, such as {"latency_ms", 1.25}.
using Figure = std::pair<std::string, double>;
using Figures = std::vector<Figure>;

class Progress {
 public:
  virtual ~Progress() = default;
  // A phase of `total` steps begins (total 0: unknown); the previous one ends.
  virtual void begin(const std::string& phase, std::int64_t total, const std::string& unit) = 0;
  virtual void advance(std::int64_t done, const Figures& figures) = 0;
  virtual void end() = 0;
  // Something the user should know that is not a failure.
  virtual void warn(const std::string& message) = 0;
};

// Says nothing.
class NoProgress final : public Progress {
 public:
  void begin(const std::string&, std::int64_t, const std::string&) override {}
  void advance(std::int64_t, const Figures&) override {}
  void end() override {}
  void warn(const std::string&) override {}
};

}  // namespace dance
