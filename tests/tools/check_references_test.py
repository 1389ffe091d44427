"""check_references on a tree whose every reference holds, then on one false reference each."""

import unittest

from gate import GateTest

TREE = {
    "README.md": "# Project\n\nSee [the page](docs/page.md#its-second-part), [the web](https://example.org/a.md) and `docs/`.\n",
    "docs/page.md": "# Page\n\n## Its second part\n\n```yaml\n# no heading\n```\n[Up](../README.md), `engine/nest.h`, "
                    "`configs/*/small.yaml`, tests/<folder>/x.h, `src/{engine,core}/nest.h`, [here](#page).\n",
    "src/engine/nest.h": '// Counts (docs/page.md, "Its second part"), see nest.h, page.md#page.\n',
    "src/core/nest.h": "#include <torch/torch.h>\n// torch/torch.h has much.\n",
    "configs/network/small.yaml": "# docs/page.md\nname: gone.h\n",
}


class CheckReferences(GateTest):
    def check(self, changes, fault):
        self.write(TREE | changes)
        self.assert_one_fault(fault, "check_references", "--root", ".")

    def test_a_tree_whose_every_reference_holds(self):
        self.write(TREE)
        self.assert_passes("check_references", "--root", ".")

    def test_text_that_is_no_comment(self):
        self.write(TREE | {"src/a.cpp": 'auto url = "http://x/docs/gone.md";\nauto raw = R"(// gone.h\n)";\nint n = 1\'000;\n'})
        self.assert_passes("check_references", "--root", ".")

    def test_a_link(self):
        self.check({"docs/more.md": "a\n[b](gone.md)\n"}, "docs/more.md:2: links gone.md")

    def test_a_link_to_a_heading(self):
        self.check({"docs/more.md": "[b](page.md#its-third-part)\n"}, "docs/page.md has no heading #its-third-part")

    def test_a_comment_in_a_code_block_is_no_heading(self):
        self.check({"docs/more.md": "[b](page.md#no-heading)\n"}, "has no heading #no-heading")

    def test_a_path_in_a_document(self):
        self.check({"docs/more.md": "`tests/engine/gone_test.cpp`\n"},
                   "docs/more.md:1: names tests/engine/gone_test.cpp, which does not exist")

    def test_a_path_with_choices(self):
        self.check({"docs/more.md": "`src/{engine,gone}/nest.h`\n"}, "names src/{engine,gone}/nest.h")

    def test_a_pattern_that_matches_nothing(self):
        self.check({"docs/more.md": "`configs/network/large*.yaml`\n"}, "names configs/network/large*.yaml")

    def test_a_header_in_a_comment(self):
        self.check({"src/a.cpp": "int a;  // see gone.h\n"}, "src/a.cpp:1: names gone.h, which does not exist")

    def test_a_header_in_another_folder(self):
        self.check({"src/a.cpp": "/* a\n cost/nest.h */\n"}, "src/a.cpp:2: names cost/nest.h")

    def test_a_heading_in_a_comment(self):
        self.check({"src/a.cpp": '// docs/page.md, "Its third part"\n'}, 'docs/page.md has no heading "Its third part"')

    def test_an_anchor_in_a_comment(self):
        self.check({"src/a.cpp": "// page.md#gone\n"}, "docs/page.md has no heading #gone")

    def test_a_comment_of_yaml(self):
        self.check({"configs/a.yaml": "a: 1  # docs/gone.md\n"}, "configs/a.yaml:1: names docs/gone.md")

    def test_a_comment_of_cmake(self):
        self.check({"src/CMakeLists.txt": "# src/gone\n"}, "src/CMakeLists.txt:1: names src/gone")

    def test_the_design(self):
        self.check({"src/a.cpp": "// The counts (design, section 3).\n"}, "src/a.cpp:1: cites a design")


if __name__ == "__main__":
    unittest.main()
