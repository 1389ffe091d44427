// The YAML (or JSON) files of one run of Timeloop 0.3, whose top-level keys (architecture, array_pass,
// problem, mapping, ERT, ART, and keys that the reader asks for) may stand in any of them, in any order.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "dance/core/config.h"

namespace dance::timeloop {

struct SourceText {
  std::string file;  // the name that faults give
  std::string text;
};

class Documents {
 public:
  // Throws Error with the faults of every file that is missing, that is no YAML, or that gives a key which
  // another file gives too. Keys that are neither named above nor in `more_keys` are noted as not read.
  static Documents load(const std::vector<std::filesystem::path>& files,
                        const std::vector<std::string>& more_keys = {});
  static Documents parse(const std::vector<SourceText>& sources,
                         const std::vector<std::string>& more_keys = {});

  std::optional<ConfigValue> find(const std::string& key) const;
  // Nothing, and a fault with `advice` as what was expected, where no file has the key.
  std::optional<ConfigValue> require(const std::string& key, const std::string& advice);

  // What the files call themselves, by a top-level key `name`; the last where several do, "" where none does.
  const std::string& name() const { return name_; }

  // Something the user should know that is not a fault.
  void note(std::string text) { notes_.push_back(std::move(text)); }
  const std::vector<std::string>& notes() const { return notes_; }

  std::size_t fault_count() const;
  void check() const;         // throws Error with all faults found so far, file by file
  std::string names() const;  // of all files, for faults that belong to none alone

 private:
  void add(Config config, const std::string& file, const std::vector<std::string>& more_keys);

  struct Entry {
    std::string key, file;
    std::size_t document;  // which of the files
    ConfigValue value;
  };
  std::vector<Config> configs_;
  std::vector<std::string> files_;
  std::vector<Entry> entries_;
  std::vector<Fault> faults_;
  std::string name_;
  std::vector<std::string> notes_;
};

}  // namespace dance::timeloop
