// The keys of a configuration. Each is declared once, with its name, type, range, unit, meaning and default,
// and with the kept work (results that later runs may use again) that does not depend on it. A struct of
// options declares its keys to whatever visits them:
//
//   void declare_keys(ConfigKeys& keys, WeightOptions& o) {
//     keys.integer({.name = "batch_size", .unit = "images", .meaning = "of one step on the weights"},
//                  o.batch_size, {.min = 2, .max = 65536});
//   }
//
// The default is the value that a new struct has. The visitors are the reader and the writer
// (config_key_reader.h), the text that cache keys are made of (settings_of) and the table of
// docs/configuration.md (config_key_table.h), so none of them can forget a key.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "dance/core/ranges.h"

namespace dance {

struct Key {
  const char* name = "";
  const char* unit = "";     // of the value; "" where it has none
  const char* meaning = "";  // one line, for the table of keys
  // The kinds of kept work that do not depend on the value, as bits that the owner of the kept work defines.
  // With 0, the safe default, all kept work depends on it.
  unsigned leaves = 0;
  const char* range = "";  // in words, where the bounds depend on another key
};

// How the writer gives a text: always in quotes, or, for the name of a preset or a file, without them where
// that is possible.
enum class TextForm { Quoted, Name };

class ConfigKeys {
 public:
  virtual ~ConfigKeys() = default;

  virtual void integer(const Key& key, std::int64_t& value, const IntegerRange& range) = 0;
  virtual void number(const Key& key, double& value, const NumberRange& range) = 0;
  virtual void optional_number(const Key& key, std::optional<double>& value, const NumberRange& range) = 0;
  virtual void boolean(const Key& key, bool& value) = 0;
  virtual void text(const Key& key, std::string& value, TextForm form) = 0;
  // `value` is an index into `names`.
  virtual void choice(const Key& key, std::size_t& value, const std::vector<std::string>& names) = 0;
  // A map of further keys, which `declare` declares. The `leaves` of the map's own key holds for all of them.
  virtual void group(const Key& key, const std::function<void()>& declare) = 0;

  // A check of several values together, made once the keys declared before it are read. Only the reader makes
  // it. The key that a fault names is one of the same map.
  using AddFault = std::function<void(const std::string& key, const std::string& problem,
                                      const std::string& expected, const std::string& found)>;
  virtual void check(const std::function<void(const AddFault&)>& /*check*/) {}

  // The same for other integer types, and for enumerations whose values are 0, 1, ... in the order of the
  // names.
  template <typename Integer>
  void integer_as(const Key& key, Integer& value, const IntegerRange& range) {
    auto wide = static_cast<std::int64_t>(value);
    integer(key, wide, range);
    value = static_cast<Integer>(wide);
  }
  template <typename Enumeration, std::size_t count>
  void choice_of(const Key& key, Enumeration& value, const std::array<const char*, count>& names) {
    auto index = static_cast<std::size_t>(value);
    choice(key, index, {names.begin(), names.end()});
    value = static_cast<Enumeration>(index);
  }
};

// The settings that the kept work `part` depends on, as "key=value" lines: those of all keys whose `leaves`
// does not hold `part`. Numbers are given exactly.
template <typename Options>
std::string settings_of(unsigned part, Options options);

// The visitor behind settings_of.
class SettingsText final : public ConfigKeys {
 public:
  explicit SettingsText(unsigned part) : part_(part) {}
  const std::string& text() const { return text_; }

  void integer(const Key& key, std::int64_t& value, const IntegerRange& range) override;
  void number(const Key& key, double& value, const NumberRange& range) override;
  void optional_number(const Key& key, std::optional<double>& value, const NumberRange& range) override;
  void boolean(const Key& key, bool& value) override;
  void text(const Key& key, std::string& value, TextForm form) override;
  void choice(const Key& key, std::size_t& value, const std::vector<std::string>& names) override;
  void group(const Key& key, const std::function<void()>& declare) override;

 private:
  void add(const Key& key, const std::string& value);

  unsigned part_;
  std::string path_, text_;
};

template <typename Options>
std::string settings_of(unsigned part, Options options) {
  SettingsText settings(part);
  declare_keys(settings, options);
  return settings.text();
}

}  // namespace dance
