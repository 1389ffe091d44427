// Strict reader of YAML configuration files.
//
// Unknown keys, duplicate keys, tags, wrong types and out-of-range values are faults. Getters collect faults
// and go on with a harmless value, so that `Config::check()` reports all faults of a file at once, each with
// file, line and key.
//
//   Config config = Config::load("space.yaml");
//   ConfigMap root = config.root();
//   int pe_x = root.integer("pe_x", {.min = 1, .max = 1024});
//   root.finish();     // keys that nobody asked for are faults
//   config.check();    // throws Error with all faults
#pragma once

#include <yaml-cpp/yaml.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "dance/core/error.h"
#include "dance/core/ranges.h"

namespace dance {

// Where the values of a configuration come from. It also serves faults that are found after reading.
struct ConfigOrigin {
  std::string file;
  std::vector<std::string> overridden;  // keys that were set outside the file
  // The file; "" where `key`, a key above it or a key below it was overridden.
  std::string file_of(const std::string& key) const;
};

// What all values of one configuration share: where they come from, and the faults found so far.
struct ConfigContext {
  ConfigOrigin origin;
  std::vector<Fault> faults;
  // Adds a fault. It names no file and no line where `key` was overridden.
  void add(int line, std::string key, std::string problem, std::string expected = "", std::string found = "");
};

class ConfigMap;

// A value of any kind with its place in the file.
class ConfigValue {
 public:
  ConfigValue(const YAML::Node& node, std::string path, std::shared_ptr<ConfigContext> context);

  const std::string& path() const { return path_; }
  int line() const;
  bool is_map() const { return node_.IsMap(); }
  bool is_list() const { return node_.IsSequence(); }
  bool is_scalar() const { return node_.IsScalar(); }

  std::int64_t integer(IntegerRange range = {}) const;
  double number(NumberRange range = {}) const;  // NaN and infinities are faults
  bool boolean() const;                         // yes/no, true/false, on/off
  std::string text() const;
  std::string choice(const std::vector<std::string>& allowed) const;
  std::vector<ConfigValue> list() const;  // an empty list and a fault when it is no list
  ConfigMap map() const;                  // an empty map and a fault when it is no map

  void fault(std::string problem, std::string expected = "", std::string found = "") const;
  void fault(const Error& error) const;  // its first fault, as a fault of this value
  std::string found() const;             // the value as a fault quotes it

 private:
  YAML::Node node_;
  std::string path_;
  std::shared_ptr<ConfigContext> context_;
};

// A map whose keys must all be asked for. Getters without a default make an absent key a fault.
class ConfigMap {
 public:
  ConfigMap(const YAML::Node& node, std::string path, std::shared_ptr<ConfigContext> context);

  bool has(const std::string& key) const;
  std::vector<std::string> keys() const;
  int line() const;

  ConfigValue value(const std::string& key);  // a null value and a fault when absent
  std::optional<ConfigValue> optional(const std::string& key);

  std::int64_t integer(const std::string& key, IntegerRange range = {},
                       std::optional<std::int64_t> fallback = std::nullopt);
  double number(const std::string& key, NumberRange range = {},
                std::optional<double> fallback = std::nullopt);
  bool boolean(const std::string& key, std::optional<bool> fallback = std::nullopt);
  std::string text(const std::string& key, std::optional<std::string> fallback = std::nullopt);
  std::string choice(const std::string& key, const std::vector<std::string>& allowed,
                     std::optional<std::string> fallback = std::nullopt);
  std::vector<ConfigValue> list(const std::string& key);
  ConfigMap map(const std::string& key);

  void fault(const std::string& key, std::string problem, std::string expected = "",
             std::string found = "") const;
  void fault(const std::string& key, const Error& error) const;  // its first fault, as a fault of this key
  // The number of faults found so far in the whole file, for checks that make sense only where the values
  // themselves are right.
  std::size_t fault_count() const { return context_->faults.size(); }
  // Makes every key that no getter asked for a fault, which names the keys allowed here.
  void finish();

 private:
  using Values = std::unordered_map<std::string, YAML::Node>;
  static std::shared_ptr<const Values> values_of(const YAML::Node& node);
  YAML::Node find(const std::string& key) const;  // undefined when absent
  std::string path_of(const std::string& key) const;
  ConfigValue absent(const std::string& key) const;

  YAML::Node node_;
  std::shared_ptr<const Values> values_;  // by key, since yaml-cpp's own look-up goes through all of them
  std::string path_;
  std::shared_ptr<ConfigContext> context_;
  std::set<std::string> known_;
};

class Config {
 public:
  // Throws Error when the file is missing, unreadable, or not one YAML document.
  static Config load(const std::filesystem::path& file);
  static Config parse(const std::string& text, const std::string& file_name);

  // Overrides one value. `assignment` is "key=value", where the key is a dotted path and the value is YAML
  // text; throws Error when it is not of that form. The reader checks such keys as it checks the file's.
  void set(const std::string& assignment);
  // Whether the assignment sets `key` itself, a key below it, or a map that holds it. A value that is not
  // valid YAML holds no key.
  static bool sets(const std::string& assignment, const std::string& key);

  const ConfigOrigin& origin() const { return context_->origin; }
  ConfigMap root();
  std::vector<Fault> faults() const;  // found so far, in the order of the file
  void check() const;                 // throws Error with all of them, if there are any

 private:
  Config(const YAML::Node& node, std::string file);

  YAML::Node node_;
  std::shared_ptr<ConfigContext> context_;
};

}  // namespace dance
