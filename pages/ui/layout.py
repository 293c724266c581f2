"""The frame of every page: style, title row, answer sentence, banners, footer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.ui import address, filters
from pages.ui.html import Html, join, show, show_script, show_style, tag
from pages.ui.reader import Reader
from pages.ui.theme import css_variables
from scorecard.access import Role
from scorecard.i18n.message import Message
from scorecard.i18n.sentences import dimension_name
from scorecard.views import SourceFreshness, Stamp


@cache
def style_sheet(*more: str) -> str:
    """Tokens and style sheets, read once a process; `more` names a page's own."""
    sheets = [Path(__file__).with_name(name).read_text("utf-8") for name in ("style.css", *more)]
    return css_variables() + "".join(sheets)


def load_style(*more: str) -> None:
    """First thing on a page: without it the markup has no form and links load the app anew."""
    show_style(style_sheet(*more))
    show_script("./app/static/go.js")


def title(text: str) -> None:
    show(tag("h1", text, class_="ps-title"), narrow=True)


def title_row(text: str, controls: Callable[[], None]) -> None:
    """The page's name on the left, its controls on the right (below it on phones)."""
    with row("title_row"):
        title(text)
        with st.container(horizontal=True, width="content", key="controls"):
            controls()


def row(key: str) -> DeltaGenerator:
    """Two things side by side, at both ends of the line; one below the other on phones."""
    return st.container(
        horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", key=key
    )


def heading(text: str) -> None:
    show(tag("h2", text, class_="ps-h2"), narrow=True)


def answer(sentences: Iterable[Message], reader: Reader) -> None:
    """The page's answer in one sentence, before any number card."""
    said = [reader.say(sentence) for sentence in sentences]
    text = " ".join(one if one.endswith((".", "?")) else f"{one}." for one in said)
    if text:
        show(tag("p", text, class_="ps-answer"))


def not_matched(n_resellers: int, minor: int, reader: Reader) -> None:
    """Money of resellers that are no partner yet: in the totals, in nobody's numbers."""
    if not n_resellers:
        return
    words = reader.tn(
        "{money} of {n} reseller is not yet matched to a partner; it counts in the totals only.",
        "{money} of {n} resellers is not yet matched to a partner; it counts in the totals only.",
        n_resellers, money=reader.money(minor),
    )  # fmt: skip
    link = tag("a", reader.t("Match"), " ›", href="./upload?view=match")
    show(tag("p", words, " ", link, class_="ps-note"))


def crumbs(reader: Reader, *steps: tuple[str, str]) -> None:
    """The way back: names with addresses, the nearest page first after the arrow."""
    links = [tag("a", name, href=address) for name, address in steps]
    show(tag("nav", tag("span", "←", aria_hidden="true"), join(links, tag("span", "›")),
             class_="ps-crumbs", aria_label=reader.t("Way back")))  # fmt: skip


def banner(lines: list[str], lead: str) -> None:
    """Something the reader must know before believing the numbers."""
    items = tag("ul", [tag("li", line) for line in lines])
    show(tag("div", tag("b", tag("span", "▲ ", aria_hidden="true"), lead), items,
             class_="ps-banner", role="status"))  # fmt: skip


def late_files(
    freshness: Iterable[SourceFreshness], reader: Reader, missing: Mapping[str, str]
) -> None:
    """A banner when a distributor's file is late: its sales are missing, not gone.

    `missing` names by sender code the month that is not here and what it usually comes to.
    """
    late = [source for source in freshness if source.days_late > 0]
    if late:
        banner(
            [_late(source, reader, missing.get(source.distributor_code)) for source in late],
            reader.tn("{n} file is late", "{n} files are late", len(late)),
        )


def _late(source: SourceFreshness, reader: Reader, missing: str | None) -> str:
    days = reader.tn("{n} day late", "{n} days late", source.days_late)
    words = f"{source.name}: {days}"
    if source.covers_to is not None:
        words += ", " + reader.t("its sales are here up to {day}", day=source.covers_to)
    if source.share_of_sales is not None:
        share = reader.share(source.share_of_sales)
        words += ", " + reader.t("it is {share} of all sales", share=share)
    return f"{words}. {missing}." if missing else f"{words}."


def not_known(asked: address.Asked, reader: Reader) -> None:
    """Say which ids of the link were left out, instead of showing another page in silence."""
    for dimension, value in asked.unknown:
        quarter = dimension == "period"
        name = reader.t("Quarter") if quarter else dimension_name(dimension, reader.lang)
        text = reader.t(
            "This link asks for {dimension} “{value}”, which is not here. It was left out.",
            dimension=name, value=value,
        )  # fmt: skip
        show(tag("p", text, class_="ps-note", role="status"))


def narrowed(asked: address.Asked, reader: Reader) -> None:
    """Name the filters that are set, with a way to take them away."""
    words = filters.in_words(asked.filters, reader)
    if not words:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        text = tag("b", " · ".join(words))
        show(tag("p", reader.t("Only"), " ", text, class_="ps-note"), narrow=True)
        st.button(reader.t("Clear"), on_click=address.clear, type="tertiary", key="clear_filters")


def nothing_found(asked: address.Asked, reader: Reader) -> None:
    """A filter that finds nothing names itself and offers to be cleared."""
    words = " · ".join(filters.in_words(asked.filters, reader))
    lead = reader.t("No partner matches") if words else reader.t("No partners yet")
    show(tag("div", tag("b", lead), words, class_="ps-empty", role="status"))
    if words:
        st.button(reader.t("Clear filters"), on_click=address.clear, key="clear_nothing")


def footer(stamp: Stamp, freshness: Iterable[SourceFreshness], reader: Reader) -> None:
    """How fresh the numbers are and by which definitions they were made."""
    late = sum(source.days_late > 0 for source in freshness)
    parts = [
        reader.t("Data as of {day}", day=stamp.as_of),
        reader.tn("{n} file late", "{n} files late", late) if late else reader.t("No file late"),
        reader.t("Amounts in {currency}", currency=stamp.currency),
        reader.say(stamp.rates),
        reader.t("Definitions {version}", version=stamp.definitions),
    ]
    show(tag("footer", [tag("span", part) for part in parts if part], class_="ps-foot"))


def first_steps(role: Role, reader: Reader) -> None:
    """A store without data: three ways to the first number, for those who may go them."""
    title(reader.t("Start with your own numbers"))
    if role is not Role.CHIEF:
        text = reader.t("There is no data yet. The channel chief of the programme loads it.")
        show(tag("p", text, class_="ps-note"))
        return
    steps = (
        (reader.t("Take a template"),
         reader.t("One file a kind: partners, products, sell-through, targets and more."),
         reader.t("Templates"), "./upload?view=templates"),
        (reader.t("Upload your file"),
         reader.t("See every row that would not fit, with its line, before anything is stored."),
         reader.t("Upload a file"), "./upload?view=send"),
        (reader.t("Or look around first"),
         reader.t("A fictional programme with 240 partners in eight countries and three years."),
         reader.t("Load the demo programme"), "./admin"),
    )  # fmt: skip
    show(tag("div", [_step(*step) for step in steps], class_="ps-steps"))


def _step(name: str, text: str, action: str, address: str) -> Html:
    return tag("section", tag("h2", name), tag("p", text), tag("a", action, " ›", href=address),
               class_="ps-step")  # fmt: skip


def to_review(code: str, asked: address.Asked, reader: Reader) -> None:
    """From a partner to its quarterly review."""
    link = tag("a", reader.t("Create QBR deck"), " ›", class_="ps-go",
               href=address.link("qbr", asked, partner=code))  # fmt: skip
    show(tag("p", link, class_="ps-more"))


def not_there(code: str, asked: address.Asked, reader: Reader) -> None:
    """A partner that is not there, or not for this viewer: both read the same."""
    title(reader.t("Partner"))
    if code:
        text = reader.t("There is no partner “{code}” here.", code=code)
    else:
        text = reader.t("Choose a partner from the scorecards.")
    back = tag("a", reader.t("See all partners"), " ›", href=address.link("scorecards", asked))
    show(tag("div", tag("b", text), back, class_="ps-empty", role="status"))


def to_upload(batch: str) -> str:
    """Address of an upload, where its original file can be fetched."""
    return f"./upload?batch={batch}"
