"""One partner: how senders write it, merged with another, or the branch of one."""

from __future__ import annotations

import streamlit as st

from pages.ui import data, layout
from pages.ui.errors import action
from pages.ui.html import show, tag
from pages.ui.match_parts import card_head, decisions, partner_search, remember
from pages.ui.reader import Reader
from pages.ui.text import plain, t, tn
from scorecard.access import Viewer
from scorecard.errors import UserError
from scorecard.ids import stable_id

PARTNER = "partner"  # name in the address
MOST = 50


def partners(viewer: Viewer, reader: Reader) -> None:
    """Find a partner, then move its resellers, merge it, or say whose branch it is."""
    words = reader.t(
        "Find a partner to see how senders write it, to move a reseller that is not it, to merge "
        "it with another partner, or to say that it is a branch."
    )
    show(tag("p", words, class_="ps-note"))
    partner_search(viewer, "partner", reader, _open, ())
    code = st.query_params.get(PARTNER, "")
    if code:
        try:
            known = data.resellers_of(viewer.scope, code)
        except UserError:
            show(tag("p", reader.t("No partner matches"), class_="ps-note", role="status"))
        else:
            _partner(viewer, code, known, reader)
    decisions(viewer, ("merge", "branch"), reader)


def _open(code: str, _name: str) -> None:
    st.query_params[PARTNER] = code
    st.session_state["search_partner"] = ""


def _partner(viewer: Viewer, code: str, known: list[data.Known], reader: Reader) -> None:
    name = data.partner_name(viewer.scope, code)
    layout.heading(f"{name} ({code})")
    with st.container(horizontal=True, gap="small", key="whole_partner"):
        with st.popover(reader.t("Merge into another partner"), icon=":material/merge:"):
            st.write(reader.t("Everything of this partner counts at the other one. Undo parts "
                              "them again."))  # fmt: skip
            partner_search(viewer, "merge", reader, _merge, (viewer, code, name))
        with st.popover(reader.t("It is a branch of"), icon=":material/account_tree:"):
            st.write(reader.t("The partner keeps its own numbers; its parent is shown."))
            partner_search(viewer, "parent", reader, _set_parent, (viewer, code, name))
    if not known:
        show(tag("p", reader.t("No lines are here for this partner."), class_="ps-note"))
    for one in known[:MOST]:
        with st.container(border=True, gap="xsmall", key=f"known_{one.reseller_key}"):
            lines = reader.tn("{n} line", "{n} lines", one.n_lines)
            facts = [one.sender or reader.t("own"), lines]
            facts.append(reader.t("by decision") if one.decided else "")
            show(card_head(one.written, reader.money(one.net_minor), facts))
            if not one.decided:
                _moves(viewer, one, reader)


def _moves(viewer: Viewer, one: data.Known, reader: Reader) -> None:
    key = one.reseller_key
    with st.container(horizontal=True, gap="small", key=f"moves_{key}"):
        with st.popover(reader.t("It is another partner"), icon=":material/move_down:",
                        key=f"move_{key}"):  # fmt: skip
            partner_search(viewer, str(key), reader, _move, (viewer, one))
        st.button(
            reader.t("Not a partner"), icon=":material/block:", on_click=_set_outsider,
            args=(viewer, one), key=f"outsider_{key}",
        )  # fmt: skip


@action
def _move(viewer: Viewer, one: data.Known, code: str, name: str) -> str:
    moved = data.decide(viewer, one.reseller_key, code)
    remember("reseller", one.reseller_key)
    return tn(
        "{n} line of “{name}” now counts for {partner}.",
        "{n} lines of “{name}” now count for {partner}.",
        moved, name=plain(one.written), partner=plain(name),
    )  # fmt: skip


@action
def _set_outsider(viewer: Viewer, one: data.Known) -> str:
    data.set_outsider(viewer, one.reseller_key)
    remember("reseller", one.reseller_key)
    return t(
        "“{name}” is not a partner. Its lines count in the totals, and no file asks again.",
        name=plain(one.written),
    )


@action
def _merge(viewer: Viewer, code: str, name: str, into: str, into_name: str) -> str:
    with st.spinner(t("Moving everything of {partner}", partner=plain(name))):
        moved = data.merge(viewer, code, into)
    remember("merge", stable_id("partner", code))
    st.query_params[PARTNER] = into
    return tn(
        "{name} is merged into {partner}; {n} line moved.",
        "{name} is merged into {partner}; {n} lines moved.",
        moved, name=plain(name), partner=plain(into_name),
    )  # fmt: skip


@action
def _set_parent(viewer: Viewer, code: str, name: str, parent: str, parent_name: str) -> str:
    data.set_parent(viewer, code, parent)
    remember("branch", stable_id("partner", code))
    return t("{name} is a branch of {partner}.", name=plain(name), partner=plain(parent_name))
