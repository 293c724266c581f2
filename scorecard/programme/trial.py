"""A programme evaluated on given values: what partners earn and hold, why, and what is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from scorecard.programme.benefits import benefits
from scorecard.programme.book import RowsBook
from scorecard.programme.calendar import anniversaries, months_later, review_days
from scorecard.programme.evaluation import Evaluation
from scorecard.programme.explain import explained
from scorecard.programme.held import Held
from scorecard.programme.metrics_file import Given, csv_rows
from scorecard.programme.missing import shortfalls
from scorecard.programme.order import ladder_order
from scorecard.programme.replay import replay
from scorecard.programme.replayed import Replay
from scorecard.programme.schema import Ladder, Programme, Schedule
from scorecard.programme.state import fresh
from scorecard.programme.table import ordinals
from scorecard.programme.trial_views import LadderView, PartnerView, TierView, Trial, remarks


def trial_book(given: Given, tables: Mapping[str, pd.DataFrame]) -> RowsBook:
    """A book of what the files say; its partners are those that any of them names."""
    named = [*given.partners, *(p for frame in tables.values() for p in frame["partner"])]
    partners = pd.Index(list(dict.fromkeys(map(str, named))), name="partner")
    return RowsBook(
        pd.DataFrame(index=partners), given.frame("metrics"), tables,
        given.frame("gates"), given.frame("attributes"),
    )  # fmt: skip


def read_table(text: str, file: str) -> pd.DataFrame:
    """A table of rows from CSV text; every cell is text.

    Raises:
        UserError: `metrics_line`, for a file that is no such table.
    """
    header, rows = csv_rows(text, file)
    return pd.DataFrame([row for _, row in rows], columns=header, dtype=object)


def tried(
    programme: Programme, book: RowsBook, held: Mapping[str, Mapping[str, str]], day: date,
    start: date | None = None, unused: Sequence[str] = (),
) -> Trial:  # fmt: skip
    """Where all partners of the book stand on a day.

    Args:
        held: ladder -> partner -> tier held before; others begin with what they earn.
        start: replay from this day on; else only the day itself is looked at.
        unused: columns that were left out, to be remarked.
    """
    first = start or day
    opening = {name: pd.Series(dict(tiers), dtype=object) for name, tiers in held.items()}
    since = {name: _since(book, first) for name in opening}
    ran = replay([programme], book, first, day, opening, since)
    now = ran.held_on(day)
    held_now = Held(dict(now), dict(now), dict(ran.reached))
    if start is None:
        held_now = _held_before(programme, book, held, since, day, now)
    evaluation = Evaluation(programme, book, day, held_now)
    views = _views(evaluation, ran, held, day)
    moved = (
        [{str(k): v for k, v in row.items()} for row in ran.movements.to_dict("records")]
        if start
        else []
    )
    told = [f"the programme does not know the column “{name}”" for name in unused]
    told += remarks(programme, book)
    return Trial(programme.programme, programme.version, day, views, moved, told)


def _since(book: RowsBook, day: date) -> pd.Series:
    """Days since which partners hold their tier, by `days_in_tier`."""
    if "days_in_tier" not in book.changing:
        return pd.Series(pd.NaT, index=book.partners)
    days = pd.Series(book.changing.numbers("days_in_tier", day)[0], index=book.partners)
    return pd.Timestamp(day) - pd.to_timedelta(days, unit="D")


def _held_before(
    programme: Programme, book: RowsBook, held: Mapping[str, Mapping[str, str]],
    since: Mapping[str, pd.Series], day: date, now: Mapping[str, Any],
) -> Held:  # fmt: skip
    """What was held before the day, as far as it was given, and what is held after it."""
    found = Held(now=dict(now))
    for ladder in programme.ladders:
        name, places = ladder.ladder, {tier.tier: i for i, tier in enumerate(ladder.tiers)}
        said = pd.Series(dict(held.get(name, {})), dtype=object).reindex(book.partners)
        before = said.map(places).fillna(-1).to_numpy().astype(np.int8)
        days = ordinals(since[name]) if name in since else None
        found.before[name] = before
        found.reached[name] = fresh(before, len(places), day.toordinal(), days).reached
    return found


def _views(
    evaluation: Evaluation, ran: Replay, held: Mapping[str, Mapping[str, str]], day: date
) -> dict[str, PartnerView]:
    programme, book = evaluation.programme, evaluation.book
    frame = benefits(programme, book, day, ran.held_on(day)).astype(object)
    granted: dict[Any, list[dict[str, Any]]] = {}
    for row in frame.where(frame.notna(), None).to_dict("records"):
        shown = {str(name): value for name, value in row.items() if name != "partner"}
        granted.setdefault(row["partner"], []).append(shown)
    order, found = ladder_order(programme), {}
    standings = {ladder.ladder: evaluation.standing(ladder) for ladder in order}
    for at, partner in enumerate(book.partners):
        views = {
            ladder.ladder: _ladder(evaluation, ran, ladder, at, standings[ladder.ladder],
                                   held.get(ladder.ladder, {}).get(partner))
            for ladder in programme.ladders
        }  # fmt: skip
        values = {name: _value(evaluation, name, at) for name in programme.metrics}
        found[str(partner)] = PartnerView(
            str(partner), views, _designations(programme, views), granted.get(partner, []), values
        )
    return found


def _ladder(
    evaluation: Evaluation, ran: Replay, ladder: Ladder, at: int, standing: Any,
    previous: str | None,
) -> LadderView:  # fmt: skip
    names, moment = [tier.tier for tier in ladder.tiers], ran.moments[ladder.ladder][-1]
    earned, possible = int(standing[0][at]), int(standing[1][at])
    tiers = tuple(_tier(evaluation, ladder, at, place) for place in range(len(names)))
    above = tiers[earned + 1 : earned + 2]
    due = int(moment.due[at])
    return LadderView(
        ladder=ladder.ladder,
        label=ladder.label or ladder.ladder,
        earned=names[earned],
        possible=names[possible],
        held=names[max(int(moment.held[at]), 0)],
        previous=previous,
        due_on=date.fromordinal(due) if due else None,
        reason=ladder.movement.reason if due else "",
        next_tier=above[0].tier if above else None,
        missing=above[0].missing if above else (),
        tiers=tiers,
        **_days(evaluation, ladder, at),
    )


def _tier(evaluation: Evaluation, ladder: Ladder, at: int, place: int) -> TierView:
    tier, node = ladder.tiers[place], explained(evaluation, at, ladder, place)
    return TierView(tier.tier, tier.label or tier.tier, node, shortfalls(node))


def _days(evaluation: Evaluation, ladder: Ladder, at: int) -> dict[str, date | None]:
    """The partner's next reviews and its deadline."""
    programme, day, signed = evaluation.programme, evaluation.day, _signed(evaluation, at)
    return {
        "next_up": _next_review(ladder.movement.up, programme, day, signed),
        "next_down": _next_review(ladder.movement.down, programme, day, signed),
        "deadline": _deadline(ladder, signed),
    }


def _next_review(
    schedule: Schedule | None, programme: Programme, day: date, signed: date | None
) -> date | None:
    """The first review day after a day, within two years; None: there is none."""
    first, last = day + timedelta(days=1), months_later(day, 24)
    days = review_days(schedule, first, last, programme.fiscal_year_start, [first])
    if schedule is not None and schedule.every == "anniversary" and signed is not None:
        days = anniversaries(signed, first, last)
    return date.fromordinal(min(days)) if days else None


def _signed(evaluation: Evaluation, at: int) -> date | None:
    found = pd.to_datetime(str(evaluation.attribute("signed_on")[at]), errors="coerce")
    return None if pd.isna(found) else found.date()


def _deadline(ladder: Ladder, signed: date | None) -> date | None:
    if ladder.deadline is None or signed is None:
        return None
    return months_later(signed, ladder.deadline.months)


def _designations(programme: Programme, views: dict[str, LadderView]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for ladder in programme.ladders:
        if ladder.designation_of:
            held = found.setdefault(ladder.designation_of, [])
            if views[ladder.ladder].held != ladder.tiers[0].tier:
                held.append(views[ladder.ladder].held)
    return found


def _value(evaluation: Evaluation, name: str, at: int) -> float | None:
    low, high = evaluation.metric(name)
    return float(low[at]) if low[at] == high[at] else None
