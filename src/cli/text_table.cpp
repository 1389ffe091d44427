#include "cli/text_table.h"

#include <algorithm>

#include "cli/number_text.h"
#include "dance/core/utf8.h"

namespace dance::cli {

namespace {
constexpr std::size_t kGap = 2;
constexpr std::size_t kLeastNames = 22;  // columns of the first column
}  // namespace

TextTable::TextTable(std::vector<std::string> headers) : headers_(std::move(headers)) {
  for (std::string& header : headers_) {
    left_.push_back(header.starts_with('<'));
    if (left_.back()) header.erase(0, 1);
  }
}

void TextTable::add_row(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }

void TextTable::add_rule() { rows_.emplace_back(); }

std::string TextTable::text(std::optional<std::size_t> columns) const {
  std::vector<std::size_t> widths;
  for (const std::string& header : headers_) widths.push_back(utf8_characters(header));
  for (const auto& row : rows_) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], utf8_characters(row[i]));
  }
  std::size_t total = kGap * (widths.size() - 1);
  for (const std::size_t width : widths) total += width;

  if (columns && total > *columns) {
    const std::size_t names = std::max(kLeastNames, widths[0] - std::min(widths[0], total - *columns));
    total -= widths[0] - std::min(names, widths[0]);
    widths[0] = std::min(names, widths[0]);
  }

  std::string text;
  const auto append = [&](std::vector<std::string> cells) {
    std::string line;
    cells[0] = shortened(cells[0], widths[0]);
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const std::string padding(widths[i] - utf8_characters(cells[i]), ' ');
      line += (i > 0 ? std::string(kGap, ' ') : "") + (left_[i] ? cells[i] + padding : padding + cells[i]);
    }
    text += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
  };
  append(headers_);
  for (const auto& row : rows_) {
    row.empty() ? (void)(text += std::string(total, '-') + "\n") : append(row);
  }
  return text;
}

}  // namespace dance::cli
