"""Refused rows by reason, with the money each reason stands for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pages.ui.html import Html, tag
from pages.ui.reader import Reader
from scorecard.i18n import formats
from scorecard.ingest.issues import issue_title
from scorecard.ingest.report import Refusal


@dataclass
class _Sum:
    n_rows: int = 0
    n_unread: int = 0
    by_currency: dict[str, int] = field(default_factory=dict)


def refused_table(refused: Sequence[Refusal], reader: Reader) -> Html:
    """A row a reason, most rows first; money only where the amounts can be read."""
    heads = [reader.t("Why refused"), reader.t("Rows"), reader.t("Money")]
    head = [tag("th", name, scope="col", class_="n" if at else None)
            for at, name in enumerate(heads)]  # fmt: skip
    sums = _by_reason(refused)
    rows = [
        tag("tr", tag("td", tag("div", tag("b", reader.say(issue_title(reason))),
                                tag("span", reason, class_="sub")), class_="lead"),
            tag("td", reader.number(one.n_rows), data_label=heads[1], class_="n"),
            tag("td", _money(one, reader), data_label=heads[2], class_="n"))
        for reason, one in sorted(sums.items(), key=lambda item: (-item[1].n_rows, item[0]))
    ]  # fmt: skip
    table = tag("table", tag("thead", tag("tr", head)), tag("tbody", rows), class_="ps-table")
    return tag("div", table, class_="ps-scroll")


def _by_reason(refused: Sequence[Refusal]) -> dict[str, _Sum]:
    sums: dict[str, _Sum] = {}
    for one in refused:
        found = sums.setdefault(one.reason, _Sum())
        found.n_rows += one.n_rows
        found.n_unread += one.n_unread
        if one.currency:
            before = found.by_currency.get(one.currency, 0)
            found.by_currency[one.currency] = before + one.amount_minor
    return sums


def _money(one: _Sum, reader: Reader) -> list[Html | str]:
    said = [
        formats.money(minor, code, reader.lang, compact=False)
        for code, minor in sorted(one.by_currency.items())
    ]
    found: list[Html | str] = [", ".join(said) or formats.NO_VALUE]
    if one.n_unread:
        words = reader.tn("{n} row without a readable amount",
                          "{n} rows without a readable amount", one.n_unread)  # fmt: skip
        found.append(tag("span", words, class_="sub"))
    return found
