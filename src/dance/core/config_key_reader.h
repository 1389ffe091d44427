// Visitors that read and write a configuration by the keys that it declares (config_keys.h).
#pragma once

#include <fmt/format.h>

#include <string>

#include "dance/core/config.h"
#include "dance/core/config_keys.h"

namespace dance {

// Reads every declared key from a map. A key that is absent keeps its default, and so do all keys of an
// absent group. Faults are added to the configuration. The caller finishes the map.
class KeyReader final : public ConfigKeys {
 public:
  explicit KeyReader(ConfigMap& map) : map_(&map) {}

  void integer(const Key& key, std::int64_t& value, const IntegerRange& range) override;
  void number(const Key& key, double& value, const NumberRange& range) override;
  void optional_number(const Key& key, std::optional<double>& value, const NumberRange& range) override;
  void boolean(const Key& key, bool& value) override;
  void text(const Key& key, std::string& value, TextForm form) override;
  void choice(const Key& key, std::size_t& value, const std::vector<std::string>& names) override;
  void group(const Key& key, const std::function<void()>& declare) override;
  void check(const std::function<void(const AddFault&)>& check) override;

 private:
  ConfigMap* map_;  // the map that holds the keys being declared
};

// Writes the keys as indented "key: value" lines of YAML. A number is written in the shortest form that reads
// back to the same value. An optional number without a value is left out, and so is a group that has no other
// keys.
class KeyWriter final : public ConfigKeys {
 public:
  const std::string& yaml() const { return yaml_; }

  void integer(const Key& key, std::int64_t& value, const IntegerRange& range) override;
  void number(const Key& key, double& value, const NumberRange& range) override;
  void optional_number(const Key& key, std::optional<double>& value, const NumberRange& range) override;
  void boolean(const Key& key, bool& value) override;
  void text(const Key& key, std::string& value, TextForm form) override;
  void choice(const Key& key, std::size_t& value, const std::vector<std::string>& names) override;
  void group(const Key& key, const std::function<void()>& declare) override;

 private:
  void line(const Key& key, const std::string& value);

  std::string yaml_;
  int depth_ = 0;
};

// The text as YAML on one line, whatever characters it holds.
std::string quoted_yaml(const std::string& text);

}  // namespace dance
