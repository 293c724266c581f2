"""An alert as it is shown: a line, a line of the long tail, all that is known of it."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import pandas as pd

from scorecard.i18n.message import Message
from scorecard.risk.alert_acts import possible
from scorecard.risk.alert_kinds import RULE_NAMES, AlertRule
from scorecard.risk.alert_ports import KeptAlert
from scorecard.risk.alert_views import (
    AlertDetail,
    AlertEvent,
    AlertLine,
    EvidenceLink,
    TailLine,
)

YEAR = timedelta(days=365)


def line_of(one: KeptAlert) -> AlertLine:
    alert, said = one.alert, one.alert.said
    return AlertLine(
        alert_id=alert.alert_id, rule=said.rule, state=alert.state, kind=said.kind,
        partner_code=one.partner_code, name=one.name, owner=one.owner,
        assigned_to=alert.assigned_to,
        headline=said.reasons[0] if said.reasons else Message(RULE_NAMES[said.rule]),
        at_stake_minor=said.at_stake_minor, certainty=said.certainty, since=said.since,
        fired_on=alert.fired_on, seen_on=alert.seen_on, holds=alert.holds,
        is_worse=alert.is_worse, in_tail=one.in_tail, snoozed_until=alert.snoozed_until,
        until_worse=alert.until_worse, outcome=alert.outcome, closed_on=alert.closed_on,
        times=alert.times, n_partners=one.n_partners, region=one.region,
    )  # fmt: skip


def tail_line(alerts: Sequence[KeptAlert]) -> TailLine:
    """A partner of the long tail with its weightiest alert."""
    one = max(alerts, key=lambda each: each.alert.said.at_stake_minor)
    said = one.alert.said
    return TailLine(
        one.partner_code, one.name, one.owner, one.region, one.status, said.at_stake_minor,
        one.spend_change, said.last_on, one.alert.alert_id,
    )  # fmt: skip


def detail_of(
    one: KeptAlert, history: tuple[AlertEvent, ...], members: pd.DataFrame | None, today: date,
    may_act: bool,
) -> AlertDetail:  # fmt: skip
    """All of an alert.

    Args:
        members: of a group, as `AlertPort.alert_members` gives them.
    """
    said = one.alert.said
    return AlertDetail(
        line=line_of(one), reasons=said.reasons, doubts=said.doubts, why_certainty=said.why,
        question=said.question, evidence=_evidence(one, today), expected_minor=said.expected_minor,
        p_stop=said.p_stop, p_drop=said.p_drop, p_break=said.p_break, last_on=said.last_on,
        data_to=said.data_to, history=history,
        verbs=possible(one.alert) if may_act else frozenset(),
        members=_members(members),
    )  # fmt: skip


def _evidence(one: KeptAlert, today: date) -> EvidenceLink | None:
    """Sales of the year up to the last order of what is silent, up to today of all else."""
    said = one.alert.said
    if not one.partner_code:
        return None
    end = said.last_on if said.rule is AlertRule.SILENT and said.last_on else today
    return EvidenceLink(one.partner_code, "sales", end - YEAR, end)


def _members(frame: pd.DataFrame | None) -> tuple[TailLine, ...]:
    return () if frame is None else tuple(_member(row) for row in frame.to_dict("records"))


def _member(row: Mapping[Hashable, Any]) -> TailLine:
    change, last = row["spend_change"], row["last_on"]
    return TailLine(
        str(row["partner_code"]), str(row["name"]), str(row["owner"]), str(row["region"]),
        str(row["status"]), int(row["at_stake_minor"]),
        None if pd.isna(change) else float(change),
        None if pd.isna(last) else pd.Timestamp(last).date(),
        0,
    )  # fmt: skip
