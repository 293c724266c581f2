"""A drop folder `inbox/<sender>/`: what has arrived whole, and where it goes."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

DONE, WAITING = "done", "waiting"
NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)


@dataclass
class Inbox:
    """Files that senders put into their folders; hidden files and links are not looked at.

    Args:
        seen: size and time of change of each file at the last look.
    """

    root: Path
    seen: dict[Path, tuple[int, int]] = field(default_factory=dict)

    def look(self) -> list[Path]:
        """Files that have not changed since the last look, the oldest first."""
        now = {path: _state(path) for folder in self.folders() for path in _files(folder)}
        still = [path for path, state in now.items() if self.seen.get(path) == state]
        self.seen = now
        return sorted(still, key=lambda path: (now[path][1], path.name))

    def folders(self) -> list[Path]:
        """Folders of senders, known or not."""
        return [entry for entry in _visible(self.root) if stat.S_ISDIR(_mode(entry))]

    def strays(self) -> list[Path]:
        """Files that stand in no sender's folder."""
        return list(_files(self.root))


def _visible(folder: Path) -> Iterator[Path]:
    for entry in sorted(folder.iterdir()) if folder.is_dir() else ():
        if not entry.name.startswith((".", "~$")):
            yield entry


def _files(folder: Path) -> Iterator[Path]:
    return (entry for entry in _visible(folder) if stat.S_ISREG(_mode(entry)))


def _mode(path: Path) -> int:
    try:
        return path.lstat().st_mode
    except FileNotFoundError:  # taken away meanwhile
        return 0


def _state(path: Path) -> tuple[int, int]:
    try:
        found = path.lstat()
    except FileNotFoundError:
        return (-1, 0)
    return found.st_size, found.st_mtime_ns


def content(path: Path, limit: int) -> bytes:
    """At most `limit` bytes of a file that is no link."""
    with os.fdopen(os.open(path, os.O_RDONLY | NO_FOLLOW), "rb") as file:
        return file.read(limit)


def put_away(path: Path, folder: str, report: bytes, rows: bytes | None) -> Path:
    """Move a file into a folder beside it, under a name that nothing there has.

    Its report (`<name>.report.json`) and its rows (`<name>.rows.csv`) are written first, so
    the move, which is one step, is the sign that all is done.
    """
    target = path.parent / folder
    target.mkdir(exist_ok=True)
    for number in count(1):
        name = path.name if number == 1 else f"{path.stem}-{number}{path.suffix}"
        if (target / name).exists() or not _written(target / f"{name}.report.json", report):
            continue
        if rows is not None:
            (target / f"{name}.rows.csv").write_bytes(rows)
        path.replace(target / name)
        return target / name
    raise AssertionError("unreachable")


def _written(path: Path, data: bytes) -> bool:
    """True when the file was not there and is now."""
    try:
        with path.open("xb") as file:
            file.write(data)
    except FileExistsError:
        return False
    return True
