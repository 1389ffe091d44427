"""check_format on sources of good form and on ones with one fault each."""

import shutil
import unittest

from gate import ROOT, GateTest

WORDS = "words " * 20  # 120 columns


@unittest.skipUnless(shutil.which("clang-format-14"), "clang-format-14 is not installed")
class CheckFormat(GateTest):
    def setUp(self):
        super().setUp()
        shutil.copy(ROOT / ".clang-format", self.root)

    def check(self, files, fault):
        self.write({"src/good.cpp": "int a = 1;\n"} | files)
        self.assert_one_fault(fault, "check_format", "--root", ".")

    def test_good_form(self):
        self.write({
            "src/a.h": f"// One line.\n\nint a;  // its end\n",
            "src/a.cpp": f'auto raw = R"(\n# {WORDS}\n// {WORDS}\n)";\n',
            "docs/a.cpp": "int   a;\n",
            "src/CMakeLists.txt": f'set(NAME "{WORDS}")\n',
        })
        self.assert_passes("check_format", "--root", ".")

    def test_a_source(self):
        self.check({"tests/a.cpp": "int a = 1;\nint  b;\nint  c;\n"}, "tests/a.cpp:2: clang-format 14 writes this")

    def test_a_comment(self):
        self.check({"bench/a.cpp": f"// short\n// {WORDS.strip()}\n"}, "bench/a.cpp:2: a comment of 122 columns")

    def test_a_comment_of_110_columns_is_the_widest(self):
        self.check({"src/a.h": "// " + "x" * 107 + "\n// " + "x" * 108 + "\n"}, "src/a.h:2: a comment of 111 columns")

    def test_a_comment_of_cmake(self):
        self.check({"fuzz/CMakeLists.txt": f"add_test(a)\n# {WORDS}\n"}, "fuzz/CMakeLists.txt:2: a comment of")

    def test_a_comment_of_yaml(self):
        self.check({"tests/a.yaml": f"a: 1  # {WORDS}\n"}, "tests/a.yaml:1: a comment of")


if __name__ == "__main__":
    unittest.main()
