"""Reads what check_layers needs from the CMakeLists.txt files below src/: the folders in the order of
add_subdirectory, and each folder's targets with their sources and what they link. It knows this project's own
commands (dance_module, dance_wing) and the few of CMake's that src/ uses; conditions are read as true."""

import re
from dataclasses import dataclass, field
from pathlib import Path

LIBRARY_KINDS = {"STATIC", "SHARED", "MODULE", "OBJECT"}
LINK_KINDS = {"PUBLIC", "PRIVATE", "INTERFACE"}


@dataclass
class Target:
    name: str
    folder: str
    line: int
    sources: list = field(default_factory=list)
    plain: list = field(default_factory=list)
    depends: dict = field(default_factory=dict)  # name -> line
    torch: bool = False


@dataclass
class Tree:
    folders: list = field(default_factory=list)  # folders with targets, lowest first
    targets: dict = field(default_factory=dict)  # "dance::name" -> Target
    wings: dict = field(default_factory=dict)  # "dance::name" -> (folders' names, folder of the wing)


def commands_of(path):
    """Yields (line, command, words) for each command of a CMakeLists.txt; words are (line, word)."""
    text = re.sub(r"#[^\n]*", "", path.read_text())
    for match in re.finditer(r"(\w+)\s*\(([^()]*(?:\([^()]*\)[^()]*)*)\)", text):
        words = [
            (text.count("\n", 0, match.start(2) + word.start()) + 1, word.group().strip('"'))
            for word in re.finditer(r'"[^"]*"|\S+', match.group(2))
        ]
        yield text.count("\n", 0, match.start()) + 1, match.group(1), words


def module_of(words, folder, line):
    target = Target(words[0][1], folder, line)
    part = None
    for at, word in words[1:]:
        if word == "TORCH":
            target.torch = True
        elif word in ("SOURCES", "PLAIN", "DEPENDS"):
            part = word
        elif part == "DEPENDS":
            target.depends[word] = at
        elif part:
            target.sources.append(word)
            if part == "PLAIN":
                target.plain.append(word)
    return target


def add_links(target, words):
    for line, word in words[1:]:
        if word == "dance_torch":
            target.torch = True
        elif word not in LINK_KINDS:
            target.depends[word] = line


def find_target(tree, name):
    for key in (f"dance::{name}", f"dance::{name.removeprefix('dance_')}"):
        if key in tree.targets:
            return tree.targets[key]
    return None


def read_command(tree, folder, line, command, words):
    """Adds what one command says to the tree."""
    names = [word for _, word in words]
    if command == "dance_module":
        tree.targets[f"dance::{names[0]}"] = module_of(words, folder, line)
    elif command == "dance_wing":
        tree.wings[f"dance::{names[0]}"] = (names[1:], folder)
    elif command in ("add_executable", "add_library") and not {"INTERFACE", "ALIAS"} & set(names):
        target = Target(names[0], folder, line, [name for name in names[1:] if name not in LIBRARY_KINDS])
        tree.targets[f"dance::{names[0]}"] = target
    elif command == "target_link_libraries" and find_target(tree, names[0]):
        add_links(find_target(tree, names[0]), words)
    elif command == "dance_use_torch" and find_target(tree, names[0]):
        find_target(tree, names[0]).torch = True


def read_tree(root, folder=Path("."), tree=None):
    """Reads root/folder/CMakeLists.txt and what it adds; of the root's, src/ alone."""
    tree = tree or Tree()
    before = len(tree.targets)
    added = []
    for line, command, words in commands_of(root / folder / "CMakeLists.txt"):
        if command == "add_subdirectory":
            added.append(folder / words[0][1])
            if added[-1].parts[0] == "src":
                read_tree(root, added[-1], tree)
        elif folder != Path("."):
            read_command(tree, folder.as_posix(), line, command, words)
    if not added and len(tree.targets) > before:
        tree.folders.append(folder.as_posix())
    return tree
