#include "cli/network_arguments.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <iterator>
#include <set>
#include <system_error>

#include "dance/core/error.h"

namespace dance::cli {

namespace {

constexpr double kMostWeight = 1e6;

// Whether a text is a number, of any size; `value` is nothing where it is one that has no weight's range.
struct ReadNumber {
  bool is_number = false;
  std::optional<double> value;
};

ReadNumber read_weight(const std::string& text) {
  double value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, fault] = std::from_chars(text.data(), end, value);
  if (stop != end || fault == std::errc::invalid_argument) return {};
  const bool in_range = fault == std::errc() && value > 0 && value <= kMostWeight;
  return {true, in_range ? std::optional(value) : std::nullopt};
}

NetworkText split_weight(const std::string& text, std::vector<Fault>& faults) {
  std::error_code ignored;
  const std::size_t colon = text.rfind(':');
  if (colon == std::string::npos || colon == 0 || std::filesystem::exists(text, ignored)) return {text, {}};
  const std::string last = text.substr(colon + 1);
  const ReadNumber weight = read_weight(last);
  if (!weight.is_number) return {text, {}};
  if (!weight.value) {
    faults.push_back({text, 0, "", "not a network's weight",
                      fmt::format("NETWORK:WEIGHT with a number above 0 and at most {:.0f}", kMostWeight),
                      "'" + last + "'"});
  }
  return {text.substr(0, colon), weight.value};
}

}  // namespace

std::vector<NetworkText> split_weights(const std::vector<std::string>& texts) {
  std::vector<Fault> faults;
  std::vector<NetworkText> split;
  for (const std::string& text : texts) split.push_back(split_weight(text, faults));
  if (!faults.empty()) throw Error(std::move(faults));
  return split;
}

void NetworkArguments::add_to(CLI::App& app) {
  app.add_option("NETWORK", texts_,
                 std::string(kNetworkHelp) +
                     ". Several share the accelerator, each with a weight behind a last colon if you like: "
                     "resnet50:0.3")
      ->required();
  options_.add_to(app);
}

std::vector<NetworkText> NetworkArguments::split(const std::string& refused_for) const {
  std::vector<NetworkText> split = split_weights(texts_);
  if (refused_for.empty()) return split;
  std::vector<Fault> faults;
  for (std::size_t i = 0; i < split.size(); ++i) {
    if (!split[i].weight) continue;
    faults.push_back({"dance explore", 0, refused_for, "weights mean nothing where the worst network counts",
                      split[i].network, "'" + texts_[i] + "'"});
  }
  if (!faults.empty()) throw Error(std::move(faults));
  return split;
}

std::vector<Network> NetworkArguments::read(const std::vector<NetworkText>& texts) const {
  const bool any_onnx =
      std::any_of(texts.begin(), texts.end(), [](const NetworkText& text) { return is_onnx(text.network); });
  std::vector<Network> networks;
  std::vector<Fault> faults;
  std::vector<std::string> names;
  for (const NetworkText& text : texts) {
    try {
      networks.push_back(options_.read(text.network, any_onnx));
      names.push_back(networks.back().name);
    } catch (const Error& error) {
      if (error.faults().empty()) throw;  // a failure of the run
      faults.insert(faults.end(), error.faults().begin(), error.faults().end());
    }
  }
  if (!faults.empty()) throw Error(std::move(faults));
  names = unique_names(names);
  for (std::size_t n = 0; n < networks.size(); ++n) networks[n].name = names[n];
  return networks;
}

std::vector<std::string> unique_names(const std::vector<std::string>& names) {
  std::set<std::string> taken;
  std::vector<std::string> unique;
  for (const std::string& name : names) {
    std::string candidate = name;
    for (int number = 2; !taken.insert(candidate).second; ++number)
      candidate = fmt::format("{}#{}", name, number);
    unique.push_back(candidate);
  }
  return unique;
}

}  // namespace dance::cli
