#include "dance/search/train/checkpoint.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "dance/core/error.h"
#include "dance/core/files.h"

namespace dance {

namespace {

constexpr const char* kKind = "weights-1";

// Parameters and buffers by name. The tensors share the module's storage.
std::map<std::string, torch::Tensor> tensors_of(const torch::nn::Module& module) {
  std::map<std::string, torch::Tensor> tensors;
  for (const auto& item : module.named_parameters()) tensors[item.key()] = item.value().detach();
  for (const auto& item : module.named_buffers()) tensors[item.key()] = item.value().detach();
  return tensors;
}

std::string describe(const torch::Tensor& tensor) {
  return fmt::format("{} [{}]", torch::toString(tensor.scalar_type()), fmt::join(tensor.sizes().vec(), ", "));
}

}  // namespace

void save_weights(const torch::nn::Module& module, const std::filesystem::path& file) {
  torch::serialize::OutputArchive archive;
  const auto tensors = tensors_of(module);
  c10::Dict<std::string, torch::Tensor> dictionary;
  for (const auto& [name, tensor] : tensors) dictionary.insert(name, tensor.to(torch::kCPU).contiguous());
  archive.write("tensors", c10::IValue(dictionary));
  std::ostringstream bytes;
  archive.save_to(bytes);
  write_sealed_file(file, kKind, bytes.str());
}

void load_weights(torch::nn::Module& module, const std::filesystem::path& file) {
  std::istringstream bytes(read_sealed_file(file, kKind));
  c10::IValue value;
  try {
    torch::serialize::InputArchive archive;
    archive.load_from(bytes);
    archive.read("tensors", value);
  } catch (const c10::Error& error) {
    throw Error({file.string(), 0, "", "holds no weights that this libtorch can read", "",
                 error.what_without_backtrace()});
  }
  std::map<std::string, torch::Tensor> stored;
  for (const auto& entry : value.toGenericDict())
    stored[entry.key().toStringRef()] = entry.value().toTensor();

  std::vector<Fault> faults;
  auto own = tensors_of(module);
  for (const auto& [name, tensor] : own) {
    const auto found = stored.find(name);
    if (found == stored.end()) {
      faults.push_back({file.string(), 0, name, "missing tensor", describe(tensor), ""});
    } else if (found->second.sizes() != tensor.sizes() ||
               found->second.scalar_type() != tensor.scalar_type()) {
      faults.push_back({file.string(), 0, name, "another tensor", describe(tensor), describe(found->second)});
    }
  }
  for (const auto& [name, tensor] : stored) {
    if (!own.contains(name))
      faults.push_back({file.string(), 0, name, "unknown tensor", "", describe(tensor)});
  }
  if (!faults.empty()) throw Error(faults);
  torch::NoGradGuard no_gradient;
  for (auto& [name, tensor] : own) tensor.copy_(stored.at(name));
}

}  // namespace dance
