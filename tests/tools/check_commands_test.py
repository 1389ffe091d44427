"""check_commands on made-up pages and a program that writes down what it is asked."""

import unittest

from gate import GateTest

PROGRAM = """#!/bin/bash
echo "$* with $(cat model.onnx 2>/dev/null)" >>"$(dirname "$(readlink -f "$0")")/asked"
[[ $1 == hang ]] && exec sleep 20
[[ $1 != fail ]] || { echo "this fails" >&2; exit 2; }
"""
TREE = {
    "dance": PROGRAM,
    "build/bin/winners": "#!/bin/bash\necho winners >>asked\n",
    "tests/tiny.onnx": "a model",
    "README.md": "# A\n\n    $ ./dance search      # a comment\n    latency 3\n\nText of `./dance fail`.\n\n"
                 "    ./dance cost a#b \\\n        -q\n    ./dance search\n    ./dance test  # all\n",
    "docs/page.md": "```\ndance map  M=1\n```\n\n    build/bin/winners\n    dance/ a folder\n",
    "tools/commands/table.txt": "# words\nsmall: --epochs 1\n\nmodel.onnx <- tests/tiny.onnx\n\n./dance search\n"
                                "    + @small -q\n./dance test\n    - it is run elsewhere\n",
}


class CheckCommands(GateTest):
    def write(self, files):
        super().write(files)
        for program in ("dance", "build/bin/winners"):
            (self.root / program).chmod(0o755)

    def check(self, changes, fault, *arguments):
        self.write(TREE | changes)
        result = self.run_tool("check_commands", "--root", ".", *arguments)
        self.assertEqual(result.returncode, 1, result.stderr)
        self.assertIn("check_commands: 1 faults", result.stderr)
        self.assertIn(fault, result.stderr)

    def asked(self):
        return (self.root / "asked").read_text().splitlines()

    def test_each_command_runs_once_with_its_settings(self):
        self.write(TREE)
        self.assert_passes("check_commands", "--root", ".")
        self.assertEqual(self.asked(), ["search --epochs 1 -q with a model", "cost a#b -q with a model",
                                        "map M=1 with a model"])

    def test_commands_in_backquotes_of_the_examples_table(self):
        self.write(TREE | {"examples/README.md": "| a | `./dance cost a.yaml` |\n"})
        self.assert_passes("check_commands", "--root", ".", "--only", "a.yaml")
        self.assertEqual(self.asked(), ["cost a.yaml with a model"])

    def test_a_command_that_fails(self):
        self.check({"docs/page.md": "\n\n    ./dance fail now\n"}, "docs/page.md:3: ends with 2: ./dance fail now")

    def test_a_command_that_takes_too_long(self):
        self.check({"docs/page.md": "    ./dance hang\n"}, "docs/page.md:1: takes longer than 1.0 s", "--timeout", "1")

    def test_an_entry_that_no_page_shows(self):
        table = TREE["tools/commands/table.txt"] + "./dance gone\n    + -q\n"
        self.check({"tools/commands/table.txt": table}, "tools/commands/table.txt:10: no page shows this command: ./dance gone")

    def test_a_program_that_is_not_built(self):
        self.check({"docs/page.md": "Measured by `build/bin/losers`.\n"}, "docs/page.md:1: names build/bin/losers")


if __name__ == "__main__":
    unittest.main()
