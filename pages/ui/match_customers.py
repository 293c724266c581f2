"""End customers whose names are alike: the same one, or not."""

from __future__ import annotations

import streamlit as st

from pages.ui import data
from pages.ui.errors import action
from pages.ui.html import show, tag
from pages.ui.match_parts import card_head, decisions, nothing_waits, remember
from pages.ui.reader import Reader
from pages.ui.text import plain, t, tn
from scorecard.access import Viewer

MOST = 20


def customers(viewer: Viewer, reader: Reader) -> None:
    """Names that may mean a customer who was there before, most money first."""
    queue = data.customer_queue(viewer.scope)
    if queue:
        words = reader.t(
            "These names are like those of customers who bought before. Where it is the same "
            "customer, one decision joins all lines of the sender; it is then no new customer."
        )
        show(tag("p", words, class_="ps-note"))
    else:
        nothing_waits(reader.t("No two end customers have names that are alike."))
    for one in queue[:MOST]:
        key = f"{one.sender}_{one.customer_id}"
        with st.container(border=True, gap="xsmall", key=f"customer_{key}"):
            lines = reader.tn("{n} line", "{n} lines", one.n_lines)
            facts = [one.sender or reader.t("own"), lines]
            show(card_head(one.name, reader.money(one.net_minor), facts))
            for number, found in enumerate(one.suggestions):
                _suggestion(viewer, one, found, f"{key}_{number}", reader)
            st.button(
                reader.t("A customer of its own"), icon=":material/call_split:",
                on_click=_keep_apart, args=(viewer, one), key=f"apart_{key}",
            )  # fmt: skip
    decisions(viewer, ("customer",), reader)


def _suggestion(
    viewer: Viewer, one: data.Customer, found: data.Alike, key: str, reader: Reader
) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        st.button(
            plain(found.name), icon=":material/link:", on_click=_decide,
            args=(viewer, one, found), key=f"same_{key}",
        )  # fmt: skip
        why = tag("b", reader.share(found.score)), " ", reader.say(found.why)
        show(tag("span", *why, class_="ps-match-why"), narrow=True)


@action
def _decide(viewer: Viewer, one: data.Customer, found: data.Alike) -> str:
    joined = data.decide_customer(viewer, one.sender, one.name, found.customer_id)
    remember("customer", data.customer_key(one.sender, one.name))
    return tn(
        "{n} line of “{name}” is now of “{other}”.",
        "{n} lines of “{name}” are now of “{other}”.",
        joined, name=plain(one.name), other=plain(found.name),
    )  # fmt: skip


@action
def _keep_apart(viewer: Viewer, one: data.Customer) -> str:
    data.keep_apart(viewer, one.sender, one.name)
    remember("customer", data.customer_key(one.sender, one.name))
    return t("“{name}” is a customer of its own; nobody is asked again.", name=plain(one.name))
