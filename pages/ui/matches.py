"""Resellers nobody has matched yet, most money first: one decision settles all their lines."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from pages.ui import data, layout
from pages.ui.choice import MOST_PAGES, PAGE, number_asked, page_links
from pages.ui.errors import action
from pages.ui.html import Html, show, tag
from pages.ui.reader import Reader
from pages.ui.text import moment, plain, t, tn
from scorecard.access import Viewer
from scorecard.i18n import formats

PER_PAGE, MOST_DECISIONS = 10, 50
_JUST = "just_matched"  # session key: the reseller that the last click settled, for its undo


def match(viewer: Viewer, reader: Reader) -> None:
    """The queue, then the decisions made, each with the way back."""
    waiting, minor = data.unmatched(viewer.scope)
    made = data.decisions(viewer.scope)
    _way_back_at_once(viewer, made, reader)
    if waiting:
        _lead(waiting, minor, reader)
        _queue(viewer, waiting, reader)
    else:
        text = reader.t("Every reseller is matched to a partner.")
        show(tag("div", tag("b", text), class_="ps-empty", role="status"))
    if made:
        layout.heading(reader.t("Decisions"))
        for one in made[:MOST_DECISIONS]:
            _decision(viewer, one, reader)


def _lead(waiting: int, minor: int, reader: Reader) -> None:
    words = reader.tn(
        "{n} reseller with {money} waits. Its lines count in the totals and in no partner's "
        "numbers; one decision settles all of them, now and in files to come.",
        "{n} resellers with {money} wait. Their lines count in the totals and in no partner's "
        "numbers; one decision settles all lines of a reseller, now and in files to come.",
        waiting, money=reader.money(minor),
    )  # fmt: skip
    show(tag("p", words, class_="ps-note"))


def _queue(viewer: Viewer, waiting: int, reader: Reader) -> None:
    queue = data.match_queue(viewer.scope)
    last = max(1, -(-len(queue) // PER_PAGE))
    page = min(number_asked(PAGE, MOST_PAGES) or 1, last)
    for one in queue[(page - 1) * PER_PAGE : page * PER_PAGE]:
        with st.container(border=True, gap="xsmall", key=f"reseller_{one.reseller_key}"):
            show(_head(one, reader))
            _suggestions(viewer, one, reader)
            _search(viewer, one, reader)
    words = reader.t("More money"), reader.t("Less money")
    page_links(page, page < last, reader, "match", words)
    if page == last and waiting > len(queue):
        more = reader.tn("{n} more comes up as you decide.", "{n} more come up as you decide.",
                         waiting - len(queue))  # fmt: skip
        show(tag("p", more, class_="ps-note"))


def _head(one: data.Unmatched, reader: Reader) -> Html:
    months = [formats.month(month, reader.lang) for month in (one.first_month, one.last_month)]
    facts = [
        one.sender or reader.t("own"),
        one.country,
        reader.tn("{n} line", "{n} lines", one.n_lines),
        " – ".join(dict.fromkeys(months)),
    ]
    return tag(
        "div",
        tag("b", one.name),
        tag("span", reader.money(one.net_minor), class_="money"),
        tag("span", " · ".join(fact for fact in facts if fact), class_="sub"),
        class_="ps-reseller",
    )


def _suggestions(viewer: Viewer, one: data.Unmatched, reader: Reader) -> None:
    if not one.suggestions:
        show(tag("p", reader.t("No partner has a name like this."), class_="ps-note"))
    for number, found in enumerate(one.suggestions):
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
            st.button(
                plain(f"{found.name} ({found.partner_code})"),
                icon=":material/link:",
                on_click=_decide,
                args=(viewer, one, found.partner_code, found.name),
                key=f"match_{one.reseller_key}_{number}",
            )
            why = tag("b", reader.share(found.score)), " ", reader.say(found.why)
            show(tag("span", *why, class_="ps-match-why"), narrow=True)


def _search(viewer: Viewer, one: data.Unmatched, reader: Reader) -> None:
    """Any other partner, by name or code."""
    with st.popover(reader.t("Another partner"), icon=":material/search:",
                    key=f"other_{one.reseller_key}"):  # fmt: skip
        words = st.text_input(
            reader.t("Name or code"), max_chars=100, key=f"search_{one.reseller_key}"
        ).strip()
        if not words:
            return
        found = data.find_partners(viewer.scope, words)
        if not found:
            show(tag("p", reader.t("No partner matches"), class_="ps-note", role="status"))
        for code, name, country in found:
            st.button(
                plain(f"{name} ({code}), {country}" if country else f"{name} ({code})"),
                on_click=_decide,
                args=(viewer, one, code, name),
                key=f"found_{one.reseller_key}_{code}",
            )


def _decision(viewer: Viewer, one: data.Decision, reader: Reader) -> None:
    with layout.row(f"decision_{one.key}"):
        partner = tag("b", f"{one.target_name} ({one.target_code})")
        by = f"{one.sender or reader.t('own')} · {moment(one.made_at)}, {one.made_by}"
        words = one.written, tag("span", " → ", aria_hidden="true"), partner
        show(tag("div", tag("span", *words), tag("span", by, class_="sub"),
                 class_="ps-decision"), narrow=True)  # fmt: skip
        _undo_button(viewer, one, f"undo_{one.key}", reader.t("Undo"))


def _way_back_at_once(viewer: Viewer, made: Sequence[data.Decision], reader: Reader) -> None:
    just = st.session_state.get(_JUST)
    one = next((one for one in made if one.key == just), None)
    if one is not None:
        label = reader.t("Undo: “{name}” is not {partner}",
                         name=plain(one.written), partner=plain(one.target_name))  # fmt: skip
        _undo_button(viewer, one, "undo_at_once", label)


def _undo_button(viewer: Viewer, one: data.Decision, key: str, label: str) -> None:
    st.button(label, icon=":material/undo:", on_click=_undo, args=(viewer, one), key=key)


@action
def _decide(viewer: Viewer, one: data.Unmatched, code: str, name: str) -> str:
    with st.spinner(tn("Moving {n} line", "Moving {n} lines", one.n_lines)):
        moved = data.decide(viewer, one.reseller_key, code)
    st.session_state[_JUST] = one.reseller_key
    return tn(
        "{n} line of “{name}” now counts for {partner}.",
        "{n} lines of “{name}” now count for {partner}.",
        moved, name=plain(one.name), partner=plain(name),
    )  # fmt: skip


@action
def _undo(viewer: Viewer, one: data.Decision) -> str:
    with st.spinner(t("Taking the decision back")):
        data.undo_decision(viewer, one.subject, one.key)
    st.session_state.pop(_JUST, None)
    return t("“{name}” waits again; its lines count in the totals only.", name=plain(one.written))
