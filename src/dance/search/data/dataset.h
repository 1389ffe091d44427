// Labelled images in memory, split for a search: the training images for the network's weights, the
// validation images for the architecture parameters, and the test images, which are read once, at the end.
#pragma once

#include <torch/torch.h>

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace dance {

struct Dataset {
  torch::Tensor images;  // [n, 3, height, width] uint8
  torch::Tensor labels;  // [n] int64, 0..classes-1
  std::int64_t size() const { return labels.defined() ? labels.size(0) : 0; }
};

// Channel means and standard deviations of pixels scaled to 0..1.
struct Normalisation {
  std::array<float, 3> mean{};
  std::array<float, 3> deviation{};
};

// Random changes of training images. Zeros are padded on each side, and a random crop of the old size is
// taken. On average, every other image is flipped horizontally.
struct Augmentation {
  int pad = 0;
  bool flip = false;
};

struct DataSplits {
  std::string name;
  std::vector<std::string> classes;
  Dataset train, validation, test;
  Normalisation normalisation;  // of the training split
  Augmentation augmentation;    // what suits this data in training

  std::int64_t height() const { return train.images.size(2); }
  std::int64_t width() const { return train.images.size(3); }
  // Training and validation images together, for the final training.
  Dataset train_and_validation() const;
};

// Opens the data set of this name: "builtin" (images generated from the seed) or "cifar10:DIR" (files in a
// folder, of which the seed picks the validation images). Throws Error with all faults.
DataSplits open_data(const std::string& name, std::uint64_t seed);
// The names that open_data takes, for a reader: "builtin, or cifar10:DIR for CIFAR-10's binary files".
std::string data_names();
// The same name with its folder, if it has one, made absolute.
std::string with_absolute_folder(const std::string& data_name);

Normalisation measure_normalisation(const Dataset& data);

}  // namespace dance
