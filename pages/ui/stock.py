"""Stock at distributors: how many weeks it lasts, and what changed since the report before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pages.ui.html import Html, tag
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
        reader.t("Sold a week"), reader.t("Weeks left"), reader.t("Change"), reader.t("Sold since"),
        reader.t("Rest"),
    ]  # fmt: skip
    changed = {(one.distributor_id, one.product_id): one for one in stock.changes}
    rows = [
        tag("tr", _cells(one, changed.get((one.distributor_id, one.product_id)), stock, heads,
                         reader))
        for one in sorted(stock.supplies, key=_longest)[:MOST]
    ]  # fmt: skip
    head = [tag("th", name, scope="col", class_="n" if i > 1 else None)
            for i, name in enumerate(heads)]  # fmt: skip
    table = tag("table", tag("thead", tag("tr", head)), tag("tbody", rows), class_="ps-table")
    return tag("div", table, class_="ps-scroll")


def _longest(one: Supply) -> tuple[bool, float, int]:
    known = not isinstance(one.weeks, NotKnown)
    return not known, -one.weeks if not isinstance(one.weeks, NotKnown) else 0.0, -one.on_hand


def _cells(
    one: Supply, change: Change | None, stock: Stock, heads: Iterable[str], reader: Reader
) -> list[Html]:
    _product, day, *labels = heads
    place = stock.distributors.get(one.distributor_id) or reader.t("Own files")
    name = tag("b", stock.products.get(one.product_id, "")), tag("span", place, class_="sub")
    weeks = one.weeks if isinstance(one.weeks, NotKnown) else reader.number(one.weeks, 1)
    facts: list[int | float | NotKnown | None] = [one.on_hand, one.on_order, one.weekly]
    cells = [*(_units(fact, reader) for fact in facts), _said(weeks, reader)]
    if change is None:
        cells += [formats.NO_VALUE] * 3
    else:
        cells.append(_units(change.after - change.before, reader, signed=True))
        cells += [_units(change.sold, reader), _units(change.rest, reader, signed=True)]
    return [
        tag("td", tag("div", name), class_="lead"),
        tag("td", reader.day(one.snapshot_on), data_label=day),
        *(tag("td", cell, data_label=label, class_="n")
          for label, cell in zip(labels, cells, strict=True)),
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
    words = reader.t(
        "Weeks left: on hand over the mean weekly sell-through of 13 weeks. Rest: the change since "
        "the report before that sell-through does not explain, such as deliveries or losses."
    )
    more = len(stock.supplies) - MOST
    if more > 0:
        words += " " + reader.tn("{n} more product is not shown.",
                                 "{n} more products are not shown.", more)  # fmt: skip
    return tag("p", words, class_="ps-note")
