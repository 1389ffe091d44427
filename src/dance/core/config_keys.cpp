#include "dance/core/config_keys.h"

#include <fmt/format.h>

namespace dance {

void SettingsText::add(const Key& key, const std::string& value) {
  if ((key.leaves & part_) == 0) text_ += path_ + key.name + "=" + value + "\n";
}

void SettingsText::integer(const Key& key, std::int64_t& value, const IntegerRange&) {
  add(key, std::to_string(value));
}

void SettingsText::number(const Key& key, double& value, const NumberRange&) {
  add(key, fmt::format("{:a}", value));
}

void SettingsText::optional_number(const Key& key, std::optional<double>& value, const NumberRange&) {
  add(key, value ? fmt::format("{:a}", *value) : "none");
}

void SettingsText::boolean(const Key& key, bool& value) { add(key, value ? "yes" : "no"); }

void SettingsText::text(const Key& key, std::string& value, TextForm) { add(key, value); }

void SettingsText::choice(const Key& key, std::size_t& value, const std::vector<std::string>& names) {
  add(key, names[value]);
}

void SettingsText::group(const Key& key, const std::function<void()>& declare) {
  if ((key.leaves & part_) != 0) return;
  const std::string above = path_;
  path_ += std::string(key.name) + ".";
  declare();
  path_ = above;
}

}  // namespace dance
