// `dance-search`: the commands that need libtorch. Users run `dance`, which hands them over to it.
#include "cli/program.h"

int main(int argc, char** argv) {
  using namespace dance::cli;
  return guarded(
      [](int count, char** words) {
        return run_program(count, words, make_search_wing_command, DANCE_VERSION_TEXT);
      },
      argc, argv);
}
