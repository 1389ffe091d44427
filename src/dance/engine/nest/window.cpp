#include "dance/engine/nest/window.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <numeric>
#include <utility>

#include "dance/core/error.h"
#include "dance/engine/nest/segments.h"

namespace dance {

namespace {

// Words fall into classes: two positions touch words of one class where their distance in words is a multiple
// of the dilation, which each `classes`-th position is. In steps of the dilation, a class is a comb: segments
// of `taps` words whose starts are `pitch` apart.
struct Classes {
  std::int64_t common, classes, pitch;
  explicit Classes(const Window& window)
      : common(std::gcd(window.stride, window.dilation)),
        classes(window.dilation / common),
        pitch(window.stride / common) {}
};

// The x of 0..modulus-1 for which a * x is 1 modulo `modulus`; the two have no common factor.
std::int64_t inverse(std::int64_t a, std::int64_t modulus) {
  std::int64_t x = 0, next_x = 1, r = modulus, next_r = a % modulus;
  while (next_r != 0) {
    const std::int64_t quotient = r / next_r;
    x = std::exchange(next_x, x - quotient * next_x);
    r = std::exchange(next_r, r - quotient * next_r);
  }
  return (x % modulus + modulus) % modulus;
}

// Words that two such combs share, of which the second starts `offset` words after the first.
std::int64_t shared_words(std::int64_t first, std::int64_t second, std::int64_t offset, std::int64_t pitch,
                          std::int64_t length) {
  if (first == 0 || second == 0) return 0;
  if (pitch <= length) {  // each is an interval
    const std::int64_t end = std::min((first - 1) * pitch, offset + (second - 1) * pitch) + length;
    return std::max<std::int64_t>(0, end - std::max<std::int64_t>(0, offset));
  }
  // Segment k of the second starts `rest` words after segment k + whole of the first, and may reach into the
  // one after that.
  const std::int64_t whole = offset >= 0 ? offset / pitch : -((-offset + pitch - 1) / pitch);
  const std::int64_t rest = offset - whole * pitch;
  const auto pairs = [&](std::int64_t ahead) {  // segments k of the second for which the first has k + ahead
    return std::max<std::int64_t>(0, std::min(second, first - ahead) - std::max<std::int64_t>(0, -ahead));
  };
  return pairs(whole) * std::max<std::int64_t>(0, length - rest) +
         pairs(whole + 1) * std::max<std::int64_t>(0, length - (pitch - rest));
}

constexpr std::size_t kMostWords = std::size_t{1} << 26;

std::vector<std::int64_t> sorted_words(const Window& window) {
  return places({{{window.positions, window.stride}, {window.taps, window.dilation}}});
}

// Different sums of one of `starts` and one of `words`.
std::int64_t different_sums(const std::vector<std::int64_t>& starts, const std::vector<std::int64_t>& words) {
  if (starts.size() > kMostWords / std::max<std::size_t>(1, words.size())) {
    throw Error({"", 0, "nest", "tiles with gaps that are shared word by word are too large to be counted",
                 fmt::format("at most {} words on an axis", kMostWords), ""});
  }
  std::vector<std::int64_t> sums;
  sums.reserve(starts.size() * words.size());
  for (std::int64_t start : starts) {
    for (std::int64_t word : words) sums.push_back(start + word);
  }
  std::sort(sums.begin(), sums.end());
  return std::unique(sums.begin(), sums.end()) - sums.begin();
}

}  // namespace

std::int64_t Window::dilated_words() const {
  const Classes by(*this);
  const std::int64_t used = std::min(positions, by.classes);
  // Each class has one comb; together they have all positions.
  return (positions - used) * std::min(by.pitch, taps) + used * taps;
}

std::int64_t Window::kept(std::int64_t move) const {
  const Classes by(*this);
  move = std::abs(move);  // the windows are the same from both ends
  if (move >= extent() || move % by.common != 0) return 0;
  // The move is that of `shift` positions and some taps more or less: shift * pitch = move modulo the
  // classes.
  const std::int64_t steps = move / by.common;
  const std::int64_t shift = steps % by.classes * inverse(by.pitch, by.classes) % by.classes;
  const std::int64_t taps_moved = (steps - shift * by.pitch) / by.classes;
  const auto segments = [&](std::int64_t c) {
    return c < positions ? (positions - c - 1) / by.classes + 1 : 0;
  };
  // Class c moves onto class c + shift, where what is beyond the last class lies one pitch on. The classes
  // between two of these are all alike.
  const std::int64_t used = std::min(positions, by.classes), fuller = positions % by.classes;
  std::array<std::int64_t, 6> ends = {0,      used,           by.classes - shift,
                                      fuller, fuller - shift, fuller - shift + by.classes};
  for (std::int64_t& end : ends) end = std::clamp<std::int64_t>(end, 0, used);
  std::sort(ends.begin(), ends.end());
  std::int64_t sum = 0;
  for (std::size_t i = 0; i + 1 < ends.size(); ++i) {
    const std::int64_t c = ends[i];
    if (c == ends[i + 1]) continue;
    const std::int64_t onto = (c + shift) % by.classes;
    const std::int64_t offset = taps_moved + (c + shift) / by.classes * by.pitch;
    sum += (ends[i + 1] - c) * shared_words(segments(onto), segments(c), offset, by.pitch, taps);
  }
  return sum;
}

std::int64_t words_at(const std::vector<std::int64_t>& starts, const Window& window) {
  return starts.size() == 1 ? window.words() : different_sums(starts, sorted_words(window));
}

std::int64_t new_words_at(const std::vector<std::int64_t>& starts, const Window& window, std::int64_t move) {
  if (starts.size() == 1) return window.words() - window.kept(move);
  // Starts and windows are the same from both ends, so that the direction of the move does not matter.
  move = std::abs(move);
  const std::vector<std::int64_t> words = sorted_words(window);
  std::vector<std::int64_t> added;
  for (std::int64_t word : words) {
    if (!std::binary_search(words.begin(), words.end(), word + move)) added.push_back(word);
  }
  return different_sums(starts, added);
}

}  // namespace dance
