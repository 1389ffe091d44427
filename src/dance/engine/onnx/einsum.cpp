#include "dance/engine/onnx/einsum.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <set>

namespace dance::importer {

namespace {

// Dimensions by label: a letter, or -1 for the last dimension of an ellipsis, -2 for the one before, ...
using Labels = std::vector<int>;
using Sizes = std::map<int, std::int64_t>;

bool has(const std::string& term, char letter) { return term.find(letter) != std::string::npos; }

// Letters, and at most one '.'.
bool is_term(const std::string& term) {
  const auto good = [](char c) { return c == '.' || std::isalpha(static_cast<unsigned char>(c)) != 0; };
  return std::all_of(term.begin(), term.end(), good) && std::count(term.begin(), term.end(), '.') <= 1;
}

bool has_repeated_letter(const std::string& term) {
  return std::set<char>(term.begin(), term.end()).size() != term.size();
}

// The ellipsis, if there is one, and the letters that occur once, in their alphabetical order.
std::string implied_output(const std::vector<std::string>& inputs) {
  std::map<char, int> times;
  for (const std::string& term : inputs) {
    for (const char letter : term) ++times[letter];
  }
  std::string output = times.contains('.') ? "." : "";
  for (const auto& [letter, count] : times) {
    if (letter != '.' && count == 1) output += letter;
  }
  return output;
}

Labels labels_of(const std::string& term, int ellipsis_rank) {
  Labels labels;
  for (const char letter : term) {
    if (letter != '.') labels.push_back(letter);
    for (int i = ellipsis_rank; letter == '.' && i > 0; --i) labels.push_back(-i);
  }
  return labels;
}

// The labels of an operand; nothing where its dimensions are not as many as the term says.
std::optional<Labels> labels_of_input(const std::string& term, const Shape& shape) {
  const auto letters =
      static_cast<std::size_t>(std::count_if(term.begin(), term.end(), [](char c) { return c != '.'; }));
  if (shape.size() < letters || (!has(term, '.') && shape.size() != letters)) return std::nullopt;
  return labels_of(term, static_cast<int>(shape.size() - letters));
}

// The size of each label. Those of an ellipsis are broadcast.
std::optional<Sizes> sizes_of(const EinsumEquation& equation, const std::vector<Shape>& inputs) {
  if (inputs.size() != equation.inputs.size()) return std::nullopt;
  Sizes sizes;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const auto labels = labels_of_input(equation.inputs[i], inputs[i]);
    if (!labels) return std::nullopt;
    for (std::size_t d = 0; d < labels->size(); ++d) {
      std::int64_t& size = sizes.try_emplace((*labels)[d], inputs[i][d]).first->second;
      const bool broadcast = (*labels)[d] < 0 && (size == 1 || inputs[i][d] == 1);
      if (size != inputs[i][d] && !broadcast) return std::nullopt;
      size = std::max(size, inputs[i][d]);
    }
  }
  return sizes;
}

// The labels along which the operand has as many elements as the product: it is not broadcast there.
std::set<int> own_labels(const std::string& term, const Shape& shape, const Sizes& sizes) {
  const Labels labels = labels_of_input(term, shape).value_or(Labels());
  std::set<int> own;
  for (std::size_t d = 0; d < labels.size(); ++d) {
    if (shape[d] == sizes.at(labels[d])) own.insert(labels[d]);
  }
  return own;
}

int ellipsis_rank_of(const Sizes& sizes) { return sizes.empty() ? 0 : std::max(0, -sizes.begin()->first); }

}  // namespace

std::optional<EinsumEquation> read_equation(const onnx::NodeProto& node) {
  std::string text = text_attribute(node, "equation", "");
  text.erase(std::remove(text.begin(), text.end(), ' '), text.end());
  for (std::size_t at = text.find("..."); at != std::string::npos; at = text.find("...", at + 1))
    text.replace(at, 3, ".");
  EinsumEquation equation;
  const std::size_t arrow = text.find("->");
  std::string inputs = text.substr(0, arrow);
  for (std::size_t comma = inputs.find(','); comma != std::string::npos; comma = inputs.find(',')) {
    equation.inputs.push_back(inputs.substr(0, comma));
    inputs.erase(0, comma + 1);
  }
  equation.inputs.push_back(inputs);
  equation.output = arrow == std::string::npos ? implied_output(equation.inputs) : text.substr(arrow + 2);
  bool good = is_term(equation.output) && !has_repeated_letter(equation.output) &&
              static_cast<int>(equation.inputs.size()) == node.input_size();
  for (const std::string& term : equation.inputs) good = good && is_term(term);
  for (const char letter : equation.output) {
    good = good && std::any_of(equation.inputs.begin(), equation.inputs.end(),
                               [&](const std::string& term) { return has(term, letter); });
  }
  return good ? std::optional(equation) : std::nullopt;
}

bool is_matrix_product(const EinsumEquation& equation) {
  if (equation.inputs.size() != 2) return false;
  const std::string &a = equation.inputs[0], &b = equation.inputs[1];
  if (has_repeated_letter(a) || has_repeated_letter(b)) return false;  // a diagonal is taken first
  if ((has(a, '.') || has(b, '.')) && !has(equation.output, '.')) return false;
  return std::any_of(a.begin(), a.end(),
                     [&](char letter) { return has(b, letter) && !has(equation.output, letter); });
}

std::optional<EinsumProduct> einsum_product(const EinsumEquation& equation, const Shape& a, const Shape& b) {
  const auto sizes = sizes_of(equation, {a, b});
  if (!sizes) return std::nullopt;
  const std::set<int> of_a = own_labels(equation.inputs[0], a, *sizes),
                      of_b = own_labels(equation.inputs[1], b, *sizes);
  const Labels output = labels_of(equation.output, ellipsis_rank_of(*sizes));
  EinsumProduct product;
  for (const auto& [label, size] : *sizes) {
    const bool kept = std::find(output.begin(), output.end(), label) != output.end();
    if (of_a.contains(label) && of_b.contains(label)) {
      (kept ? product.shared : product.k).push_back(size);
    } else if (kept) {
      (of_a.contains(label) ? product.m : product.n).push_back(size);
    }
  }
  return product;
}

std::optional<Shape> einsum_output(const EinsumEquation& equation, const std::vector<Shape>& inputs) {
  const auto sizes = sizes_of(equation, inputs);
  if (!sizes) return std::nullopt;
  Shape output;
  for (const int label : labels_of(equation.output, ellipsis_rank_of(*sizes)))
    output.push_back(sizes->at(label));
  return output;
}

}  // namespace dance::importer
