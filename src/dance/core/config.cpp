#include "dance/core/config.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "dance/core/config_structure.h"
#include "dance/core/files.h"
#include "dance/core/nearest.h"

namespace dance {

namespace {

bool is_at_or_below(const std::string& key, const std::string& path) {
  return path.starts_with(key) &&
         (path.size() == key.size() || path[key.size()] == '.' || path[key.size()] == '[');
}

// Reads decimal numbers only: yaml-cpp would read 010 as 8.
bool parse_decimal(const std::string& text, std::int64_t& value) {
  const char* begin = text.data() + (text.starts_with('+') ? 1 : 0);
  const char* end = text.data() + text.size();
  const auto [stop, fault] = std::from_chars(begin, end, value);
  return fault == std::errc() && stop == end && begin != end;
}

// The value of a key, undefined where it is absent. This look-up never inserts the key, as yaml-cpp's own may
// do: copies of a node share its contents.
YAML::Node find(const YAML::Node& node, const std::string& key) {
  if (!node.IsMap()) return YAML::Node(YAML::NodeType::Undefined);
  for (const auto& entry : node) {
    if (entry.first.IsScalar() && entry.first.Scalar() == key) return entry.second;
  }
  return YAML::Node(YAML::NodeType::Undefined);
}

}  // namespace

std::string ConfigOrigin::file_of(const std::string& key) const {
  const bool is_overridden = std::any_of(overridden.begin(), overridden.end(), [&](const std::string& path) {
    return is_at_or_below(path, key) || is_at_or_below(key, path);
  });
  return is_overridden ? "" : file;
}

void ConfigContext::add(int line, std::string key, std::string problem, std::string expected,
                        std::string found) {
  const std::string file = origin.file_of(key);
  faults.push_back({file, file.empty() ? 0 : line, std::move(key), std::move(problem), std::move(expected),
                    std::move(found)});
}

ConfigValue::ConfigValue(const YAML::Node& node, std::string path, std::shared_ptr<ConfigContext> context)
    : node_(node), path_(std::move(path)), context_(std::move(context)) {}

int ConfigValue::line() const { return line_of(node_); }

std::string ConfigValue::found() const {
  if (node_.IsScalar()) return "'" + node_.Scalar() + "'";
  if (node_.IsSequence()) return fmt::format("a list of {}", node_.size());
  if (node_.IsMap()) return "a map";
  return "nothing";
}

void ConfigValue::fault(std::string problem, std::string expected, std::string found) const {
  context_->add(line(), path_, std::move(problem), std::move(expected), std::move(found));
}

void ConfigValue::fault(const Error& error) const {
  const Fault& first = error.faults().front();
  fault(first.problem, first.expected, first.found);
}

std::int64_t ConfigValue::integer(IntegerRange range) const {
  std::int64_t value = 0;
  const bool is_integer = node_.IsScalar() && parse_decimal(node_.Scalar(), value);
  if (!is_integer) {
    fault("not an integer", describe(range), found());
  } else if (value < range.min || value > range.max) {
    fault("out of range", describe(range), found());
  } else {
    return value;
  }
  return std::max<std::int64_t>(range.min, 1);
}

double ConfigValue::number(NumberRange range) const {
  double value = 0;
  const bool is_number =
      node_.IsScalar() && YAML::convert<double>::decode(node_, value) && std::isfinite(value);
  if (!is_number) {
    fault("not a finite number", describe(range), found());
  } else if (value < range.min || value > range.max || (range.open_min && value == range.min)) {
    fault("out of range", describe(range), found());
  } else {
    return value;
  }
  return std::isfinite(range.min) ? range.min + 1 : 1;
}

bool ConfigValue::boolean() const {
  bool value = false;
  if (!node_.IsScalar() || !YAML::convert<bool>::decode(node_, value))
    fault("not a boolean", "yes or no", found());
  return value;
}

std::string ConfigValue::text() const {
  if (!node_.IsScalar()) {
    fault("not text", "text", found());
    return "";
  }
  const std::string& value = node_.Scalar();
  const auto is_control = [](char c) { return (c >= 0 && c < ' ') || c == '\x7f'; };
  if (std::none_of(value.begin(), value.end(), is_control)) return value;
  fault("a control character in a text", "text of one line");
  return "";
}

std::string ConfigValue::choice(const std::vector<std::string>& allowed) const {
  const std::string value = node_.IsScalar() ? node_.Scalar() : "";
  for (const std::string& candidate : allowed) {
    if (candidate == value) return value;
  }
  fault("not one of the choices",
        fmt::format("one of {}{}", fmt::join(allowed, ", "), did_you_mean(value, allowed)), found());
  return allowed.empty() ? "" : allowed.front();
}

std::vector<ConfigValue> ConfigValue::list() const {
  std::vector<ConfigValue> values;
  if (!node_.IsSequence()) {
    fault("not a list", "a list", found());
    return values;
  }
  for (std::size_t i = 0; i < node_.size(); ++i) {
    values.emplace_back(node_[i], fmt::format("{}[{}]", path_, i), context_);
  }
  return values;
}

ConfigMap ConfigValue::map() const {
  if (!node_.IsMap()) fault("not a map", "a map of keys and values", found());
  return ConfigMap(node_, path_, context_);
}

ConfigMap::ConfigMap(const YAML::Node& node, std::string path, std::shared_ptr<ConfigContext> context)
    : node_(node), values_(values_of(node_)), path_(std::move(path)), context_(std::move(context)) {}

std::shared_ptr<const ConfigMap::Values> ConfigMap::values_of(const YAML::Node& node) {
  auto values = std::make_shared<Values>();
  if (!node.IsMap()) return values;
  for (const auto& entry : node) {
    if (entry.first.IsScalar()) values->try_emplace(entry.first.Scalar(), entry.second);
  }
  return values;
}

YAML::Node ConfigMap::find(const std::string& key) const {
  const auto found = values_->find(key);
  return found == values_->end() ? YAML::Node(YAML::NodeType::Undefined) : found->second;
}

bool ConfigMap::has(const std::string& key) const { return values_->contains(key); }

std::vector<std::string> ConfigMap::keys() const {
  std::vector<std::string> names;
  if (!node_.IsMap()) return names;
  for (const auto& entry : node_) {
    if (entry.first.IsScalar()) names.push_back(entry.first.Scalar());
  }
  return names;
}

int ConfigMap::line() const { return line_of(node_); }

std::string ConfigMap::path_of(const std::string& key) const { return join_path(path_, key); }

void ConfigMap::fault(const std::string& key, std::string problem, std::string expected,
                      std::string found) const {
  const YAML::Node node = find(key);
  const int line = node.IsDefined() ? line_of(node) : line_of(node_);
  context_->add(line, path_of(key), std::move(problem), std::move(expected), std::move(found));
}

void ConfigMap::fault(const std::string& key, const Error& error) const {
  const Fault& first = error.faults().front();
  fault(key, first.problem, first.expected, first.found);
}

ConfigValue ConfigMap::absent(const std::string& key) const {
  return ConfigValue(YAML::Node(YAML::NodeType::Null), path_of(key), context_);
}

ConfigValue ConfigMap::value(const std::string& key) {
  if (auto found = optional(key)) return *found;
  fault(key, "missing key");
  return absent(key);
}

std::optional<ConfigValue> ConfigMap::optional(const std::string& key) {
  known_.insert(key);
  const YAML::Node node = find(key);
  if (!node.IsDefined()) return std::nullopt;
  return ConfigValue(node, path_of(key), context_);
}

std::int64_t ConfigMap::integer(const std::string& key, IntegerRange range,
                                std::optional<std::int64_t> fallback) {
  if (auto found = optional(key)) return found->integer(range);
  if (fallback) return *fallback;
  fault(key, "missing key", describe(range));
  return std::max<std::int64_t>(range.min, 1);
}

double ConfigMap::number(const std::string& key, NumberRange range, std::optional<double> fallback) {
  if (auto found = optional(key)) return found->number(range);
  if (fallback) return *fallback;
  fault(key, "missing key", describe(range));
  return std::isfinite(range.min) ? range.min + 1 : 1;
}

bool ConfigMap::boolean(const std::string& key, std::optional<bool> fallback) {
  if (auto found = optional(key)) return found->boolean();
  if (!fallback) fault(key, "missing key", "yes or no");
  return fallback.value_or(false);
}

std::string ConfigMap::text(const std::string& key, std::optional<std::string> fallback) {
  if (auto found = optional(key)) return found->text();
  if (!fallback) fault(key, "missing key", "text");
  return fallback.value_or("");
}

std::string ConfigMap::choice(const std::string& key, const std::vector<std::string>& allowed,
                              std::optional<std::string> fallback) {
  if (auto found = optional(key)) return found->choice(allowed);
  if (fallback) return *fallback;
  fault(key, "missing key", fmt::format("one of {}", fmt::join(allowed, ", ")));
  return allowed.empty() ? "" : allowed.front();
}

std::vector<ConfigValue> ConfigMap::list(const std::string& key) {
  if (auto found = optional(key)) return found->list();
  fault(key, "missing key", "a list");
  return {};
}

ConfigMap ConfigMap::map(const std::string& key) {
  if (auto found = optional(key)) return found->map();
  fault(key, "missing key", "a map of keys and values");
  return ConfigMap(YAML::Node(YAML::NodeType::Map), path_of(key), context_);
}

void ConfigMap::finish() {
  if (!node_.IsMap()) return;
  for (const auto& entry : node_) {
    if (!entry.first.IsScalar() || known_.contains(entry.first.Scalar())) continue;
    context_->add(line_of(entry.first), path_of(entry.first.Scalar()), "unknown key",
                  known_.empty()
                      ? "no keys here"
                      : fmt::format("one of {}{}", fmt::join(known_, ", "),
                                    did_you_mean(entry.first.Scalar(), {known_.begin(), known_.end()})));
  }
}

Config::Config(const YAML::Node& node, std::string file)
    : node_(node), context_(std::make_shared<ConfigContext>()) {
  context_->origin.file = std::move(file);
  require_structure(node_, "", *context_);
}

Config Config::load(const std::filesystem::path& file) { return parse(read_file(file), file.string()); }

Config Config::parse(const std::string& text, const std::string& file_name) {
  try {
    require_one_document(text, file_name);
    YAML::Node node = YAML::Load(text);
    if (node.IsNull()) node = YAML::Node(YAML::NodeType::Map);
    if (!node.IsMap())
      throw Error({file_name, line_of(node), "", "not a map of keys and values", "key: value lines", ""});
    return Config(node, file_name);
  } catch (const YAML::Exception& error) {
    throw Error({file_name, error.mark.is_null() ? 0 : error.mark.line + 1, "",
                 "not valid YAML: " + error.msg, "", ""});
  }
}

void Config::set(const std::string& assignment) {
  const std::string expected = "key=value, such as search.lambda2=0.5";
  const auto equals = assignment.find('=');
  if (equals == std::string::npos || equals == 0) {
    throw Error({"", 0, "--set", "not an assignment", expected, "'" + assignment + "'"});
  }
  YAML::Node value;
  try {
    require_one_document(assignment.substr(equals + 1), "--set");
    value = YAML::Load(assignment.substr(equals + 1));
  } catch (const YAML::Exception& error) {
    throw Error({"", 0, assignment.substr(0, equals), "not valid YAML: " + error.msg, expected, ""});
  }
  const std::string path = assignment.substr(0, equals);
  context_->origin.overridden.push_back(path);
  require_structure(value, path, *context_);
  YAML::Node node = node_;
  std::size_t begin = 0;
  for (;;) {
    const std::size_t dot = path.find('.', begin);
    const std::string key = path.substr(begin, dot == std::string::npos ? dot : dot - begin);
    if (key.empty()) throw Error({"", 0, path, "empty key", expected, ""});
    if (!node.IsMap() && !node.IsNull()) {
      throw Error(
          {"", 0, path, fmt::format("nothing can be set below '{}'", path.substr(0, begin - 1)), "", ""});
    }
    if (dot == std::string::npos) {
      node[key] = value;
      return;
    }
    if (!find(node, key).IsDefined()) node[key] = YAML::Node(YAML::NodeType::Map);
    node.reset(find(node, key));
    begin = dot + 1;
  }
}

bool Config::sets(const std::string& assignment, const std::string& key) {
  const std::string path = assignment.substr(0, assignment.find('='));
  if (is_at_or_below(key, path)) return true;
  if (!is_at_or_below(path, key)) return false;
  Config map = parse("{}", "");
  try {
    map.set(assignment);
  } catch (const Error&) {
    return false;
  }
  YAML::Node node = map.node_;
  for (std::size_t begin = 0; begin < key.size();) {
    const std::size_t end = std::min(key.find('.', begin), key.size());
    node.reset(find(node, key.substr(begin, end - begin)));
    begin = end + 1;
  }
  return node.IsDefined();
}

ConfigMap Config::root() { return ConfigMap(node_, "", context_); }

std::vector<Fault> Config::faults() const {
  std::vector<Fault> faults = context_->faults;
  // Faults that have no line in the file (of overrides, of missing keys) come last.
  const auto place = [](const Fault& fault) {
    return fault.line > 0 ? fault.line : std::numeric_limits<int>::max();
  };
  std::stable_sort(faults.begin(), faults.end(),
                   [&](const Fault& a, const Fault& b) { return place(a) < place(b); });
  return faults;
}

void Config::check() const {
  if (!context_->faults.empty()) throw Error(faults());
}

}  // namespace dance
