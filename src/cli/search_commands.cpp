#include "cli/commands.h"

namespace dance::cli {

std::unique_ptr<Command> make_search_wing_command(std::string_view name) {
  if (name == "search") return make_search_command();
  if (name == "train") return make_train_command();
  if (name == "compare") return make_compare_command();
  if (name == "evaluator") return make_evaluator_command();
  if (name == "supernet") return make_supernet_command();
  return nullptr;
}

}  // namespace dance::cli
