// Progress on standard error. On a terminal, one line per phase is redrawn. Elsewhere, plain lines are
// written: one for each tenth of the phase, but not within a second of the line before, and one after ten
// seconds without.
//
//   cost table   [=========>          ]  46 %  1,204/2,610 layers  88.1/s  0:14, 0:16 left  loss 1.92
#pragma once

#include <chrono>
#include <functional>
#include <ostream>
#include <string>

#include "dance/core/progress.h"

namespace dance::cli {

struct DisplayOptions {
  bool terminal = false;  // redraw one line
  bool color = false;
  bool quiet = false;  // warnings only
  int width = 100;     // columns; a redrawn line never wraps
  // The clock, in seconds; tests set it.
  std::function<double()> seconds = [] {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
  };
};

// For standard error, from the terminal, NO_COLOR and TERM.
DisplayOptions display_options(bool quiet);
// Whether colours may be written to this file descriptor.
bool may_color(int file_descriptor);

class ProgressDisplay final : public Progress {
 public:
  ProgressDisplay(std::ostream& stream, DisplayOptions options);
  ~ProgressDisplay() override;

  void begin(const std::string& phase, std::int64_t total, const std::string& unit) override;
  void advance(std::int64_t done, const Figures& figures) override;
  void end() override;
  void warn(const std::string& message) override;

  // Leaves the line of an unfinished phase as it stands, before an error message.
  void abandon();

 private:
  std::string status_line(double now) const;
  std::string bar() const;
  void redraw(double now);
  void clear_line();

  std::ostream& stream_;
  DisplayOptions options_;
  std::string phase_, unit_;
  std::int64_t total_ = 0, done_ = 0;
  Figures figures_;
  double started_ = 0, last_shown_ = 0;
  std::int64_t next_tenth_ = 1;
  bool active_ = false, line_open_ = false;
};

// "1,234,567"; "0:09", "12:34", "1:02:03"; "12.3", "0.00123": as progress and tables show them.
std::string with_commas(std::int64_t value);
std::string clock_time(double seconds);
std::string figure(double value);

}  // namespace dance::cli
