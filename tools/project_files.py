"""The project's files, and the comments in them."""

import os
import re
from pathlib import Path

NOT_OURS = re.compile(r"^(build.*|runs|node_modules|\.git|\.cache|__pycache__)$")
CPP = (".h", ".cpp")

# What must not be taken for a comment or end one: a raw string, a string, a character (no digit separator).
CPP_TOKEN = re.compile(
    r'R"(?P<mark>[^\s()\\]{0,16})\(.*?\)(?P=mark)"'
    r'|"(?:\\.|[^"\\\n])*"'
    r"|(?<![0-9a-zA-Z])'(?:\\.|[^'\\\n])+'"
    r"|(?P<comment>//[^\n]*|/\*.*?\*/)",
    re.DOTALL,
)


def files_of(root, suffixes=None, names=()):
    """Paths relative to root of all files, sorted; with `suffixes`, those that end so or have one of the names."""
    found = []
    for folder, folders, files in os.walk(root):
        folders[:] = [name for name in folders if not NOT_OURS.match(name)]
        for name in files:
            if suffixes is None or name.endswith(tuple(suffixes)) or name in names:
                found.append((Path(folder) / name).relative_to(root).as_posix())
    return sorted(found)


def cpp_comments(text):
    """Yields (line, text) for every line of every comment of a C++ source."""
    for match in CPP_TOKEN.finditer(text):
        if match.group("comment"):
            first = text.count("\n", 0, match.start()) + 1
            for line, part in enumerate(match.group("comment").split("\n"), first):
                yield line, part


def hash_comments(text):
    """Yields (line, text) for the comments of YAML, CMake, shell and Python."""
    for line, part in enumerate(text.splitlines(), 1):
        match = re.search(r"(?:^|\s)#(?!!).*", part)
        if match:
            yield line, match.group()
