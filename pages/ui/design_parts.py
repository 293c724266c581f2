"""What a draft would do, as HTML: the two pyramids with their money, and who moves."""

from __future__ import annotations

from collections.abc import Sequence

from pages.ui.html import Html, join, style, tag
from pages.ui.reader import Reader
from pages.ui.tables import Link, cell_of, head, table
from scorecard import tier_words
from scorecard.usecases.designer import Consequences, DesignedTier, Mover

MOST = 100


def tiers_table(found: Consequences, reader: Reader) -> Html:
    """Each tier under the saved programme and under the draft, the highest first."""
    most = max([max(one.before.n, one.after.n) for one in found.tiers] + [1])
    heads = [
        head(reader.t("Tier"), "lead"), head(reader.t("Saved, draft")),
        head(reader.t("Saved"), "n"), head(reader.t("Draft"), "n"), head(reader.t("Change"), "n"),
        head(reader.t("Benefits a year"), "n"), head(reader.t("Contribution"), "n"),
        head(reader.t("Cost share"), "n"),
    ]  # fmt: skip
    rows = [tag("tr", _tier(one, most, found, reader)) for one in reversed(found.tiers)]
    unknown = sum(one.after.unknown for one in found.tiers)
    note = None
    if unknown:
        words = reader.tn(
            "The money of {n} partner is not known; it is in no sum.",
            "The money of {n} partners is not known; it is in no sum.", unknown,
        )  # fmt: skip
        note = tag("p", words, class_="ps-note")
    return join([table(heads, rows, reader.t("Saved and draft"), kind="is-design"), note])


def _tier(one: DesignedTier, most: int, found: Consequences, reader: Reader) -> list[Html]:
    change = one.after.n - one.before.n
    bars = [
        tag("i", class_="old", style=style(v=one.before.n / most)),
        tag("i", class_="new", style=style(v=one.after.n / most)),
    ]
    cost = reader.word(tier_words.amount(one.after.cost, found.currency))
    spent = one.after.cost - one.before.cost
    brings, share = None, None
    if one.after.contribution is not None:
        brings = reader.word(tier_words.amount(one.after.contribution, found.currency))
        if one.after.contribution > 0:
            share = reader.share(one.after.cost / one.after.contribution, 1)
    title = None
    if spent:
        title = reader.t("{money} saved",
                         money=tier_words.amount(one.before.cost, found.currency))  # fmt: skip
    return [
        tag("td", tag("div", one.label), class_="lead"),
        tag("td", tag("span", bars, class_="ps-two", aria_hidden="true"), class_="why"),
        cell_of(reader.t("Saved"), reader.number(one.before.n)),
        cell_of(reader.t("Draft"), reader.number(one.after.n)),
        cell_of(reader.t("Change"), reader.number(change, signed=True) if change else "0"),
        cell_of(reader.t("Benefits a year"), cost, title=title),
        cell_of(reader.t("Contribution"), brings),
        cell_of(reader.t("Cost share"), share),
    ]


def movers(found: Consequences, reader: Reader, link: Link) -> Html:
    """Who rises and who falls, by name."""
    return tag("div", [
        _list(reader.t("Rise"), found.rises, reader, link),
        _list(reader.t("Fall"), found.falls, reader, link),
    ], class_="ps-movers")  # fmt: skip


def _list(title: str, rows: Sequence[Mover], reader: Reader, link: Link) -> Html:
    items = [
        tag("li", tag("a", row.name, href=link(row.partner_code), class_="who"),
            tag("span", f"{row.before} → {row.after}"))
        for row in rows[:MOST]
    ]  # fmt: skip
    more = len(rows) - MOST
    if more > 0:
        items.append(tag("li", reader.tn("and {n} more", "and {n} more", more)))
    name = tag("h3", title, " ", tag("b", reader.number(len(rows))))
    body = tag("ul", items) if items else tag("p", reader.t("Nobody."), class_="ps-note")
    return tag("section", name, body)
