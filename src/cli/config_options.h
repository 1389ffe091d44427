// Options that override the search configuration, for the commands that read one.
#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <vector>

#include "dance/search/data/dataset.h"
#include "dance/search/run/search_config.h"

namespace dance::cli {

// The option --set, once for each value.
inline void add_set_option(CLI::App& app, std::vector<std::string>& set, const std::string& help) {
  app.add_option("--set", set, help)
      ->type_name("KEY=VALUE")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

class ConfigOptions {
 public:
  void add_to(CLI::App& app) {
    add_set_option(app, set_, "Override one value of the configuration, such as search.lambda2=0.5");
    app.add_option("--data", data_, data_names())->type_name("NAME");
    app.add_option("--seed", seed_, "Seed of everything random")->type_name("N");
    app.add_option("--threads", threads_, "Threads; 0: all cores")->type_name("N");
    app.add_option("--device", device_, "cpu or cuda")->check(CLI::IsMember({"cpu", "cuda"}));
  }

  // For load_search_config. The options of their own come after those of --set.
  std::vector<std::string> overrides() const {
    std::vector<std::string> all = set_;
    add_override("data", data_, all);
    add_override("seed", seed_, all);
    add_override("threads", threads_, all);
    add_override("device", device_, all);
    return all;
  }

 private:
  std::vector<std::string> set_;
  std::optional<std::string> data_, seed_, threads_, device_;
};

}  // namespace dance::cli
