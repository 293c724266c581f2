"""Faults of a programme file: each with its line, what is wrong and what to do."""

from __future__ import annotations

from dataclasses import dataclass

from scorecard.errors import UserError

Path = tuple[str | int, ...]
MOST = 50  # more are not shown


@dataclass(frozen=True, order=True)
class Fault:
    """Args:
    line: of the file, first line 1.
    wrong: what is wrong, where.
    mend: what to do.
    """

    line: int
    wrong: str
    mend: str = ""

    def __str__(self) -> str:
        return f"line {self.line}: {self.wrong}" + (f"; {self.mend}" if self.mend else "")


class ProgrammeFaults(UserError):
    """A programme file that cannot be used; `faults` has every one, in order of the file."""

    def __init__(self, file_name: str, faults: list[Fault]) -> None:
        self.faults = tuple(sorted(set(faults)))
        shown = "\n".join(map(str, self.faults[:MOST]))
        more = len(self.faults) - MOST
        if more > 0:
            shown += f"\n... {more}"
        super().__init__(
            "programme_wrong", file=file_name or "programme", n=len(self.faults), faults=shown
        )
