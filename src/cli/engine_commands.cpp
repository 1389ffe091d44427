#include "cli/commands.h"

namespace dance::cli {

std::unique_ptr<Command> make_engine_command(std::string_view name) {
  if (name == "cost") return make_cost_command();
  if (name == "explain") return make_explain_command();
  if (name == "explore") return make_explore_command();
  if (name == "model") return make_model_command();
  if (name == "map") return make_map_command();
  return nullptr;
}

}  // namespace dance::cli
