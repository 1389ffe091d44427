#include "cli/model_cases.h"

#include <fmt/format.h>

#include <fstream>
#include <istream>
#include <ostream>

#include "dance/core/error.h"
#include "dance/core/files.h"
#include "dance/engine/timeloop/model_json.h"

namespace dance::cli {

namespace {

using Json = nlohmann::ordered_json;

class Cases {
 public:
  explicit Cases(std::ostream& out) : out_(out) {}

  std::size_t faulty() const { return faulty_; }

  void file(const std::string& name) {
    if (!name.ends_with(".jsonl")) {
      evaluate(name, [&] { return timeloop::SourceText{name, read_file(name)}; });
      return;
    }
    std::ifstream stream(name);
    if (stream) {
      lines(name, stream);
    } else {
      evaluate(name, [&] { return timeloop::SourceText{name, read_file(name)}; });  // which says why not
    }
  }

  void lines(const std::string& name, std::istream& stream) {
    std::int64_t number = 0;
    for (std::string line; std::getline(stream, line);) {
      ++number;
      if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
      const std::string place = fmt::format("{}:{}", name, number);
      evaluate(place, [&] { return timeloop::SourceText{place, line}; });
    }
  }

 private:
  template <typename ReadText>
  void evaluate(const std::string& place, const ReadText& read_text) {
    Json json = {{"case", place}};
    try {
      timeloop::Documents documents = timeloop::Documents::parse({read_text()});
      if (!documents.name().empty()) json["case"] = documents.name();
      const timeloop::ModelInput input = timeloop::read_model_input(std::move(documents));
      json.update(timeloop::to_json(timeloop::run_model(input), input));
    } catch (const Error& error) {
      ++faulty_;
      json["error"] = Json::array();
      for (const Fault& fault : error.faults()) json["error"].push_back(to_string(fault));
    }
    out_ << json.dump() << '\n';
  }

  std::ostream& out_;
  std::size_t faulty_ = 0;
};

}  // namespace

std::size_t evaluate_cases(const std::vector<std::string>& files, std::istream& standard_input,
                           std::ostream& out) {
  Cases cases(out);
  for (const std::string& file : files) {
    if (file == "-") {
      cases.lines("standard input", standard_input);
    } else {
      cases.file(file);
    }
  }
  if (files.empty()) cases.lines("standard input", standard_input);
  return cases.faulty();
}

}  // namespace dance::cli
