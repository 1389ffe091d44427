#include "dance/search/data/dataset.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <string_view>

#include "dance/core/error.h"
#include "dance/search/data/builtin.h"
#include "dance/search/data/cifar10.h"

namespace dance {

namespace {

// A data set is named NAME or, where it lies in files, NAME:DIR.
struct NamedData {
  std::string_view name;
  std::string_view files;  // what the folder holds, for a reader; "" where there is no folder
  DataSplits (*open)(const std::filesystem::path& folder, std::uint64_t seed);

  bool has_folder() const { return !files.empty(); }
  std::string prefix() const { return std::string(name) + (has_folder() ? ":" : ""); }
  std::string form() const { return prefix() + (has_folder() ? "DIR" : ""); }
  bool is_meant_by(const std::string& text) const {
    return text.starts_with(prefix()) && has_folder() == (text.size() > prefix().size());
  }
};

constexpr std::array kNamedData = {
    NamedData{"builtin", "",
              [](const std::filesystem::path&, std::uint64_t seed) { return generate_builtin(seed); }},
    NamedData{"cifar10", "CIFAR-10's binary files", load_cifar10}};

// Null where no data set has this name.
const NamedData* find(const std::string& text) {
  const auto* const found = std::find_if(kNamedData.begin(), kNamedData.end(),
                                         [&](const NamedData& data) { return data.is_meant_by(text); });
  return found == kNamedData.end() ? nullptr : found;
}

}  // namespace

Dataset DataSplits::train_and_validation() const {
  return {torch::cat({train.images, validation.images}), torch::cat({train.labels, validation.labels})};
}

Normalisation measure_normalisation(const Dataset& data) {
  Normalisation result;
  for (std::int64_t channel = 0; channel < 3; ++channel) {
    // Exact sums over the 256 values a pixel can have.
    const torch::Tensor counts =
        torch::bincount(data.images.select(1, channel).flatten().to(torch::kInt32), {}, 256);
    const torch::Tensor values = torch::arange(256, torch::kFloat64) / 255.0;
    const torch::Tensor shares = counts.to(torch::kFloat64) / counts.sum();
    const torch::Tensor mean = (shares * values).sum();
    const torch::Tensor deviation = (shares * (values - mean).square()).sum().sqrt();
    result.mean[static_cast<std::size_t>(channel)] = mean.item<float>();
    // A constant channel carries nothing; any positive deviation maps it to 0.
    result.deviation[static_cast<std::size_t>(channel)] = std::max(deviation.item<float>(), 1e-3f);
  }
  return result;
}

DataSplits open_data(const std::string& name, std::uint64_t seed) {
  if (const NamedData* data = find(name)) return data->open(name.substr(data->prefix().size()), seed);
  std::vector<std::string> forms;
  for (const NamedData& data : kNamedData) forms.push_back(data.form());
  throw Error(
      {"", 0, "data", "unknown data set", fmt::format("{}", fmt::join(forms, " or ")), "'" + name + "'"});
}

std::string data_names() {
  std::vector<std::string> texts;
  for (const NamedData& data : kNamedData)
    texts.push_back(data.has_folder() ? fmt::format("{} for {}", data.form(), data.files) : data.form());
  return fmt::format("{}", fmt::join(texts, ", or "));
}

std::string with_absolute_folder(const std::string& data_name) {
  const NamedData* data = find(data_name);
  if (data == nullptr || !data->has_folder()) return data_name;
  return data->prefix() +
         std::filesystem::absolute(data_name.substr(data->prefix().size())).lexically_normal().string();
}

}  // namespace dance
