#include "cli/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

namespace dance::cli {

std::optional<TerminalSize> terminal_size(int file_descriptor) {
  winsize window{};
  if (::ioctl(file_descriptor, TIOCGWINSZ, &window) != 0 || window.ws_col == 0) return std::nullopt;
  return TerminalSize{window.ws_col, window.ws_row};
}

std::optional<std::size_t> output_columns() {
  const auto size = terminal_size(STDOUT_FILENO);
  return size ? std::optional(size->columns) : std::nullopt;
}

}  // namespace dance::cli
