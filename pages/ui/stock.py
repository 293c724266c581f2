"""Stock at distributors: how many weeks it lasts, and what changed since the report before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pages.ui.html import Html, join, tag
from pages.ui.reader import Reader
from scorecard.i18n import formats
from scorecard.i18n.message import MsgId
from scorecard.stock import Change, NotKnown, Supply

MOST = 20
REASONS: dict[NotKnown, MsgId] = {
    NotKnown.NO_SALES: "nothing sold in 13 weeks",
    NotKnown.SHORT_HISTORY: "less than 13 weeks of sales",
    NotKnown.NOT_REPORTED: "sales not reported yet",
    NotKnown.NO_SELL_IN: "no sell-in reported",
}


@dataclass(frozen=True)
class Stock:
    """What the page shows: `distributors` and `products` name the ids of the rows."""

    supplies: tuple[Supply, ...]
    changes: tuple[Change, ...]
    distributors: Mapping[int, str]
    products: Mapping[int, str]


def stock_table(stock: Stock, reader: Reader) -> Html:
    """One row a product and distributor, the longest supply first."""
    heads = [
        reader.t("Product"), reader.t("Counted on"), reader.t("On hand"), reader.t("In transit"),
        reader.t("Sold a week"), reader.t("Weeks left"),
    ]  # fmt: skip
    rows = [
        tag("tr", _cells(one, stock, heads, reader))
        for one in sorted(stock.supplies, key=_longest)[:MOST]
    ]
    return _table(heads, rows)


def explanation_table(stock: Stock, reader: Reader) -> Html:
    """Opening stock + sell-in - sell-through against what was counted, the greatest difference
    first."""
    heads = [
        reader.t("Product"), reader.t("Between"), reader.t("Opening stock"), reader.t("Sell-in"),
        reader.t("Sell-through"), reader.t("Expected"), reader.t("Counted"),
        reader.t("Difference"),
    ]  # fmt: skip
    rows = [
        tag("tr", _explained(one, stock, heads, reader))
        for one in sorted(stock.changes, key=_most_open)[:MOST]
    ]
    return _table(heads, rows)


def _table(heads: Sequence[str], rows: Sequence[Html]) -> Html:
    head = [tag("th", name, scope="col", class_="n" if i > 1 else None)
            for i, name in enumerate(heads)]  # fmt: skip
    table = tag("table", tag("thead", tag("tr", head)), tag("tbody", rows), class_="ps-table")
    return tag("div", table, class_="ps-scroll")


def _most_open(one: Change) -> tuple[bool, int, int, int]:
    rest = 0 if isinstance(one.rest, NotKnown) else abs(one.rest)
    known = not isinstance(one.expected, NotKnown)
    return not known, -rest, one.distributor_id, one.product_id


def _explained(one: Change, stock: Stock, heads: Sequence[str], reader: Reader) -> list[Html]:
    between = f"{reader.day(one.first_on)} – {reader.day(one.last_on)}"
    difference: Html | str = _units(one.rest, reader, signed=True)
    unsaid = isinstance(one.received, NotKnown) and not isinstance(one.rest, NotKnown)
    if unsaid:
        with_them = tag("span", reader.t("deliveries included"), class_="sub")
        difference = join([difference, with_them])
    expected: Html | str = formats.NO_VALUE
    if not isinstance(one.expected, NotKnown):
        expected = _units(one.expected, reader)
    cells = [
        _units(one.before, reader), _units(one.received, reader), _units(one.sold, reader),
        expected, _units(one.after, reader), difference,
    ]  # fmt: skip
    return [
        tag("td", tag("div", _name(one, stock, reader)), class_="lead"),
        tag("td", between, data_label=heads[1]),
        *(tag("td", cell, data_label=label, class_="n")
          for label, cell in zip(heads[2:], cells, strict=True)),
    ]  # fmt: skip


def _name(one: Supply | Change, stock: Stock, reader: Reader) -> list[Html]:
    place = stock.distributors.get(one.distributor_id) or reader.t("Own files")
    name = stock.products.get(one.product_id, "")
    return [tag("b", name), tag("span", place, class_="sub")]


def _longest(one: Supply) -> tuple[bool, float, int]:
    known = not isinstance(one.weeks, NotKnown)
    return not known, -one.weeks if not isinstance(one.weeks, NotKnown) else 0.0, -one.on_hand


def _cells(one: Supply, stock: Stock, heads: Sequence[str], reader: Reader) -> list[Html]:
    weeks = one.weeks if isinstance(one.weeks, NotKnown) else reader.number(one.weeks, 1)
    facts: list[int | float | NotKnown | None] = [one.on_hand, one.on_order, one.weekly]
    cells = [*(_units(fact, reader) for fact in facts), _said(weeks, reader)]
    return [
        tag("td", tag("div", _name(one, stock, reader)), class_="lead"),
        tag("td", reader.day(one.snapshot_on), data_label=heads[1]),
        *(tag("td", cell, data_label=label, class_="n")
          for label, cell in zip(heads[2:], cells, strict=True)),
    ]  # fmt: skip


def _units(milli: float | NotKnown | None, reader: Reader, signed: bool = False) -> Html | str:
    if milli is None:
        return formats.NO_VALUE
    if isinstance(milli, NotKnown):
        return _said(milli, reader)
    return reader.number(milli / 1000, 0 if milli % 1000 == 0 else 1, signed)


def _said(words: str | NotKnown, reader: Reader) -> Html | str:
    if isinstance(words, NotKnown):
        return tag("span", reader.t(REASONS[words]), class_="dash")
    return words


def note(stock: Stock, reader: Reader) -> Html:
    words = reader.t("Weeks left: on hand over the mean weekly sell-through of 13 weeks.")
    return tag("p", words + _more(len(stock.supplies) - MOST, reader), class_="ps-note")


def explanation_note(stock: Stock, reader: Reader) -> Html:
    words = reader.t(
        "Expected: opening stock and what the vendor delivered, less what the distributor sold. "
        "The difference is what neither explains: losses, counts, late or missing files."
    )
    return tag("p", words + _more(len(stock.changes) - MOST, reader), class_="ps-note")


def _more(n_products: int, reader: Reader) -> str:
    if n_products <= 0:
        return ""
    return " " + reader.tn("{n} more product is not shown.",
                           "{n} more products are not shown.", n_products)  # fmt: skip
