#include "dance/report/network_drawing.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

namespace dance {

namespace {

constexpr int kDim = 2, kGreen = 32, kYellow = 33, kBlue = 34, kMagenta = 35, kCyan = 36;

struct BlockSums {
  double latency_ms = 0, energy_mj = 0;
  std::int64_t macs = 0;
};

BlockSums sums_of(const Design& design, const DesignBlock& block) {
  BlockSums sums;
  for (std::int64_t i = block.first_cost; i < block.first_cost + block.costs; ++i) {
    const LayerCost& layer = design.layers[static_cast<std::size_t>(i)];
    sums.latency_ms += layer.latency_ms;
    sums.energy_mj += layer.energy_mj;
    sums.macs += layer.macs;
  }
  return sums;
}

bool is_skipped(const DesignBlock& block) { return block.searchable && block.costs == 0; }

std::string glyph(const DesignBlock& block, bool rich) {
  if (!block.searchable) return rich ? "●" : "o";
  if (is_skipped(block)) return rich ? "┊" : ":";
  if (block.stride > 1) return rich ? "▼" : "V";
  return rich ? "■" : "#";
}

int colour_of(const DesignBlock& block) {
  if (!block.searchable) return kCyan;
  if (is_skipped(block)) return kDim;
  if (block.op.find("_k3_") != std::string::npos) return kGreen;
  if (block.op.find("_k5_") != std::string::npos) return kYellow;
  return block.op.find("_k7_") != std::string::npos ? kMagenta : kBlue;
}

std::string channels_text(const DesignBlock& block) {
  return is_skipped(block) ? fmt::format("{}", block.out_channels)
                           : fmt::format("{} -> {}", block.in_channels, block.out_channels);
}

std::string output_text(const DesignBlock& block) {
  return fmt::format("{}x{}", block.out_height, block.out_width);
}

std::string percent(double share) { return fmt::format("{:.1f} %", 100 * share); }

}  // namespace

std::string coloured(const std::string& text, int sgr, const TextStyle& style) {
  return style.rich ? fmt::format("\033[{}m{}\033[0m", sgr, text) : text;
}

std::string short_count(double value) {
  constexpr std::string_view kMultiples = " kMGT";
  std::size_t multiple = 0;
  while (value >= 999.5 && multiple + 1 < kMultiples.size()) {
    value /= 1000;
    ++multiple;
  }
  if (multiple == 0) return fmt::format("{:.0f}", value);
  const int decimals = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
  return fmt::format("{:.{}f} {}", value, decimals, kMultiples[multiple]);
}

std::string share_bar(double share, int cells, const TextStyle& style) {
  constexpr int kEighths = 8;
  const auto eighths = static_cast<int>(std::lround(std::clamp(share, 0.0, 1.0) * cells * kEighths));
  if (!style.rich) {
    const int full = (eighths + kEighths / 2) / kEighths;
    return std::string(static_cast<std::size_t>(full), '#') +
           std::string(static_cast<std::size_t>(cells - full), ' ');
  }
  constexpr std::array<const char*, kEighths> kParts = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  std::string bar;
  for (int i = 0; i < eighths / kEighths; ++i) bar += "█";
  bar += kParts[static_cast<std::size_t>(eighths % kEighths)];
  const int used = eighths / kEighths + (eighths % kEighths != 0 ? 1 : 0);
  return bar + std::string(static_cast<std::size_t>(cells - used), ' ');
}

std::string draw_network(const Design& design, const TextStyle& style) {
  double total_ms = 0, total_mj = 0, largest_ms = 0;
  std::size_t name_width = 5, op_width = 9;  // of the headings
  for (const DesignBlock& block : design.blocks) {
    const BlockSums sums = sums_of(design, block);
    total_ms += sums.latency_ms;
    total_mj += sums.energy_mj;
    largest_ms = std::max(largest_ms, sums.latency_ms);
    name_width = std::max(name_width, block.name.size());
    if (block.searchable) op_width = std::max(op_width, block.op.size());
  }
  const int used =
      6 + static_cast<int>(name_width + 2 + op_width) + 2 + 10 + 4 * (2 + 7) + 1;  // before the bar
  const int cells = std::clamp(style.width - used, 4, 30);
  std::string text =
      coloured(fmt::format("      {:<{}}  {:<{}}  {:>10}  {:>7}  {:>7}  {:>7}  {:>7}", "layer", name_width,
                           "operation", op_width, "channels", "output", "MACs", "energy", "latency"),
               kDim, style) +
      "\n";
  for (const DesignBlock& block : design.blocks) {
    const BlockSums sums = sums_of(design, block);
    std::string line = "   " + coloured(glyph(block, style.rich), colour_of(block), style) + "  ";
    line += fmt::format("{:<{}}  ", block.name, name_width);
    line +=
        coloured(fmt::format("{:<{}}", block.searchable ? block.op : "", op_width), colour_of(block), style);
    line += fmt::format("  {:>10}  {:>7}", channels_text(block), output_text(block));
    if (!is_skipped(block)) {
      const double latency_share = sums.latency_ms / total_ms;
      line += fmt::format("  {:>7}  {:>7}  {:>7} ", short_count(static_cast<double>(sums.macs)),
                          percent(sums.energy_mj / total_mj), percent(latency_share));
      line += coloured(share_bar(sums.latency_ms / largest_ms, cells, style), colour_of(block), style);
    }
    while (line.ends_with(' ')) line.pop_back();
    text += line + "\n";
  }
  return text;
}

}  // namespace dance
