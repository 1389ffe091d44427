#include "cli/number_option.h"

#include <fmt/format.h>

#include <cmath>

namespace dance::cli {

CLI::Validator number_in(const OptionRange& range) {
  const auto problem = [range](const std::string& text) -> std::string {
    double value = 0;
    const bool is_number = CLI::detail::lexical_cast(text, value) && std::isfinite(value);
    const bool in_range = value <= range.most && (range.above ? value > range.least : value >= range.least);
    if (is_number && in_range) return "";
    return fmt::format("expected a number {} {:g} and at most {:g}; got '{}'",
                       range.above ? "above" : "of at least", range.least, range.most, text);
  };
  return CLI::Validator(problem, "NUMBER", "number");
}

}  // namespace dance::cli
