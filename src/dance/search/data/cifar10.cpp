#include "dance/search/data/cifar10.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <numeric>
#include <sstream>

#include "dance/core/error.h"
#include "dance/core/files.h"
#include "dance/core/random.h"

namespace dance {

namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kSide = 32, kPixels = 3 * kSide * kSide, kRecord = kPixels + 1, kClasses = 10;
constexpr int kTrainFiles = 5;
constexpr std::int64_t kValidationShare = 10;  // one image in ten

Dataset allocate(std::int64_t images) {
  return {torch::empty({images, 3, kSide, kSide}, torch::kUInt8), torch::empty({images}, torch::kInt64)};
}

// The records of a file. Where it is not whole, there are none, and a fault is added.
Dataset read_records(const fs::path& file, std::vector<Fault>& faults) {
  const std::string expected = fmt::format("records of {} bytes", kRecord);
  std::string bytes;
  try {
    bytes = read_file(file);
  } catch (const Error& error) {
    faults.insert(faults.end(), error.faults().begin(), error.faults().end());
    return {};
  }
  const auto size = static_cast<std::int64_t>(bytes.size());
  if (size == 0 || size % kRecord != 0) {
    faults.push_back(
        {file.string(), 0, "", "short or foreign file", expected, fmt::format("{} bytes", size)});
    return {};
  }
  Dataset data = allocate(size / kRecord);
  for (std::int64_t i = 0; i < size / kRecord; ++i) {
    const char* record = bytes.data() + i * kRecord;
    const auto label = static_cast<unsigned char>(record[0]);
    if (label >= kClasses) {
      faults.push_back(
          {file.string(), 0, fmt::format("record {}", i), "foreign label", "0..9", fmt::format("{}", label)});
      return {};
    }
    data.labels.data_ptr<std::int64_t>()[i] = label;
    std::memcpy(data.images.data_ptr<std::uint8_t>() + i * kPixels, record + 1, kPixels);
  }
  return data;
}

std::vector<std::string> read_class_names(const fs::path& file, std::vector<Fault>& faults) {
  if (!fs::exists(file)) {
    return {"airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"};
  }
  std::vector<std::string> names;
  std::istringstream lines(read_file(file));
  for (std::string line; std::getline(lines, line);) {
    while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.pop_back();
    if (!line.empty()) names.push_back(line);
  }
  if (static_cast<std::int64_t>(names.size()) != kClasses) {
    faults.push_back(
        {file.string(), 0, "", "wrong number of class names", "10", fmt::format("{}", names.size())});
  }
  return names;
}

Dataset select(const Dataset& data, const std::vector<std::int64_t>& order, std::int64_t begin,
               std::int64_t end) {
  const torch::Tensor indices =
      torch::tensor(std::vector<std::int64_t>(order.begin() + begin, order.begin() + end));
  return {data.images.index_select(0, indices), data.labels.index_select(0, indices)};
}

}  // namespace

DataSplits load_cifar10(const fs::path& folder, std::uint64_t seed) {
  if (!fs::is_directory(folder)) {
    throw Error(
        {folder.string(), 0, "", "no such folder", "a folder with data_batch_1.bin .. test_batch.bin", ""});
  }
  std::vector<Fault> faults;
  std::vector<torch::Tensor> images, labels;
  for (int i = 1; i <= kTrainFiles; ++i) {
    const Dataset part = read_records(folder / fmt::format("data_batch_{}.bin", i), faults);
    images.push_back(part.images);
    labels.push_back(part.labels);
  }
  DataSplits splits;
  splits.test = read_records(folder / "test_batch.bin", faults);
  splits.classes = read_class_names(folder / "batches.meta.txt", faults);
  if (!faults.empty()) throw Error(faults);

  const Dataset all = {torch::cat(images), torch::cat(labels)};
  std::vector<std::int64_t> order(static_cast<std::size_t>(all.size()));
  std::iota(order.begin(), order.end(), 0);
  Random(seed, "cifar10/validation").shuffle(order);
  const std::int64_t held_out = std::max<std::int64_t>(1, all.size() / kValidationShare);
  splits.name = "cifar10";
  splits.validation = select(all, order, 0, held_out);
  splits.train = select(all, order, held_out, all.size());
  splits.normalisation = measure_normalisation(splits.train);
  splits.augmentation = {.pad = 4, .flip = true};
  return splits;
}

}  // namespace dance
