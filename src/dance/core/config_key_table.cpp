#include "dance/core/config_key_table.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace dance {

KeyTable::KeyTable() : groups_(1) {}

void KeyTable::row(const Key& key, const std::string& value, const std::string& values) {
  const std::string allowed = *key.range == '\0' ? values : key.range;
  groups_[current_].rows +=
      fmt::format("| `{}` | {} | {} | {} | {} |\n", key.name, value, allowed, key.unit, key.meaning);
}

void KeyTable::integer(const Key& key, std::int64_t& value, const IntegerRange& range) {
  row(key, std::to_string(value), describe(range));
}

void KeyTable::number(const Key& key, double& value, const NumberRange& range) {
  row(key, fmt::format("{}", value), describe(range));
}

void KeyTable::optional_number(const Key& key, std::optional<double>& value, const NumberRange& range) {
  row(key, value ? fmt::format("{}", *value) : "none", describe(range));
}

void KeyTable::boolean(const Key& key, bool& value) { row(key, value ? "yes" : "no", "yes or no"); }

void KeyTable::text(const Key& key, std::string& value, TextForm form) {
  row(key, value, form == TextForm::Name ? "a preset or a file" : "text");
}

void KeyTable::choice(const Key& key, std::size_t& value, const std::vector<std::string>& names) {
  row(key, names[value], fmt::format("{}", fmt::join(names, ", ")));
}

void KeyTable::group(const Key& key, const std::function<void()>& declare) {
  const std::size_t above = current_;
  const std::string path = groups_[above].path.empty() ? key.name : groups_[above].path + "." + key.name;
  groups_.push_back({path, key.meaning, ""});
  current_ = groups_.size() - 1;
  declare();
  current_ = above;
}

std::string KeyTable::markdown() const {
  std::string text;
  for (const Group& group : groups_) {
    if (!group.path.empty()) text += fmt::format("\n## `{}`\n\n{}\n", group.path, group.meaning);
    if (group.rows.empty()) continue;
    text += "\n| key | default | values | unit | meaning |\n|---|---|---|---|---|\n" + group.rows;
  }
  return text;
}

}  // namespace dance
