#include "dance/core/config_structure.h"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>

#include <set>
#include <sstream>

#include "dance/core/utf8.h"

namespace dance {

int line_of(const YAML::Node& node) {
  const YAML::Mark mark = node.Mark();
  return mark.is_null() ? 0 : mark.line + 1;
}

std::string join_path(const std::string& path, const std::string& key) {
  return path.empty() ? key : path + "." + key;
}

namespace {

constexpr int kMaxDepth = 64;
constexpr std::size_t kMaxBytes = std::size_t{64} << 20;

// Refuses a second document and collections that are nested too deeply.
class DocumentGuard final : public YAML::EventHandler {
 public:
  explicit DocumentGuard(std::string file) : file_(std::move(file)) {}

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (++documents_ > 1)
      refuse(mark, "more than one YAML document, or text that belongs to no key", "one document");
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark&, YAML::anchor_t) override {}
  void OnAlias(const YAML::Mark&, YAML::anchor_t) override {}
  void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t, const std::string&) override {}
  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {
    enter(mark);
  }
  void OnSequenceEnd() override { --depth_; }
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t,
                  YAML::EmitterStyle::value) override {
    enter(mark);
  }
  void OnMapEnd() override { --depth_; }

 private:
  void enter(const YAML::Mark& mark) {
    if (++depth_ > kMaxDepth + 1)
      refuse(mark, "nested too deeply", fmt::format("at most {} levels", kMaxDepth));
  }
  [[noreturn]] void refuse(const YAML::Mark& mark, std::string problem, std::string expected) const {
    throw Error({file_, mark.is_null() ? 0 : mark.line + 1, "", std::move(problem), std::move(expected), ""});
  }

  std::string file_;
  int documents_ = 0, depth_ = 0;
};

// What yaml-cpp accepts silently, anywhere in a document: duplicate keys, tags, bytes that are no text, and
// aliases that make the document grow without end; and merge keys, which it leaves as they are.
class StructureCheck {
 public:
  explicit StructureCheck(ConfigContext& context) : context_(context) {}
  bool stopped() const { return stopped_; }

  void visit(const YAML::Node& node, const std::string& path, int depth = 0) {
    if (depth > kMaxDepth || ++values_ > kMaxValues) return stop(node, path, depth);
    const std::string& tag = node.Tag();
    if (!tag.empty() && tag != "?" && tag != "!") {
      context_.add(line_of(node), path, fmt::format("YAML tag '{}' is not supported", tag), "a plain value");
    }
    if (node.IsScalar() && !is_utf8(node.Scalar())) context_.add(line_of(node), path, "not UTF-8 text");
    for (std::size_t i = 0; node.IsSequence() && i < node.size() && !stopped_; ++i) {
      visit(node[i], fmt::format("{}[{}]", path, i), depth + 1);
    }
    if (node.IsMap()) visit_map(node, path, depth);
  }

 private:
  static constexpr int kMaxValues = 1'000'000;

  void visit_map(const YAML::Node& node, const std::string& path, int depth) {
    std::set<std::string> seen;
    for (const auto& entry : node) {
      if (stopped_) return;
      if (!entry.first.IsScalar()) {
        context_.add(line_of(entry.first), path, "a key is not plain text", "a plain key");
        continue;
      }
      const std::string key = entry.first.Scalar();
      if (!is_utf8(key)) context_.add(line_of(entry.first), path, "a key is not UTF-8 text");
      if (key == "<<")
        context_.add(line_of(entry.first), join_path(path, key), "merge keys are not supported",
                     "the keys themselves");
      if (!seen.insert(key).second) context_.add(line_of(entry.first), join_path(path, key), "duplicate key");
      visit(entry.second, join_path(path, key), depth + 1);
    }
  }

  void stop(const YAML::Node& node, const std::string& path, int depth) {
    if (stopped_) return;
    stopped_ = true;
    const bool deep = depth > kMaxDepth;
    // The path of what is nested too deeply is as long as it is deep, and its beginning is what helps.
    context_.add(line_of(node), deep ? path.substr(0, path.find_first_of(".[", 1)) : path,
                 deep ? "nested too deeply" : "too many values",
                 deep ? fmt::format("at most {} levels", kMaxDepth) : fmt::format("at most {}", kMaxValues));
  }

  ConfigContext& context_;
  int values_ = 0;
  bool stopped_ = false;
};

}  // namespace

void require_one_document(const std::string& text, const std::string& file_name) {
  if (text.size() > kMaxBytes) {
    throw Error({file_name, 0, "", "too long", fmt::format("at most {} bytes", kMaxBytes),
                 fmt::format("{}", text.size())});
  }
  std::istringstream stream(text);
  YAML::Parser parser(stream);
  DocumentGuard guard(file_name);
  while (parser.HandleNextDocument(guard)) {
  }
}

void require_structure(const YAML::Node& node, const std::string& path, ConfigContext& context) {
  StructureCheck check(context);
  check.visit(node, path);
  if (check.stopped()) throw Error(context.faults);
}

}  // namespace dance
