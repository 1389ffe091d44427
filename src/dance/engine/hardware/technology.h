// Energy, area and leakage of components, from a table that names a source for each row.
//
// Between two sizes of a component of one width, log(quantity) is interpolated linearly in log(size), and
// between two widths of one size in log(width). Sizes and widths beyond the ends are refused. The tables
// shipped are in configs/technology/*.yaml.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace dance {

struct ComponentRow {
  std::int64_t size_bytes = 0;  // 0 for components without a size (a MAC)
  std::int64_t width_bits = 0;
  double read_pj = 0, write_pj = 0;  // one access of width_bits; a MAC's energy stands in both
  double leakage_mw = 0;
  double area_um2 = 0;
  std::string source;
};

class Technology {
 public:
  // Both throw Error with all faults.
  static Technology load(const std::filesystem::path& file);
  static Technology parse(const std::string& text, const std::string& file_name);

  const std::string& name() const { return name_; }
  double node_nm() const { return node_nm_; }
  const std::string& file() const { return file_; }
  // Checksum of the table's text.
  const std::string& fingerprint() const { return fingerprint_; }
  // Energy of driving one bit over one mm.
  double wire_pj_per_bit_mm() const { return wire_pj_per_bit_mm_; }
  const std::string& wire_source() const { return wire_source_; }

  // A sized component such as "sram" or "regfile_flops", interpolated. Both throw Error outside the table.
  ComponentRow sized(const std::string& component, std::int64_t size_bytes, std::int64_t width_bits) const;
  // A component without a size such as "intmac" or "dram_LPDDR4".
  ComponentRow plain(const std::string& component, std::int64_t width_bits) const;

 private:
  std::pair<std::int64_t, std::int64_t> widths_around(const std::string& component,
                                                      std::int64_t width_bits) const;
  ComponentRow sized_at_width(const std::string& component, std::int64_t size_bytes,
                              std::int64_t width_bits) const;

  std::string name_, file_, fingerprint_, wire_source_;
  double node_nm_ = 0;
  double wire_pj_per_bit_mm_ = 0;
  // (component, width) -> rows by ascending size
  std::map<std::pair<std::string, std::int64_t>, std::vector<ComponentRow>> rows_;
};

}  // namespace dance
