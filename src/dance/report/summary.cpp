#include "dance/report/summary.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace dance {

namespace {

constexpr int kBold = 1, kDim = 2;
constexpr int kLabelColumns = 13;

std::string row(const std::string& label, const std::string& text, const TextStyle& style) {
  return "   " + coloured(fmt::format("{:<{}}", label, kLabelColumns), kDim, style) + text + "\n";
}

std::string signed_percent(double share) { return fmt::format("{:+.2f} %", 100 * share); }

std::string accelerator_text(const Accelerator& accelerator, const AcceleratorChoices& choices) {
  return fmt::format("{} x {} PEs, {} words each, {} KiB buffer of {}-bit banks, {}", accelerator.pe_x,
                     accelerator.pe_y, accelerator.rf_words, accelerator.glb_bytes / 1024,
                     accelerator.glb_width_bits, choices.dataflow);
}

std::string metrics_text(const Design& design, const TextStyle& style) {
  const Metrics& m = design.metrics;
  return row("accuracy",
             coloured(fmt::format("{:.2f} %", 100 * design.test_accuracy), kBold, style) +
                 fmt::format(" of {} test images; {} parameters, {} MACs", design.test_images,
                             short_count(static_cast<double>(design.parameters)),
                             short_count(static_cast<double>(design.macs))),
             style) +
         row("hardware",
             coloured(fmt::format("{:.4g} ms, {:.4g} mJ, {:.4g} mm2", m.latency_ms, m.energy_mj, m.area_mm2),
                      kBold, style) +
                 fmt::format(", EDAP {:.4g} ms mJ mm2", m.edap()),
             style) +
         row("cost",
             fmt::format("{:.4g} ({}; the reference network on its best accelerator costs {:.4g})",
                         design.cost(m), design.cost.kind().description(),
                         design.cost(design.cost.reference)),
             style) +
         row("mappings",
             fmt::format("chosen for the network's cost: {:.2f} % below least {} per layer",
                         100 * design.mapping.gain, design.mapping.policy),
             style);
}

// Each metric beside its limit, and what keeping to the limits took.
std::string limits_text(const Design& design, const TextStyle& style) {
  const LimitsOutcome& outcome = design.limits;
  if (!outcome.limits.any()) return "";
  std::vector<std::string> parts;
  const auto add = [&](const std::optional<double>& limit, double value, const char* unit) {
    if (limit) parts.push_back(fmt::format("{:.4g} of {:.4g} {}", value, *limit, unit));
  };
  add(outcome.limits.max_latency_ms, design.metrics.latency_ms, "ms");
  add(outcome.limits.max_energy_mj, design.metrics.energy_mj, "mJ");
  add(outcome.limits.max_area_mm2, design.metrics.area_mm2, "mm2");
  std::string text = row("limits", fmt::format("{}: all met", fmt::join(parts, ", ")), style);
  text += row("",
              outcome.within_since
                  ? fmt::format("expected metrics within them from search step {} on", *outcome.within_since)
                  : "expected metrics not yet within them at the end of the search",
              style);
  if (outcome.changes.empty()) return text;
  std::vector<std::string> changes;
  for (const LimitsOutcome::Change& change : outcome.changes)
    changes.push_back(fmt::format("{} {} -> {}", change.layer, change.from, change.to));
  return text + row("", fmt::format("changed to meet them: {}", fmt::join(changes, "; ")), style);
}

std::string evaluator_text(const Design& design, const TextStyle& style) {
  const EvaluatorOutcome& e = design.evaluator;
  if (e.kind == "exact") return row("evaluator", "exact: the cost table itself", style);
  std::string text =
      row("evaluator",
          fmt::format("{}: regret {:.2f} %, its accelerator for this network against the exact best", e.kind,
                      100 * e.regret),
          style);
  text += row("", fmt::format("picks {}", accelerator_text(e.accelerator, e.choices)), style);
  return text + row("",
                    fmt::format("judges that at {:.4g}, true {:.4g}; the exact evaluator judges {:.4g}",
                                e.judged.cost, e.actual.cost, e.exact.cost),
                    style);
}

std::string search_text(const Design& design, const TextStyle& style) {
  const SearchOutcome& s = design.search;
  std::string text = row("search",
                         fmt::format("every one of {} accelerators{}", s.accelerators,
                                     s.accelerators < s.space_accelerators
                                         ? fmt::format(", of the best values of {}", s.space_accelerators)
                                         : ""),
                         style);
  text += row("",
              fmt::format("ended at entropy {:.3f} expecting cost {:.4g}{}", s.entropy, s.expected.cost,
                          design.evaluator.kind == "exact"
                              ? ""
                              : fmt::format(" (exact evaluator: {:.4g})", s.expected_exact.cost)),
              style);
  text += row("",
              fmt::format("the network taken costs {:.4g} ({})", design.mapping.under_policy.cost,
                          signed_percent(s.cost_gap)),
              style);
  return text;
}

std::string timings_text(const Timings& timings, const TextStyle& style) {
  constexpr int kBarCells = 30;
  std::size_t name_width = 5;
  double longest = 0;
  for (const PhaseTime& phase : timings.phases()) {
    name_width = std::max(name_width, phase.name.size());
    longest = std::max(longest, phase.wall_s);
  }
  std::string text;
  for (const PhaseTime& phase : timings.phases()) {
    std::string line = fmt::format("   {:<{}}  {:>7.1f} s  {:>6.0f} MiB  ", phase.name, name_width,
                                   phase.wall_s, phase.peak_mib);
    line += share_bar(longest > 0 ? phase.wall_s / longest : 0, kBarCells, style);
    while (line.ends_with(' ')) line.pop_back();
    text += line + "\n";
  }
  return text + fmt::format("   {:<{}}  {:>7.1f} s  {:>6.0f} MiB\n", "total", name_width, timings.total_s(),
                            timings.peak_mib());
}

std::string files_text(const std::filesystem::path& folder, const std::vector<RunFile>& files) {
  std::string text = fmt::format("   {}\n", folder.string());
  std::size_t width = 0;
  for (const auto& [name, what] : files) width = std::max(width, name.size());
  for (const auto& [name, what] : files) text += fmt::format("     {:<{}}  {}\n", name, width, what);
  return text;
}

}  // namespace

std::string summary(const Design& design, const Timings& timings, const std::filesystem::path& folder,
                    const std::vector<RunFile>& files, const TextStyle& style) {
  const auto heading = [&](const std::string& text) { return "\n" + coloured(text, kBold, style) + "\n"; };
  return heading(fmt::format("Network: {} on {}, seed {}", design.network_space, design.data, design.seed)) +
         draw_network(design, style) + heading("Design") +
         row("accelerator", coloured(accelerator_text(design.accelerator, design.choices), kBold, style),
             style) +
         metrics_text(design, style) + limits_text(design, style) + evaluator_text(design, style) +
         search_text(design, style) + heading("Wall time and peak memory") + timings_text(timings, style) +
         heading("Files") + files_text(folder, files);
}

}  // namespace dance
