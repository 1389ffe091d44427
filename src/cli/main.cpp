// `dance`: the commands of the engine; those of the search it hands over.
#include "cli/hand_over.h"
#include "cli/program.h"

int main(int argc, char** argv) {
  using namespace dance::cli;
  return guarded(
      [](int count, char** words) {
        hand_over_search(count, words);
        return run_program(count, words, make_engine_command, DANCE_VERSION_TEXT);
      },
      argc, argv);
}
