"""The hook commit-msg on messages of good form and on ones with one fault each."""

import subprocess
import unittest

from gate import ROOT, GateTest

SUBJECT = "The mapper ends at its time limit"


class CommitMsg(GateTest):
    def run_hook(self, message):
        self.write({"message": message})
        return subprocess.run([ROOT / ".githooks/commit-msg", "message"], capture_output=True, text=True, cwd=self.root)

    def assert_form(self, message):
        result = self.run_hook(message)
        self.assertEqual((result.returncode, result.stderr), (0, ""))

    def assert_fault(self, message, fault):
        result = self.run_hook(message)
        self.assertEqual(result.returncode, 1)
        self.assertEqual(result.stderr.splitlines()[0], fault)
        self.assertIn("1 faults", result.stderr.splitlines()[1])

    def test_good_form(self):
        self.assert_form(f"{SUBJECT}\n")
        self.assert_form(f"{SUBJECT}\n\nIt ran on,\nwhere the last tile took long.\n")
        self.assert_form("x" * 72 + "\n\n" + "a" * 49 + " " + "b" * 50 + "\n")

    def test_a_letter_of_two_bytes_is_one_character(self):
        self.assert_form("ü" * 72 + "\n")

    def test_what_git_takes_away_does_not_count(self):
        self.assert_form(f"# " + "x" * 120 + f"\n{SUBJECT}\n\n# -------- >8 --------\n" + "a diff " * 40 + "\n")

    def test_gits_own_subjects(self):
        self.assert_form("Merge branch 'one' into two" + " and more" * 10 + "\n")

    def test_an_address_cannot_be_broken(self):
        self.assert_form(f"{SUBJECT}\n\nhttps://example.org/" + "x" * 100 + "\n")

    def test_an_empty_message(self):
        self.assert_fault("\n", "message:1: the subject is empty")

    def test_a_long_subject(self):
        self.assert_fault("x" * 73 + "\n", "message:1: the subject has 73 characters, where 72 are the most")

    def test_a_full_stop(self):
        self.assert_fault(f"{SUBJECT}.\n", "message:1: the subject ends with a full stop")

    def test_no_empty_line(self):
        self.assert_fault(f"{SUBJECT}\nIt ran on.\n", "message:2: the line below the subject is not empty")

    def test_a_wide_body(self):
        self.assert_fault(f"{SUBJECT}\n\n" + "a" * 50 + " " + "b" * 50 + "\n",
                          "message:3: the line has 101 characters, where 100 are the most")


if __name__ == "__main__":
    unittest.main()
