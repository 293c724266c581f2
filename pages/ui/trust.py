"""Can each sender's last month be trusted: report cards as a table, and what is usually there."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from pages.ui.html import Html, tag
from pages.ui.marks import chip
from pages.ui.reader import Reader
from scorecard.i18n import formats
from scorecard.i18n.message import Message, MsgId
from scorecard.trust import Fact, Standing, TrustCard, Unknown
from scorecard.views import Status

STANDINGS: dict[Standing, tuple[Status, MsgId]] = {
    Standing.WHOLE: (Status.GOOD, "Complete"),
    Standing.PARTIAL: (Status.WATCH, "Partial"),
    Standing.MISSING: (Status.WATCH, "Missing"),
    Standing.OPEN: (Status.UNKNOWN, "Not due yet"),
}
REASONS: dict[Unknown, MsgId] = {
    Unknown.NOT_DUE: "not due yet",
    Unknown.NOT_HERE: "not here yet",
    Unknown.LOADED_LATER: "loaded as history",
    Unknown.SHORT_HISTORY: "fewer than 6 months before",
    Unknown.NO_MONEY: "no money in it",
    Unknown.NO_PRICES: "no unit prices given",
    Unknown.OTHER_MONTH: "counted with another month",
}


def usual(card: TrustCard, reader: Reader) -> str:
    """What a month that is not whole usually comes to, or empty text."""
    band = card.expected
    if band is None or band.low is None or band.high is None:
        return ""
    low, high = reader.money(band.low), reader.money(band.high)
    return low if low == high else reader.t("{low} to {high}", low=low, high=high)


def missing_words(cards: Iterable[TrustCard], reader: Reader) -> dict[str, str]:
    """Sender code -> which month is missing and what it usually comes to."""
    says: dict[Standing, MsgId] = {
        Standing.MISSING: "{month} is missing; usually {band}",
        Standing.PARTIAL: "{month} is here in part; usually {band}",
    }
    found = {}
    for card in cards:
        band = usual(card, reader)
        if band and card.standing in says:
            month = reader.month_name(card.month % 100)
            found[card.code] = reader.t(says[card.standing], month=month, band=band)
    return found


def answer(cards: Iterable[TrustCard]) -> list[Message]:
    """How many totals are to be asked about, if any."""
    asked = sum(card.asked for card in cards)
    words = Message(
        "{n} total is more than 15% off its 12-month mean: ask its sender.",
        plural="{n} totals are more than 15% off their 12-month mean: ask their senders.",
        n=asked,
    )
    return [words] if asked else []


def card_table(cards: Iterable[TrustCard], reader: Reader) -> Html:
    """One row a sender: its last due month, how late, how much, and five checks."""
    heads = [
        reader.t("Distributor"), reader.t("Last due month"), reader.t("Arrived"),
        reader.t("Lines"), reader.t("Net sales"), reader.t("vs 12-month mean"),
        reader.t("Matched"), reader.t("Restated"), reader.t("Price × qty"), reader.t("Refused"),
    ]  # fmt: skip
    head = [tag("th", name, scope="col", class_="n" if i > 2 else None)
            for i, name in enumerate(heads)]  # fmt: skip
    rows = [tag("tr", _cells(card, heads, reader)) for card in sorted(cards, key=_urgency)]
    table = tag("table", tag("thead", tag("tr", head)), tag("tbody", rows), class_="ps-table")
    return tag("div", table, class_="ps-scroll")


def _urgency(card: TrustCard) -> tuple[bool, bool, str]:
    return card.standing in (Standing.WHOLE, Standing.OPEN), not card.asked, card.name


def _cells(card: TrustCard, heads: list[str], reader: Reader) -> list[Html]:
    status, word = STANDINGS[card.standing]
    month = formats.month(card.month, reader.lang)
    name = tag("b", card.name), tag("span", month, class_="sub")

    def share(value: float) -> str:
        return reader.share(value, 0 if value in (0, 1) else 1)

    facts: list[tuple[Fact, Callable[[float], Html | str]]] = [
        (card.n_lines, reader.number),
        (card.net_minor, lambda value: reader.money(round(value))),
        (card.against_mean, lambda value: _against(value, card.asked, reader)),
        *((fact, share) for fact in (card.matched, card.restated, card.recomputed, card.rejected)),
    ]
    cells = [_fact(fact, said, reader) for fact, said in facts]
    band, absent = usual(card, reader), [fact is Unknown.NOT_HERE for fact, _said in facts]
    if band:
        words = tag("span", reader.t("usually {band}", band=band), class_="sub")
        cells[1] = words if absent[1] else tag("span", cells[1], words)
        absent[1] = False
    return [
        tag("td", tag("div", name), class_="lead"),
        tag("td", chip(status, reader.t(word)), class_="state"),
        tag("td", _arrived(card, reader), data_label=heads[2]),
        *(tag("td", cell, data_label=label, class_="n wide-only" if gone else "n")
          for label, cell, gone in zip(heads[3:], cells, absent, strict=True)),
    ]  # fmt: skip


def _fact(fact: Fact, said: Callable[[float], Html | str], reader: Reader) -> Html | str:
    """The value; or a dash with the reason, spelt out unless the whole month is absent."""
    if not isinstance(fact, Unknown):
        return said(fact)
    reason = reader.t(REASONS[fact])
    if fact is Unknown.NOT_HERE:
        return tag("span", formats.NO_VALUE, class_="dash", title=reason)
    return tag("span", reason, class_="dash")


def _against(value: float, asked: bool, reader: Reader) -> Html | str:
    words = reader.share(value, signed=True)
    return chip(Status.WATCH, reader.t("{share}, ask", share=words)) if asked else words


def _arrived(card: TrustCard, reader: Reader) -> Html | str:
    if isinstance(card.days_late, Unknown):
        late = reader.t(REASONS[card.days_late])
    elif card.days_late:
        late = reader.tn("{n} day late", "{n} days late", round(card.days_late))
    else:
        late = reader.t("on time")
    if card.arrived_on is None:
        return late
    return tag("div", reader.day(card.arrived_on), tag("span", late, class_="sub"))


def note(reader: Reader) -> Html:
    words = reader.t(
        "Matched: share of the money at known partners. Restated: share that a later file "
        "changed. Price × qty: lines whose amount is quantity times unit price. A month that is "
        "not complete is missing data, not a fall in sales; what it usually comes to follows "
        "from the sender's own months and holds in 8 of 10."
    )
    return tag("p", words, class_="ps-note")
