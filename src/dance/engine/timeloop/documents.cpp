#include "dance/engine/timeloop/documents.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "dance/core/files.h"

namespace dance::timeloop {

namespace {

const std::set<std::string> kRead = {"architecture", "array_pass", "problem", "mapping", "ERT", "ART"};

// Keys that would change the counts. To leave them out silently would be wrong.
const std::set<std::string> kRefused = {"sparse_optimizations", "sparse-optimizations"};

void append(std::vector<Fault>& faults, const std::vector<Fault>& more) {
  faults.insert(faults.end(), more.begin(), more.end());
}

}  // namespace

Documents Documents::load(const std::vector<std::filesystem::path>& files,
                          const std::vector<std::string>& more_keys) {
  std::vector<SourceText> sources;
  std::vector<Fault> faults;
  for (const std::filesystem::path& file : files) {
    try {
      sources.push_back({file.string(), read_file(file)});
    } catch (const Error& error) {
      append(faults, error.faults());
    }
  }
  if (!faults.empty()) throw Error(std::move(faults));
  return parse(sources, more_keys);
}

Documents Documents::parse(const std::vector<SourceText>& sources,
                           const std::vector<std::string>& more_keys) {
  Documents documents;
  for (const SourceText& source : sources) {
    documents.files_.push_back(source.file);
    try {
      documents.add(Config::parse(source.text, source.file), source.file, more_keys);
    } catch (const Error& error) {
      append(documents.faults_, error.faults());
    }
  }
  documents.check();
  return documents;
}

void Documents::add(Config config, const std::string& file, const std::vector<std::string>& more_keys) {
  const auto is_read = [&](const std::string& key) {
    return kRead.contains(key) || std::find(more_keys.begin(), more_keys.end(), key) != more_keys.end();
  };
  ConfigMap root = config.root();
  std::vector<std::string> unread;
  for (const std::string& key : root.keys()) {
    const ConfigValue value = root.value(key);
    const auto same =
        std::find_if(entries_.begin(), entries_.end(), [&](const Entry& e) { return e.key == key; });
    if (kRefused.contains(key)) value.fault("sparse models are not supported", "dense problems only");
    if (key == "name" && value.is_scalar()) {
      name_ = value.text();
    } else if (!is_read(key)) {
      if (!kRefused.contains(key)) unread.push_back(key);
    } else if (same != entries_.end() && same->document != configs_.size()) {
      value.fault(fmt::format("given twice, also in {}:{}", same->file, same->value.line()), "each key once");
    } else {
      entries_.push_back({key, file, configs_.size(), value});
    }
  }
  if (!unread.empty()) note(fmt::format("{}: not read: {}", file, fmt::join(unread, ", ")));
  configs_.push_back(std::move(config));
}

std::optional<ConfigValue> Documents::find(const std::string& key) const {
  for (const Entry& entry : entries_) {
    if (entry.key == key) return entry.value;
  }
  return std::nullopt;
}

std::optional<ConfigValue> Documents::require(const std::string& key, const std::string& advice) {
  const auto found = find(key);
  if (!found) faults_.push_back({names(), 0, key, "missing key", advice, ""});
  return found;
}

std::size_t Documents::fault_count() const {
  std::size_t count = faults_.size();
  for (const Config& config : configs_) count += config.faults().size();
  return count;
}

void Documents::check() const {
  std::vector<Fault> faults;
  for (const Config& config : configs_) append(faults, config.faults());
  append(faults, faults_);
  if (!faults.empty()) throw Error(std::move(faults));
}

std::string Documents::names() const { return fmt::format("{}", fmt::join(files_, ", ")); }

}  // namespace dance::timeloop
