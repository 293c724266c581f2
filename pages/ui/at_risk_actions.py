"""What people do to alerts: acknowledge, assign, snooze, close, reopen, note. Buttons only."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import streamlit as st

from pages.ui import data
from pages.ui.data import at_risk
from pages.ui.errors import action
from pages.ui.reader import Reader
from pages.ui.text import plain, t
from scorecard.access import Viewer
from scorecard.at_risk_words import snooze_days
from scorecard.risk.alert_kinds import OPEN, OUTCOME_NAMES, AlertOutcome, AlertState
from scorecard.risk.alert_views import AlertLine

MOST_WORDS = 2_000


def bar(
    viewer: Viewer, name: str, alerts: Sequence[AlertLine], handlers: Sequence[str], key: str,
    reader: Reader,
) -> None:  # fmt: skip
    """The four things to do with a partner's open alerts, all of them at once."""
    alive = [one for one in alerts if one.state in OPEN]
    fresh = [one.alert_id for one in alive if one.state is AlertState.NEW]
    ids = [one.alert_id for one in alive]
    if not ids:
        return
    if fresh:
        st.button(
            reader.t("Acknowledge"), on_click=_acknowledge, args=(viewer, name, fresh),
            key=f"ack_{key}",
        )  # fmt: skip
    _popover(reader.t("Assign"), f"assign_{key}",
             lambda k: _assign_form(viewer, name, ids, handlers, k, reader))  # fmt: skip
    _popover(reader.t("Snooze"), f"snooze_{key}",
             lambda k: _snooze_form(viewer, name, ids, k, reader))  # fmt: skip
    _popover(reader.t("Outcome"), f"outcome_{key}",
             lambda k: _outcome_form(viewer, name, ids, k, reader))  # fmt: skip


def _popover(label: str, key: str, draw: Callable[[str], None]) -> None:
    """What it holds is drawn only while it is open: a page has many of them."""
    held = st.popover(label, key=key, on_change="rerun")
    if held.open:
        with held:
            draw(key)


def _assign_form(
    viewer: Viewer, name: str, ids: list[int], handlers: Sequence[str], key: str, reader: Reader
) -> None:
    who = st.selectbox(reader.t("Who acts"), list(handlers), key=f"{key}_who", index=None)
    st.button(
        reader.t("Assign"), type="primary", on_click=_assign, args=(viewer, name, ids, key),
        key=f"{key}_go", disabled=who is None,
    )  # fmt: skip


def _snooze_form(viewer: Viewer, name: str, ids: list[int], key: str, reader: Reader) -> None:
    first, usual, last = snooze_days(data.as_of())
    until = st.date_input(
        reader.t("Until"), value=usual, key=f"{key}_until", min_value=first, max_value=last,
        format="YYYY-MM-DD",
    )  # fmt: skip
    st.button(
        reader.t("Snooze until this day"), type="primary", on_click=_snooze,
        args=(viewer, name, ids, key), key=f"{key}_go", disabled=until is None,
    )  # fmt: skip
    st.button(
        reader.t("Snooze until it gets worse"), on_click=_snooze_worse,
        args=(viewer, name, ids, key), key=f"{key}_worse",
    )  # fmt: skip


def _outcome_form(viewer: Viewer, name: str, ids: list[int], key: str, reader: Reader) -> None:
    names = {one.value: reader.t(OUTCOME_NAMES[one]) for one in AlertOutcome}
    chosen = st.radio(reader.t("How it ended"), list(names), format_func=names.__getitem__,
                      index=None, key=f"{key}_how")  # fmt: skip
    st.text_area(reader.t("Note"), key=f"{key}_note", max_chars=MOST_WORDS, height=80)
    st.button(
        reader.t("Close with this outcome"), type="primary", on_click=_close,
        args=(viewer, name, ids, key), key=f"{key}_go", disabled=chosen is None,
    )  # fmt: skip


def note_form(viewer: Viewer, line: AlertLine, reader: Reader) -> None:
    """A note to one alert."""
    with st.form(f"note_{line.alert_id}", clear_on_submit=True, border=False):
        st.text_area(reader.t("Note"), key=f"note_text_{line.alert_id}", max_chars=MOST_WORDS,
                     height=80)  # fmt: skip
        st.form_submit_button(
            reader.t("Add note"), on_click=_note, args=(viewer, line.name, line.alert_id)
        )


def reopen_button(viewer: Viewer, line: AlertLine, reader: Reader) -> None:
    st.button(
        reader.t("Open again"), icon=":material/undo:", on_click=_reopen,
        args=(viewer, line.name, line.alert_id), key=f"reopen_{line.alert_id}",
    )  # fmt: skip


# -- callbacks ----------------------------------------------------------------------------------


def _shut(key: str) -> None:
    st.session_state[key] = False


@action
def _acknowledge(viewer: Viewer, name: str, ids: list[int]) -> str:
    for number in ids:
        at_risk.acknowledge(viewer, number)
    return t("{name}: acknowledged.", name=plain(name))


@action
def _assign(viewer: Viewer, name: str, ids: list[int], key: str) -> str:
    who = str(st.session_state.get(f"{key}_who") or "")
    for number in ids:
        at_risk.assign(viewer, number, who)
    _shut(key)
    return t("{name}: assigned to {who}.", name=plain(name), who=plain(who))


@action
def _snooze(viewer: Viewer, name: str, ids: list[int], key: str) -> str:
    until = st.session_state.get(f"{key}_until")
    assert isinstance(until, date)
    for number in ids:
        at_risk.snooze(viewer, number, until)
    _shut(key)
    return t("{name}: snoozed until {day}.", name=plain(name), day=until)


@action
def _snooze_worse(viewer: Viewer, name: str, ids: list[int], key: str) -> str:
    for number in ids:
        at_risk.snooze(viewer, number, None)
    _shut(key)
    return t("{name}: snoozed until it gets worse.", name=plain(name))


@action
def _close(viewer: Viewer, name: str, ids: list[int], key: str) -> str:
    outcome = AlertOutcome(str(st.session_state[f"{key}_how"]))
    note = str(st.session_state.get(f"{key}_note") or "").strip()
    for number in ids:
        at_risk.close(viewer, number, outcome, note)
    _shut(key)
    return t("{name}: closed, {outcome}.", name=plain(name), outcome=t(OUTCOME_NAMES[outcome]))


@action
def _reopen(viewer: Viewer, name: str, alert_id: int) -> str:
    at_risk.reopen(viewer, alert_id)
    return t("{name}: open again.", name=plain(name))


@action
def _note(viewer: Viewer, name: str, alert_id: int) -> str | None:
    words = str(st.session_state.get(f"note_text_{alert_id}") or "").strip()
    if not words:
        return None
    at_risk.add_note(viewer, alert_id, words)
    return t("{name}: note kept.", name=plain(name))
