#include "dance/search/evaluator/accelerator_encoding.h"

namespace dance {

AcceleratorEncoding::AcceleratorEncoding(const HardwareSpace& space) {
  const std::vector<HardwareSpace::Parameter> parameters = space.parameters();
  std::vector<std::int64_t> first, strides(parameters.size(), 1);
  for (const HardwareSpace::Parameter& parameter : parameters) {
    names_.push_back(parameter.name);
    sizes_.push_back(parameter.values);
    first.push_back(features_);
    features_ += sizes_.back();
  }
  for (std::size_t h = parameters.size() - 1; h > 0; --h) strides[h - 1] = strides[h] * sizes_[h];

  const std::int64_t count = space.size();
  values_ = torch::empty({count, heads()}, torch::kLong);
  of_code_ = torch::zeros({strides[0] * sizes_[0]}, torch::kLong);
  auto values = values_.accessor<std::int64_t, 2>();
  auto of_code = of_code_.accessor<std::int64_t, 1>();
  for (std::int64_t i = 0; i < count; ++i) {
    const std::vector<std::int64_t> own = space.steps_at(i);
    std::int64_t code = 0;
    for (std::size_t h = 0; h < parameters.size(); ++h) {
      values[i][static_cast<std::int64_t>(h)] = own[h];
      code += own[h] * strides[h];
    }
    of_code[code] = i;
  }
  first_feature_ = torch::tensor(first, torch::kLong);
  strides_ = torch::tensor(strides, torch::kLong);
}

torch::Tensor AcceleratorEncoding::accelerators_of(const torch::Tensor& values) const {
  return of_code_.index({(values * strides_).sum(-1)});
}

torch::Tensor AcceleratorEncoding::one_hot(const torch::Tensor& accelerators) const {
  const torch::Tensor columns = values_.index_select(0, accelerators) + first_feature_;
  return torch::zeros({accelerators.size(0), features_}).scatter_(1, columns, 1.0);
}

}  // namespace dance
