"""Names in files that a person settles: resellers, article numbers, end customers, partners."""

from __future__ import annotations

import streamlit as st

from pages.ui import data, match_customers, match_partners, match_skus
from pages.ui.choice import MOST_PAGES, PAGE, number_asked, page_links
from pages.ui.errors import action
from pages.ui.html import show, tag
from pages.ui.match_parts import (
    card_head,
    decisions,
    nothing_waits,
    partner_search,
    remember,
    way_back_at_once,
)
from pages.ui.reader import Reader
from pages.ui.text import plain, t, tn
from scorecard.access import Viewer
from scorecard.i18n import formats

PER_PAGE = 10
LIST, _KEY = "list", "match_list"


def match(viewer: Viewer, reader: Reader) -> None:
    """The chosen list: what waits, then the decisions made, each with the way back."""
    waiting = data.unmatched(viewer.scope)[0]
    articles = len(data.sku_queue(viewer.scope))
    names = {
        "resellers": reader.t("Resellers ({n})", n=waiting),
        "articles": reader.t("Article numbers ({n})", n=articles),
        "customers": reader.t("End customers"),
        "partners": reader.t("Partners"),
    }
    chosen = _choose(names, reader)
    way_back_at_once(viewer, reader)
    match chosen:
        case "articles":
            match_skus.articles(viewer, reader)
        case "customers":
            match_customers.customers(viewer, reader)
        case "partners":
            match_partners.partners(viewer, reader)
        case _:
            _resellers(viewer, waiting, reader)


def _choose(names: dict[str, str], reader: Reader) -> str:
    asked = st.query_params.get(LIST, "")
    current = asked if asked in names else "resellers"
    st.session_state[_KEY] = current
    st.segmented_control(
        reader.t("What is matched"), list(names), format_func=names.__getitem__, required=True,
        label_visibility="collapsed", key=_KEY, on_change=_chosen,
    )  # fmt: skip
    return current


def _chosen() -> None:
    for name in (PAGE, match_partners.PARTNER):
        st.query_params.pop(name, None)
    st.query_params[LIST] = str(st.session_state[_KEY])


def _resellers(viewer: Viewer, waiting: int, reader: Reader) -> None:
    if waiting:
        _lead(waiting, data.unmatched(viewer.scope)[1], reader)
        _queue(viewer, waiting, reader)
    else:
        nothing_waits(reader.t("Every reseller is matched to a partner."))
    aside, minor = data.outsiders(viewer.scope)
    if aside:
        words = reader.tn(
            "{n} reseller with {money} is not a partner of the programme, by decision. Its lines "
            "count in the totals.",
            "{n} resellers with {money} are not partners of the programme, by decision. Their "
            "lines count in the totals.",
            aside, money=reader.money(minor),
        )  # fmt: skip
        show(tag("p", words, class_="ps-note"))
    decisions(viewer, ("reseller",), reader)


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
            months = [formats.month(m, reader.lang) for m in (one.first_month, one.last_month)]
            lines = reader.tn("{n} line", "{n} lines", one.n_lines)
            facts = [one.sender or reader.t("own"), one.country, lines]
            facts.append(" – ".join(dict.fromkeys(months)))
            show(card_head(one.name, reader.money(one.net_minor), facts))
            _suggestions(viewer, one, reader)
            _other_answers(viewer, one, reader)
    words = reader.t("More money"), reader.t("Less money")
    page_links(page, page < last, reader, "match", words)
    if page == last and waiting > len(queue):
        more = reader.tn("{n} more comes up as you decide.", "{n} more come up as you decide.",
                         waiting - len(queue))  # fmt: skip
        show(tag("p", more, class_="ps-note"))


def _suggestions(viewer: Viewer, one: data.Unmatched, reader: Reader) -> None:
    if not one.suggestions:
        show(tag("p", reader.t("No partner has a name like this."), class_="ps-note"))
    for number, found in enumerate(one.suggestions):
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
            st.button(
                plain(f"{found.name} ({found.partner_code})"),
                icon=":material/link:",
                on_click=_decide,
                args=(viewer, one, False, found.partner_code, found.name),
                key=f"match_{one.reseller_key}_{number}",
            )
            why = tag("b", reader.share(found.score)), " ", reader.say(found.why)
            show(tag("span", *why, class_="ps-match-why"), narrow=True)


def _other_answers(viewer: Viewer, one: data.Unmatched, reader: Reader) -> None:
    """Another partner, the branch of one, or none."""
    key = one.reseller_key
    with st.container(horizontal=True, gap="small", key=f"answers_{key}"):
        with st.popover(reader.t("Another partner"), icon=":material/search:", key=f"other_{key}"):
            branch = st.toggle(reader.t("It is a branch of the partner"), key=f"branch_{key}")
            partner_search(viewer, str(key), reader, _decide, (viewer, one, branch))
        st.button(
            reader.t("Not a partner"), icon=":material/block:", on_click=_set_outsider,
            args=(viewer, one), key=f"outsider_{key}",
        )  # fmt: skip


@action
def _decide(viewer: Viewer, one: data.Unmatched, branch: bool, code: str, name: str) -> str:
    with st.spinner(tn("Moving {n} line", "Moving {n} lines", one.n_lines)):
        moved = data.decide(viewer, one.reseller_key, code, branch)
    remember("reseller", one.reseller_key)
    return tn(
        "{n} line of “{name}” now counts for {partner}.",
        "{n} lines of “{name}” now count for {partner}.",
        moved, name=plain(one.name), partner=plain(name),
    )  # fmt: skip


@action
def _set_outsider(viewer: Viewer, one: data.Unmatched) -> str:
    data.set_outsider(viewer, one.reseller_key)
    remember("reseller", one.reseller_key)
    return t(
        "“{name}” is not a partner. Its lines count in the totals, and no file asks again.",
        name=plain(one.name),
    )
