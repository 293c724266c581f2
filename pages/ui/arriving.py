"""What arrived: how late each distributor is, and its months side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from pages.ui.html import Html, style, tag
from pages.ui.marks import chip
from pages.ui.reader import Reader
from scorecard.arrivals import Arrival, Cell, Strip
from scorecard.i18n import formats
from scorecard.i18n.message import Message
from scorecard.views import SourceFreshness, Status

_MARKS = {Arrival.MISSING: "◆", Arrival.LOW: "▲"}


def answer(
    sources: Sequence[SourceFreshness], strips: Sequence[Strip], n_refused: int
) -> list[Message]:
    """The page's answer: are files late, is something missing, were rows refused."""
    late = sum(source.days_late > 0 for source in sources)
    gaps = sum(strip.count(Arrival.MISSING) for strip in strips)
    if not sources:
        return [Message("No distributor reports yet.")]
    found = [
        Message("{n} of {all} distributors is late.", {"all": len(sources)},
                "{n} of {all} distributors are late.", late)
        if late
        else Message("Every distributor has reported.")
    ]  # fmt: skip
    if gaps:
        found.append(Message("{n} month is missing.", {}, "{n} months are missing.", gaps))
    if n_refused:
        found.append(
            Message("{n} row of the newest uploads was refused.", {},
                    "{n} rows of the newest uploads were refused.", n_refused)
        )  # fmt: skip
    return found


def file_table(sources: Iterable[SourceFreshness], reader: Reader) -> Html:
    """One row a distributor: on time or how late, up to when, its last file."""
    heads = [
        reader.t("Distributor"), reader.t("Status"), reader.t("Data up to"),
        reader.t("Expected up to"), reader.t("Due on"), reader.t("Last file"),
        reader.t("Share of sales"),
    ]  # fmt: skip
    rows = [tag("tr", _cells(source, heads, reader)) for source in sources]
    head = tag("thead", tag("tr", [tag("th", name, scope="col") for name in heads]))
    return tag("div", tag("table", head, tag("tbody", rows), class_="ps-table"), class_="ps-scroll")


def _cells(source: SourceFreshness, heads: list[str], reader: Reader) -> list[Html]:
    share = source.share_of_sales
    name = tag("b", source.name), tag("span", source.distributor_code, class_="sub")
    return [
        tag("td", tag("div", name), class_="lead"),
        tag("td", lateness(source, reader), class_="state"),
        _labelled(heads[2], _day(source.covers_to, reader)),
        _labelled(heads[3], _day(source.expected_to, reader)),
        _labelled(heads[4], _day(source.due_on, reader)),
        _labelled(heads[5], _last_file(source, reader)),
        _labelled(heads[6], reader.share(share) if share is not None else formats.NO_VALUE),
    ]


def _labelled(label: str, content: Html | str) -> Html:
    return tag("td", content, data_label=label)


def _day(day: date | None, reader: Reader) -> str:
    return reader.day(day) if day else formats.NO_VALUE


def _last_file(source: SourceFreshness, reader: Reader) -> Html | str:
    if source.last_batch_id is None or source.last_file is None:
        return reader.t("none yet")
    return tag("a", source.last_file, href=f"./upload?batch={source.last_batch_id}", class_="file")


def lateness(source: SourceFreshness, reader: Reader) -> Html:
    """`▲ 12 days late`, or on time."""
    if source.days_late > 0:
        words = reader.tn("{n} day late", "{n} days late", source.days_late)
        return chip(Status.WATCH, words)
    return chip(Status.GOOD, reader.t("On time"))


def strip_chart(strips: Sequence[Strip], reader: Reader) -> Html:
    """Senders x months: a filled cell is a full month, a mark one to ask about."""
    if not strips:
        return tag("p", reader.t("Nothing has arrived yet."), class_="ps-note")
    most = {strip.code: max((cell.n_lines for cell in strip.cells), default=0) for strip in strips}
    months = [cell.month for cell in strips[0].cells]
    head = [tag("th", "", class_="who"), *[_month(month, reader) for month in months]]
    rows = [
        tag(
            "tr",
            tag("th", strip.name, scope="row", class_="who"),
            [_cell(cell, most[strip.code], reader) for cell in strip.cells],
        )
        for strip in strips
    ]
    table = tag("table", tag("thead", tag("tr", head)), tag("tbody", rows), class_="ps-strip")
    return tag("div", table, class_="ps-strip-box", tabindex="0", role="region",
               aria_label=reader.t("Lines by distributor and month"))  # fmt: skip


def _month(month: int, reader: Reader) -> Html:
    name = formats.month(month, reader.lang)
    first = month % 100 == 1
    words = str(month // 100) if first else name[:1]
    return tag("th", words, scope="col", title=name, class_="y" if first else None)


def _cell(cell: Cell, most: int, reader: Reader) -> Html:
    name = formats.month(cell.month, reader.lang)
    words = f"{name}: {_words(cell, reader)}"
    strength = style(v=cell.n_lines / most if most else 0.0)
    inner = tag("i", _MARKS.get(cell.arrival, ""), aria_hidden="true", style=strength)
    return tag("td", inner, tag("span", words, class_="ps-hidden"), title=words,
               class_=f"is-{cell.arrival.value}")  # fmt: skip


def _words(cell: Cell, reader: Reader) -> str:
    lines = reader.tn("{n} line", "{n} lines", cell.n_lines)
    match cell.arrival:
        case Arrival.MISSING:
            return reader.t("missing")
        case Arrival.BEFORE:
            return reader.t("before the first report")
        case Arrival.OPEN:
            return reader.t("not due yet")
        case Arrival.LOW:
            return reader.t("{lines}, fewer than half of a usual month", lines=lines)
        case _:
            return lines


def strip_legend(reader: Reader) -> Html:
    words = reader.t(
        "Each square is a month; the darker, the more lines. ◆ missing, ▲ fewer than half of a "
        "usual month, outlined: not due yet."
    )
    return tag("p", words, class_="ps-note")
