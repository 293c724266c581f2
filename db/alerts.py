"""Alerts follow a verdict: read the latest, apply the laws, keep what changed."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, select

from db.alert_rows import latest_alerts, next_alert_id, save_steps
from db.models import Setting
from db.readmodel import table_of
from db.risk_reads import RISK
from scorecard.risk.alert_findings import Money, verdict
from scorecard.risk.alerts import follow
from scorecard.risk.finding import Judged
from scorecard.risk.score import RiskFrame
from scorecard.settings import ProgrammeSettings

SETTING = table_of(Setting)


def follow_verdict(
    connection: Connection,
    answer: RiskFrame,
    at: datetime,
    whole: bool,
    changed: Collection[int] = (),
) -> int:
    """Open, update, wake and end alerts by an answer; returns how many changed.

    Call it once `partner_risk` holds the answer.

    Args:
        whole: the answer is about everybody; else about the partners `changed`.
    """
    if answer.evidence is None:
        return 0
    found = verdict(answer, _money(connection) if answer.quiet else {})
    without = {partner: Judged(None, False) for partner in changed}
    found = replace(found, whole=whole, judged=without | found.judged)
    steps = follow(
        latest_alerts(connection), found, _currency(connection), next_alert_id(connection)
    )
    save_steps(connection, steps, "", at)
    return len(steps)


def _money(connection: Connection) -> Money:
    """Partner -> money at stake and expected spend."""
    rows = connection.execute(
        select(RISK.c.partner_id, RISK.c.at_stake_minor, RISK.c.expected_minor)
    )
    return {int(row[0]): (int(row[1]), int(row[2])) for row in rows}


def _currency(connection: Connection) -> str:
    text = connection.scalar(select(SETTING.c.value).where(SETTING.c.key == "programme"))
    settings = ProgrammeSettings.model_validate(json.loads(text)) if text else ProgrammeSettings()
    return settings.reporting_currency
