"""Parts of the page of tiers as HTML: the pyramid, flows, movements, edges, tiers about to fall."""

from __future__ import annotations

from collections.abc import Sequence

from pages.ui.html import Html, join, style, tag
from pages.ui.marks import chip, plain_chip
from pages.ui.reader import Reader
from pages.ui.tables import Link, cell_of, head, table
from scorecard import tier_words
from scorecard.programme.results import Move, Shortfall
from scorecard.tier_views import TierEdge, TierMove, TierPending, TiersPage
from scorecard.usecases.tier_reasons import TierReasons, TierUnknown
from scorecard.views import Status

STATUS = {
    Move.UP: Status.GOOD, Move.RECOVERED: Status.GOOD, Move.WARNED: Status.WATCH,
    Move.DOWN: Status.RISK,
}  # fmt: skip
SHOWN = (Move.UP, Move.DOWN, Move.RECOVERED, Move.MIGRATED)
BETWEEN = " · "


def pyramid(page: TiersPage, reader: Reader, link: Link) -> Html:
    """Partners a tier on the day, the highest first, with the change since.

    Args:
        link: address of the partners of a tier, by its label.
    """
    most = max([rung.n for rung in page.rungs] + [1])
    rows = [
        _rung(place, most, page, reader, link) for place in reversed(range(len(page.rungs)))
    ]  # fmt: skip
    return tag("div", rows, class_="ps-rungs")


def _rung(place: int, most: int, page: TiersPage, reader: Reader, link: Link) -> Html:
    rung = page.rungs[place]
    before = sum(n for old, _, n in page.flow if old == rung.label)
    change = rung.n - before
    share = rung.n / page.n_partners if page.n_partners else 0.0
    moved = reader.number(change, signed=True) if change else reader.t("no change")
    return join([
        tag("a", rung.label, href=link(rung.label), class_="l"),
        tag("span", tag("i", class_=f"s{shade(place, len(page.rungs))}",
                        style=style(v=rung.n / most)), class_="b", aria_hidden="true"),
        tag("b", reader.number(rung.n), class_="n"),
        tag("span", reader.share(share), BETWEEN, moved, class_="c"),
    ])  # fmt: skip


def shade(place: int, n: int) -> int:
    """0 (lightest) to 4: the shade of a tier, the same as in the chart."""
    return round(4 * place / max(n - 1, 1))


def flow(page: TiersPage, reader: Reader) -> Html:
    """Who went from which tier to which, as a small table: highest tier first."""
    labels = [rung.label for rung in reversed(page.rungs)]
    counts = {(before, after): n for before, after, n in page.flow}
    others = sorted({before for before, _, _ in page.flow} - set(labels))
    heads = [tag("th", reader.t("From ↓ to →"), scope="col", class_="k")]
    heads += [tag("th", label, scope="col") for label in labels]
    rows = []
    for row, before in enumerate([*labels, *others]):
        cells = [
            _flow_cell(counts.get((before, after), 0), row, column, row >= len(labels), reader)
            for column, after in enumerate(labels)
        ]
        name = before or reader.t("New")
        rows.append(tag("tr", tag("th", name, scope="row"), cells))
    drawn = tag("table", tag("thead", tag("tr", heads)), tag("tbody", rows), class_="ps-flow")
    name = reader.t("Movements between tiers")
    return tag("div", drawn, class_="ps-flow-box", role="region", aria_label=name, tabindex=0)


def _flow_cell(n: int, row: int, column: int, new: bool, reader: Reader) -> Html:
    if not n:
        return tag("td", "·", class_="is-none")
    if new or row == column:
        return tag("td", reader.number(n), class_="is-same")
    up = column < row
    mark = tag("span", "▲" if up else "▼", aria_hidden="true", class_="m")
    return tag("td", mark, reader.number(n), class_="is-up" if up else "is-down",
               title=reader.t("rose") if up else reader.t("fell"))  # fmt: skip


def moves(
    rows: Sequence[TierMove], reasons: TierReasons, currency: str, reader: Reader, link: Link
) -> Html:
    """Who rose and who fell, why, the latest first."""
    heads = [head(reader.t("What")), head(reader.t("Partner"), "lead"), head(reader.t("Tier")),
             head(reader.t("Date")), head(reader.t("Why"))]  # fmt: skip
    drawn = [tag("tr", _moved(row, reasons, currency, reader, link)) for row in rows]
    return table(heads, drawn, reader.t("Movements"))


def _moved(
    row: TierMove, reasons: TierReasons, currency: str, reader: Reader, link: Link
) -> list[Html]:
    return [
        tag("td", move_chip(row.move, reader), class_="state"),
        _who(row.partner_code, row.name, row.region, link),
        tag("td", _from_to(row.before, row.after)),
        tag("td", reader.day(row.day), class_="n-left"),
        tag("td", why(row, reasons.gained.get((row.partner_code, row.day), ()), currency, reader),
            class_="why"),
    ]  # fmt: skip


def move_chip(move: Move, reader: Reader) -> Html:
    words = reader.t(tier_words.MOVES[move])
    return chip(STATUS[move], words) if move in STATUS else plain_chip(words)


def why(
    row: TierMove, gained: Sequence[Shortfall], currency: str, reader: Reader
) -> Html | str:  # fmt: skip
    """What was missing (falls), or what was reached since the review before (rises)."""
    if row.move is Move.MIGRATED:
        return reader.t("Version {version} of the programme began.", version=row.version)
    found = row.missing or tuple(gained)
    if found:
        return said(tier_words.lacking(found, currency), reader)
    if row.move in (Move.UP, Move.RECOVERED):
        return reader.t("All requirements are met.")
    if row.move is Move.ENTRY:
        return reader.t("Signed; begins in the lowest tier.")
    return ""


def said(messages: Sequence[tier_words.Message], reader: Reader) -> Html:
    """Sentences one below the other."""
    return join([tag("span", reader.say(one), class_="ps-line") for one in messages])


def pending(
    rows: Sequence[TierPending], reasons: TierReasons, currency: str, reader: Reader, link: Link
) -> Html:
    """Tiers that will be lost, most money at stake first: what is missing, how to keep them."""
    money = reader.t("At stake a year")
    heads = [
        head(reader.t("Lost on")), head(reader.t("Partner"), "lead"), head(reader.t("Tier")),
        head(money, "n"), head(reader.t("What is missing")), head(reader.t("Cheapest way to keep")),
    ]  # fmt: skip
    drawn = []
    for row in rows:
        stake = None
        if row.at_stake is not None:
            stake = reader.word(tier_words.amount(row.at_stake, currency))
        drawn.append(tag("tr", [
            tag("td", chip(Status.WATCH, reader.day(row.due_on)), class_="state"),
            _who(row.partner_code, row.name, row.owner or reader.t("no owner"), link),
            tag("td", _from_to(row.held, row.falls_to)),
            cell_of(money, stake, title=None if stake else reader.t("not known")),
            tag("td", said(tier_words.lacking(row.missing, currency), reader), class_="why"),
            tag("td", keep(reasons, row.partner_code, currency, reader), class_="why",
                data_label=reader.t("To keep")),
        ]))  # fmt: skip
    return table(heads, drawn, reader.t("About to lose a tier"), kind="is-tiers")


def keep(reasons: TierReasons, code: str, currency: str, reader: Reader) -> Html | str:
    path = reasons.keep.get(code)
    if path is None:
        return "–"
    words = tier_words.way(path, currency, reasons.units)
    return said(words, reader) if words else reader.t("Nothing: it is earned again today.")


def edges(rows: Sequence[TierEdge], currency: str, reader: Reader, link: Link) -> Html:
    """Partners within 5 % of a threshold, the nearest first."""
    heads = [head(reader.t("To threshold"), "n"), head(reader.t("Partner"), "lead"),
             head(reader.t("Tier")), head(reader.t("Requirement")),
             head(reader.t("Value"), "n"), head(reader.t("Needed"), "n")]  # fmt: skip
    drawn = [tag("tr", _edge(row, currency, reader, link)) for row in rows]
    return table(heads, drawn, reader.t("Close to an edge"))


def _edge(row: TierEdge, currency: str, reader: Reader, link: Link) -> list[Html]:
    value, needed = (
        reader.word(tier_words.quantity(number, row.unit, currency))
        for number in (row.value, row.needed)
    )
    others = None
    if row.others:
        others = reader.tn("{n} more is missing", "{n} more are missing", row.others)
    status = Status.WATCH if row.share >= 0 else Status.UNKNOWN
    words = reader.share(row.share, 1, signed=True)
    target = _from_to(row.held, row.tier) if row.tier != row.held else tag("b", row.held)
    return [
        tag("td", chip(status, words), class_="n state"),
        _who(row.partner_code, row.name, others or "", link),
        tag("td", target),
        tag("td", row.label),
        cell_of(reader.t("Value"), value),
        cell_of(reader.t("Needed"), needed),
    ]


def unknown(rows: Sequence[TierUnknown], currency: str, reader: Reader, link: Link) -> Html:
    """Partners of which data is missing: what they hold, what they may have earned."""
    heads = [head(reader.t("Partner"), "lead"), head(reader.t("Holds")),
             head(reader.t("May have earned")), head(reader.t("What is not known"))]  # fmt: skip
    drawn = [
        tag("tr", [
            _who(row.partner_code, row.name, "", link),
            tag("td", row.held, data_label=reader.t("Holds")),
            tag("td", row.possible, data_label=reader.t("May have earned")),
            tag("td", said(tier_words.lacking(row.unknown, currency), reader), class_="why"),
        ])
        for row in rows
    ]  # fmt: skip
    return table(heads, drawn, reader.t("Not known"))


def _who(code: str, name: str, below: str, link: Link) -> Html:
    who = tag("a", name, href=link(code), class_="who")
    sub = tag("span", below, class_="sub") if below else None
    return tag("td", tag("div", who, sub), class_="lead")


def _from_to(before: str, after: str) -> Html:
    if before == after or not before:
        return tag("span", after, class_="ps-num")
    return join([before, tag("span", " → ", class_="ps-to"), tag("b", after)])
