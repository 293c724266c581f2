"""Why partners rose, what keeps those about to fall, and what is not known: beside the page."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from scorecard.access import Scope
from scorecard.ports import ReadPort
from scorecard.programme import engine
from scorecard.programme.missing import shortfalls
from scorecard.programme.path import Path
from scorecard.programme.planner import Planner
from scorecard.programme.results import Move, Node, Shortfall, Truth
from scorecard.programme.situated import Situations
from scorecard.tier_history import TierHistory
from scorecard.tier_views import TiersPage
from scorecard.usecases.tier_look import Look, explained_on

MOST = 200  # partners of each list that are worked out


@dataclass(frozen=True)
class TierUnknown:
    """A partner of which data is missing: it holds at least `earned`, at most `possible`."""

    partner_code: str
    name: str
    held: str
    possible: str
    unknown: tuple[Shortfall, ...]


@dataclass(frozen=True)
class TierReasons:
    """Args:
    gained: (partner code, day) of a rise -> what was reached since the review before.
    keep: partner code -> the cheapest way to keep the tier that is about to be lost.
    unknown: the first `MOST` by code.
    units: unit by metric, to say values with.
    """

    gained: dict[tuple[str, date], tuple[Shortfall, ...]]
    keep: dict[str, Path]
    unknown: tuple[TierUnknown, ...]
    units: dict[str, str]


def build_reasons(
    reads: ReadPort, scope: Scope, history: TierHistory, page: TiersPage
) -> TierReasons:
    """Reasons for what a page of the same scope shows; of its first `MOST` rows a list."""
    look = Look.at(reads, scope, history, page.day, page.ladder)
    codes = look.attributes["partner_code"]
    ids = dict(zip(codes, codes.index, strict=True))
    rises = [move for move in page.moves if move.move is Move.UP][:MOST]
    names = {look.labels[tier]: tier for tier in look.labels}
    return TierReasons(
        gained={
            (move.partner_code, move.day): _gained(
                look, ids[move.partner_code], names[move.after], move.day
            )
            for move in rises
        },
        keep=_keep(look, page, ids, names),
        unknown=tuple(_unknown(look)),
        units={name: metric.unit for name, metric in look.programme.metrics.items()},
    )


def _gained(look: Look, partner: Any, tier: str, day: date) -> tuple[Shortfall, ...]:
    """Requirements met on the day that were not at the review before, with today's values."""
    days = [moment.day for moment in look.history.replay.moments[look.ladder.ladder]]
    at = bisect_left(days, day.toordinal())
    now = _tree(look, partner, tier, day)
    before = _tree(look, partner, tier, date.fromordinal(days[at - 1])) if at else None
    if now is None or before is None:
        return ()
    lacked = {(lack.kind, lack.metric) for lack in shortfalls(before)}
    found = (leaf for leaf in _leaves(now) if leaf.state is Truth.MET)
    return tuple(_as_shortfall(leaf) for leaf in found if (leaf.kind, leaf.subject) in lacked)


def _tree(look: Look, partner: Any, tier: str, day: date) -> Node | None:
    ladder = engine.ladder_of(look.history.programme_on(day), look.ladder.ladder)
    if tier not in engine.tier_names(ladder):
        return None
    return explained_on(look, partner, tier, day)


def _leaves(node: Node) -> Iterator[Node]:
    if node.kind in ("all", "any", "some", "each", "any_day"):
        for part in node.parts:
            yield from _leaves(part)
    else:
        yield node


def _as_shortfall(leaf: Node) -> Shortfall:
    return Shortfall(
        leaf.subject, leaf.label or leaf.subject, leaf.unit, leaf.value, leaf.needed, None,
        leaf.bound, leaf.kind, leaf.state,
    )  # fmt: skip


def _keep(
    look: Look, page: TiersPage, ids: dict[str, Any], names: dict[str, str]
) -> dict[str, Path]:
    if not page.pending:
        return {}
    planner = Planner(look.programme)
    situations = Situations(
        look.programme, look.history.book, look.day, look.history.replay.held_on(look.day)
    )
    return {
        one.partner_code: planner.keep(
            situations.of(ids[one.partner_code]), look.ladder.ladder, names[one.held],
            names[one.falls_to], one.due_on,
        )
        for one in page.pending[:MOST]
    }  # fmt: skip


def _unknown(look: Look) -> Iterator[TierUnknown]:
    rows = look.standing[look.standing["earned"] != look.standing["possible"]]
    codes = look.attributes["partner_code"].reindex(rows.index).sort_values()
    for partner in codes.index[:MOST]:
        row = rows.loc[partner]
        tree = explained_on(look, partner, row["possible"], look.day)
        lacking = tuple(one for one in shortfalls(tree) if one.state is Truth.UNKNOWN)
        yield TierUnknown(
            look.name_of(partner, "partner_code"), look.name_of(partner),
            look.labels[row["held"]], look.labels[row["possible"]], lacking,
        )  # fmt: skip
