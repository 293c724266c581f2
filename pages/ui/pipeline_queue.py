"""Deals that may be one: what speaks for it and against it, and a person's word."""

from __future__ import annotations

from functools import partial

import streamlit as st

from pages.ui import address, layout, pipeline_deals, pipeline_parts
from pages.ui.address import Asked
from pages.ui.data import pipeline
from pages.ui.errors import action
from pages.ui.html import Html, join, show, style, tag
from pages.ui.marks import chip, plain_chip
from pages.ui.reader import Reader
from scorecard.access import Role, Viewer
from scorecard.forecast.dedupe.contract import PairState
from scorecard.forecast.views import Ground, Likely, PipelinePage
from scorecard.i18n.message import MsgId
from scorecard.views import Status

STATES: dict[PairState, tuple[Status | None, MsgId]] = {
    PairState.LIKELY: (Status.WATCH, "Likely one deal"),
    PairState.MERGED: (None, "Counted as one"),
    PairState.SAME: (Status.GOOD, "One deal, decided"),
    PairState.APART: (None, "Two deals, decided"),
}
MOST = 25


def show_queue(viewer: Viewer, page: PipelinePage, asked: Asked, reader: Reader) -> None:
    """Pairs that wait for a person, the most money first; decided ones after them."""
    words = reader.tn(
        "{n} pair waits for a word: {money} would count less if it were one deal.",
        "{n} pairs wait for a word: {money} would count less if each were one deal.",
        page.n_queue, money=reader.money(page.queue_minor),
    )  # fmt: skip
    nothing = reader.t("Nothing waits: what is certain is merged, all else is apart.")
    show(tag("p", words if page.n_queue else nothing, class_="ps-note"))
    show(pipeline_parts.fall_rows(pipeline_parts.bridge_falls(page.bridge, reader), reader))
    pairs = pipeline.queue(viewer.scope, MOST)
    if pairs:
        layout.heading(reader.t("Pairs of deals, the most money first"))
    for pair in pairs:
        with st.container(border=True, key=f"pair_{pair.one.deal_id}_{pair.other.deal_id}"):
            _pair(pair, asked, reader)
            if viewer.role is Role.CHIEF:
                _buttons(viewer, pair, reader)


def _pair(pair: Likely, asked: Asked, reader: Reader) -> None:
    status, word = STATES[PairState(pair.state)]
    state = chip(status, reader.t(word)) if status else plain_chip(reader.t(word))
    sure = reader.t("{share} sure", share=reader.share(pair.probability))
    less = reader.t("{money} less if one", money=reader.money(pair.money_minor))
    link = partial(address.link_partner, asked)
    show(
        tag("p", state, " ", sure, " · ", less, class_="ps-note"),
        pipeline_deals.deal_table((pair.one, pair.other), reader, link),
        tag("ul", [_ground(ground, reader) for ground in pair.grounds], class_="ps-grounds"),
    )


def _ground(ground: Ground, reader: Reader) -> Html:
    """One reason, as a bar to the right (for) or to the left (against)."""
    size = min(abs(ground.weight) / 10, 1.0)
    kind = "for" if ground.weight >= 0 else "against"
    bar = tag("i", class_=kind, style=style(v=size), aria_hidden="true")
    weight = reader.number(ground.weight, 1, signed=True)
    return tag("li", join([tag("span", bar, class_="w", title=weight), reader.say(ground.why)]))


def _buttons(viewer: Viewer, pair: Likely, reader: Reader) -> None:
    ids = (pair.one.deal_id, pair.other.deal_id)
    key = f"{ids[0]}_{ids[1]}"
    with st.container(horizontal=True):
        if pair.state in (PairState.SAME.value, PairState.APART.value):
            st.button(reader.t("Take back"), key=f"back_{key}", on_click=_take_back,
                      args=(viewer, *ids, reader))  # fmt: skip
            return
        if pair.state != PairState.MERGED.value:
            st.button(reader.t("One deal"), key=f"one_{key}", type="primary", on_click=_decide,
                      args=(viewer, *ids, True, reader))  # fmt: skip
        st.button(reader.t("Two deals"), key=f"two_{key}", on_click=_decide,
                  args=(viewer, *ids, False, reader))  # fmt: skip


@action
def _decide(viewer: Viewer, one: int, other: int, same: bool, reader: Reader) -> str:
    pipeline.decide(viewer, one, other, same=same)
    return reader.t("Decided. The pipeline is counted anew.")


@action
def _take_back(viewer: Viewer, one: int, other: int, reader: Reader) -> str:
    pipeline.take_back(viewer, one, other)
    return reader.t("Taken back. The pipeline is counted anew.")
