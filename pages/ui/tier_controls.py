"""What the page of tiers is asked for: the day, since when, which ladder; all in the address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import streamlit as st

from pages.ui import address
from pages.ui.choice import VIEW
from pages.ui.reader import Reader
from scorecard.access import Role
from scorecard.tier_history import TierHistory

DAY, SINCE, LADDER = "on", "since", "ladder"


@dataclass(frozen=True)
class TiersAsked:
    day: date
    since: date
    ladder: str


def read(history: TierHistory, as_of: date, since: date) -> TiersAsked:
    """What the address asks for; days outside of what is known read as the nearest inside."""
    day = _day(DAY, as_of, history.start, as_of)
    names = [ladder.ladder for ladder in history.programme_on(day).ladders]
    ladder = st.query_params.get(LADDER, "")
    return TiersAsked(
        day,
        _day(SINCE, min(since, day), history.start, day),
        ladder if ladder in names else next(iter(names), ""),
    )


def _day(name: str, otherwise: date, first: date, last: date) -> date:
    try:
        asked = date.fromisoformat(st.query_params.get(name, ""))
    except ValueError:
        return otherwise
    return min(max(asked, first), last)


def part(role: Role) -> str:
    """Which part of the page the address asks for: today, or the designer (chief only)."""
    designs = role is Role.CHIEF and st.query_params.get(VIEW, "") == "designer"
    return "designer" if designs else "today"


def choose(
    history: TierHistory, asked: TiersAsked, as_of: date, reader: Reader, *, days: bool
) -> None:
    """Ladder (where there are several); with `days` also since when, and on which day."""
    ladders = history.programme_on(asked.day).ladders
    if len(ladders) > 1:
        names = {ladder.ladder: ladder.label or ladder.ladder for ladder in ladders}
        _set("ladder", asked.ladder)
        st.selectbox(reader.t("Ladder"), list(names), format_func=names.__getitem__, width=200,
                     key="tiers_ladder", on_change=_changed, args=(LADDER, "ladder"))  # fmt: skip
    if days:
        _choose_days(history, asked, as_of, reader)


def _choose_days(history: TierHistory, asked: TiersAsked, as_of: date, reader: Reader) -> None:
    for name, label, value, last in (
        (SINCE, reader.t("Movements since"), asked.since, asked.day),
        (DAY, reader.t("As it stood on"), asked.day, as_of),
    ):
        _set(name, value)
        st.date_input(label, min_value=history.start, max_value=last, width=150,
                      key=f"tiers_{name}", format="YYYY-MM-DD", on_change=_changed,
                      args=(name, name))  # fmt: skip


def _set(name: str, value: str | date) -> None:
    st.session_state[f"tiers_{name}"] = value


def _changed(name: str, key: str) -> None:
    value = st.session_state[f"tiers_{key}"]
    address.write(**{name: str(value or "")})
