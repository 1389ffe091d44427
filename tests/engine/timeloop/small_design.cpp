#include "engine/timeloop/small_design.h"

#include <algorithm>
#include <stdexcept>

#include "core/faults.h"
#include "dance/core/files.h"

namespace dance::test {

SmallDesign::SmallDesign() {
  for (const std::string file : {"architecture", "problem", "mapping", "ERT", "ART"}) {
    const std::string path = std::string(DANCE_SOURCE_DIR) + "/examples/timeloop/" + file + ".yaml";
    sources_.push_back({file + ".yaml", read_file(path)});
  }
}

timeloop::SourceText& SmallDesign::source(const std::string& file) {
  const auto found = std::find_if(sources_.begin(), sources_.end(),
                                  [&](const timeloop::SourceText& s) { return s.file == file + ".yaml"; });
  if (found == sources_.end()) throw std::logic_error("no file " + file);
  return *found;
}

SmallDesign& SmallDesign::replace(const std::string& file, const std::string& from, const std::string& to) {
  std::string& text = source(file).text;
  const std::size_t place = text.find(from);
  if (place == std::string::npos || text.find(from, place + 1) != std::string::npos)
    throw std::logic_error("not exactly once in " + file + ": " + from);
  text.replace(place, from.size(), to);
  return *this;
}

SmallDesign& SmallDesign::set(const std::string& file, const std::string& text) {
  source(file).text = text;
  return *this;
}

SmallDesign& SmallDesign::remove(const std::string& file) {
  sources_.erase(sources_.begin() + (&source(file) - sources_.data()));
  return *this;
}

timeloop::ModelInput SmallDesign::read() const {
  return timeloop::read_model_input(timeloop::Documents::parse(sources_));
}

std::string SmallDesign::message() const {
  return test::message_of([&] { run(); });
}

}  // namespace dance::test
