"""Lists of single alerts and of the long tail, as tables."""

from __future__ import annotations

from collections.abc import Sequence

from pages.ui import address
from pages.ui import at_risk_controls as controls
from pages.ui.html import Html, show, tag
from pages.ui.marks import chip
from pages.ui.reader import Reader
from pages.ui.risk_marks import risk_chip
from pages.ui.tables import Link, cell_of, head, table
from scorecard import at_risk_words as words
from scorecard.at_risk_filter import rule_of
from scorecard.i18n import formats
from scorecard.i18n.message import Message
from scorecard.risk.alert_kinds import OUTCOME_NAMES, RULE_NAMES, AlertRule
from scorecard.risk.alert_views import AlertLine, TailLine
from scorecard.risk.words import RiskStatus
from scorecard.views import Status

FEW, MOST = 12, 200


def alerts_table(
    found: Sequence[AlertLine], wanted: controls.AtRiskAsked, reader: Reader, link: Link
) -> None:
    """Snoozed or closed alerts, one a row, each leading to all about it."""
    closed = wanted.part == controls.CLOSED
    last = reader.t("How it ended") if closed else reader.t("Sleeps")
    stake = reader.t("At stake")
    heads = [head(reader.t("Partner"), "lead"), head(reader.t("What changed")),
             head(stake, "n"), head(reader.t("Who acts")), head(last), head("")]  # fmt: skip
    shown = found[: MOST if wanted.everything else FEW]
    rows = [
        tag("tr", [
            _who(one.partner_code, one.name, one, reader, link),
            tag("td", reader.say(one.headline), class_="why"),
            cell_of(stake, reader.money(one.at_stake_minor)),
            tag("td", one.handler or formats.NO_VALUE, data_label=reader.t("Who acts")),
            tag("td", reader.say(_end(one) if closed else words.snoozed(one)), data_label=last),
            tag("td", tag("a", reader.t("Details"), href=address.here(alert=str(one.alert_id)))),
        ])
        for one in shown
    ]  # fmt: skip
    show(table(heads, rows, reader.t("Alerts"), kind="is-alerts"))
    rest(len(shown), len(found), wanted, reader)


def _end(one: AlertLine) -> Message:
    outcome = Message(OUTCOME_NAMES[one.outcome]) if one.outcome else Message("Closed")
    if one.closed_on is None:
        return outcome
    return Message("{outcome}, {day}", {"outcome": outcome, "day": one.closed_on})


def _who(code: str, name: str, one: AlertLine, reader: Reader, link: Link) -> Html:
    if not code:
        return tag("td", tag("div", tag("b", reader.say(words.group_name(one)))), class_="lead")
    sub = tag("span", reader.t(RULE_NAMES[one.rule]), class_="sub")
    return tag("td", tag("div", tag("a", name, href=link(code), class_="who"), sub), class_="lead")


def tail_table(
    found: Sequence[TailLine], wanted: controls.AtRiskAsked, reader: Reader, link: Link
) -> None:
    """The long tail: watched as a list, not called one by one."""
    stake, change, last = (
        reader.t("At stake"), reader.t("Spend in 90 days"), reader.t("Last order")
    )  # fmt: skip
    heads = [head(reader.t("Status")), head(reader.t("Partner"), "lead"),
             head(reader.t("Region")), head(stake, "n"), head(change, "n"), head(last),
             head("")]  # fmt: skip
    shown = found[: MOST if wanted.everything else FEW]
    show(table(heads, [_tail(one, reader, link) for one in shown], reader.t("Watch list"),
               kind="is-alerts"))  # fmt: skip
    rest(len(shown), len(found), wanted, reader)


def _tail(one: TailLine, reader: Reader, link: Link) -> Html:
    change = None if one.spend_change is None else reader.share(one.spend_change, signed=True)
    owner = tag("span", one.owner or reader.t("no owner"), class_="sub")
    name = tag("a", one.name, href=link(one.partner_code), class_="who")
    more = None
    if one.alert_id:
        more = tag("a", reader.t("Details"), href=address.here(alert=str(one.alert_id)))
    return tag("tr", [
        tag("td", _watched_for(one, reader), class_="state"),
        tag("td", tag("div", name, owner), class_="lead"),
        tag("td", one.region),
        cell_of(reader.t("At stake"), reader.money(one.at_stake_minor)),
        cell_of(reader.t("Spend in 90 days"), change),
        tag("td", reader.day(one.last_on) if one.last_on else formats.NO_VALUE,
            data_label=reader.t("Last order")),
        tag("td", more),
    ])  # fmt: skip


def _watched_for(one: TailLine, reader: Reader) -> Html:
    rule = rule_of(one)
    if rule is AlertRule.LINES:
        return chip(Status.WATCH, reader.t(RULE_NAMES[rule]))
    return risk_chip(RiskStatus(one.status), reader)


def rest(shown: int, n: int, wanted: controls.AtRiskAsked, reader: Reader) -> None:
    """The way to the rest of a list that was cut."""
    if shown < n and not wanted.everything:
        text = reader.tn("See {n}", "See all {n}", n)
        show(tag("p", tag("a", text, " ›", href=address.here(all="1")), class_="ps-more"))
