// Checks the structure of a YAML document before any reader sees it: yaml-cpp silently accepts duplicate
// keys, tags, and aliases that make a document grow without end.
#pragma once

#include <yaml-cpp/yaml.h>

#include <string>

#include "dance/core/config.h"

namespace dance {

// The line of a node in its file, counted from 1; 0 where it has none.
int line_of(const YAML::Node& node);

// "a.b" from "a" and "b"; "b" from "" and "b".
std::string join_path(const std::string& path, const std::string& key);

// Goes through the text without keeping it. Throws Error where it holds more than one document, nests too
// deeply or is too long, and YAML::Exception where it is no YAML. yaml-cpp 0.7 needs this first: its LoadAll
// never ends on "a\nb: 1\n", whose second line belongs to no document, and Load ignores that line.
void require_one_document(const std::string& text, const std::string& file_name);

// Adds a fault for each duplicate key, each tag and each text that is not UTF-8 below `node`, whose path in
// the document is `path`. Throws Error where the document is not a finite tree of reasonable size.
void require_structure(const YAML::Node& node, const std::string& path, ConfigContext& context);

}  // namespace dance
