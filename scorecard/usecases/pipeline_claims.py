"""Registrations to answer, those that expire, and conflicts with the rule that decides.

Who sees not all claims on an opportunity sees no conflict of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import pandas as pd

from scorecard.access import Scope
from scorecard.forecast.registrations import Standing, reason, standings
from scorecard.forecast.views import Conflict, RegistrationLine, Registrations
from scorecard.ports import PipelinePort

TO_ANSWER = (Standing.TO_ANSWER.value, Standing.OVERDUE.value)


def build_registrations(reads: PipelinePort, scope: Scope, as_of: date) -> Registrations:
    """Open registrations: to be answered, protection that ends soon, and rival claims."""
    reports = reads.registrations(scope)
    rows = _standings(reports, as_of)
    told: Any = reports.itertuples(index=False)
    codes = {int(row.deal_id): row for row in told}
    lines = {int(row["deal_id"]): _line(row, codes, as_of) for row in rows}
    standing = {int(row["deal_id"]): row["standing"] for row in rows}
    waiting = [line for number, line in lines.items() if standing[number] in TO_ANSWER]
    soon = [line for n, line in lines.items() if standing[n] == Standing.EXPIRING.value]
    conflicts = sorted(
        _conflicts(rows, lines), key=lambda one: (-(one.amount_minor or 0), one.cluster_id)
    )
    return Registrations(_urgent(waiting), _urgent(soon), tuple(conflicts))


def _standings(reports: pd.DataFrame, as_of: date) -> list[dict[str, Any]]:
    """Where each registration stands at the end of the day."""
    if not len(reports):
        return []
    deals = reports.drop(columns="cluster_id").rename(
        columns={"registered_on": "submitted_at", "decided_on": "decided_at"}
    )
    evening = datetime.combine(as_of, time.max)
    found = standings(deals, reports[["deal_id", "cluster_id"]], evening)
    return [{str(k): v for k, v in row.items()} for row in found.to_dict("records")]


def _urgent(lines: list[RegistrationLine]) -> tuple[RegistrationLine, ...]:
    return tuple(sorted(lines, key=lambda line: (line.due_on, line.deal_code)))


def _line(row: dict[str, Any], codes: dict[int, Any], as_of: date) -> RegistrationLine:
    report, due = codes[int(row["deal_id"])], _due(row)
    holder = codes.get(int(row["holder_id"]))
    own = codes.get(int(row["own_deal_id"]))
    registered = report.created_on if pd.isna(report.registered_on) else report.registered_on
    return RegistrationLine(
        deal_id=int(report.deal_id), deal_code=report.deal_code,
        partner_code=report.partner_code, partner_name=report.partner_name,
        customer=report.customer_name,
        amount_minor=None if pd.isna(report.amount_minor) else int(report.amount_minor),
        registered_on=registered.date(), decision=report.decision, due_on=due,
        days_left=(due - as_of).days, own_record=own.deal_code if own else "",
        rule=reason(row, holder.partner_name if holder else ""),
    )  # fmt: skip


def _due(row: dict[str, Any]) -> date:
    """The day by which it is to be answered, or the last one on which it is protected."""
    until = row["protected_until"]
    if pd.isna(until):
        answer: date = pd.Timestamp(row["answer_by"]).date()
        return answer
    last: date = pd.Timestamp(until).date() - timedelta(days=1)
    return last


def _conflicts(
    rows: list[dict[str, Any]], lines: dict[int, RegistrationLine]
) -> Iterator[Conflict]:
    found: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        if row["is_conflict"] and row["standing"] != Standing.CLOSED.value:
            found.setdefault(int(row["cluster_id"]), []).append(row)
    for cluster, claims in found.items():
        named = [lines[int(row["deal_id"])] for row in claims]
        winner = lines.get(int(claims[0]["holder_id"]))
        amounts = [line.amount_minor for line in named if line.amount_minor is not None]
        partner = any(row["against"] == "partner" for row in claims)
        yield Conflict(
            cluster_id=cluster, customer=named[0].customer,
            amount_minor=max(amounts, default=None),
            against="partner" if partner else "own", winner=winner,
            others=tuple(line for line in named if line is not winner),
            rule=(winner or named[0]).rule,
        )  # fmt: skip
