// Numbers and names as the cells of tables show them.
#pragma once

#include <cstddef>
#include <string>

namespace dance::cli {

std::string four_digits(double value);           // "0.01234", "1234", "12345678": no exponent
std::string percent(double part, double whole);  // "37"; "0" of nothing
std::string shortened(const std::string& name, std::size_t columns);  // "twenty-three charact.."
// Text broken at spaces into lines of at most `width` columns, each but the first indented by `indent`.
std::string wrapped(const std::string& text, std::size_t width, std::size_t indent);

}  // namespace dance::cli
