"""Small programmes drawn at random, with days on and beside every boundary."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pandas as pd
from hypothesis import strategies as st

from scorecard.facts import Facts
from scorecard.period import Period, add_months, month_of, month_start, parse_period
from tests.builders import Row, frame

PARTNERS = (1, 2, 3)
STRANGER = 9  # sells and reacts, but stands in no list of partners
PERIODS = tuple(
    [parse_period(text) for text in ("2026Q2", "2026-05", "2025")]
    + [parse_period("2027Q1", fiscal_year_start=4)]
)


@dataclass(frozen=True)
class Programme:
    facts: Facts
    period: Period

    @property
    def cut(self) -> date:
        return self.period.cut(self.facts.as_of)

    def with_frames(self, **frames: pd.DataFrame) -> Programme:
        return replace(self, facts=replace(self.facts, **frames))


def boundary_days(period: Period, as_of: date) -> list[date]:
    """Days on which some window opens or closes, and the days beside them."""
    last = period.last_day(as_of)
    anchors = [period.start, period.end, as_of, last, period.year_before().start]
    anchors += [last + timedelta(days=n) for n in (-90, -30, 90)]
    anchors += [(pd.Timestamp(last) - pd.DateOffset(years=1)).date()]
    return sorted({day + timedelta(days=n) for day in anchors for n in (-1, 0, 1)})


def boundary_months(period: Period, as_of: date) -> list[int]:
    ends = [period.start_month, period.end_month, month_of(as_of)]
    near = [add_months(month, n) for month in ends for n in (-25, -24, -13, -12, -1, 0, 1)]
    return sorted(set(near))


def as_of_days(period: Period) -> st.SearchStrategy[date]:
    """Inside, at the ends, before and after a period."""
    ends = [period.start, period.end, month_start(period.last_month)]
    near = [day + timedelta(days=n) for day in ends for n in (-1, 0, 1)]
    inside = st.dates(period.start, period.end - timedelta(days=1))
    return st.one_of(st.sampled_from(near), inside)


@st.composite
def programmes(draw: st.DrawFn, level: str | None = None) -> Programme:
    """A programme with rows of every source; `level` fixes where targets are kept."""
    period = draw(st.sampled_from(PERIODS))
    as_of = draw(as_of_days(period))
    # few days and months a programme, so that rows meet on them
    days = st.sampled_from(draw(_some(boundary_days(period, as_of))))
    months = boundary_months(period, as_of)
    levels = st.just(level) if level else st.sampled_from(["partner", "owner", "all"])
    rows = _rows(days, st.sampled_from(draw(_some(months))), draw(levels))
    frames = {source: frame(source, draw(listed)) for source, listed in rows.items()}
    frames["partners"] = frame("partners", [draw(_partner(one, days)) for one in PARTNERS])
    first = draw(st.sampled_from([None, *months[:4]]))
    return Programme(Facts(as_of=as_of, first_month=first, **frames), period)


def _some(among: list[Any]) -> st.SearchStrategy[list[Any]]:
    return st.lists(st.sampled_from(among), min_size=1, max_size=6, unique=True)


def _none_or_many(row: st.SearchStrategy[Row]) -> st.SearchStrategy[list[Row]]:
    many = st.lists(row, min_size=6, max_size=14)
    return st.one_of(many, many, st.just([]))


def _partner(partner_id: int, days: st.SearchStrategy[date]) -> st.SearchStrategy[Row]:
    words = {"region": ["n", "s"], "country": ["PL", "DE"], "tier": ["", "gold"]}
    more = {"partner_type": ["reseller", "integrator"], "owner": ["ann", "bob"]}
    texts = {name: st.sampled_from(some) for name, some in (words | more).items()}
    signing = {"signed_on": st.none() | days, "ended_on": st.none() | days}
    return st.fixed_dictionaries({"partner_id": st.just(partner_id), **texts, **signing})


def _rows(
    days: st.SearchStrategy[date], months: st.SearchStrategy[int], level: str
) -> dict[str, st.SearchStrategy[list[Row]]]:
    who = {"partner_id": st.sampled_from([*PARTNERS, STRANGER])}
    money = st.sampled_from([0, 1, 10, 333])  # few amounts, so that rows look alike
    perhaps = st.none() | days
    text = {"person_id": st.sampled_from("ab"), "certification": st.sampled_from("XY")}
    columns: dict[str, dict[str, Any]] = {
        "customers": {"first_on": days},
        "deals": {
            "registered_on": perhaps, "decided_on": perhaps, "created_on": days,
            "decision": st.sampled_from(["", "submitted", "approved", "rejected", "expired"]),
            "expected_close_on": perhaps, "closed_on": perhaps, "amount_minor": money,
            "status": st.sampled_from(["won", "lost", "cancelled"]),
            "distributor_id": st.sampled_from([0, 7]), "mdf_request": st.sampled_from(["", "M1"]),
        },
        "certifications": {**text, "valid_from": days, "valid_to": perhaps},
        "nps": {
            "respondent_id": st.sampled_from("ab"), "wave": st.sampled_from("12"),
            "answered_on": days, "score": st.integers(0, 10),
        },
        "engagement": {
            "activity": st.sampled_from(["open", "Click", "webinar", "golf"]),
            "happened_on": days, "n_events": st.integers(1, 12),
        },
        "mdf": {
            "approved_on": perhaps, "approved_minor": money, "claimed_on": perhaps,
            "claimed_minor": money, "paid_on": perhaps, "paid_minor": money,
        },
    }  # fmt: skip
    listed = {
        source: _none_or_many(st.fixed_dictionaries({**who, **cells}).map(_settled))
        for source, cells in columns.items()
    }
    return {**listed, "sales": _sales(who, months), "targets": _targets(months, level)}


def _settled(row: Row) -> Row:
    """A deal closes after it was created, and is open until then."""
    if "status" not in row:
        return row
    if row["closed_on"] is None:
        return row | {"status": "open"}
    return row | {"closed_on": max(row["closed_on"], row["created_on"])}


def _sales(
    who: dict[str, st.SearchStrategy[int]], months: st.SearchStrategy[int]
) -> st.SearchStrategy[list[Row]]:
    money = st.integers(-50, 500)
    classes = [f"{name}_minor" for name in ("product", "solution", "service", "subscription")]

    def whole(row: Row) -> Row:
        day = month_start(row["month"]) + timedelta(days=row.pop("day"))
        return row | {"net_minor": sum(row[name] for name in classes), "last_on": day}

    cells = {"month": months, "distributor_id": st.sampled_from([0, 7, 8])}
    counts = {"n_lines": st.integers(1, 5), "day": st.integers(0, 27)}
    amounts = dict.fromkeys(classes, money)
    row = st.fixed_dictionaries({**who, **cells, **counts, **amounts})
    return _none_or_many(row.map(whole))


def _targets(months: st.SearchStrategy[int], level: str) -> st.SearchStrategy[list[Row]]:
    owners = st.sampled_from(["ann", "bob", "eve"]) if level == "owner" else st.just("")
    whose = st.sampled_from([*PARTNERS, STRANGER]) if level == "partner" else st.just(0)
    cells = {"month": months, "amount_minor": st.integers(0, 500), "level": st.just(level)}
    row = st.fixed_dictionaries({"partner_id": whose, "owner": owners, **cells})
    return st.lists(row, max_size=8, unique_by=lambda r: (r["partner_id"], r["owner"], r["month"]))
