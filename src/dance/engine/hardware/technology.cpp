#include "dance/engine/hardware/technology.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "dance/core/config.h"
#include "dance/core/files.h"
#include "dance/core/nearest.h"

namespace dance {

namespace {

constexpr NumberRange kFigure{.min = 0, .max = 1e15};  // so that no sum or product of them is infinite

ComponentRow read_row(ConfigMap map) {
  ComponentRow row;
  row.size_bytes = map.integer("size_bytes", {.min = 1, .max = std::int64_t{1} << 40}, 0);
  row.width_bits = map.integer("width_bits", {.min = 1, .max = 1 << 20});
  row.read_pj = map.number("read_pj", kFigure);
  row.write_pj = map.number("write_pj", kFigure);
  row.leakage_mw = map.number("leakage_mw", kFigure);
  row.area_um2 = map.number("area_um2", kFigure);
  row.source = map.text("source");
  map.finish();
  return row;
}

// Linear in log(value) against log(size); where an end is 0 (no leakage, say), in the value itself.
double interpolate(double size, double size_0, double value_0, double size_1, double value_1) {
  if (size_0 == size_1) return value_0;
  const double t = (std::log(size) - std::log(size_0)) / (std::log(size_1) - std::log(size_0));
  if (value_0 <= 0 || value_1 <= 0) return value_0 + t * (value_1 - value_0);
  return std::exp(std::log(value_0) + t * (std::log(value_1) - std::log(value_0)));
}

// A row whose quantities are those at `place`, a size or a width between those of the two rows.
ComponentRow interpolated(double place, double low_place, const ComponentRow& low, double high_place,
                          const ComponentRow& high) {
  ComponentRow row = low;
  for (const auto quantity : {&ComponentRow::read_pj, &ComponentRow::write_pj, &ComponentRow::leakage_mw,
                              &ComponentRow::area_um2}) {
    row.*quantity = interpolate(place, low_place, low.*quantity, high_place, high.*quantity);
  }
  return row;
}

ComponentRow between_widths(const ComponentRow& low, const ComponentRow& high, std::int64_t width_bits) {
  ComponentRow row = interpolated(static_cast<double>(width_bits), static_cast<double>(low.width_bits), low,
                                  static_cast<double>(high.width_bits), high);
  row.width_bits = width_bits;
  row.source = fmt::format("interpolated between {} and {} bits: {}; {}", low.width_bits, high.width_bits,
                           low.source, high.source);
  return row;
}

}  // namespace

Technology Technology::load(const std::filesystem::path& file) {
  return parse(read_file(file), file.string());
}

Technology Technology::parse(const std::string& text, const std::string& file_name) {
  Config config = Config::parse(text, file_name);
  ConfigMap root = config.root();
  Technology technology;
  technology.fingerprint_ = checksum(text);
  technology.file_ = file_name;
  technology.name_ = root.text("name");
  technology.node_nm_ = root.number("node_nm", {.min = 0, .max = 1e6, .open_min = true});
  ConfigMap wire = root.map("wire");
  technology.wire_pj_per_bit_mm_ = wire.number("pj_per_bit_mm", kFigure);
  technology.wire_source_ = wire.text("source");
  wire.finish();
  ConfigMap components = root.map("components");
  for (const std::string& component : components.keys()) {
    std::set<std::pair<std::int64_t, std::int64_t>> seen;
    for (const ConfigValue& value : components.list(component)) {
      const ComponentRow row = read_row(value.map());
      if (!seen.insert({row.width_bits, row.size_bytes}).second)
        value.fault("a second row of this size and width", "one row per size_bytes and width_bits");
      technology.rows_[{component, row.width_bits}].push_back(row);
    }
  }
  root.finish();
  config.check();
  for (auto& [key, rows] : technology.rows_) {
    std::sort(rows.begin(), rows.end(),
              [](const ComponentRow& a, const ComponentRow& b) { return a.size_bytes < b.size_bytes; });
  }
  return technology;
}

// The widths in the table next to `width_bits`, the narrower and the wider one; both are `width_bits` where
// the table has it.
std::pair<std::int64_t, std::int64_t> Technology::widths_around(const std::string& component,
                                                                std::int64_t width_bits) const {
  const auto wider = rows_.lower_bound({component, width_bits});
  const bool above = wider != rows_.end() && wider->first.first == component;
  if (above && wider->first.second == width_bits) return {width_bits, width_bits};
  const bool below = wider != rows_.begin() && std::prev(wider)->first.first == component;
  if (above && below) return {std::prev(wider)->first.second, wider->first.second};
  std::vector<std::string> known;
  std::vector<std::int64_t> widths;
  for (const auto& [key, unused] : rows_) {
    if (known.empty() || known.back() != key.first) known.push_back(key.first);
    if (key.first == component) widths.push_back(key.second);
  }
  if (widths.empty())
    throw Error({file_, 0, "components", "no such component",
                 fmt::format("one of {}{}", fmt::join(known, ", "), did_you_mean(component, known)),
                 "'" + component + "'"});
  throw Error({file_, 0, fmt::format("components.{}.width_bits", component),
               fmt::format("has no width of {} bits", width_bits),
               widths.size() == 1 ? fmt::format("{} bits", widths.front())
                                  : fmt::format("{}..{} bits", widths.front(), widths.back()),
               ""});
}

ComponentRow Technology::sized_at_width(const std::string& component, std::int64_t size_bytes,
                                        std::int64_t width_bits) const {
  const std::vector<ComponentRow>& all = rows_.at({component, width_bits});
  const auto above =
      std::lower_bound(all.begin(), all.end(), size_bytes,
                       [](const ComponentRow& row, std::int64_t size) { return row.size_bytes < size; });
  if (all.front().size_bytes == 0 || above == all.end() || size_bytes < all.front().size_bytes) {
    throw Error({file_, 0, fmt::format("components.{}.size_bytes", component),
                 fmt::format("has no size of {} bytes at {} bits", size_bytes, width_bits),
                 fmt::format("{}..{} bytes", all.front().size_bytes, all.back().size_bytes), ""});
  }
  if (above->size_bytes == size_bytes) return *above;
  const ComponentRow &low = *(above - 1), &high = *above;
  ComponentRow row = interpolated(static_cast<double>(size_bytes), static_cast<double>(low.size_bytes), low,
                                  static_cast<double>(high.size_bytes), high);
  row.size_bytes = size_bytes;
  row.source = fmt::format("interpolated between {} and {} bytes: {}; {}", low.size_bytes, high.size_bytes,
                           low.source, high.source);
  return row;
}

ComponentRow Technology::sized(const std::string& component, std::int64_t size_bytes,
                               std::int64_t width_bits) const {
  const auto [narrower, wider] = widths_around(component, width_bits);
  const ComponentRow low = sized_at_width(component, size_bytes, narrower);
  if (narrower == wider) return low;
  return between_widths(low, sized_at_width(component, size_bytes, wider), width_bits);
}

ComponentRow Technology::plain(const std::string& component, std::int64_t width_bits) const {
  const auto [narrower, wider] = widths_around(component, width_bits);
  const ComponentRow &low = rows_.at({component, narrower}).front(),
                     &high = rows_.at({component, wider}).front();
  if (low.size_bytes != 0 || high.size_bytes != 0)
    throw Error(
        {file_, 0, "components." + component, "comes in sizes", "a component without size_bytes", ""});
  return narrower == wider ? low : between_widths(low, high, width_bits);
}

}  // namespace dance
