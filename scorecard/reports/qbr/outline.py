"""What a quarterly review says, as plain frozen data without a language.

Texts are messages and values that are put into words at the end, so that one outline serves
every language, and so that a deck can be made again later with the numbers as they were
(`scorecard.reports.qbr.codec`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from scorecard.errors import NoValue
from scorecard.i18n.message import Message
from scorecard.kpis.registry import Unit
from scorecard.period import Period
from scorecard.views import Status

SCHEMA = 1  # grows when an outline that is kept would read differently


class Edition(StrEnum):
    """INTERNAL: with what only the vendor should read. PARTNER: may be handed over."""

    INTERNAL = "internal"
    PARTNER = "partner"


class Tone(StrEnum):
    PLAIN = "plain"
    MUTED = "muted"
    GOOD = "good"
    WATCH = "watch"
    RISK = "risk"


@dataclass(frozen=True, slots=True)
class Value:
    """A number in its unit, or the reason why there is none.

    Money is in minor units of `currency`, shares are 0..1, points as they are.
    `change` puts a plus before gains: a difference, in percentage points for shares.
    `compact` is `€1.02M` for money, else the full amount.
    """

    unit: Unit
    value: float | None
    currency: str = ""
    reason: NoValue | None = None
    change: bool = False
    compact: bool = True


Words = Message | Value


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table; a status puts its mark before the words and tints the cell."""

    text: Words
    tone: Tone = Tone.PLAIN
    strong: bool = False
    status: Status | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """`share` is the part of the table's width, of the sum of all shares."""

    label: Message
    share: float
    right: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """`left_off` counts rows that there are beside those shown."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    title: Message | None = None
    left_off: int = 0


@dataclass(frozen=True, slots=True)
class Tile:
    """A figure in large type: what it is, its value, its status, what it is compared with."""

    label: Message
    value: Words
    status: Status | None = None
    note: Words | None = None


@dataclass(frozen=True, slots=True)
class Tiles:
    tiles: tuple[Tile, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """Short lines under a title."""

    lines: tuple[Message, ...]
    title: Message | None = None


class ChartKind(StrEnum):
    """How a chart is drawn; its series are in this order.

    PLAN: columns, `actual` and `plan` a category. BRIDGE: one series `change`; the first and last
    category are totals, those between are what came and went. STAGES: stacked bars a category,
    a series a stage, the last one `need` (the whole need, not what is missing). ATTAINMENT:
    bars, one series of shares of target. INTERVAL: `value`, `low`, `high` a category. STEPS:
    bars, `value` and `needed` a requirement, each as a share of what is needed.
    """

    PLAN = "plan"
    BRIDGE = "bridge"
    STAGES = "stages"
    ATTAINMENT = "attainment"
    INTERVAL = "interval"
    STEPS = "steps"


@dataclass(frozen=True, slots=True)
class Series:
    """Values a category in the chart's unit (money in minor units); None where not known."""

    key: str
    name: Message
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """`title` says what, unit and period; `alt` says in words what is to be seen.

    `statuses`, where given, colour the categories.
    """

    kind: ChartKind
    title: Message
    alt: Message
    unit: Unit
    categories: tuple[Message, ...]
    series: tuple[Series, ...]
    currency: str = ""
    statuses: tuple[Status, ...] = ()


Block = Tiles | Text | Table | Chart


@dataclass(frozen=True, slots=True)
class Notes:
    """For the speaker: what to say, what is to be decided, how numbers are defined, which rows
    they come from, how many minutes of the meeting the slide takes."""

    say: tuple[Message, ...] = ()
    decide: tuple[Message, ...] = ()
    definition: tuple[Message, ...] = ()
    rows: tuple[Message, ...] = ()
    minutes: int = 0


@dataclass(frozen=True, slots=True)
class Slide:
    """One slide; its key is stable (edits and links go by it).

    Args:
        title: the finding with its number. `subtitle`: what is shown.
        link: where the evidence is, relative to the app: `partner?p=P083&q=2026Q3`.
        missing: why the slide has nothing to show; then it has no chart and no table.
        forward: about what comes, not about what was.
    """

    key: str
    title: Message
    subtitle: Message | None = None
    blocks: tuple[Block, ...] = ()
    notes: Notes = Notes()
    link: str = ""
    missing: Message | None = None
    forward: bool = False
    appendix: bool = False


@dataclass(frozen=True, slots=True)
class Outline:
    """A review. `closed`: the quarter is over and every sender has reported it."""

    partner_code: str
    partner_name: str
    programme: str
    programme_version: str
    period: Period
    edition: Edition
    as_of: date
    data_version: int
    currency: str
    closed: bool
    slides: tuple[Slide, ...]
    schema: int = SCHEMA

    def slide(self, key: str) -> Slide | None:
        """The slide with this key, if there is one."""
        return next((slide for slide in self.slides if slide.key == key), None)
