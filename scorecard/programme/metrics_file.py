"""METRICS.csv of `programme try`: values, gates and attributes of partners, long or wide."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from datetime import date
from io import StringIO

import pandas as pd

from scorecard.errors import UserError, did_you_mean
from scorecard.programme.check_names import ATTRIBUTES, NUMBERS
from scorecard.programme.schema import Programme
from scorecard.programme.table import FALSE, TRUE

OWN = ("partner", "metric", "value", "on")
HELD = "previous_tier"  # tier held before, in each ladder that has it; previous_tier:LADDER in one
MOST_CELL = 1_000_000
NOTHING = frozenset({"", "null", "none", "n/a", "unknown"})
Cells = list[tuple[str, str, str, date | None]]  # partner, name, value, from which day on


@dataclass
class Given:
    """What the file says, sorted by what it is about."""

    partners: list[str] = field(default_factory=list)
    metrics: Cells = field(default_factory=list)
    gates: Cells = field(default_factory=list)
    attributes: Cells = field(default_factory=list)
    held: dict[str, dict[str, str]] = field(default_factory=dict)  # ladder -> partner -> tier
    unused: list[str] = field(default_factory=list)  # columns that the programme knows nothing of

    def frame(self, what: str) -> pd.DataFrame:
        """`metrics`, `gates` or `attributes` as a `RowsBook` takes them."""
        name = what.removesuffix("s")
        return pd.DataFrame(getattr(self, what), columns=["partner", name, "value", "on"])


def csv_rows(text: str, file: str) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Header and rows of a CSV text with their lines; comma, semicolon or tab.

    Raises:
        UserError: `metrics_line`, for a file that is no such table.
    """
    lines = StringIO(text.removeprefix("\ufeff"), newline="")
    first = lines.readline()
    lines.seek(0)
    separator = max(",;\t", key=first.count)
    csv.field_size_limit(MOST_CELL)
    reader = csv.reader(lines, delimiter=separator, strict=True)
    try:
        header = [cell.strip() for cell in next(reader, [])]
        rows, line = [], reader.line_num + 1
        for row in reader:
            if any(cell.strip() for cell in row):
                rows.append((line, [cell.strip() for cell in row]))
            line = reader.line_num + 1
    except csv.Error as error:
        raise _fault(file, reader.line_num, str(error)) from error
    _check(file, header, rows)
    return header, rows


def _check(file: str, header: list[str], rows: list[tuple[int, list[str]]]) -> None:
    if "partner" not in header:
        raise _fault(file, 1, "there is no column “partner” in the first line")
    for name in header:
        if header.count(name) > 1:
            raise _fault(file, 1, f"the column “{name}” stands there twice")
    at = header.index("partner")
    for line, row in rows:
        if len(row) != len(header):
            raise _fault(file, line, f"{len(row)} cells under {len(header)} columns")
        if not row[at]:
            raise _fault(file, line, "the partner is not named")


def _fault(file: str, line: int, detail: str) -> UserError:
    return UserError("metrics_line", file=file, line=line, detail=detail)


def read_metrics(text: str, programme: Programme, file: str = "METRICS.csv") -> Given:
    """The file as given values.

    Raises:
        UserError: `metrics_line`, naming the line, for anything that cannot be understood.
    """
    header, rows = csv_rows(text, file)
    return _Reader(programme, file, header).read(rows)


class _Reader:
    def __init__(self, programme: Programme, file: str, header: list[str]) -> None:
        self.programme, self.file, self.header = programme, file, header
        self.long = "metric" in header or "value" in header
        self.found = Given()
        self.seen: dict[tuple[str, str, date | None], str] = {}
        if self.long and not {"metric", "value"} <= set(header):
            raise _fault(file, 1, "the columns “metric” and “value” go together")
        self.columns = [name for name in header if name not in OWN and self.is_used(name)]

    def read(self, rows: list[tuple[int, list[str]]]) -> Given:
        for line, row in rows:
            cells = dict(zip(self.header, row, strict=True))
            partner, day = cells["partner"], self.day(cells.get("on", ""), line)
            if self.long and cells["metric"]:
                self.refuse_unknown(cells["metric"], line)
                self.take(partner, cells["metric"], cells["value"], day, line)
            elif self.long and cells["value"]:
                raise _fault(self.file, line, "a value without the name of its metric")
            for name in self.columns:
                beside = self.long or not cells[name]
                self.take(partner, name, cells[name], None if beside else day, line, beside)
            self.found.partners.append(partner)
        self.found.partners = list(dict.fromkeys(self.found.partners))
        return self.found

    @property
    def known(self) -> list[str]:
        ladders = [f"{HELD}:{ladder.ladder}" for ladder in self.programme.ladders]
        return [*self.programme.metrics, *self.programme.gates, *self.programme.attributes,
                *ATTRIBUTES, *NUMBERS, HELD, *ladders]  # fmt: skip

    def is_used(self, column: str) -> bool:
        """Whether the programme knows the column; one that only looks like a known one is an
        error, any other is noted and left out."""
        if column not in self.known:
            if did_you_mean(column, self.known) or ":" in column:
                self.refuse_unknown(column, 1)
            self.found.unused.append(column)
        return column in self.known

    def refuse_unknown(self, name: str, line: int) -> None:
        if name not in self.known:
            hint = did_you_mean(name, self.known)
            what = f"the programme has no metric, gate or attribute “{name}”{hint}"
            raise _fault(self.file, line, what)

    def take(
        self, partner: str, name: str, value: str, day: date | None, line: int, beside: bool = False
    ) -> None:
        """Note a cell. An empty one beside a metric says nothing; elsewhere: unknown."""
        if beside and not value:
            return
        value = "" if value.lower() in NOTHING and name not in self.held_names() else value
        if self.seen.setdefault((partner, name, day), value) != value:
            was = f"{name} of {partner} is “{self.seen[partner, name, day]}” further up"
            raise _fault(self.file, line, f"{was}, “{value}” here")
        self.sort(partner, name, value, day, line)

    def held_names(self) -> list[str]:
        return [HELD, *(f"{HELD}:{ladder.ladder}" for ladder in self.programme.ladders)]

    def sort(self, partner: str, name: str, value: str, day: date | None, line: int) -> None:
        cell = (partner, name, value, day)
        if name in self.programme.metrics or name in NUMBERS:
            self.number(name, value, line)
            to = self.found.metrics if name in self.programme.metrics else self.found.attributes
            to.append(cell)
        elif name in self.programme.gates:
            if value.lower() not in (*TRUE, *FALSE, ""):
                raise _fault(self.file, line, f"{name} is “{value}”; write true or false")
            self.found.gates.append(cell)
        elif name.startswith(HELD):
            self.hold(partner, name, value, line)
        else:
            if name == "signed_on" and value:
                self.day(value, line)
            self.found.attributes.append(cell)

    def number(self, name: str, value: str, line: int) -> None:
        try:
            fits = value == "" or abs(float(value)) < 1e15
        except ValueError:
            fits = False
        if not fits or "_" in value:
            raise _fault(self.file, line, f"{name} is “{value}”, which is no number such as 1250.5")

    def day(self, value: str, line: int) -> date | None:
        try:
            return date.fromisoformat(value) if value else None
        except ValueError:
            raise _fault(self.file, line, f"“{value}” is no day such as 2026-03-31") from None

    def hold(self, partner: str, name: str, value: str, line: int) -> None:
        """The tier held before, in every ladder that has it, or in the one that is named."""
        _, _, wanted = name.partition(":")
        if not value:
            return
        found = [
            (ladder.ladder, tier.tier)
            for ladder in self.programme.ladders
            for tier in ladder.tiers
            if wanted in ("", ladder.ladder)
            and value.casefold() in (tier.tier, tier.label.casefold())
        ]
        if not found and value.lower() not in NOTHING:
            tiers = [tier.tier for ladder in self.programme.ladders for tier in ladder.tiers]
            hint = did_you_mean(value, tiers)
            raise _fault(self.file, line, f"there is no tier “{value}”{hint}")
        for ladder, tier in found:
            self.found.held.setdefault(ladder, {})[partner] = tier
