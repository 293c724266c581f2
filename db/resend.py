"""Files that cover what is there already: recognised, and never counted twice."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pandas as pd
from sqlalchemy import Connection, bindparam, func, select, update

from db.directory import DISTRIBUTOR
from db.frames import read_frame
from db.months import BATCH_MONTH, LINE
from scorecard.errors import Issue
from scorecard.ingest.report import FileStatus, UploadReport
from scorecard.period import add_months, month_of, month_start

# What makes two lines of one sender the same line, and what may have changed about it.
IDENTITY = ["invoice_no", "invoice_line", "product_id"]
VALUES = ["invoice_on", "line_type", "qty_milli", "amount_own_minor", "currency", "reseller",
          "end_customer"]  # fmt: skip
NO_CHANGES = {"inserted": 0, "updated": 0, "unchanged": 0, "removed": 0}


@dataclass(frozen=True)
class Overlap:
    """How a file meets the lines of its sender that are there.

    Args:
        there: live lines of the sender in the file's period: IDENTITY, VALUES, batch_id,
            partner_id, record.
        shared: documents' lines that stand in both.
        same: the file says exactly what is there, in whatever layout.
    """

    there: pd.DataFrame
    shared: int
    same: bool


def period_of(cadence: str, first: date, last: date) -> tuple[date, date]:
    """Days [start, end) that a report stands for: whole months, or whole weeks from Monday."""
    if cadence == "weekly":
        start = first - timedelta(days=first.weekday())
        return start, last + timedelta(days=7 - last.weekday())
    return month_start(month_of(first)), month_start(add_months(month_of(last), 1))


def find_overlap(connection: Connection, report: UploadReport, sender_id: int) -> Overlap | None:
    """The overlap of a sell-through file with its sender's lines; None without any."""
    days = report.rows["invoice_date"]
    first, last = days.min().date(), days.max().date()
    cadence = connection.scalar(
        select(DISTRIBUTOR.c.cadence).where(DISTRIBUTOR.c.distributor_id == sender_id)
    )
    start, end = period_of(cadence or "monthly", first, last)
    if not _any_lines(connection, sender_id, start, end):
        return None
    there = _lines(connection, sender_id, start, end)
    fresh = as_lines(report.rows)
    mine, theirs = _keys(fresh), _keys(there)
    shared = sum((Counter(mine) & Counter(theirs)).values())
    same = len(fresh) == len(there) and Counter(_all(fresh)) == Counter(_all(there))
    return Overlap(there, shared, same) if shared or same else None


def _any_lines(connection: Connection, sender_id: int, start: date, end: date) -> bool:
    query = select(BATCH_MONTH.c.batch_id).where(
        BATCH_MONTH.c.distributor_id == sender_id,
        BATCH_MONTH.c.month.between(month_of(start), month_of(end - timedelta(days=1))),
    )
    return connection.execute(query.limit(1)).first() is not None


def _lines(connection: Connection, sender_id: int, start: date, end: date) -> pd.DataFrame:
    wanted = [*IDENTITY, *VALUES, "batch_id", "partner_id", "record"]
    batches = select(BATCH_MONTH.c.batch_id).where(
        BATCH_MONTH.c.distributor_id == sender_id,
        BATCH_MONTH.c.month.between(month_of(start), month_of(end - timedelta(days=1))),
    )
    return read_frame(
        connection,
        select(*[LINE.c[name] for name in wanted]).where(
            LINE.c.batch_id.in_(batches),
            LINE.c.voided_by.is_(None),
            LINE.c.invoice_on >= start,
            LINE.c.invoice_on < end,
        ),
    )


def as_lines(rows: pd.DataFrame) -> pd.DataFrame:
    """A report's rows under the names of stored lines."""
    named = rows.rename(
        columns={
            "line_no": "invoice_line", "invoice_date": "invoice_on",
            "transaction_type": "line_type", "line_amount_minor": "amount_own_minor",
            "end_customer_name": "end_customer",
        }
    )  # fmt: skip
    return named[[*IDENTITY, *VALUES]]


def _keys(frame: pd.DataFrame) -> list[tuple[Any, ...]]:
    """Identities of the lines that name a document; others cannot be told apart."""
    named = frame[frame["invoice_no"].notna()]
    return list(named[IDENTITY].astype("object").where(named[IDENTITY].notna(), None)
                .itertuples(index=False, name=None))  # fmt: skip


def _all(frame: pd.DataFrame) -> list[tuple[Any, ...]]:
    whole = frame[[*IDENTITY, *VALUES]]
    return list(
        whole.astype("object").where(whole.notna(), None).itertuples(index=False, name=None)
    )


def judge_overlap(report: UploadReport, overlap: Overlap | None, rule: str | None) -> UploadReport:
    """The same content again is refused; an overlap without the sender's rule is a question."""
    if overlap is None:
        return report
    if overlap.same:
        batch = str(int(overlap.there["batch_id"].max()))
        issue = Issue("DUPLICATE_FILE", params={"batch": batch})
        return replace(
            report, status=FileStatus.REJECTED, reason="DUPLICATE_FILE",
            rows=report.rows.iloc[:0], issues=(issue, *report.issues),
        )  # fmt: skip
    if rule is None:
        shared = {"shared": str(overlap.shared), "there": str(len(overlap.there))}
        issue = Issue("RESEND_RULE", params=shared)
        return replace(
            report, status=FileStatus.HELD, reason="RESEND_RULE", issues=(issue, *report.issues)
        )
    return report


def void_replaced(
    connection: Connection, overlap: Overlap, rows: pd.DataFrame, batch_id: int, rule: str
) -> dict[str, int]:
    """Take out the lines that a batch replaces, and say what changed.

    Rule "replace": all lines of the period; "add": only those that the file repeats.
    """
    fresh, there = as_lines(rows), overlap.there
    changes = count_changes(fresh, there)
    repeated = set(_keys(fresh))
    if rule == "add":
        keys = there[IDENTITY].astype("object").where(there[IDENTITY].notna(), None)
        known = [key in repeated for key in keys.itertuples(index=False, name=None)]
        there = there[pd.Series(known, index=there.index, dtype=bool)]
        changes["removed"] = 0
    _void(connection, there, batch_id)
    return changes


def count_changes(fresh: pd.DataFrame, there: pd.DataFrame) -> dict[str, int]:
    """Lines that are new, changed, as they were, and gone."""
    kept = sum((Counter(_all(fresh)) & Counter(_all(there))).values())
    both = sum((Counter(_keys(fresh)) & Counter(_keys(there))).values())
    nameless = int(fresh["invoice_no"].isna().sum())
    of_named = sum(
        (Counter(_all(fresh[fresh["invoice_no"].notna()])) & Counter(_all(there))).values()
    )
    updated = both - of_named
    return {
        "inserted": len(fresh) - nameless - both + (nameless - (kept - of_named)),
        "updated": updated,
        "unchanged": kept,
        "removed": len(there) - kept - updated,
    }


def _void(connection: Connection, lines: pd.DataFrame, batch_id: int) -> None:
    places = zip(lines["batch_id"], lines["partner_id"], lines["record"], strict=True)
    statement = (
        update(LINE)
        .where(
            LINE.c.batch_id == bindparam("b"),
            LINE.c.partner_id == bindparam("p"),
            LINE.c.record == bindparam("r"),
        )
        .values(voided_by=batch_id)
    )
    values = [{"b": int(b), "p": int(p), "r": int(r)} for b, p, r in places]
    if values:
        connection.execute(statement, values)


def sender_state(connection: Connection, sender_id: int) -> dict[str, object]:
    """What stands in the store of a sender: lines, quantity, amount by currency."""
    batches = select(BATCH_MONTH.c.batch_id).where(BATCH_MONTH.c.distributor_id == sender_id)
    query = (
        select(
            LINE.c.currency,
            func.count(),
            func.sum(LINE.c.qty_milli),
            func.sum(LINE.c.amount_own_minor),
        )
        .where(LINE.c.batch_id.in_(batches), LINE.c.voided_by.is_(None))
        .group_by(LINE.c.currency)
    )
    rows = connection.execute(query).all()
    return {
        "rows": sum(int(n) for _code, n, _qty, _amount in rows),
        "qty_milli": sum(int(qty) for _code, _n, qty, _amount in rows),
        "amount_minor": {str(code): int(amount) for code, _n, _qty, amount in rows},
    }
