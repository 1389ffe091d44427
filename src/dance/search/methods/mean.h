// Running means for the rows of the log.
#pragma once

#include <cstdint>

#include "dance/search/methods/search_log.h"

namespace dance {

// The mean of what was added since the last `take`; LogRow::kNone where nothing was.
class Mean {
 public:
  void add(double value) { sum_ += value, ++count_; }
  double take() {
    const double mean = count_ > 0 ? sum_ / static_cast<double>(count_) : LogRow::kNone;
    sum_ = 0, count_ = 0;
    return mean;
  }

 private:
  double sum_ = 0;
  std::int64_t count_ = 0;
};

}  // namespace dance
