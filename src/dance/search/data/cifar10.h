// CIFAR-10 (Krizhevsky, "Learning Multiple Layers of Features from Tiny Images", 2009), the binary version:
// records of one label byte and 3072 pixel bytes (red, green, blue planes of 32x32).
#pragma once

#include <cstdint>
#include <filesystem>

#include "dance/search/data/dataset.h"

namespace dance {

// Reads data_batch_1..5.bin, test_batch.bin and, where present, batches.meta.txt. A tenth of the training
// images, picked by the seed, becomes the validation split. Throws Error with all faults: missing, short and
// foreign files.
DataSplits load_cifar10(const std::filesystem::path& folder, std::uint64_t seed);

}  // namespace dance
