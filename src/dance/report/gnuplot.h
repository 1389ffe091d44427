// Pictures by the program gnuplot (Debian: gnuplot-nox), run as a child that reads no configuration of the
// user's.
#pragma once

#include <string>

namespace dance {

// Throws Error naming `option` and what to install where gnuplot is not on the PATH.
void require_gnuplot(const std::string& option);

// What gnuplot writes to its standard output for a script. Throws Error::run_failure with its message where
// it fails.
std::string gnuplot_output(const std::string& script);

// Tics of a logarithmic axis, for `set xtics (...)`. Labels stand at 1, 2 and 5 of each decade, on an axis of
// three decades or more at 1 only, within one decade also at 3 and 7; marks stand between them.
std::string gnuplot_log_tics(double low, double high);

// Text in gnuplot's quotes, in which it expands nothing. Control characters become spaces.
std::string gnuplot_quoted(const std::string& text);

}  // namespace dance
