// The words of an axis that sliding windows touch. Where the stride is longer than the filter's part, or the
// filter is dilated, they are not an interval: words lie between them that nobody reads.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "dance/engine/hardware/dataflow.h"

namespace dance {

// The words i * stride + j * dilation for i < positions and j < taps; all four are at least 1.
struct Window {
  std::int64_t positions = 1, taps = 1;
  std::int64_t stride = 1, dilation = 1;

  // From the first word to the last, words in between that are not touched included.
  std::int64_t extent() const { return (positions - 1) * stride + (taps - 1) * dilation + 1; }
  // Different words.
  std::int64_t words() const {
    if (taps == 1) return positions;
    if (positions == 1) return taps;
    return dilation == 1 ? (positions - 1) * std::min(stride, taps) + taps : dilated_words();
  }
  // Whether words lie between its first and its last that it does not touch.
  bool has_gaps() const { return words() != extent(); }
  // Words that are also words of the same windows moved by `move` words, of either sign.
  std::int64_t kept(std::int64_t move) const;

 private:
  std::int64_t dilated_words() const;
};

// A tile of windows, as what the loops outside it do to it is counted.
class AxisTile {
 public:
  AxisTile() = default;
  explicit AxisTile(const Window& window, InputWords held = InputWords::Touched)
      : window_(window),
        gaps_(held == InputWords::Touched && window.has_gaps()),
        words_(static_cast<double>(gaps_ ? window.words() : window.extent())) {}

  const Window& window() const { return window_; }
  // Whether it leaves out words between its first and its last.
  bool has_gaps() const { return gaps_; }
  double words() const { return words_; }
  // Words that a move by `move` words, of either sign, adds.
  double added(double move) const {
    return gaps_ ? words_ - static_cast<double>(window_.kept(static_cast<std::int64_t>(move)))
                 : std::min(words_, std::abs(move));
  }

 private:
  Window window_;
  bool gaps_ = false;
  double words_ = 1;
};

// Different words of copies of the windows that start at each of `starts`, which are sums of steps of one
// length each (places() of segments.h).
std::int64_t words_at(const std::vector<std::int64_t>& starts, const Window& window);
// Those of them that some copy has not touched before, where all copies have just moved by `move`. Both throw
// Error where there are too many words to look at one by one.
std::int64_t new_words_at(const std::vector<std::int64_t>& starts, const Window& window, std::int64_t move);

}  // namespace dance
