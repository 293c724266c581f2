"""What pages, decks and commands show of tiers: plain frozen data, built by `usecases.tiers`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from scorecard.programme.path import Path
from scorecard.programme.results import Move, Node, Shortfall
from scorecard.views import Stamp


@dataclass(frozen=True)
class Rung:
    """A tier of a ladder, with how many partners hold it."""

    tier: str
    label: str
    n: int


@dataclass(frozen=True)
class TierCounts:
    """Partners a tier on a day, in the order of the rungs."""

    day: date
    counts: tuple[int, ...]


@dataclass(frozen=True)
class TierLine:
    """A partner in a ladder; tiers by label. `not_known`: data is missing to say more."""

    partner_code: str
    name: str
    region: str
    country: str
    partner_type: str
    owner: str
    held: str
    earned: str
    since: date | None
    due_on: date | None
    not_known: bool


@dataclass(frozen=True)
class TierMove:
    """A movement; `missing` is what was not met on the day (for falls and warnings)."""

    partner_code: str
    name: str
    region: str
    day: date
    move: Move
    before: str
    after: str
    due_on: date | None
    version: str
    missing: tuple[Shortfall, ...]


@dataclass(frozen=True)
class TierEdge:
    """A partner within 5 % of a threshold: `share` = value / needed - 1, below 0 just under.

    `tier` is what the threshold is for: the next one, or the one held; `others` counts further
    requirements of it that are not met.
    """

    partner_code: str
    name: str
    held: str
    tier: str
    metric: str
    label: str
    unit: str
    value: float
    needed: float
    share: float
    others: int


@dataclass(frozen=True)
class TierPending:
    """A tier that is lost on `due_on` unless it is earned again; money a year."""

    partner_code: str
    name: str
    owner: str
    held: str
    falls_to: str
    due_on: date
    reason: str
    at_stake: float | None
    missing: tuple[Shortfall, ...]


@dataclass(frozen=True)
class TiersPage:
    """Args:
    day: the day the standings are of. version: of the programme, valid from `valid_from`.
    history: partners a tier at the end of the last quarters, oldest first, the day itself last.
    flow: (tier before, tier after, partners) between `since` and `day`, by label.
    groups: dimension -> value -> partners a tier, in the order of the rungs.
    """

    stamp: Stamp
    day: date
    since: date
    programme: str
    version: str
    valid_from: date
    currency: str
    ladder: str
    ladders: tuple[tuple[str, str], ...]
    rungs: tuple[Rung, ...]
    n_partners: int
    n_not_known: int
    last_review: date | None
    next_review: date | None
    history: tuple[TierCounts, ...]
    moves: tuple[TierMove, ...]
    flow: tuple[tuple[str, str, int], ...]
    edges: tuple[TierEdge, ...]
    pending: tuple[TierPending, ...]
    groups: dict[str, dict[str, tuple[int, ...]]]


@dataclass(frozen=True)
class TierRows:
    """The rows behind one metric: `n` rows of `source` that count, the first of them as text; or
    the `quarters` of a KPI, whose rows are the partner's evidence of that source."""

    metric: str
    label: str
    source: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    n: int
    quarters: tuple[str, ...]


@dataclass(frozen=True)
class PartnerTier:
    """One partner in one ladder.

    Args:
        decided: the requirements of the tier held, as they stand on the day.
        wanted: those of the next tier; None at the top. missing: what is not met of them.
        units: unit by metric, to say values with. rows: what the requirements were judged by.
        up, keep: cheapest actions to the next tier, and to keep a tier that is pending.
    """

    ladder: str
    ladder_label: str
    day: date
    line: TierLine
    version: str
    reason: str
    rungs: tuple[tuple[str, str], ...]
    decided: Node | None
    wanted: Node | None
    next_tier: str | None
    missing: tuple[Shortfall, ...]
    up: Path | None
    keep: Path | None
    moves: tuple[TierMove, ...]
    benefits: tuple[tuple[str, float | None], ...]
    currency: str
    units: dict[str, str]
    rows: tuple[TierRows, ...]
