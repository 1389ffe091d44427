#include "dance/engine/timeloop/factors.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <optional>

namespace dance::timeloop {

namespace {

bool is_space(char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; }
bool is_letter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string expected_of(const std::vector<char>& dimensions) {
  return fmt::format("factors such as {0}=16 or {0}16 of the dimensions {1}",
                     dimensions.empty() ? 'C' : dimensions[0], fmt::join(dimensions, ", "));
}

// The text, or a list's items one after another, up to a comment.
std::string text_of(const ConfigValue& value) {
  std::string text;
  if (value.is_scalar()) {
    text = value.text();
  } else {
    for (const ConfigValue& item : value.list()) text += item.text() + " ";
  }
  return text.substr(0, text.find('#'));
}

// Reads "C = 16" and the like from the front.
class FactorText {
 public:
  explicit FactorText(std::string text) : text_(std::move(text)) {}

  bool at_end() {
    while (at_ < text_.size() && (is_space(text_[at_]) || text_[at_] == ',')) ++at_;
    return at_ == text_.size();
  }

  struct Factor {
    char letter = '?';
    std::int64_t value = 1;
    bool is_limit = false;  // at most the value
    std::string residual;   // of an imperfect factor such as "16,4": what the last round takes
  };

  std::optional<Factor> next() {
    Factor factor;
    if (!is_letter(text_[at_])) return std::nullopt;
    factor.letter = text_[at_++];
    skip_spaces();
    factor.is_limit = text_.compare(at_, 2, "<=") == 0;
    if (factor.is_limit || (at_ < text_.size() && text_[at_] == '=')) at_ += factor.is_limit ? 2 : 1;
    skip_spaces();
    const std::string digits = take_digits();
    const auto [stop, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), factor.value);
    if (digits.empty() || problem != std::errc()) return std::nullopt;
    if (at_ + 1 < text_.size() && text_[at_] == ',' && is_digit(text_[at_ + 1])) {
      ++at_;
      factor.residual = take_digits();
      if (factor.residual == digits) factor.residual.clear();
    }
    return factor;
  }

  std::string rest() const { return text_.substr(start_of_word(), 20); }

 private:
  void skip_spaces() {
    while (at_ < text_.size() && is_space(text_[at_])) ++at_;
  }
  std::string take_digits() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && is_digit(text_[at_])) ++at_;
    return text_.substr(begin, at_ - begin);
  }
  std::size_t start_of_word() const {
    std::size_t begin = std::min(at_, text_.size());
    while (begin > 0 && !is_space(text_[begin - 1])) --begin;
    return begin;
  }

  std::string text_;
  std::size_t at_ = 0;
};

bool known(const std::vector<char>& dimensions, char letter) {
  return std::find(dimensions.begin(), dimensions.end(), letter) != dimensions.end();
}

}  // namespace

FactorLimits read_factor_limits(const ConfigValue& value, const std::vector<char>& dimensions) {
  FactorLimits out;
  FactorText text(text_of(value));
  while (!text.at_end()) {
    const auto factor = text.next();
    if (!factor) {
      value.fault("not a factor", expected_of(dimensions), "'" + text.rest() + "'");
      break;
    }
    const std::string found =
        fmt::format("{}{}{}", factor->letter, factor->is_limit ? "<=" : "=", factor->value);
    if (!known(dimensions, factor->letter)) {
      value.fault("not a dimension of the problem", fmt::format("one of {}", fmt::join(dimensions, ", ")),
                  found);
    } else if (!factor->residual.empty()) {
      value.fault("imperfect factors are not modelled", "factors whose product is the bound",
                  found + "," + factor->residual);
    } else if (factor->is_limit && factor->value == 0) {
      value.fault("no factor is so small", "1 or more", found);
    } else if (!(factor->is_limit ? out.most : out.exact).emplace(factor->letter, factor->value).second) {
      value.fault("given twice", "each dimension once", found);
    }
  }
  return out;
}

std::map<char, std::int64_t> read_factors(const ConfigValue& value, const std::vector<char>& dimensions) {
  const FactorLimits limits = read_factor_limits(value, dimensions);
  for (const auto& [letter, most] : limits.most) {
    value.fault("not a factor", expected_of(dimensions), fmt::format("'{}<={}'", letter, most));
  }
  return limits.exact;
}

std::vector<char> read_permutation_prefix(const ConfigValue& value, const std::vector<char>& dimensions) {
  std::vector<char> order;
  for (char letter : text_of(value)) {
    if (is_space(letter) || letter == ',') continue;
    if (!known(dimensions, letter)) {
      value.fault("not a dimension of the problem", fmt::format("one of {}", fmt::join(dimensions, ", ")),
                  fmt::format("'{}'", letter));
    } else if (known(order, letter)) {
      value.fault("named twice", "each dimension once", fmt::format("'{}'", letter));
    } else {
      order.push_back(letter);
    }
  }
  return order;
}

std::vector<char> read_permutation(const ConfigValue& value, const std::vector<char>& dimensions) {
  std::vector<char> order = read_permutation_prefix(value, dimensions);
  for (char letter : dimensions) {
    if (!known(order, letter)) order.push_back(letter);
  }
  return order;
}

}  // namespace dance::timeloop
