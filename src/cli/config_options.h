// The options that `dance search` and `dance train` share: overrides of the search configuration.
#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <vector>

#include "dance/search/search_config.h"

namespace dance::cli {

class ConfigOptions {
 public:
  void add_to(CLI::App& app) {
    app.add_option("--set", set_, "Override one value of the configuration, such as search.lambda2=0.5")
        ->type_name("KEY=VALUE")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    app.add_option("--data", data_, "builtin, or cifar10:DIR for CIFAR-10's binary files")->type_name("NAME");
    app.add_option("--seed", seed_, "Seed of everything random")->type_name("N");
    app.add_option("--threads", threads_, "Threads; 0: all cores")->type_name("N");
    app.add_option("--device", device_, "cpu or cuda")->check(CLI::IsMember({"cpu", "cuda"}));
  }

  // For load_search_config. The options of their own come after those of --set.
  std::vector<std::string> overrides() const {
    std::vector<std::string> all = set_;
    const auto add = [&](const std::string& key, const std::optional<std::string>& value) {
      if (value) all.push_back(text_override(key, *value));
    };
    add("data", data_);
    add("seed", seed_);
    add("threads", threads_);
    add("device", device_);
    return all;
  }

 private:
  std::vector<std::string> set_;
  std::optional<std::string> data_, seed_, threads_, device_;
};

}  // namespace dance::cli
