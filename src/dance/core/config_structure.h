// The shape of a YAML document, checked before any reader sees it: yaml-cpp silently accepts duplicate keys,
// tags, and aliases that make a document grow without end.
#pragma once

#include <yaml-cpp/yaml.h>

#include <string>

#include "dance/core/config.h"

namespace dance {

// The line of a node in its file, counted from 1; 0 where it has none.
int line_of(const YAML::Node& node);

// "a.b" from "a" and "b"; "b" from "" and "b".
std::string join_path(const std::string& path, const std::string& key);

// Adds a fault for each duplicate key and each tag below `node`, whose path in the document is `path`. Throws
// Error where the document is not a finite tree of reasonable size.
void require_structure(const YAML::Node& node, const std::string& path, ConfigContext& context);

}  // namespace dance
