"""The page "At risk" narrowed to a region and to what alerts say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from scorecard.risk.alert_kinds import AlertRule
from scorecard.risk.alert_views import AlertLine, AtRiskPage, PartnerAlerts, TailLine

_BY_STATUS = (AlertRule.SILENT.value, AlertRule.FADING.value)


def narrowed(page: AtRiskPage, region: str = "", rule: str = "") -> AtRiskPage:
    """What passes both, with the totals of that; groups stay, they have neither."""
    if not region and not rule:
        return page
    inbox, queue = (_partners(found, region, rule) for found in (page.inbox, page.queue))
    tail = tuple(
        one for one in page.tail if region in ("", one.region) and rule in ("", rule_of(one))
    )  # fmt: skip
    snoozed, closed = (_lines(found, region, rule) for found in (page.snoozed, page.closed))
    totals = replace(
        page.totals,
        n_inbox=len(inbox), inbox_minor=_money(inbox),
        n_queue=len(queue), queue_minor=_money(queue),
        n_snoozed=len(snoozed), n_closed=len(closed),
        n_tail=len(tail), tail_minor=_money(tail),
    )  # fmt: skip
    return replace(
        page, inbox=inbox, queue=queue, snoozed=snoozed, closed=closed, tail=tail, totals=totals
    )


def rule_of(line: TailLine) -> AlertRule:
    """What a partner of the long tail is watched for: its status, else its product lines."""
    return AlertRule(line.status) if line.status in _BY_STATUS else AlertRule.LINES


def _partners(
    found: Sequence[PartnerAlerts], region: str, rule: str
) -> tuple[PartnerAlerts, ...]:  # fmt: skip
    return tuple(
        one
        for one in found
        if region in ("", one.region) and (not rule or any(a.rule == rule for a in one.alerts))
    )


def _lines(found: Sequence[AlertLine], region: str, rule: str) -> tuple[AlertLine, ...]:
    return tuple(
        one for one in found if region in ("", one.region) and rule in ("", one.rule)
    )  # fmt: skip


def _money(found: Iterable[PartnerAlerts | TailLine]) -> int:
    return sum(one.at_stake_minor for one in found)
