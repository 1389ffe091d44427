#include "dance/engine/timeloop/shape.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>

#include "dance/engine/timeloop/named_shapes.h"
#include "dance/engine/timeloop/synonyms.h"

namespace dance::timeloop {

namespace {

constexpr IntegerRange kCoefficient = {.min = 1, .max = std::int64_t{1} << 30};

struct Term {
  char dimension;
  std::string coefficient;
};
using Axis = std::vector<Term>;

struct DataSpace {
  std::string name;
  bool written = false;
  std::vector<Axis> axes;
  ConfigValue place;

  bool has(char dimension) const {
    for (const Axis& axis : axes) {
      for (const Term& term : axis) {
        if (term.dimension == dimension) return true;
      }
    }
    return false;
  }
  bool has_window() const {
    return std::any_of(axes.begin(), axes.end(), [](const Axis& axis) {
      return axis.size() > 1 || (axis.size() == 1 && !axis[0].coefficient.empty());
    });
  }
};

class ShapeReader {
 public:
  explicit ShapeReader(ConfigValue place) : place_(std::move(place)) {}

  Shape read() {
    ConfigMap map = place_.map();
    if (!place_.is_map()) return {};
    const std::size_t faults = map.fault_count();
    shape_.name = map.text("name", "");
    for (const ConfigValue& value : map.list("dimensions")) read_dimension(value);
    if (const auto coefficients = map.optional("coefficients")) {
      for (const ConfigValue& value : coefficients->list()) read_coefficient(value);
    }
    const auto spaces = first_of(map, {"data-spaces", "data_spaces"});
    if (!spaces) map.fault("data-spaces", "missing key", "a list of three tensors");
    if (spaces) {
      for (const ConfigValue& value : spaces->list()) read_space(value);
    }
    map.finish();
    if (map.fault_count() == faults && assign_tensors()) assign_dimensions();
    return std::move(shape_);
  }

 private:
  void read_dimension(const ConfigValue& value) {
    const std::string name = value.text();
    if (name.size() != 1 || !std::isalpha(static_cast<unsigned char>(name[0]))) {
      value.fault("not a dimension", "one letter", value.found());
    } else if (std::count(shape_.dimensions.begin(), shape_.dimensions.end(), name[0])) {
      value.fault("named twice", "each dimension once", value.found());
    } else {
      shape_.dimensions.push_back(name[0]);
    }
  }

  void read_coefficient(const ConfigValue& value) {
    ConfigMap map = value.map();
    if (!value.is_map()) return;
    Coefficient coefficient;
    const std::string name = map.text("name");
    if (const auto given = map.optional("default")) {
      coefficient.has_default = true;
      coefficient.default_value = given->integer(kCoefficient);
    }
    if (!shape_.coefficients.emplace(name, coefficient).second) {
      map.fault("name", "named twice", "each coefficient once", "'" + name + "'");
    }
    map.finish();
  }

  void read_space(const ConfigValue& value) {
    ConfigMap map = value.map();
    if (!value.is_map()) return;
    DataSpace space{map.text("name"), false, {}, value};
    if (const auto written = first_of(map, {"read-write", "read_write"})) space.written = written->boolean();
    for (const ConfigValue& axis : map.list("projection")) space.axes.push_back(read_axis(axis));
    map.finish();
    if (space.name == "cycles") map.fault("name", "taken by a key of the result", "another name", "'cycles'");
    for (const DataSpace& other : spaces_) {
      if (other.name == space.name)
        map.fault("name", "named twice", "names that differ", "'" + space.name + "'");
    }
    spaces_.push_back(std::move(space));
  }

  // [ [R, Wdilation], [P, Wstride] ], or a bare letter.
  Axis read_axis(const ConfigValue& value) {
    if (value.is_scalar()) return {read_term({value})};
    Axis axis;
    for (const ConfigValue& term : value.list()) {
      axis.push_back(read_term(term.is_scalar() ? std::vector<ConfigValue>{term} : term.list()));
    }
    if (axis.empty())
      value.fault("an axis without a term", "[ [D] ] or [ [D, coefficient], ... ]", value.found());
    return axis;
  }

  Term read_term(const std::vector<ConfigValue>& parts) {
    if (parts.empty() || parts.size() > 2) {
      place_.fault("a term of a projection is not one", "[D] or [D, coefficient]",
                   fmt::format("a list of {}", parts.size()));
      return {'?', ""};
    }
    const std::string dimension = parts[0].text();
    Term term{dimension.empty() ? '?' : dimension[0], parts.size() == 2 ? parts[1].text() : ""};
    if (dimension.size() != 1 ||
        !std::count(shape_.dimensions.begin(), shape_.dimensions.end(), term.dimension)) {
      parts[0].fault("not a dimension of the shape",
                     fmt::format("one of {}", fmt::join(shape_.dimensions, ", ")), parts[0].found());
    }
    if (parts.size() == 2 && !shape_.coefficients.count(term.coefficient)) {
      parts[1].fault("not a coefficient of the shape", names_of_coefficients(), parts[1].found());
    }
    return term;
  }

  std::string names_of_coefficients() const {
    std::vector<std::string> names;
    for (const auto& [name, unused] : shape_.coefficients) names.push_back(name);
    return names.empty() ? "none: the shape has no coefficients"
                         : fmt::format("one of {}", fmt::join(names, ", "));
  }

  // Outputs are written; of the other two, the inputs have the windows, or the name.
  bool assign_tensors() {
    const auto written =
        std::count_if(spaces_.begin(), spaces_.end(), [](const DataSpace& s) { return s.written; });
    if (spaces_.size() != 3 || written != 1) {
      place_.fault("not a product of two tensors", "three data spaces, one of them read-write",
                   fmt::format("{}, {} of them read-write", spaces_.size(), written));
      return false;
    }
    std::stable_partition(spaces_.begin(), spaces_.end(), [](const DataSpace& s) { return !s.written; });
    const bool swapped = (spaces_[0].has_window() && !spaces_[1].has_window()) ||
                         (spaces_[0].has_window() == spaces_[1].has_window() &&
                          (spaces_[0].name == "Inputs" || spaces_[1].name == "Weights"));
    if (swapped) std::swap(spaces_[0], spaces_[1]);
    for (std::size_t t = 0; t < kTensors; ++t) shape_.tensors[t] = spaces_[t].name;
    return check_axes();
  }

  // Weights and outputs are plain boxes, and no tensor is indexed by a dimension twice.
  bool check_axes() {
    bool good = true;
    for (std::size_t t = 0; t < kTensors; ++t) {
      std::string seen;
      for (const Axis& axis : spaces_[t].axes) {
        const bool plain = axis.size() == 1 && axis[0].coefficient.empty();
        if (!plain && (t != 1 || axis.size() > 2))
          good = refuse(spaces_[t], "an axis of several terms is not modelled");
        for (const Term& term : axis) {
          if (seen.find(term.dimension) != std::string::npos) {
            good = refuse(spaces_[t], fmt::format("{} indexes the tensor twice", term.dimension));
          }
          seen += term.dimension;
        }
      }
    }
    return good;
  }

  bool refuse(const DataSpace& space, const std::string& problem) {
    space.place.fault(space.name + ": " + problem, "a convolution or a matrix product");
    return false;
  }

  void assign_dimensions() {
    for (const Axis& axis : spaces_[1].axes) {
      if (axis.size() == 2) assign_window(axis);
    }
    for (const Axis& axis :
         spaces_[1].axes) {  // a window of one term: a stride or a dilation without the other
      if (axis.size() == 1 && !axis[0].coefficient.empty()) assign_window(axis);
    }
    for (const bool own_letter : {true, false}) {  // letters that say what they are come first
      for (char letter : shape_.dimensions) {
        if (!shape_.dims.count(letter)) assign_plain(letter, own_letter);
      }
    }
  }

  bool is_output(char letter) const { return spaces_[2].has(letter); }
  bool is_weight(char letter) const { return spaces_[0].has(letter); }

  // One term slides over the outputs, the other over the filter.
  void assign_window(const Axis& axis) {
    const Term *slide = nullptr, *tap = nullptr;
    for (const Term& term : axis) {
      const bool output = is_output(term.dimension), weight = is_weight(term.dimension);
      if (output && !weight) slide = &term;
      if (weight && !output) tap = &term;
    }
    if (int{slide != nullptr} + int{tap != nullptr} != static_cast<int>(axis.size())) {
      refuse(spaces_[1], "an axis that is not output position and filter position is not modelled");
      return;
    }
    const char slide_letter = slide ? slide->dimension : '\0', tap_letter = tap ? tap->dimension : '\0';
    const bool wants_height = slide_letter == 'Q' || tap_letter == 'S';
    const bool height = wants_height ? !taken(Dim::Q, Dim::S) : taken(Dim::P, Dim::R);
    if (taken(height ? Dim::Q : Dim::P, height ? Dim::S : Dim::R)) {
      refuse(spaces_[1], "more than two axes with windows are not modelled");
      return;
    }
    if (slide) shape_.dims[slide_letter] = height ? Dim::Q : Dim::P;
    if (tap) shape_.dims[tap_letter] = height ? Dim::S : Dim::R;
    (height ? shape_.stride_h : shape_.stride_w) = slide ? slide->coefficient : "";
    (height ? shape_.dilation_h : shape_.dilation_w) = tap ? tap->coefficient : "";
  }

  bool taken(Dim a, Dim b) const {
    return std::any_of(shape_.dims.begin(), shape_.dims.end(),
                       [&](const auto& entry) { return entry.second == a || entry.second == b; });
  }

  // The dims that index the same tensors, each on an axis of its own.
  std::vector<Dim> candidates(char letter) const {
    const bool w = spaces_[0].has(letter), i = spaces_[1].has(letter), o = spaces_[2].has(letter);
    if (w && i && o) return {Dim::G};
    if (w && o) return {Dim::M};
    if (w && i) return {Dim::C, Dim::R, Dim::S};
    if (i && o) return {Dim::N, Dim::P, Dim::Q};
    return {};
  }

  void assign_plain(char letter, bool own_letter) {
    const std::vector<Dim> dims = candidates(letter);
    if (dims.empty()) {
      if (own_letter) {
        place_.fault(
            fmt::format("{} does not index two of the tensors, or all, which is not modelled", letter),
            "a convolution or a matrix product");
      }
      return;
    }
    for (Dim dim : dims) {
      if (own_letter && letter_of(dim) != letter) continue;
      if (!free_axis(dim)) continue;
      shape_.dims[letter] = dim;
      return;
    }
    if (!own_letter) {
      place_.fault(fmt::format("{} is one dimension of its kind too many, which is not modelled", letter),
                   "a convolution or a matrix product");
    }
  }

  // P and R share an axis of the inputs, and so do Q and S: alone there, a dimension is a plain one.
  bool free_axis(Dim dim) const {
    if (dim == Dim::P || dim == Dim::R) return !taken(Dim::P, Dim::R);
    if (dim == Dim::Q || dim == Dim::S) return !taken(Dim::Q, Dim::S);
    return !taken(dim, dim);
  }

  ConfigValue place_;
  Shape shape_;
  std::vector<DataSpace> spaces_;  // by role once assigned
};

}  // namespace

Shape shape_by_name(const std::string& name) {
  const std::optional<std::string> text = named_shape(name);
  if (!text) {
    throw Error(
        {"", 0, "shape", "not a known shape", "an inline shape, cnn-layer or gemm-ABZ", "'" + name + "'"});
  }
  Config config = Config::parse(*text, name);
  ConfigMap root = config.root();
  const Shape shape = ShapeReader(root.value("shape")).read();
  config.check();
  return shape;
}

Shape read_shape(const ConfigValue& value) {
  if (!value.is_scalar()) return ShapeReader(value).read();
  try {
    return shape_by_name(value.text());
  } catch (const Error& error) {
    value.fault(error);
    return {};
  }
}

}  // namespace dance::timeloop
