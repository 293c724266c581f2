"""Open deals by stage and month, how old they are, which are stuck, and every reported deal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

from pages.ui import address, layout, pipeline_parts, pipeline_tables
from pages.ui import pipeline_controls as controls
from pages.ui.choice import page_links
from pages.ui.data import as_of, pipeline
from pages.ui.export import XLSX
from pages.ui.html import Html, join, show, style, tag
from pages.ui.marks import chip, plain_chip
from pages.ui.reader import Reader
from pages.ui.tables import head, table
from scorecard.access import Scope
from scorecard.forecast.dedupe.contract import Fate
from scorecard.forecast.views import Ageing, Asked, DealLine, StuckDeal
from scorecard.i18n import formats
from scorecard.i18n.message import MsgId
from scorecard.period import month_of
from scorecard.reports.deal_list import deal_csv, deal_xlsx
from scorecard.views import Status

FATES: dict[Fate, MsgId] = {
    Fate.COUNTED: "Counts", Fate.DUPLICATE: "Duplicate", Fate.TENDER: "Other bidder",
    Fate.ZOMBIE: "Long past its day", Fate.UNKNOWN: "No amount",
}  # fmt: skip
AT_ONCE, MOST, FEW = 50, 100_000, 10
Link = Callable[[str], str]
Make = Callable[[Sequence[DealLine], str, str], bytes]


def choose_export(scope: Scope, reader: Reader) -> None:
    """Every reported deal in scope with where its amount went, as a workbook or as text."""
    forms: list[tuple[str, str, str, Make]] = [
        ("xlsx", reader.t("Export to Excel"), XLSX, deal_xlsx),
        ("csv", reader.t("Export as CSV"), "text/csv", deal_csv),
    ]
    with st.popover(reader.t("Export"), icon=":material/download:"):
        for ending, label, mime, make in forms:
            st.download_button(
                label, data=partial(_file, scope, make, reader), file_name=f"deals.{ending}",
                mime=mime, icon=":material/download:", on_click="ignore", type="tertiary",
                key=f"export_deals_{ending}",
            )  # fmt: skip


def _file(scope: Scope, make: Make, reader: Reader) -> bytes:
    return make(pipeline.deals(scope, Asked(), MOST), reader.currency, reader.lang)


def show_deals(scope: Scope, asked: address.Asked, reader: Reader) -> None:
    link = partial(address.link_partner, asked)
    layout.heading(reader.t("Counted open money by stage and month of the close"))
    found = pipeline.stage_month(scope)
    if not found.stages:
        show(tag("p", reader.t("No open deal."), class_="ps-note"))
    else:
        show(pipeline_tables.stage_table(found, month_of(as_of()), reader))
    _ageing(pipeline.ageing(scope), reader, link)
    _list(scope, reader, link)


def _ageing(found: Ageing, reader: Reader, link: Link) -> None:
    left, right = st.columns([36, 64], gap="small")
    with left.container(border=True, key="ages", height="stretch"):
        layout.heading(reader.t("Open deals by age"))
        show(_ages(found, reader))
    with right.container(border=True, key="stuck", height="stretch"):
        layout.heading(reader.t("Stuck: older in their stage than 9 in 10 that were won"))
        if not found.stuck:
            show(tag("p", reader.t("No deal is stuck."), class_="ps-note"))
            return
        show(_stuck(found.stuck[:FEW], reader, link))
        if len(found.stuck) > FEW:
            more = reader.tn("and {n} more", "and {n} more", len(found.stuck) - FEW)
            show(tag("p", more, class_="ps-note"))


def _ages(found: Ageing, reader: Reader) -> Html:
    most, at, rows = max([*found.minor, 1]), 0, []
    for upto, minor, n in zip(found.upto_days, found.minor, found.n_deals, strict=True):
        words = (
            reader.t("over {n} days", n=at) if upto is None
            else reader.t("{low} to {high} days", low=at, high=upto)
        )  # fmt: skip
        at = at if upto is None else upto
        rows.append(
            tag(
                "div",
                tag("span", words, class_="l"),
                tag("span", tag("i", style=style(a=0, b=max(minor, 0) / most)), class_="b",
                    aria_hidden="true"),
                tag("b", reader.money(minor), class_="n"),
                tag("span", reader.number(n), class_="c"),
                class_="ps-fall is-total",
            )
        )  # fmt: skip
    return tag("div", rows, class_="ps-falls")


def _stuck(deals: Sequence[StuckDeal], reader: Reader, link: Link) -> Html:
    texts = [reader.t("Deal"), reader.t("Stage"), reader.t("Days in it"), reader.t("Usual"),
             reader.t("Money")]  # fmt: skip
    rows = [
        tag(
            "tr",
            _deal(deal.customer, deal.deal_code, deal.partner_code, deal.partner_name, link),
            tag("td", join([deal.stage, " "]), _dead(zombie=deal.zombie, reader=reader),
                data_label=texts[1]),
            tag("td", reader.number(deal.days_in_stage), class_="n", data_label=texts[2]),
            tag("td", _days(deal.usual_days, reader), class_="n", data_label=texts[3]),
            tag("td", pipeline_parts.money(deal.amount_minor, reader), class_="n",
                data_label=texts[4]),
        )
        for deal in deals
    ]  # fmt: skip
    heads = [head(text, "n" if at > 1 else "") for at, text in enumerate(texts)]
    return table(heads, rows, reader.t("Stuck deals"))


def _dead(*, zombie: bool, reader: Reader) -> Html | None:
    return chip(Status.WATCH, reader.t("Not counted")) if zombie else None


def _days(days: int | None, reader: Reader) -> str:
    return formats.NO_VALUE if days is None else reader.number(days)


def _deal(customer: str, code: str, partner_code: str, partner: str, link: Link) -> Html:
    who = tag("a", partner, href=link(partner_code)) if partner_code else None
    sub = tag("span", code, " · " if who else None, who, class_="sub")
    return tag("td", tag("div", tag("b", customer or code), sub), class_="lead")


def _list(scope: Scope, reader: Reader, link: Link) -> None:
    """Reported deals as the address narrows them, with the row each stands in."""
    asked, page = controls.deals_asked(), address.page_asked()
    with layout.row("listed"):
        layout.heading(reader.t("Reported deals"))
        names = {"": reader.t("Open deals")} | {fate.value: reader.t(FATES[fate]) for fate in Fate}
        st.segmented_control(
            reader.t("Where its amount went"), list(names), format_func=names.__getitem__,
            label_visibility="collapsed", wrap=True, key=f"fate_{asked.fate}",
            default=asked.fate, on_change=_narrow, args=(f"fate_{asked.fate}",),
        )  # fmt: skip
    if asked.stage or asked.month is not None or asked.cluster_id is not None:
        back = tag("a", reader.t("Clear"), href=controls.deals_link())
        show(tag("p", " · ".join(_words(asked, reader)), " ", back, class_="ps-note"))
    found = pipeline.deals(scope, asked, AT_ONCE + 1, (page - 1) * AT_ONCE)
    if not found:
        show(tag("p", reader.t("No deal."), class_="ps-note"))
        return
    show(deal_table(found[:AT_ONCE], reader, link))
    page_links(page, len(found) > AT_ONCE, reader, controls.DEALS)


def _narrow(key: str) -> None:
    address.write(fate=str(st.session_state[key] or ""))


def _words(asked: Asked, reader: Reader) -> list[str]:
    month = "" if asked.month is None else pipeline_tables.month_words(asked.month, reader)
    cluster = reader.t("one opportunity") if asked.cluster_id is not None else ""
    return [word for word in (asked.stage, month, cluster) if word]


def deal_table(deals: Sequence[DealLine], reader: Reader, link: Link) -> Html:
    """Reported deals, each with its fate, the deal that counts for it, and its row."""
    texts = [reader.t("Deal"), reader.t("Amount"), reader.t("Source"), reader.t("Stage"),
             reader.t("Close"), reader.t("Its file and line")]  # fmt: skip
    rows = [
        tag(
            "tr",
            _deal(deal.customer or deal.name, deal.deal_code, deal.partner_code,
                  deal.partner_name, link),
            tag("td", fate_chip(deal, reader), class_="state"),
            tag("td", pipeline_parts.money(deal.amount_minor, reader), class_="n",
                data_label=texts[1], title=pipeline_parts.full(deal.amount_minor, reader)),
            tag("td", " · ".join(part for part in (deal.source, deal.owner) if part),
                data_label=texts[2]),
            tag("td", deal.stage, data_label=texts[3]),
            tag("td", _closes(deal, reader), data_label=texts[4], class_="n-left"),
            tag("td", _row_of(deal), data_label=texts[5], class_="wrap"),
        )
        for deal in deals
    ]  # fmt: skip
    heads = [head(texts[0]), head(reader.t("Where it went")), head(texts[1], "n")]
    return table([*heads, *[head(text) for text in texts[2:]]], rows, reader.t("Reported deals"))


def _row_of(deal: DealLine) -> str:
    return f"{deal.file_name} : {deal.line}" if deal.file_name else formats.NO_VALUE


def _closes(deal: DealLine, reader: Reader) -> str:
    day = deal.closed_on or deal.expected_close_on
    return formats.NO_VALUE if day is None else reader.day(day)


def fate_chip(deal: DealLine, reader: Reader) -> Html:
    """Where the amount went; for what another deal counts, which one, with all its reports."""
    fate = Fate(deal.fate)
    words = reader.t(FATES[fate])
    if fate is Fate.COUNTED:
        return chip(Status.GOOD, words)
    drawn = chip(Status.WATCH, words) if fate is Fate.ZOMBIE else plain_chip(words)
    if fate in (Fate.DUPLICATE, Fate.TENDER) and deal.canonical_code:
        where = tag(
            "a", deal.canonical_code, href=controls.deals_link(cluster=str(deal.cluster_id))
        )
        return join([drawn, tag("span", where, class_="sub")])
    return drawn
