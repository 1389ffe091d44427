#include "dance/core/config_key_reader.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <cctype>

namespace dance {

namespace {

// Whether YAML reads the text back without quotes, and not as something else, such as nothing or the start of
// a list.
bool is_plain_name(const std::string& text) {
  const auto is_alphanumeric = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; };
  if (text.empty() || !is_alphanumeric(text.front()) || YAML::IsNullString(text)) return false;
  return std::all_of(text.begin(), text.end(),
                     [&](char c) { return is_alphanumeric(c) || c == '-' || c == '_' || c == '.'; });
}

}  // namespace

void KeyReader::integer(const Key& key, std::int64_t& value, const IntegerRange& range) {
  value = map_->integer(key.name, range, value);
}

void KeyReader::number(const Key& key, double& value, const NumberRange& range) {
  value = map_->number(key.name, range, value);
}

void KeyReader::optional_number(const Key& key, std::optional<double>& value, const NumberRange& range) {
  if (const auto given = map_->optional(key.name)) value = given->number(range);
}

void KeyReader::boolean(const Key& key, bool& value) { value = map_->boolean(key.name, value); }

void KeyReader::text(const Key& key, std::string& value, TextForm) { value = map_->text(key.name, value); }

void KeyReader::choice(const Key& key, std::size_t& value, const std::vector<std::string>& names) {
  const std::string name = map_->choice(key.name, names, names[value]);
  value = static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
}

void KeyReader::group(const Key& key, const std::function<void()>& declare) {
  const std::optional<ConfigValue> value = map_->optional(key.name);
  if (!value) return;
  ConfigMap* const above = map_;
  ConfigMap map = value->map();
  map_ = &map;
  declare();
  map.finish();
  map_ = above;
}

void KeyReader::check(const std::function<void(const AddFault&)>& check) {
  check([this](const std::string& key, const std::string& problem, const std::string& expected,
               const std::string& found) { map_->fault(key, problem, expected, found); });
}

void KeyWriter::line(const Key& key, const std::string& value) {
  yaml_ += fmt::format("{:{}}{}: {}\n", "", 2 * depth_, key.name, value);
}

void KeyWriter::integer(const Key& key, std::int64_t& value, const IntegerRange&) {
  line(key, fmt::format("{}", value));
}

void KeyWriter::number(const Key& key, double& value, const NumberRange&) {
  line(key, fmt::format("{}", value));
}

void KeyWriter::optional_number(const Key& key, std::optional<double>& value, const NumberRange&) {
  if (value) line(key, fmt::format("{}", *value));
}

void KeyWriter::boolean(const Key& key, bool& value) { line(key, value ? "yes" : "no"); }

void KeyWriter::text(const Key& key, std::string& value, TextForm form) {
  line(key, form == TextForm::Name && is_plain_name(value) ? value : quoted_yaml(value));
}

void KeyWriter::choice(const Key& key, std::size_t& value, const std::vector<std::string>& names) {
  line(key, names[value]);
}

void KeyWriter::group(const Key& key, const std::function<void()>& declare) {
  const std::size_t before = yaml_.size();
  yaml_ += fmt::format("{:{}}{}:\n", "", 2 * depth_, key.name);
  const std::size_t opened = yaml_.size();
  ++depth_;
  declare();
  --depth_;
  if (yaml_.size() == opened) yaml_.resize(before);
}

std::string quoted_yaml(const std::string& text) {
  YAML::Emitter emitter;
  emitter << YAML::DoubleQuoted << text;
  return emitter.c_str();
}

}  // namespace dance
