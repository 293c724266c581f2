"""Registrations: which to answer today, which run out, who claims the same opportunity."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from pages.ui import address, layout, pipeline_parts
from pages.ui.data import pipeline
from pages.ui.html import Html, join, show, tag
from pages.ui.marks import chip, plain_chip
from pages.ui.reader import Reader
from pages.ui.tables import head, table
from scorecard.access import Scope
from scorecard.forecast.views import Conflict, RegistrationLine
from scorecard.i18n import formats
from scorecard.views import Status

Link = Callable[[str], str]
MOST = 100


def show_claims(scope: Scope, asked: address.Asked, reader: Reader) -> None:
    """The three lists, the most urgent first."""
    found, link = pipeline.registrations(scope), partial(address.link_partner, asked)
    layout.heading(reader.t("To answer"))
    _lines(found.to_answer, reader.t("Every registration is answered."), reader, link)
    layout.heading(reader.t("Protection runs out within 30 days"))
    _lines(found.expiring, reader.t("No protection runs out within 30 days."), reader, link)
    layout.heading(reader.t("Conflicts"))
    if not found.conflicts:
        text = reader.t("No opportunity is claimed twice.")
        show(tag("p", text, class_="ps-note"))
        return
    show(_conflicts(found.conflicts[:MOST], reader, link))


def _lines(lines: Sequence[RegistrationLine], nothing: str, reader: Reader, link: Link) -> None:
    if not lines:
        show(tag("p", nothing, class_="ps-note"))
        return
    texts = [reader.t("Deal"), reader.t("Registered"), reader.t("Until"), reader.t("Amount"),
             reader.t("Own record"), reader.t("Why")]  # fmt: skip
    rows = [
        tag(
            "tr",
            _deal(line, link),
            tag("td", reader.day(line.registered_on), data_label=texts[1], class_="n-left"),
            tag("td", _due(line, reader), data_label=texts[2]),
            tag("td", pipeline_parts.money(line.amount_minor, reader), class_="n",
                data_label=texts[3]),
            tag("td", line.own_record or formats.NO_VALUE, data_label=texts[4]),
            tag("td", reader.say(line.rule), class_="why"),
        )
        for line in lines[:MOST]
    ]  # fmt: skip
    heads = [head(text, "n" if at == 3 else "") for at, text in enumerate(texts)]
    show(table(heads, rows, reader.t("Registrations")))


def _deal(line: RegistrationLine, link: Link) -> Html:
    who = tag("a", line.partner_name, href=link(line.partner_code)) if line.partner_code else None
    sub = tag("span", line.deal_code, " · " if who else None, who, class_="sub")
    return tag("td", tag("div", tag("b", line.customer or line.deal_code), sub), class_="lead")


def _due(line: RegistrationLine, reader: Reader) -> Html:
    if line.days_left < 0:
        late = reader.tn("{n} day late", "{n} days late", -line.days_left)
        return chip(Status.RISK, late)
    left = reader.tn("{n} day left", "{n} days left", line.days_left)
    return join([plain_chip(left), tag("span", reader.day(line.due_on), class_="sub")])


def _conflicts(found: Sequence[Conflict], reader: Reader, link: Link) -> Html:
    texts = [reader.t("Opportunity"), reader.t("Amount"), reader.t("Holds it"),
             reader.t("Others"), reader.t("What decides")]  # fmt: skip
    rows = [
        tag(
            "tr",
            tag("td", tag("div", tag("b", one.customer or formats.NO_VALUE),
                          tag("span", _against(one, reader), class_="sub")), class_="lead"),
            tag("td", pipeline_parts.money(one.amount_minor, reader), class_="n",
                data_label=texts[1]),
            tag("td", _claim(one.winner, link) if one.winner else reader.t("nobody"),
                data_label=texts[2]),
            tag("td", [tag("span", _claim(other, link), class_="ps-line")
                       for other in one.others], data_label=texts[3]),
            tag("td", reader.say(one.rule), class_="why"),
        )
        for one in found
    ]  # fmt: skip
    heads = [head(text, "n" if at == 1 else "") for at, text in enumerate(texts)]
    return table(heads, rows, reader.t("Conflicts"))


def _against(one: Conflict, reader: Reader) -> str:
    if one.against == "own":
        return reader.t("partner against own sales")
    return reader.t("partner against partner")


def _claim(line: RegistrationLine, link: Link) -> Html:
    if not line.partner_code:
        return tag("span", line.deal_code)
    return tag("a", line.partner_name, href=link(line.partner_code), title=line.deal_code)
