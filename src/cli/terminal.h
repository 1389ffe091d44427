// The size of the terminal behind a file descriptor.
#pragma once

#include <cstddef>
#include <optional>

namespace dance::cli {

struct TerminalSize {
  std::size_t columns = 0, rows = 0;
};

// Nothing where the descriptor is no terminal, or one that does not tell its size.
std::optional<TerminalSize> terminal_size(int file_descriptor);
// The columns that tables on standard output have; nothing, which is as many as they need, where it is no
// terminal.
std::optional<std::size_t> output_columns();

}  // namespace dance::cli
