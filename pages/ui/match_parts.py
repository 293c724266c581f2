"""What the lists of names to match share: the search for a partner, the decisions, the undo."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from pages.ui import data, layout
from pages.ui.errors import action
from pages.ui.html import Html, show, tag
from pages.ui.reader import Reader
from pages.ui.text import moment, plain, t
from scorecard.access import Viewer
from scorecard.i18n.message import MsgId

MOST_DECISIONS = 50
_JUST = "just_decided"  # session key: what the last click settled, for its undo
VERDICTS: dict[str, MsgId] = {
    "partner": "{target}",
    "branch": "{target}, as its branch",
    "outsider": "not a partner",
    "product": "{target}",
    "customer": "{target}",
    "apart": "a customer of its own",
    "merged": "{target}, merged",
}


def remember(subject: str, key: int) -> None:
    """Offer the undo of this decision first thing on the next drawing."""
    st.session_state[_JUST] = (subject, key)


def partner_search(
    viewer: Viewer, key: str, reader: Reader, pick: Callable[..., None], args: tuple[Any, ...]
) -> None:
    """Any partner by name or code; `pick(*args, code, name)` is called with the chosen one."""
    words = st.text_input(reader.t("Name or code"), max_chars=100, key=f"search_{key}").strip()
    if not words:
        return
    found = data.find_partners(viewer.scope, words)
    if not found:
        show(tag("p", reader.t("No partner matches"), class_="ps-note", role="status"))
    for code, name, country in found:
        st.button(
            plain(f"{name} ({code}), {country}" if country else f"{name} ({code})"),
            on_click=pick,
            args=(*args, code, name),
            key=f"found_{key}_{code}",
        )


def card_head(name: str, money: str, facts: Sequence[str]) -> Html:
    """A thing that waits: its name, its money, and what is known of it."""
    return tag(
        "div",
        tag("b", name),
        tag("span", money, class_="money"),
        tag("span", " · ".join(fact for fact in facts if fact), class_="sub"),
        class_="ps-reseller",
    )


def nothing_waits(words: str) -> None:
    show(tag("div", tag("b", words), class_="ps-empty", role="status"))


def decisions(viewer: Viewer, subjects: Sequence[str], reader: Reader) -> None:
    """Decisions on these subjects, newest first, each with its undo."""
    made = [one for one in data.decisions(viewer.scope) if one.subject in subjects]
    if not made:
        return
    layout.heading(reader.t("Decisions"))
    for one in made[:MOST_DECISIONS]:
        with layout.row(f"decision_{one.key}"):
            by = f"{moment(one.made_at)}, {one.made_by}"
            if one.subject not in ("merge", "branch"):
                by = f"{one.sender or reader.t('own')} · {by}"
            said = tag("b", _verdict(one, reader))
            words = one.written, tag("span", " → ", aria_hidden="true"), said
            show(tag("div", tag("span", *words), tag("span", by, class_="sub"),
                     class_="ps-decision"), narrow=True)  # fmt: skip
            _undo_button(viewer, one, f"undo_{one.key}", reader.t("Undo"))


def way_back_at_once(viewer: Viewer, reader: Reader) -> None:
    """The undo of what the last click decided."""
    just = st.session_state.get(_JUST)
    made = data.decisions(viewer.scope) if just else ()
    one = next((one for one in made if (one.subject, one.key) == just), None)
    if one is not None:
        label = reader.t("Undo: “{name}” is not {partner}", name=plain(one.written),
                         partner=plain(one.target_name))  # fmt: skip
        if one.verdict == "apart":
            label = reader.t("Undo: “{name}” may be another customer", name=plain(one.written))
        elif not one.target_name:
            label = reader.t("Undo: “{name}” may be a partner", name=plain(one.written))
        _undo_button(viewer, one, "undo_at_once", label)


def _verdict(one: data.Decision, reader: Reader) -> str:
    code = f" ({one.target_code})" if one.target_code else ""
    return reader.t(VERDICTS[one.verdict], target=f"{one.target_name}{code}")


def _undo_button(viewer: Viewer, one: data.Decision, key: str, label: str) -> None:
    st.button(label, icon=":material/undo:", on_click=_undo, args=(viewer, one), key=key)


@action
def _undo(viewer: Viewer, one: data.Decision) -> str:
    with st.spinner(t("Taking the decision back")):
        data.undo_decision(viewer, one.subject, one.key)
    st.session_state.pop(_JUST, None)
    name = plain(one.written)
    match one.subject:
        case "reseller" if one.verdict != "outsider":
            return t("“{name}” waits again, or stands where it stood before.", name=name)
        case "sku":
            return t("“{name}” is unknown again; the rows it let in are refused.", name=name)
        case "merge":
            return t("“{name}” has its own numbers again.", name=name)
        case _:
            return t("The decision on “{name}” is taken back.", name=name)
