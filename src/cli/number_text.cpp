#include "cli/number_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <sstream>

#include "dance/core/utf8.h"

namespace dance::cli {

std::string percent(double part, double whole) {
  return whole > 0 ? fmt::format("{:.0f}", 100 * part / whole) : "0";
}

std::string four_digits(double value) {
  if (value <= 0) return "0";
  const int digits = static_cast<int>(std::floor(std::log10(value))) + 1;
  return fmt::format("{:.{}f}", value, std::max(0, 4 - digits));
}

std::string shortened(const std::string& name, std::size_t columns) {
  if (utf8_characters(name) <= columns) return name;
  std::size_t end = 0;
  for (std::size_t i = 0; i + 2 < columns; ++i) end += utf8_step(std::string_view(name).substr(end));
  return name.substr(0, end) + "..";
}

std::string wrapped(const std::string& text, std::size_t width, std::size_t indent) {
  std::istringstream words(text);
  std::string out;
  std::size_t column = 0;
  for (std::string word; words >> word;) {
    const std::size_t columns = utf8_characters(word);
    if (column > 0 && column + 1 + columns > width) {
      out += "\n" + std::string(indent, ' ');
      column = indent;
    } else if (column > 0) {
      out += " ";
      ++column;
    }
    out += word;
    column += columns;
  }
  return out;
}

}  // namespace dance::cli
