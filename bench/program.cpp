#include "bench/program.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <ctime>
#include <fstream>
#include <thread>

#include "cli/environment.h"
#include "dance/core/error.h"

namespace dance::bench {
namespace {

std::string processor() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("model name")) return line.substr(line.find(':') + 2);
  }
  return "unknown";
}

std::string number(double value) { return fmt::format("{:.6g}", value); }

std::string text_of(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number_float()) return number(value.get<double>());
  return value.dump();
}

bool is_spread(const Json& value) { return value.is_object() && value.contains("median"); }

std::string text_of_spread(const Json& spread) {
  return fmt::format("{} ({} to {}, {} runs)", number(spread.at("median")), number(spread.at("least")),
                     number(spread.at("most")), spread.at("runs").get<int>());
}

// A line for each value, those of an object below its name.
void print_lines(const Json& object, int indent) {
  for (const auto& [key, value] : object.items()) {
    const std::string name = fmt::format("{:{}}{}", "", indent, key);
    if (is_spread(value)) {
      fmt::print("{}: {}\n", name, text_of_spread(value));
    } else if (value.is_structured()) {
      fmt::print("{}:\n", name);
      print_lines(value, indent + 2);
    } else {
      fmt::print("{}: {}\n", name, text_of(value));
    }
  }
}

}  // namespace

Program::Program(std::string name, const std::string& what) : name_(std::move(name)), options_(what) {
  options_.add_flag("--json", json_, "one JSON document in place of text");
}

void Program::takes_threads(int by_default) {
  threads_ = by_default;
  options_.add_option("--threads", threads_, "0: all cores")->check(CLI::NonNegativeNumber);
}

int Program::run(int argc, char** argv, const std::function<Json()>& measure) {
  CLI11_PARSE(options_, argc, argv);
  cli::find_config_folder();
  cache_ = cli::cache_folder();
  try {
    const Json json = document(measure());
    if (json_) {
      fmt::print("{}\n", json.dump(2));
    } else {
      print_lines(json, 0);
    }
  } catch (const Error& error) {
    fmt::print(stderr, "{}\n", error.what());
    return error.exit_code();
  }
  return 0;
}

Json Program::document(Json results) const {
  const int cores = static_cast<int>(std::thread::hardware_concurrency());
  return {{"schema", "dance-benchmark-1"},
          {"benchmark", name_},
          {"version", DANCE_VERSION},
          {"date", fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)))},
          {"machine",
           {{"processor", processor()},
            {"cores", cores},
            {"threads", threads_ > 0 ? threads_ : cores},
            {"compiler", DANCE_COMPILER},
            {"build_type", DANCE_BUILD_TYPE}}},
          {"results", std::move(results)}};
}

}  // namespace dance::bench
