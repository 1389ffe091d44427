// What every benchmark is: a program that measures and prints its results, as text or with --json as one
// document:
//
//   {"schema": "dance-benchmark-1", "benchmark": its name, "version": of dance, "date": in UTC,
//    "machine": {"processor", "cores", "threads": those used, "compiler", "build_type"}, "results": {...}}
//
// A result that was measured several times is an object of median, least, most and runs.
#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <functional>
#include <string>

#include "bench/measure.h"
#include "dance/core/work_context.h"

namespace dance::bench {

class Program {
 public:
  Program(std::string name, const std::string& what);

  // For the program's own options.
  CLI::App& options() { return options_; }

  // Adds --threads; a program that does not call this runs on one thread.
  void takes_threads(int by_default);

  // As given with --threads, where 0 means all cores; what the engine's functions take.
  int threads() const { return threads_; }
  // For functions that keep their results in the user's cache folder.
  WorkContext work() { return {progress_, cache_, threads_}; }

  // Reads the command line, calls `measure`, prints the results that it returns. The exit code of main.
  int run(int argc, char** argv, const std::function<Json()>& measure);

 private:
  Json document(Json results) const;

  std::string name_;
  CLI::App options_;
  int threads_ = 1;
  bool json_ = false;
  NoProgress progress_;
  std::filesystem::path cache_;
};

}  // namespace dance::bench
