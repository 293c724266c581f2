"""Alerts as pages, digests and commands read them; each read takes a `Scope`.

Chiefs see all, managers the alerts of their partners, of groups that hold one of them, and what
was assigned to them. Alerts are the vendor's own: partners and distributors see none.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Engine,
    Select,
    cast,
    exists,
    false,
    func,
    or_,
    select,
)

from db.alert_models import RiskBacktest
from db.alert_rows import ALERT, EVENT, MEMBER, alert_of
from db.engine import reading
from db.facts import PARTNER
from db.frames import read_frame
from db.models import Setting
from db.months import LINE
from db.readmodel import table_of
from db.risk_reads import RISK
from db.scoping import of_partners_in, partners_in
from scorecard.access import Role, Scope
from scorecard.i18n.message_json import from_text
from scorecard.risk.alert_kinds import AlertChange, AlertState
from scorecard.risk.alert_ports import JudgedOn, KeptAlert, KeptRecord
from scorecard.risk.alert_views import AlertEvent

SETTING, BACKTEST = table_of(Setting), table_of(RiskBacktest)
TAIL = 0.8  # of the expected spend: partners beyond it are the long tail
BUDGETS = "alert_budgets"  # setting: {"default": n, "owners": {owner: n}}
WHO = ("partner_code", "name", "owner", "region", "tier")


def alerts_in(scope: Scope) -> ColumnElement[bool]:
    """Alerts that a scope may see and act on."""
    if scope.role is Role.CHIEF:
        return ALERT.c.alert_id.is_not(None)
    if scope.role is not Role.MANAGER or not scope.owner:
        return false()
    mine = select(PARTNER.c.partner_id).where(partners_in(scope))
    groups = select(MEMBER.c.alert_id).where(MEMBER.c.partner_id.in_(mine))
    return or_(
        ALERT.c.partner_id.in_(mine),
        ALERT.c.alert_id.in_(groups),
        ALERT.c.assigned_to == scope.owner,
    )


class AlertReads:
    engine: Engine

    def judged_on(self, scope: Scope) -> JudgedOn:
        """Which verdict is kept, and how many partners of the scope are in it."""
        with reading(self.engine) as connection:
            text = connection.scalar(select(SETTING.c.value).where(SETTING.c.key == "risk_state"))
            n = connection.scalar(
                select(func.count())
                .select_from(RISK)
                .where(of_partners_in(scope, RISK.c.partner_id))
            )
        found = json.loads(text) if text else {}
        day = date.fromisoformat(found["as_of"]) if found else None
        nothing = str(found.get("nothing", ""))
        version, waiting = int(found.get("data_version", 0)), bool(found.get("waiting"))
        return JudgedOn(day, version, nothing, int(n or 0), waiting)

    def alerts(self, scope: Scope, closed_since: date) -> list[KeptAlert]:
        """Open alerts, and those closed since a day."""
        recent = or_(ALERT.c.state != AlertState.CLOSED.value, ALERT.c.closed_on >= closed_since)
        return self._load(scope, recent)

    def find_alert(self, scope: Scope, alert_id: int) -> KeptAlert | None:
        """One alert; None where the scope does not see it."""
        found = self._load(scope, ALERT.c.alert_id == alert_id)
        return found[0] if found else None

    def _load(self, scope: Scope, *where: ColumnElement[bool]) -> list[KeptAlert]:
        with reading(self.engine) as connection:
            rows = connection.execute(_alerts(scope).where(*where)).mappings().all()
            kept = [_kept(row) for row in rows]
            groups = [one.alert.alert_id for one in kept if not one.alert.said.partner]
            sums = connection.execute(_groups(scope, groups)).all() if groups else []
        of = {int(row[0]): row for row in sums}
        return [_summed(one, of.get(one.alert.alert_id)) for one in kept]

    def alert_events(self, scope: Scope, alert_id: int) -> tuple[AlertEvent, ...]:
        """An alert's history, newest first."""
        query = (
            select(EVENT)
            .join(ALERT, ALERT.c.alert_id == EVENT.c.alert_id)
            .where(EVENT.c.alert_id == alert_id, alerts_in(scope))
            .order_by(EVENT.c.number.desc())
        )
        with reading(self.engine) as connection:
            rows = connection.execute(query).mappings().all()
        return tuple(_event(row) for row in rows)

    def alert_members(self, scope: Scope, alert_id: int, limit: int = 100) -> pd.DataFrame:
        """A group's partners within the scope, most money first: `partner_code`, `name`, `owner`,
        `region`, `status`, `at_stake_minor`, `spend_change`, `last_on`."""
        columns = [RISK.c[n] for n in ("status", "at_stake_minor", "spend_change", "last_on")]
        query = (
            select(*[PARTNER.c[name] for name in WHO[:4]], *columns)
            .join(MEMBER, MEMBER.c.partner_id == PARTNER.c.partner_id)
            .join(RISK, RISK.c.partner_id == PARTNER.c.partner_id)
            .join(ALERT, ALERT.c.alert_id == MEMBER.c.alert_id)
            .where(MEMBER.c.alert_id == alert_id, partners_in(scope), alerts_in(scope))
            .order_by(RISK.c.at_stake_minor.desc(), PARTNER.c.partner_code)
            .limit(limit)
        )
        with reading(self.engine) as connection:
            return read_frame(connection, query)

    def order_days(self, scope: Scope, partner_code: str, since: date) -> pd.DataFrame:
        """A partner's orders by day, as the risk model counts them: `day`, `amount_minor`."""
        total = cast(func.sum(LINE.c.amount_minor), BigInteger).label("amount_minor")
        query = (
            select(LINE.c.invoice_on.label("day"), total)
            .join(PARTNER, PARTNER.c.partner_id == LINE.c.partner_id)
            .where(PARTNER.c.partner_code == partner_code, _orders_in(scope))
            .where(LINE.c.invoice_on >= since, LINE.c.voided_by.is_(None))
            .where(LINE.c.line_type == "sale", LINE.c.amount_minor >= 0)
            .group_by(LINE.c.invoice_on)
            .order_by(LINE.c.invoice_on)
        )
        with reading(self.engine) as connection:
            return read_frame(connection, query)

    def alert_counts(self, scope: Scope) -> pd.DataFrame:
        """Alerts fired so far by `rule`, `owner` (who is to act), `state` and `outcome`: `n`."""
        owner = func.coalesce(func.nullif(ALERT.c.assigned_to, ""), PARTNER.c.owner, "")
        keys = [ALERT.c.rule, owner.label("owner"), ALERT.c.state, ALERT.c.outcome]
        query = (
            select(*keys, func.count().label("n"))
            .select_from(ALERT)
            .outerjoin(PARTNER, PARTNER.c.partner_id == ALERT.c.partner_id)
            .where(alerts_in(scope))
            .group_by(*keys)
            .order_by(*keys)
        )
        with reading(self.engine) as connection:
            return read_frame(connection, query)

    def weekly_budgets(self, scope: Scope) -> Mapping[str, int]:
        """Partners a week by owner, as set; the one for everybody else under ""."""
        if scope.role not in (Role.CHIEF, Role.MANAGER):
            return {}
        with reading(self.engine) as connection:
            text = connection.scalar(select(SETTING.c.value).where(SETTING.c.key == BUDGETS))
        found: dict[str, int] = json.loads(text) if text else {}
        if scope.role is Role.CHIEF:
            return found
        return {owner: n for owner, n in found.items() if owner in ("", scope.owner)}

    def track_record_kept(self, scope: Scope) -> KeptRecord | None:
        """The newest track record of the whole book; it names no partner."""
        if scope.role not in (Role.CHIEF, Role.MANAGER):
            return None
        query = select(BACKTEST).order_by(BACKTEST.c.data_version.desc()).limit(1)
        with reading(self.engine) as connection:
            row = connection.execute(query).mappings().first()
        return (
            None if row is None else KeptRecord(row["data_version"], row["made_at"], row["record"])
        )


def _orders_in(scope: Scope) -> ColumnElement[bool]:
    """Partners whose orders a scope may see; those of an alert assigned to it are."""
    asked = select(ALERT.c.partner_id).where(
        ALERT.c.assigned_to == (scope.owner or ""), ALERT.c.state != AlertState.CLOSED.value
    )
    if scope.role is Role.MANAGER and scope.owner:
        return or_(partners_in(scope), PARTNER.c.partner_id.in_(asked))
    return partners_in(scope)


def _alerts(scope: Scope) -> Select[Any]:
    before = func.sum(RISK.c.expected_minor).over(
        order_by=(RISK.c.expected_minor.desc(), RISK.c.partner_id), rows=(None, 0)
    )
    whole = select(cast(func.coalesce(func.sum(RISK.c.expected_minor), 0), BigInteger))
    ranked = select(
        RISK.c.partner_id, RISK.c.status, RISK.c.spend_change,
        cast(before - RISK.c.expected_minor, BigInteger).label("before"),
    ).subquery()  # fmt: skip
    tail = ranked.c.before >= TAIL * whole.scalar_subquery()
    return (
        select(ALERT, *[PARTNER.c[name] for name in WHO], ranked.c.status, ranked.c.spend_change,
               tail.label("in_tail"), _closed_by_person())
        .outerjoin(PARTNER, PARTNER.c.partner_id == ALERT.c.partner_id)
        .outerjoin(ranked, ranked.c.partner_id == ALERT.c.partner_id)
        .where(alerts_in(scope))
        .order_by(ALERT.c.at_stake_minor.desc(), ALERT.c.alert_id)
    )  # fmt: skip


def _closed_by_person() -> ColumnElement[bool]:
    closed = EVENT.c.change == AlertChange.CLOSED.value
    mine = EVENT.c.alert_id == ALERT.c.alert_id
    return exists().where(mine, closed, EVENT.c.who != "").label("by_person")


def _groups(scope: Scope, alert_ids: list[int]) -> Select[Any]:
    """Partners of groups within the scope, and their money."""
    return (
        select(MEMBER.c.alert_id, func.count(), func.coalesce(func.sum(RISK.c.at_stake_minor), 0),
               func.coalesce(func.sum(RISK.c.expected_minor), 0))
        .join(PARTNER, PARTNER.c.partner_id == MEMBER.c.partner_id)
        .outerjoin(RISK, RISK.c.partner_id == MEMBER.c.partner_id)
        .where(MEMBER.c.alert_id.in_(alert_ids), partners_in(scope))
        .group_by(MEMBER.c.alert_id)
    )  # fmt: skip


def _kept(row: Any) -> KeptAlert:
    known: dict[str, Any] = {name: row[name] or "" for name in WHO}
    return KeptAlert(
        alert_of(row), **known, status=row["status"] or "unknown",
        spend_change=row["spend_change"], in_tail=bool(row["in_tail"]),
        by_person=bool(row["by_person"]),
    )  # fmt: skip


def _summed(one: KeptAlert, row: Any) -> KeptAlert:
    if one.alert.said.partner:
        return one
    n, stake, expected = (0, 0, 0) if row is None else (int(row[1]), int(row[2]), int(row[3]))
    said = replace(one.alert.said, at_stake_minor=stake, expected_minor=expected)
    return replace(
        one, alert=replace(one.alert, said=said), name=one.alert.said.group, n_partners=n
    )


def _event(row: Any) -> AlertEvent:
    told = from_text(row["told"]) if row["told"] else None
    return AlertEvent(row["at"], row["who"], AlertChange(row["change"]), told, row["note"])
