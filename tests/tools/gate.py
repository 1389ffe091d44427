"""What the tests of tools/ share: a small made-up tree in a temporary folder, and a tool run on it."""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


class GateTest(unittest.TestCase):
    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory()
        self.addCleanup(self.temporary.cleanup)
        self.root = Path(self.temporary.name)

    def write(self, files):
        for name, text in files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)

    def run_tool(self, name, *arguments):
        command = [sys.executable, str(ROOT / "tools" / name), *arguments]
        return subprocess.run(command, capture_output=True, text=True, cwd=self.root)

    def assert_passes(self, name, *arguments):
        result = self.run_tool(name, *arguments)
        self.assertEqual((result.returncode, result.stderr.strip()), (0, ""))

    def assert_one_fault(self, fault, name, *arguments):
        """The tool fails with one fault, which contains these words."""
        result = self.run_tool(name, *arguments)
        faults = result.stderr.splitlines()[:-1]  # the last line sums up
        self.assertEqual((result.returncode, len(faults)), (1, 1), result.stderr)
        self.assertIn(fault, faults[0])
