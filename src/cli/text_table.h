// A table of text: columns as wide as their widest cell, two spaces apart.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace dance::cli {

class TextTable {
 public:
  // A header that starts with '<' makes a left-aligned column (the mark is not shown); others are
  // right-aligned.
  explicit TextTable(std::vector<std::string> headers);
  void add_row(std::vector<std::string> cells);  // as many cells as headers
  void add_rule();                               // a line of dashes
  // Lines that end with a newline, none with a trailing space. Where the table would be wider than `columns`,
  // the texts of its first column are shortened, though not below 22 columns.
  std::string text(std::optional<std::size_t> columns = std::nullopt) const;

 private:
  std::vector<std::string> headers_;
  std::vector<bool> left_;
  std::vector<std::vector<std::string>> rows_;  // an empty row is a rule
};

}  // namespace dance::cli
