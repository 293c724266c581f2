"""Tables as HTML: partners and evidence rows. On phones the style sheet makes each row a card."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from pages.ui.html import Html, style, tag
from pages.ui.marks import sparkline, state, status_chip
from pages.ui.reader import Reader
from scorecard.i18n import formats
from scorecard.i18n.message import MsgId
from scorecard.kpis import registry
from scorecard.views import Evidence, Need, PartnerLine, Status

REASONS = " · "  # between reasons
ATTAINMENT = "revenue_attainment"
_SHOWN_OTHERWISE = {ATTAINMENT, "net_sell_through"}
_WHAT: dict[str, MsgId] = {
    "sale": "Sale",
    "return": "Return",
    "credit": "Credit",
    "adjustment": "Adjustment",
}
Link = Callable[[str], str]  # partner code -> address
Column = tuple[Html, Callable[[PartnerLine], Html]]  # head, cell of a line


def kpi_columns(lines: Sequence[PartnerLine], most: int) -> list[str]:
    """KPIs of the card that get a column of their own, in the registry's order."""
    keys = {key for line in lines for key in line.readings}
    return [key for key in registry.keys if key in keys and key not in _SHOWN_OTHERWISE][:most]


def partner_table(
    lines: Sequence[PartnerLine], reader: Reader, link: Link, kpis: Sequence[str], *,
    standing: Sequence[Column] = (), brief: bool = False,
) -> Html:  # fmt: skip
    """Partners with status, score, sales against plan, trend, KPIs and why.

    A column that would be empty for all of them is left out.

    Args:
        link: address of a partner's page by its code.
        kpis: keys of the KPIs that get a column.
        standing: columns after the score, which then leaves its own change to them.
        brief: on a middling screen leave out what can be read elsewhere, so that *why* is seen.
    """
    room = "room" if brief else ""
    columns = [
        *_who(lines, reader, link, room, told=bool(standing)),
        *standing,
        *_against_plan(lines, reader),
        *[_kpi_column(key, reader, room) for key in kpis if _known(lines, key)],
        (head(reader.t("Why")),
         lambda line: tag("td", reader.say_all(line.why, REASONS), class_="why")),
    ]  # fmt: skip
    rows = [tag("tr", [cell(line) for _, cell in columns]) for line in lines]
    return table([head for head, _ in columns], rows, reader.t("Partners"), kind="is-partners")


def _known(lines: Iterable[PartnerLine], key: str) -> bool:
    found = (line.readings.get(key) for line in lines)
    return any(value is not None and value.value is not None for value in found)


def table(heads: Iterable[Html], rows: Iterable[Html], name: str, kind: str = "") -> Html:
    """A table that scrolls inside its own frame, never the page."""
    drawn = tag("table", tag("thead", tag("tr", heads)), tag("tbody", rows),
                class_=f"ps-table {kind}".rstrip())  # fmt: skip
    return tag("div", drawn, class_="ps-scroll", role="region", aria_label=name, tabindex=0)


def head(text: str, kind: str = "", title: str | None = None) -> Html:
    return tag("th", text, scope="col", class_=kind or None, title=title)


def _who(
    lines: Sequence[PartnerLine], reader: Reader, link: Link, room: str, *, told: bool
) -> list[Column]:
    def name(line: PartnerLine) -> Html:
        who = tag("a", line.name, href=link(line.partner_code), class_="who")
        owner = tag("span", line.owner or reader.t("no owner"), class_="sub")
        return tag("td", tag("div", who, owner), class_="lead")

    def score(line: PartnerLine) -> Html:
        said = _score(line, reader)[: 1 if told else 2]
        return tag("td", *said, class_="n", data_label=reader.t("Score"))

    tier = f"wide-only {room}".rstrip()
    columns: list[Column] = [
        (head(reader.t("Status")),
         lambda line: tag("td", status_chip(line.status, reader), class_="state")),
        (head(reader.t("Partner"), "lead"), name),
        (head(reader.t("Region"), room), lambda line: tag("td", line.region, class_=room or None)),
    ]  # fmt: skip
    if any(line.tier for line in lines):
        columns.append(
            (head(reader.t("Tier"), room), lambda line: tag("td", line.tier, class_=tier))
        )
    return [*columns, (head(reader.t("Score"), "n"), score)]


def _against_plan(lines: Sequence[PartnerLine], reader: Reader) -> list[Column]:
    def revenue(line: PartnerLine) -> Html:
        full = reader.money(line.net_minor, compact=False)
        return cell_of(reader.t("Revenue"), reader.whole(line.net_minor), title=full)

    def share(line: PartnerLine) -> Html:
        return tag("td", _of_plan(line, reader), class_="n", data_label=reader.t("Of plan"))

    def gap(line: PartnerLine) -> Html:
        text = None if line.gap_minor is None else reader.whole(line.gap_minor)
        return cell_of(reader.t("Gap"), text, title=None if text else reader.t("no target set"))

    planned: list[Column] = [
        (head(reader.t("Of plan"), "n"), share),
        (head(reader.t("Gap, {currency}", currency=reader.currency), "n"), gap),
    ]
    return [
        (head(reader.t("Revenue, {currency}", currency=reader.currency), "n"), revenue),
        *(planned if any(line.target_minor for line in lines) else []),
        (head(reader.t("By quarter")),
         lambda line: tag("td", _trend(line, reader), class_="wide-only")),
    ]  # fmt: skip


def _kpi_column(key: str, reader: Reader, room: str) -> Column:
    kpi = registry[key]
    label, kind = reader.t(kpi.label), f"n {room}".rstrip()

    def cell(line: PartnerLine) -> Html:
        value = line.readings.get(key)
        if value is None or value.value is None:
            return cell_of(label, None, kind, None if value is None else reader.reason(value))
        return cell_of(label, reader.reading(kpi, value), kind)

    return head(label, kind, reader.t(kpi.summary)), cell


def cell_of(label: str, text: str | None, kind: str = "n", title: str | None = None) -> Html:
    """A number with its label for phones, or a dash where it is not known."""
    if text is None:
        kind, text = f"{kind} dash", formats.NO_VALUE
    return tag("td", text, class_=kind, data_label=label, title=title)


def _of_plan(line: PartnerLine, reader: Reader) -> Html:
    value = line.readings.get(ATTAINMENT)
    if value is None or value.value is None:
        why = reader.t("no target set") if value is None else reader.reason(value)
        return tag("span", formats.NO_VALUE, class_="dash", title=why)
    colour = f" {state(line.status)}" if line.status is Status.RISK and value.value < 1 else ""
    bar = tag("i", style=style(v=min(max(value.value, 0.0), 1.0)), aria_hidden="true")
    return tag("span", bar, tag("span", reader.share(value.value)), class_=f"ps-of{colour}")


def _trend(line: PartnerLine, reader: Reader) -> Html | None:
    known = [minor for minor in line.trend if minor is not None]
    if not known:
        return None
    words = reader.t(
        "Revenue by quarter, from {first} to {last}",
        first=reader.money(known[0]),
        last=reader.money(known[-1]),
    )
    return sparkline(line.trend, words)


def _score(line: PartnerLine, reader: Reader) -> list[Html | str]:
    if line.score is None:
        return [tag("span", formats.NO_VALUE, class_="dash", title=reader.t("No data"))]
    known = reader.t("{share} of the card is known", share=reader.share(line.known))
    score = tag("span", reader.number(line.score), title=known)
    if line.score_before is None:
        return [score]
    before = reader.t("was {score}", score=reader.number(line.score_before))
    return [score, tag("span", before, class_="sub")]


def needs_list(
    needs: Iterable[Need], reader: Reader, link: Link, marks: Mapping[str, Html] | None = None
) -> Html:
    """The list "Needs you this week"; `marks`: a second mark beside the status, by code."""
    more = marks or {}
    items = [tag("li", _need(need, reader, link, more.get(need.partner_code))) for need in needs]
    return tag("ul", items, class_="ps-needs")


def _need(need: Need, reader: Reader, link: Link, mark: Html | None) -> Html:
    foot = f"{_stake(need, reader)} · {need.owner or reader.t('no owner')}"
    name = tag("span", need.name, status_chip(need.status, reader), mark, class_="ps-need-name")
    return tag(
        "a",
        name,
        tag("span", reader.say_all(need.reasons, REASONS), class_="ps-need-why"),
        tag("span", foot, class_="ps-need-foot"),
        tag("span", reader.t("Open"), " ›", class_="ps-go", aria_hidden="true"),
        href=link(need.partner_code),
        class_="ps-need",
    )


def _stake(need: Need, reader: Reader) -> str:
    if need.at_stake_minor is None:
        return reader.t("no target set")
    return reader.t("{money} at stake", money=reader.money(need.at_stake_minor))


def evidence_table(rows: Sequence[Evidence], reader: Reader, original: Link | None) -> Html:
    """Rows behind the numbers, down to file and line.

    Args:
        original: address of an upload's original by its batch number; None where the viewer may
            not fetch it.
    """
    heads = [
        head(reader.t("Date")), head(reader.t("What")), head(reader.t("Document")),
        head(reader.t("Customer")), head(reader.t("Detail")),
        head(reader.t("Amount"), "n"), head(reader.t("File")),
        head(reader.t("Line"), "n"),
    ]  # fmt: skip
    drawn = [tag("tr", _evidence(row, reader, original)) for row in rows]
    return table(heads, drawn, reader.t("Evidence"))


def _evidence(row: Evidence, reader: Reader, original: Link | None) -> list[Html]:
    file = row.file_name if original is None else tag(
        "a", row.file_name, href=original(str(row.batch_id)),
        title=reader.t("Open the upload and its original file"),
    )  # fmt: skip
    amount = None if row.amount_minor is None else reader.money(row.amount_minor, compact=False)
    return [
        tag("td", tag("div", reader.day(row.on)), class_="lead"),
        tag("td", reader.t(_WHAT.get(row.what, row.what)), class_="state"),
        tag("td", row.document, data_label=reader.t("Document")),
        tag("td", row.customer or formats.NO_VALUE, data_label=reader.t("Customer")),
        tag("td", row.detail or formats.NO_VALUE, data_label=reader.t("Detail")),
        cell_of(reader.t("Amount"), amount, title=_own(row, reader)),
        tag("td", file, data_label=reader.t("File")),
        cell_of(reader.t("Line"), reader.number(row.line)),
    ]


def _own(row: Evidence, reader: Reader) -> str | None:
    """The amount in the currency of the file, where that is another one."""
    if row.amount_own_minor is None or row.currency == reader.currency:
        return None
    return formats.money(row.amount_own_minor, row.currency, reader.lang, compact=False)
