"""Tables of the pipeline: stages by month, and the roll-up that opens."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pages.ui import pipeline_controls as controls
from pages.ui.html import Child, Html, style, tag
from pages.ui.pipeline_parts import full, money
from pages.ui.reader import Reader
from pages.ui.tables import head, table
from scorecard.forecast.views import RollUpLine, StageMonth
from scorecard.i18n import formats

MONTHS_A_YEAR = 100  # yyyymm


def stage_table(found: StageMonth, first: int, reader: Reader) -> Html:
    """Stage by month of the expected close; the more money the stronger the tint.

    Args:
        first: yyyymm of the as-of day: what was to close before is overdue.
    """
    most = max([cell for row in found.minor for cell in row] + [1])
    heads = [head(reader.t("Stage"))]
    heads += [head(_month(month, first, reader), "n") for month in found.months]
    rows = [
        tag(
            "tr",
            tag("td", stage, class_="lead"),
            [_cell(stage, month, minor, n, most, reader, _month(month, first, reader))
             for month, minor, n in zip(found.months, row, counts, strict=True)],
        )
        for stage, row, counts in zip(found.stages, found.minor, found.n_deals, strict=True)
    ]  # fmt: skip
    return table(heads, rows, reader.t("Stage by month of the close"), kind="is-stages")


def month_words(month: int, reader: Reader) -> str:
    """A month as yyyymm in words; 0: none is given."""
    if not month:
        return reader.t("no day given")
    year, number = divmod(month, MONTHS_A_YEAR)
    return f"{reader.month_name(number)} {year}"


def _month(month: int, first: int, reader: Reader) -> str:
    words = month_words(month, reader)
    return reader.t("{month}, overdue", month=words) if 0 < month < first else words


def _cell(
    stage: str, month: int, minor: int, n: int, most: int, reader: Reader, label: str
) -> Html:
    if not n:
        return tag("td", "", class_="n wide-only")
    link = tag("a", reader.money(minor), title=full(minor, reader),
               href=controls.deals_link(stage=stage, month=str(month)))  # fmt: skip
    deals = reader.tn("{n} deal", "{n} deals", n)
    return tag("td", link, tag("span", deals, class_="sub"), class_="n heat", data_label=label,
               style=style(h=minor / most))  # fmt: skip


def roll_up(lines: Sequence[RollUpLine], reader: Reader, link: Callable[[str], str] | None) -> Html:
    """Children of a node, the most counted money first; a name opens what is below it.

    Args:
        link: address of a partner by its code; None: no pages of partners for this viewer.
    """
    texts = [reader.t("Name"), reader.t("Reported"), reader.t("Counts"), reader.t("Won"),
             reader.t("Still open"), reader.t("Expected"), reader.t("8 in 10")]  # fmt: skip
    rows = [_node(line, texts, reader, link) for line in lines]
    heads = [head(text, "n" if at else "") for at, text in enumerate(texts)]
    return table(heads, rows, reader.t("By region, country, distributor, partner"))


def _node(
    line: RollUpLine, texts: list[str], reader: Reader, link: Callable[[str], str] | None
) -> Html:
    name = line.name or reader.t("not given")
    lead: Child = tag("b", name)
    if line.opens:
        lead = tag("a", name, " ›", class_="who", href=controls.node_link(line.path))
    elif line.level == "partner" and line.code and link is not None:
        lead = tag("a", name, class_="who", href=link(line.code))
    look = line.outlook
    span = (
        reader.t("{low} to {high}", low=reader.money(look.p10_minor),
                 high=reader.money(look.p90_minor))
        if look
        else formats.NO_VALUE
    )  # fmt: skip
    amounts = [line.bridge.gross, line.bridge.counted, line.won_minor, line.open_minor,
               look.mean_minor if look else None]  # fmt: skip
    return tag(
        "tr",
        tag("td", tag("div", lead), class_="lead"),
        [tag("td", money(minor, reader), class_="n", data_label=text, title=full(minor, reader))
         for minor, text in zip(amounts, texts[1:6], strict=True)],
        tag("td", span, class_="n", data_label=texts[6]),
    )  # fmt: skip
