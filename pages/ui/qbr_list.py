"""Which reviews are due: a list with what is missing of each, and the vendor's template."""

from __future__ import annotations

import streamlit as st

from pages.ui import address, filters
from pages.ui.data import qbr
from pages.ui.errors import action
from pages.ui.html import Html, show, tag
from pages.ui.marks import chip, plain_chip, status_chip
from pages.ui.reader import Reader
from pages.ui.tables import head, table
from pages.ui.text import moment, plain
from scorecard.access import Role, Viewer
from scorecard.commitments import Tally
from scorecard.i18n import formats
from scorecard.i18n.message import Message, Number
from scorecard.reports.qbr_views import DueReview, ReviewsPage
from scorecard.usecases.reviews import PER_PAGE
from scorecard.views import Status

TEMPLATE = "qbr_template"


def headline(page: ReviewsPage) -> tuple[Message, ...]:
    """How many reviews are due, how many have a deck, how many lack nothing; promises kept."""
    said = [
        Message(
            "{n} reviews of {quarter}: {made} have a deck, {ready} lack nothing",
            {"n": Number(page.n_due), "quarter": page.period, "made": Number(page.n_made),
             "ready": Number(page.n_ready)},
        )
    ]  # fmt: skip
    promised = page.promised
    if promised.n:
        said.append(
            Message(
                "Of {n} commitments of the quarter before, {kept} were kept, {partly} partly, "
                "{missed} missed, and {open} have no result yet",
                {"n": Number(promised.n), "kept": Number(promised.kept),
                 "partly": Number(promised.partly), "missed": Number(promised.missed),
                 "open": Number(promised.open)},
            )
        )  # fmt: skip
    return tuple(said)


def show_list(page: ReviewsPage, asked: address.Asked, reader: Reader) -> None:
    """Reviews without a deck first; a name opens its review."""
    show(reviews_table(page.due, asked, reader))
    filters.choose_page(address.page_asked(), -(-page.n_due // PER_PAGE))


def reviews_table(due: tuple[DueReview, ...], asked: address.Asked, reader: Reader) -> Html:
    texts = [reader.t("Partner"), reader.t("Status"), reader.t("Score"), reader.t("Revenue"),
             reader.t("Until"), reader.t("What is missing"), reader.t("Commitments"),
             reader.t("Deck")]  # fmt: skip
    rows = [_row(one, texts, asked, reader) for one in due]
    heads = [head(text, "n" if at in (2, 3) else "") for at, text in enumerate(texts)]
    return table(heads, rows, reader.t("Quarterly reviews"), kind="is-reviews")


def _row(one: DueReview, texts: list[str], asked: address.Asked, reader: Reader) -> Html:
    name = tag("a", one.name, " ›", class_="who",
               href=address.link("qbr", asked, partner=one.partner_code))  # fmt: skip
    below = " · ".join(part for part in (one.tier, one.region, one.owner) if part)
    score = formats.NO_VALUE if one.score is None else reader.number(one.score, 1)
    return tag(
        "tr",
        tag("td", tag("div", name, tag("span", below, class_="sub")), class_="lead"),
        tag("td", status_chip(one.status, reader), class_="state"),
        tag("td", score, class_="n", data_label=texts[2]),
        tag("td", reader.money(one.net_minor), class_="n", data_label=texts[3]),
        tag("td", _until(one, reader), data_label=texts[4], class_="n-left"),
        tag("td", missing(one, reader), class_="why"),
        tag("td", kept_words(one.promised, reader), data_label=texts[6]),
        tag("td", _deck(one, reader), data_label=texts[7]),
    )


def _until(one: DueReview, reader: Reader) -> list[Html | str]:
    left = (
        reader.tn("{n} day late", "{n} days late", -one.days_left)
        if one.days_left < 0
        else reader.tn("{n} day left", "{n} days left", one.days_left)
    )
    return [reader.day(one.due_on), tag("span", left, class_="sub")]


def missing(one: DueReview, reader: Reader) -> list[Html]:
    """What would have to be said in the meeting, or that nothing is missing."""
    words = [reader.t("{name} is late", name=name) for name in one.late]
    if one.no_target:
        words.append(reader.t("no target set"))
    if one.promised.open:
        words.append(
            reader.tn("{n} commitment without result", "{n} commitments without result",
                      one.promised.open)
        )  # fmt: skip
    if not words:
        return [chip(Status.GOOD, reader.t("Ready"))]
    return [tag("span", word, class_="ps-line") for word in words]


def kept_words(counts: Tally, reader: Reader) -> str:
    if not counts.n:
        return reader.t("none recorded")
    return reader.t("{kept} of {n} kept", kept=counts.kept, n=counts.n)


def _deck(one: DueReview, reader: Reader) -> Html:
    if one.deck is None:
        return plain_chip(reader.t("not made"))
    made = tag("span", moment(one.deck.made_at), class_="sub")
    return tag("div", chip(Status.GOOD, reader.t("Made")), made)


def show_template(viewer: Viewer, reader: Reader) -> None:
    """The vendor's own .pptx, which decks are made with (chief only)."""
    if viewer.role is not Role.CHIEF:
        return
    kept = qbr.template(viewer.scope)
    with st.expander(reader.t("Template of the decks"), icon=":material/slideshow:"):
        if kept is None:
            words = reader.t("Decks are made with the house's own template.")
        else:
            words = reader.t("Decks are made with {name}, sent by {who} on {day}.",
                             name=kept.name, who=kept.made_by, day=kept.made_at.date())  # fmt: skip
        show(tag("p", words, class_="ps-note"))
        st.file_uploader(reader.t("A .pptx with your colours and layouts"), type=["pptx", "potx"],
                         key=TEMPLATE, max_upload_size=30)  # fmt: skip
        with st.container(horizontal=True):
            st.button(reader.t("Use this template"), key="use_template", on_click=_use,
                      args=(viewer, reader))  # fmt: skip
            if kept is not None:
                st.button(reader.t("Back to the house's own"), key="drop_template",
                          on_click=_drop, args=(viewer, reader))  # fmt: skip


@action
def _use(viewer: Viewer, reader: Reader) -> str | None:
    file = st.session_state.get(TEMPLATE)
    if file is None:
        return None
    qbr.save_template(viewer, plain(file.name)[:200], file.getvalue())
    return reader.t("Decks are made with this template from now on.")


@action
def _drop(viewer: Viewer, reader: Reader) -> str:
    qbr.drop_template(viewer)
    return reader.t("Decks are made with the house's own template again.")
