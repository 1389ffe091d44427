#include "dance/search/methods/warm_start.h"

#include "dance/search/evaluator/keyed_archive.h"

namespace dance {

namespace {

// The rows as the file has them: [rows, 5].
torch::Tensor to_tensor(const std::vector<LogRow>& rows) {
  torch::Tensor table = torch::empty({static_cast<std::int64_t>(rows.size()), 5}, torch::kDouble);
  auto cell = table.accessor<double, 2>();
  for (std::int64_t i = 0; i < table.size(0); ++i) {
    const LogRow& row = rows[static_cast<std::size_t>(i)];
    cell[i][0] = static_cast<double>(row.step);
    cell[i][1] = row.loss;
    cell[i][2] = row.ce;
    cell[i][3] = row.accuracy;
    cell[i][4] = row.learning_rate;
  }
  return table;
}

std::vector<LogRow> to_rows(const torch::Tensor& table) {
  std::vector<LogRow> rows(static_cast<std::size_t>(table.size(0)));
  const auto cell = table.accessor<double, 2>();
  for (std::int64_t i = 0; i < table.size(0); ++i) {
    LogRow& row = rows[static_cast<std::size_t>(i)];
    row.phase = "warm-up";
    row.step = static_cast<std::int64_t>(cell[i][0]);
    row.loss = cell[i][1];
    row.ce = cell[i][2];
    row.accuracy = cell[i][3];
    row.learning_rate = cell[i][4];
  }
  return rows;
}

}  // namespace

void save_warm_up(const WarmStart& start, const Supernet& supernet, const torch::optim::SGD& optimiser,
                  const std::vector<LogRow>& rows) {
  torch::serialize::OutputArchive weights, momentum, archive;
  supernet.save(weights);
  optimiser.save(momentum);
  archive.write("supernet", weights);
  archive.write("optimiser", momentum);
  archive.write("rows", to_tensor(rows));
  write_keyed_archive(start.file, kWarmUpFileKind, start.key, archive);
}

std::vector<LogRow> load_warm_up(const WarmStart& start, Supernet& supernet, torch::optim::SGD& optimiser) {
  torch::serialize::InputArchive weights, momentum;
  torch::serialize::InputArchive archive =
      read_keyed_archive(start.file, kWarmUpFileKind, start.key, "is the warm-up of another search");
  archive.read("supernet", weights);
  archive.read("optimiser", momentum);
  torch::Tensor rows;
  archive.read("rows", rows);
  supernet.load(weights);
  optimiser.load(momentum);
  return to_rows(rows);
}

}  // namespace dance
