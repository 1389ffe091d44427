// Every subcommand of `dance`, once, in the order of `dance --help`. The user has one program; behind it are
// two, because loading libtorch takes half a second: `dance` holds the commands of the engine, and hands
// those of the search over to `dance-search`, which links libtorch.
#pragma once

#include <array>
#include <memory>
#include <string_view>

#include "cli/command.h"

namespace dance::cli {

enum class Wing { Engine, Search };

struct CommandInfo {
  std::string_view name, description;  // the description is its line of `dance --help`
  Wing wing;
};

inline constexpr auto kCommands = std::to_array<CommandInfo>({
    {"search", "Designs a network and its accelerator together", Wing::Search},
    {"train", "Trains a found network again", Wing::Search},
    {"compare", "Runs DANCE and its rivals on equal terms", Wing::Search},
    {"cost", "Latency, energy and area of a network on an accelerator, with the mapping of each layer",
     Wing::Engine},
    {"explain", "Where every joule, cycle and um2 of a network on an accelerator comes from", Wing::Engine},
    {"explore", "The exact best accelerator of a hardware space for a network, or for several", Wing::Engine},
    {"model", "Counts, cycles, energy and area of one mapping, from the files of Timeloop 0.3 and Accelergy",
     Wing::Engine},
    {"map", "The best mapping of one layer: under a dataflow, or of all mappings there are", Wing::Engine},
    {"evaluator", "Trains the learned evaluator, or checks it on unseen networks", Wing::Search},
    {"supernet", "Checks the supernet's ranking of networks against training them", Wing::Search},
});

// Null where the command is of the other wing.
using MakeCommand = std::unique_ptr<Command> (*)(std::string_view name);
std::unique_ptr<Command> make_engine_command(std::string_view name);
std::unique_ptr<Command> make_search_wing_command(std::string_view name);

}  // namespace dance::cli
