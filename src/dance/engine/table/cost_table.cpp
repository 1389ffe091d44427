#include "dance/engine/table/cost_table.h"

#include <algorithm>
#include <stdexcept>
#include <type_traits>

#include "dance/core/error.h"

namespace dance {

std::size_t CostTable::row(std::int64_t position, std::int64_t operation) const {
  if (position < 0 || position >= positions() || operation < 0 || operation >= operations(position)) {
    throw std::out_of_range("cost table row");
  }
  return first_row_[static_cast<std::size_t>(position)] + static_cast<std::size_t>(operation);
}

const float* CostTable::latency_ms(std::int64_t position, std::int64_t operation) const {
  return latency_ms_.data() + row(position, operation) * static_cast<std::size_t>(accelerators_);
}

const float* CostTable::energy_mj(std::int64_t position, std::int64_t operation) const {
  return energy_mj_.data() + row(position, operation) * static_cast<std::size_t>(accelerators_);
}

CostTable CostTable::from_entries(const Entries& entries, std::string key) {
  CostTable table;
  table.key_ = std::move(key);
  table.accelerators_ = static_cast<std::int64_t>(entries.area_mm2.size());
  table.area_mm2_ = entries.area_mm2;
  table.fixed_latency_ms_ = entries.fixed_latency_ms;
  table.fixed_energy_mj_ = entries.fixed_energy_mj;
  table.feasible_ = entries.feasible;
  if (table.feasible_.empty()) table.feasible_.assign(entries.area_mm2.size(), 1);
  std::size_t next = 0;
  for (std::size_t position = 0; position < entries.latency_ms.size(); ++position) {
    table.operations_.push_back(static_cast<std::int64_t>(entries.latency_ms[position].size()));
    table.first_row_.push_back(next);
    next += entries.latency_ms[position].size();
    for (const auto& row : entries.latency_ms[position]) {
      table.latency_ms_.insert(table.latency_ms_.end(), row.begin(), row.end());
    }
    for (const auto& row : entries.energy_mj.at(position)) {
      table.energy_mj_.insert(table.energy_mj_.end(), row.begin(), row.end());
    }
  }
  const std::size_t accelerators = entries.area_mm2.size();
  const bool consistent =
      table.latency_ms_.size() == next * accelerators && table.energy_mj_.size() == next * accelerators &&
      table.fixed_latency_ms_.size() == accelerators && table.fixed_energy_mj_.size() == accelerators &&
      table.feasible_.size() == accelerators;
  if (!consistent) throw std::invalid_argument("cost table rows of different lengths");
  return table;
}

CostTable CostTable::select(const std::vector<std::int64_t>& accelerators) const {
  const auto chosen = [&](const auto& entries) {
    std::remove_cvref_t<decltype(entries)> result;
    result.reserve(entries.size() / std::max<std::size_t>(1, area_mm2_.size()) * accelerators.size());
    for (std::size_t row = 0; row < entries.size(); row += area_mm2_.size()) {
      for (const std::int64_t a : accelerators) result.push_back(entries[row + static_cast<std::size_t>(a)]);
    }
    return result;
  };
  CostTable table;
  table.key_ = key_;
  table.accelerators_ = static_cast<std::int64_t>(accelerators.size());
  table.operations_ = operations_;
  table.first_row_ = first_row_;
  table.latency_ms_ = chosen(latency_ms_);
  table.energy_mj_ = chosen(energy_mj_);
  table.fixed_latency_ms_ = chosen(fixed_latency_ms_);
  table.fixed_energy_mj_ = chosen(fixed_energy_mj_);
  table.area_mm2_ = chosen(area_mm2_);
  table.feasible_ = chosen(feasible_);
  return table;
}

}  // namespace dance
