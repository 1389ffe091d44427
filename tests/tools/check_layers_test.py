"""check_layers on a tree of four folders that obeys every rule, then on trees that break one rule each."""

import unittest

from gate import GateTest

TREE = {
    "CMakeLists.txt": "add_subdirectory(src/dance/core)  # lowest\nadd_subdirectory(src/dance/engine)\n"
                      "add_subdirectory(src/dance/search)\nadd_subdirectory(src/cli)\nadd_subdirectory(tests)\n",
    "src/dance/core/CMakeLists.txt": "dance_module(core SOURCES error.cpp DEPENDS fmt::fmt)\n",
    "src/dance/core/error.h": "#include <string>\n",
    "src/dance/core/error.cpp": '#include "dance/core/error.h"\n#include <fmt/format.h>\n#include <sys/wait.h>\n',
    "src/dance/engine/CMakeLists.txt": "add_subdirectory(nest)\nadd_subdirectory(cost)\ndance_wing(engine nest cost)\n",
    "src/dance/engine/nest/CMakeLists.txt": "dance_module(nest\n  SOURCES nest.cpp\n  DEPENDS dance::core)\n",
    "src/dance/engine/nest/nest.h": '#include "dance/core/error.h"\n',
    "src/dance/engine/nest/nest.cpp": '#include "dance/engine/nest/nest.h"\n',
    "src/dance/engine/cost/CMakeLists.txt": "dance_module(cost SOURCES cost.cpp DEPENDS dance::nest)\n",
    "src/dance/engine/cost/cost.h": '#include "dance/engine/nest/nest.h"\n',
    "src/dance/engine/cost/cost.cpp": "",
    "src/dance/search/CMakeLists.txt":
        "dance_module(search_all TORCH\n  SOURCES a.cpp\n  PLAIN b.cpp\n  DEPENDS dance::engine)\n",
    "src/dance/search/a.cpp": '#include <torch/torch.h>\n#include "dance/engine/cost/cost.h"\n',
    "src/dance/search/b.cpp": "",
    "src/cli/CMakeLists.txt": "dance_module(cli_frame SOURCES frame.cpp)\nadd_executable(dance main.cpp)\n"
                              "target_link_libraries(dance PRIVATE dance::cli_frame)\n",
    "src/cli/frame.cpp": 'auto* home = std::getenv("HOME");\n',
    "src/cli/main.cpp": "",
    "src/dance/README.md": "- `core/` errors\n- `engine/` cost\n- `search/` design\n",
    "docs/architecture.md": "| folder | holds |\n|---|---|\n| `src/dance/core` | a |\n| `src/dance/engine/nest` | b |\n"
                            "| `src/dance/engine/cost` | c |\n| `src/dance/search` | d |\n| `src/cli` | e |\n",
}


class CheckLayers(GateTest):
    def check(self, changes, fault):
        self.write(TREE | changes)
        self.assert_one_fault(fault, "check_layers", "--root", ".")

    def test_a_tree_that_obeys_every_rule(self):
        self.write(TREE)
        self.assert_passes("check_layers", "--root", ".")

    def test_an_include_that_is_not_declared(self):
        self.check({"src/dance/engine/cost/cost.cpp": '\n#include "dance/core/error.h"\n'},
                   "src/dance/engine/cost/cost.cpp:2: includes dance/core/error.h, but "
                   "src/dance/engine/cost/CMakeLists.txt does not declare DEPENDS dance::core")

    def test_a_fuzz_target_that_includes_what_was_moved_away(self):
        self.check({"fuzz/a.cpp": '#include "dance/core/error.h"\n#include "cli/moved.h"\n'},
                   "fuzz/a.cpp:2: includes cli/moved.h, which does not exist")

    def test_an_include_of_the_folders_other_target(self):
        self.check({"src/cli/frame.h": "", "src/cli/main.cpp": '#include "cli/frame.h"\n', "src/cli/CMakeLists.txt":
                    "dance_module(cli_frame SOURCES frame.cpp)\nadd_executable(dance main.cpp)\n"},
                   "src/cli/main.cpp:1: includes cli/frame.h")

    def test_a_dependency_that_nothing_includes(self):
        self.check({"src/dance/engine/nest/nest.h": ""},
                   "src/dance/engine/nest/CMakeLists.txt:3: nest declares dance::core, but none of its files")

    def test_a_wing_that_nothing_includes(self):
        self.check({"src/dance/search/a.cpp": "#include <torch/torch.h>\n"},
                   "src/dance/search/CMakeLists.txt:4: search_all declares dance::engine")

    def test_an_include_that_points_upward(self):
        self.check({"src/dance/engine/nest/nest.cpp": '#include "dance/engine/cost/cost.h"\n'},
                   "src/dance/engine/nest/nest.cpp:1: includes dance/engine/cost/cost.h, but src/dance/engine/cost "
                   "stands below src/dance/engine/nest")

    def test_an_include_that_does_not_exist(self):
        self.check({"src/dance/engine/cost/cost.cpp": '#include "dance/engine/nest/gone.h"\n'}, "which does not exist")

    def test_a_library_that_is_not_declared(self):
        self.check({"src/dance/engine/nest/nest.cpp": "#include <yaml-cpp/yaml.h>\n"},
                   "does not declare DEPENDS yaml-cpp for nest")

    def test_a_library_that_is_not_known(self):
        self.check({"src/dance/engine/nest/nest.cpp": "#include <boost/any.hpp>\n"},
                   "src/dance/engine/nest/nest.cpp:1: includes boost/any.hpp of a library")

    def test_torch_in_the_engine(self):
        self.check({"src/dance/engine/nest/nest.cpp": "#include <ATen/Parallel.h>\n"}, "this folder is without libtorch")

    def test_torch_in_a_plain_source(self):
        self.check({"src/dance/search/b.cpp": "#include <torch/torch.h>\n"}, "is among the PLAIN sources")

    def test_torch_that_is_not_declared(self):
        self.check({"src/cli/main.cpp": "#include <torch/torch.h>\n"}, "does not declare TORCH for dance")

    def test_the_environment_read_outside_the_command_line(self):
        self.check({"src/dance/core/error.h": 'auto* path = getenv("PATH");\n'},
                   "src/dance/core/error.h:1: reads the environment")

    def test_a_file_that_no_target_compiles(self):
        self.check({"src/stray/stray.cpp": "#include <string>\n"}, "src/stray/stray.cpp:1: no target")

    def test_a_list_in_another_order(self):
        self.check({"src/dance/README.md": "- `engine/` cost\n- `core/` errors\n- `search/` design\n"},
                   "src/dance/README.md:2: lists src/dance/core below src/dance/engine/nest")

    def test_a_list_that_misses_a_folder(self):
        self.check({"src/dance/README.md": "- `core/` errors\n- `engine/` cost\n"}, "does not list src/dance/search")

    def test_a_list_with_a_folder_that_is_gone(self):
        table = TREE["docs/architecture.md"].replace("| `src/cli`", "| `src/dance/space` | gone |\n| `src/cli`")
        self.check({"docs/architecture.md": table}, "docs/architecture.md:7: lists src/dance/space, which is no folder")


if __name__ == "__main__":
    unittest.main()
