"""YAML 1.2 as plain dictionaries and lists that remember on which line each entry stands."""

from __future__ import annotations

import re
from datetime import date, datetime
from io import StringIO
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode

from scorecard.programme.faults import Fault, Path

MOST_CHARACTERS, MOST_ENTRIES = 1_000_000, 50_000
MERGE = "tag:yaml.org,2002:merge"


class Unreadable(Exception):
    """The text is no YAML; carries the faults."""

    def __init__(self, *faults: Fault) -> None:
        self.faults = list(faults)
        super().__init__(*map(str, faults))


class Entries(dict[str, Any]):
    """A mapping; `lines` of its keys, `line` of its own."""

    def __init__(self, line: int = 1) -> None:
        super().__init__()
        self.line = line
        self.lines: dict[str, int] = {}

    def put(self, key: str, value: Any, line: int | None = None) -> None:
        self[key] = value
        self.lines[key] = self.line if line is None else line


class Items(list[Any]):
    """A list; `lines` of its items, `line` of its own."""

    def __init__(self, line: int = 1) -> None:
        super().__init__()
        self.line = line
        self.lines: list[int] = []

    def put(self, value: Any, line: int | None = None) -> None:
        self.append(value)
        self.lines.append(self.line if line is None else line)


def read_yaml(text: str) -> Entries:
    """The file as entries.

    Raises:
        Unreadable: when it is no YAML mapping, names a key twice, or is far too large.
    """
    if len(text) > MOST_CHARACTERS:
        raise Unreadable(Fault(1, f"the file has more than {MOST_CHARACTERS:,} characters"))
    reader = _Reader()
    try:
        node = YAML(typ="safe", pure=True).compose(StringIO(text.removeprefix("\ufeff")))
        found = reader.value(node) if node is not None else None
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise Unreadable(Fault(line, f"this is no YAML: {error.problem}")) from error
    except (YAMLError, RecursionError, ValueError) as error:
        first = str(error).splitlines()[0] if str(error) else "too many levels"
        raise Unreadable(Fault(1, f"this is no YAML: {first}")) from error
    if not isinstance(found, Entries):
        raise Unreadable(Fault(1, "a programme file is a mapping", "begin with “programme: Name”"))
    if reader.faults:
        raise Unreadable(*reader.faults)
    return found


def line_of(tree: Any, path: Path) -> int:
    """The line of the entry that a path leads to, or of the nearest one above it.

    Parts of the path that are in no mapping (names of alternatives) are passed over.
    """
    return _reached(tree, path, getattr(tree, "line", 1))[1]


def _reached(tree: Any, path: Path, line: int) -> tuple[int, int]:
    """(how many parts were followed, line)."""
    if not path:
        return 0, line
    passed = _reached(tree, path[1:], line)
    head = path[0]
    if isinstance(tree, Entries) and head in tree.lines:
        depth, found = _reached(tree[str(head)], path[1:], tree.lines[str(head)])
    elif isinstance(tree, Items) and isinstance(head, int) and head < len(tree.lines):
        depth, found = _reached(tree[head], path[1:], tree.lines[head])
    else:
        return passed
    return max((depth + 1, found), passed, key=lambda option: option[0])


class _Reader:
    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.entries = 0
        self.open: set[int] = set()

    def value(self, node: Node) -> Any:
        self.entries += 1
        if self.entries > MOST_ENTRIES or id(node) in self.open:
            raise ValueError("entries refer to each other without end, or are far too many")
        line = node.start_mark.line + 1
        if isinstance(node, ScalarNode):
            return _scalar(node, line)
        self.open.add(id(node))
        found = (
            self._mapping(node, line) if isinstance(node, MappingNode) else self._list(node, line)
        )
        self.open.discard(id(node))
        return found

    def _mapping(self, node: MappingNode, line: int) -> Entries:
        found = Entries(line)
        for key_node, value_node in node.value:
            at = key_node.start_mark.line + 1
            if not isinstance(key_node, ScalarNode):
                self.faults.append(Fault(at, "a key must be a word"))
            elif key_node.tag == MERGE or key_node.value == "<<":
                self._merge(found, self.value(value_node), at)
            elif key_node.value in found and found.lines[key_node.value] > 0:
                self.faults.append(
                    Fault(
                        at,
                        f"{key_node.value!r} stands here twice",
                        f"it is on line {found.lines[key_node.value]} already",
                    )
                )
            else:
                found.put(str(key_node.value), self.value(value_node), at)
        return found

    def _merge(self, found: Entries, other: Any, line: int) -> None:
        for source in other if isinstance(other, Items) else [other]:
            if not isinstance(source, Entries):
                self.faults.append(Fault(line, "<< takes the entries of another mapping"))
                return
            for key, value in source.items():
                if key not in found:
                    found.put(key, value, -1)

    def _list(self, node: Any, line: int) -> Items:
        found = Items(line)
        for child in node.value:
            found.put(self.value(child), child.start_mark.line + 1)
        return found


_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}$")
_INT = re.compile(r"^[-+]?[0-9][0-9_]*$")
_FLOAT = re.compile(r"^[-+]?(\d[\d_]*\.?\d*|\.\d+)([eE][-+]?\d+)?$")
_WORDS = {"": None, "null": None, "Null": None, "NULL": None, "~": None,
          "true": True, "True": True, "TRUE": True, "false": False, "False": False,
          "FALSE": False}  # fmt: skip


def _scalar(node: ScalarNode, line: int) -> str | int | float | bool | date | None:
    """By YAML 1.2's core schema, and days: NO is a country, 1_000 a number."""
    text = str(node.value)
    if node.style in ("'", '"', "|", ">"):
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _DAY.match(text):
        return datetime.strptime(text, "%Y-%m-%d").date() if _is_day(text) else text
    if _INT.match(text) and len(text) < 400:
        return int(text.replace("_", ""))
    return float(text.replace("_", "")) if _FLOAT.match(text) else text


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
