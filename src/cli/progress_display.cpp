#include "cli/progress_display.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <utility>

#include "cli/terminal.h"

namespace dance::cli {

namespace {
constexpr double kRedrawSeconds = 0.1;   // on a terminal
constexpr double kLineSeconds = 10;      // elsewhere: a line is written after so long without one
constexpr double kTenthLineSeconds = 1;  // and lines for tenths of a phase are no closer than this
constexpr int kBarCells = 20;
constexpr int kPhaseColumns = 14;
}  // namespace

std::string with_commas(std::int64_t value) {
  std::string digits = std::to_string(value);
  const std::ptrdiff_t first = value < 0 ? 1 : 0;
  for (std::ptrdiff_t at = std::ssize(digits) - 3; at > first; at -= 3)
    digits.insert(static_cast<std::size_t>(at), ",");
  return digits;
}

std::string clock_time(double seconds) {
  const auto whole = static_cast<std::int64_t>(std::llround(std::max(seconds, 0.0)));
  if (whole < 3600) return fmt::format("{}:{:02}", whole / 60, whole % 60);
  return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
}

std::string figure(double value) {
  if (value == std::floor(value) && std::abs(value) < 1e15)
    return with_commas(static_cast<std::int64_t>(value));
  return fmt::format("{:.4g}", value);
}

bool may_color(int file_descriptor) {
  const char* no_color = std::getenv("NO_COLOR");
  const char* term = std::getenv("TERM");
  const bool refused = no_color != nullptr && *no_color != '\0';
  const bool dumb = term == nullptr || std::string(term) == "dumb";
  return !refused && !dumb && ::isatty(file_descriptor) == 1;
}

DisplayOptions display_options(bool quiet) {
  DisplayOptions options;
  options.quiet = quiet;
  const char* term = std::getenv("TERM");
  options.terminal = ::isatty(STDERR_FILENO) == 1 && term != nullptr && std::string(term) != "dumb";
  options.color = may_color(STDERR_FILENO);
  if (const auto size = terminal_size(STDERR_FILENO)) options.width = static_cast<int>(size->columns);
  return options;
}

ProgressDisplay::ProgressDisplay(std::ostream& stream, DisplayOptions options)
    : stream_(stream), options_(std::move(options)) {}

ProgressDisplay::~ProgressDisplay() { abandon(); }

void ProgressDisplay::begin(const std::string& phase, std::int64_t total, const std::string& unit) {
  end();
  phase_ = phase;
  unit_ = unit;
  total_ = total;
  done_ = 0;
  figures_.clear();
  next_tenth_ = 1;
  started_ = options_.seconds();
  last_shown_ = started_;
  active_ = true;
  if (options_.quiet) return;
  if (options_.terminal) {
    redraw(started_);
  } else {
    stream_ << phase_ << ": " << (total_ > 0 ? fmt::format("{} {}", with_commas(total_), unit_) : "...")
            << std::endl;
  }
}

void ProgressDisplay::advance(std::int64_t done, const Figures& figures) {
  if (!active_) return;
  done_ = done;
  figures_ = figures;
  if (options_.quiet) return;
  const double now = options_.seconds();
  const double since = now - last_shown_;
  if (options_.terminal) {
    if (since >= kRedrawSeconds) redraw(now);
    return;
  }
  const bool new_tenth = total_ > 0 && done_ * 10 >= next_tenth_ * total_;
  if (done_ == total_ || !(since >= kLineSeconds || (new_tenth && since >= kTenthLineSeconds))) return;
  if (total_ > 0) next_tenth_ = done_ * 10 / total_ + 1;
  last_shown_ = now;
  stream_ << status_line(now) << std::endl;
}

void ProgressDisplay::end() {
  if (!active_) return;
  active_ = false;
  if (options_.quiet) return;
  clear_line();
  const double seconds = options_.seconds() - started_;
  std::string line = options_.terminal ? fmt::format("{:<{}}", phase_, kPhaseColumns) : phase_ + ":";
  line += options_.color ? " \033[32mdone\033[0m" : " done";
  if (done_ > 0) line += fmt::format(", {} {}", with_commas(done_), unit_);
  line += seconds < 60 ? fmt::format(" in {:.1f} s", seconds) : " in " + clock_time(seconds);
  for (const auto& [name, value] : figures_) line += fmt::format("  {} {}", name, figure(value));
  stream_ << line << std::endl;
}

void ProgressDisplay::warn(const std::string& message) {
  clear_line();
  stream_ << (options_.color ? "\033[33mwarning:\033[0m " : "warning: ") << message << std::endl;
  if (active_ && options_.terminal && !options_.quiet) redraw(options_.seconds());
}

void ProgressDisplay::abandon() {
  active_ = false;
  if (line_open_) stream_ << std::endl;
  line_open_ = false;
}

std::string ProgressDisplay::bar() const {
  const auto cells =
      static_cast<std::size_t>(std::clamp<std::int64_t>(done_ * kBarCells / total_, 0, kBarCells));
  std::string text(cells, '=');
  if (cells < kBarCells) text += '>';
  text.resize(kBarCells, ' ');
  return "[" + text + "]";
}

std::string ProgressDisplay::status_line(double now) const {
  const double elapsed = now - started_;
  const double rate = elapsed > 0 ? static_cast<double>(done_) / elapsed : 0;
  std::string line = options_.terminal ? fmt::format("{:<{}}", phase_, kPhaseColumns) : phase_ + ":";
  if (total_ > 0) {
    if (options_.terminal) line += " " + bar();
    line += fmt::format(" {:3d} %  {}/{} {}", done_ * 100 / total_, with_commas(done_), with_commas(total_),
                        unit_);
  } else if (done_ > 0) {
    line += fmt::format(" {} {}", with_commas(done_), unit_);
  }
  if (rate > 0)
    line +=
        rate >= 1 || total_ == 0 ? fmt::format("  {:.3g}/s", rate) : fmt::format("  {:.3g} s each", 1 / rate);
  line += "  " + clock_time(elapsed);
  if (rate > 0 && total_ > done_)
    line += fmt::format(", {} left", clock_time(static_cast<double>(total_ - done_) / rate));
  for (const auto& [name, value] : figures_) line += fmt::format("  {} {}", name, figure(value));
  return line;
}

void ProgressDisplay::redraw(double now) {
  std::string line = status_line(now);
  const auto columns = static_cast<std::size_t>(std::max(options_.width - 1, 20));
  if (line.size() > columns) line.resize(columns);
  stream_ << "\r\033[K" << line << std::flush;
  line_open_ = true;
  last_shown_ = now;
}

void ProgressDisplay::clear_line() {
  if (line_open_) stream_ << "\r\033[K" << std::flush;
  line_open_ = false;
}

}  // namespace dance::cli
