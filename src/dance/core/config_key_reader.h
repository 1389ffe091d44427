// Configurations read and written by the keys that they declare (config_keys.h).
#pragma once

#include <fmt/format.h>

#include <string>

#include "dance/core/config.h"
#include "dance/core/config_keys.h"

namespace dance {

// Takes every declared key from a map; one that is absent keeps its default, as do all keys of an absent
// group. Faults go to the configuration. The caller finishes the map.
class KeyReader final : public ConfigKeys {
 public:
  explicit KeyReader(ConfigMap& map) : map_(&map) {}

  void integer(const Key& key, std::int64_t& value, const IntegerRange& range) override;
  void number(const Key& key, double& value, const NumberRange& range) override;
  void optional_number(const Key& key, std::optional<double>& value, const NumberRange& range) override;
  void boolean(const Key& key, bool& value) override;
  void text(const Key& key, std::string& value, TextStyle style) override;
  void choice(const Key& key, std::size_t& value, const std::vector<std::string>& names) override;
  void group(const Key& key, const std::function<void()>& declare) override;
  void check(const std::function<void(const AddFault&)>& check) override;

 private:
  ConfigMap* map_;  // where the keys declared now stand
};

// The keys as indented "key: value" lines of YAML, numbers in their shortest form that reads back to the same
// value; an optional number without a value is left out, and so is a group of nothing else.
class KeyWriter final : public ConfigKeys {
 public:
  const std::string& yaml() const { return yaml_; }

  void integer(const Key& key, std::int64_t& value, const IntegerRange& range) override;
  void number(const Key& key, double& value, const NumberRange& range) override;
  void optional_number(const Key& key, std::optional<double>& value, const NumberRange& range) override;
  void boolean(const Key& key, bool& value) override;
  void text(const Key& key, std::string& value, TextStyle style) override;
  void choice(const Key& key, std::size_t& value, const std::vector<std::string>& names) override;
  void group(const Key& key, const std::function<void()>& declare) override;

 private:
  void line(const Key& key, const std::string& value);

  std::string yaml_;
  int depth_ = 0;
};

// The text as YAML of one line, whatever its characters are.
std::string quoted_yaml(const std::string& text);

}  // namespace dance
