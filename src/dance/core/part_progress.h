// Progress of one part of a whole: says in each phase which part it is of.
#pragma once

#include <string>
#include <utility>

#include "dance/core/progress.h"

namespace dance {

class PartProgress final : public Progress {
 public:
  // `part` stands behind the name of each phase, such as " 2/5" or " of lenet". `whole` must outlive this.
  PartProgress(Progress& whole, std::string part) : whole_(whole), part_(std::move(part)) {}
  void begin(const std::string& phase, std::int64_t total, const std::string& unit) override {
    whole_.begin(phase + part_, total, unit);
  }
  void advance(std::int64_t done, const Figures& figures) override { whole_.advance(done, figures); }
  void end() override { whole_.end(); }
  void warn(const std::string& message) override { whole_.warn(message); }

 private:
  Progress& whole_;
  const std::string part_;
};

}  // namespace dance
