// Repeated timings and the machine that they are of, for benchmarks.
#pragma once

#include <algorithm>
#include <chrono>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace dance::bench {

inline double seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

// Seconds.
struct Spread {
  double median = 0, least = 0, most = 0;
};

template <typename Work>
Spread repeat(int times, const Work& work) {
  std::vector<double> all;
  for (int i = 0; i < times; ++i) {
    const double start = seconds();
    work();
    all.push_back(seconds() - start);
  }
  std::sort(all.begin(), all.end());
  return {all[all.size() / 2], all.front(), all.back()};
}

// In units of 1 / scale seconds.
inline nlohmann::ordered_json to_json(const Spread& spread, double scale) {
  return {{"median", spread.median * scale}, {"least", spread.least * scale}, {"most", spread.most * scale}};
}

inline std::string processor() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("model name")) return line.substr(line.find(':') + 2);
  }
  return "unknown";
}

}  // namespace dance::bench
