// The declared keys (config_keys.h) as tables of a document, with the columns key, default, values, unit and
// meaning.
#pragma once

#include <string>
#include <vector>

#include "dance/core/config_keys.h"

namespace dance {

// Gives Markdown: a table of the keys that stand in no group, then one for each group under a heading with
// the group's path.
class KeyTable final : public ConfigKeys {
 public:
  KeyTable();
  std::string markdown() const;

  void integer(const Key& key, std::int64_t& value, const IntegerRange& range) override;
  void number(const Key& key, double& value, const NumberRange& range) override;
  void optional_number(const Key& key, std::optional<double>& value, const NumberRange& range) override;
  void boolean(const Key& key, bool& value) override;
  void text(const Key& key, std::string& value, TextForm form) override;
  void choice(const Key& key, std::size_t& value, const std::vector<std::string>& names) override;
  void group(const Key& key, const std::function<void()>& declare) override;

 private:
  struct Group {
    std::string path, meaning, rows;
  };
  void row(const Key& key, const std::string& value, const std::string& values);

  std::vector<Group> groups_;
  std::size_t current_ = 0;  // the group of the keys being declared
};

}  // namespace dance
