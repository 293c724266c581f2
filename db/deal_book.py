"""Deals as they were reported: the last word of each, and what was known when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import groupby, pairwise
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, delete, select

from db.deal_models import DealReport, DealSnapshot
from db.decided import merges
from db.frames import insert_rows
from db.models import Setting, UploadBatch
from db.own_money import add_converted
from db.readmodel import table_of
from scorecard.ids import stable_id

BATCH = table_of(UploadBatch)
SETTING = table_of(Setting)
PIPELINE_STATE = "pipeline_state"  # the day for which the reports were counted; gone: do it anew
REPORT = table_of(DealReport)
SNAPSHOT = table_of(DealSnapshot)
CLOSED = ("won", "lost", "cancelled")
DATED_BY = ("closed_on", "created_on")  # the rate of exchange
TEXTS = (
    "name", "owner", "customer_tax_id", "customer_country", "product_family", "registration_no",
    "decision", "decision_reason", "tender_no", "forecast_category", "lost_reason",
)  # fmt: skip
DAYS = ("created_on", "expected_close_on", "closed_on", "registered_on", "decided_on")
ROLES = ("registering", "transacting", "influencer")
KNOWN = ("stage", "status", "amount_minor", "expected_close_on", "closed_on", "forecast_category")
MOVES = ("stage", "amount_minor")  # what counts as progress

Payload = dict[str, Any]


def deal_key(row: Payload) -> int:
    """The id of a deal: one a system; a distributor's numbers are its own."""
    names = (row.get("source") or "", row.get("system") or "", row.get("sender") or "")
    if not any(names):
        return stable_id("deal", row["deal_id"])
    return stable_id("deal", *names, row["deal_id"])


def source_of(row: Payload) -> str:
    """Whose word a deal is: as the file says, else as its fields tell."""
    if row.get("source"):
        return str(row["source"])
    if row.get("sender") or row["originated_by"] == "distributor":
        return "quote"
    if row["registered_on"] or row["decision"]:
        return "registration"
    return "crm" if row["originated_by"] == "vendor" else "partner"


def draw_reports(
    connection: Connection, rows: list[Payload], keys: list[int], currency: str
) -> None:
    """Bring reports and snapshots of some deals to what the landed batches say.

    Args:
        rows: live rows of these deals, oldest first, with key, batch_id, record and pid.
    """
    forget_count(connection)
    landed = _landed(connection, {row["batch_id"] for row in rows})
    rows = [row | {"landed": landed[row["batch_id"]]} for row in rows]
    add_converted(connection, rows, rows, "amount_minor", "in_reporting", DATED_BY, currency)
    into = merges(connection)
    reports: list[Payload] = []
    snapshots: list[Payload] = []
    for _key, own in groupby(sorted(rows, key=itemgetter("key")), key=itemgetter("key")):
        history = _history(list(own))
        snapshots += _snapshots(history)
        reports.append(_report(history, into))
    for table, made in ((REPORT, reports), (SNAPSHOT, snapshots)):
        connection.execute(delete(table).where(table.c.deal_id.in_(keys)))
        columns = [column.name for column in table.c]
        insert_rows(connection, table, columns, [tuple(r[n] for n in columns) for r in made])


def forget_count(connection: Connection) -> None:
    """The pipeline has to be counted anew."""
    connection.execute(delete(SETTING).where(SETTING.c.key == PIPELINE_STATE))


def _landed(connection: Connection, batches: set[int]) -> dict[int, date]:
    query = select(BATCH.c.batch_id, BATCH.c.landed_at).where(BATCH.c.batch_id.in_(batches))
    return {int(row[0]): row[1].date() for row in connection.execute(query)}


def _history(rows: list[Payload]) -> list[Payload]:
    """A deal's rows in the order of the days that they are of (`said`).

    A row is of the day that it gives for its stage or closing. One that gives none, or that says
    of a known stage something else than before, is of the day on which its file landed.
    """
    seen, dated = set(), []
    for row in rows:
        given = row["closed_on"] if row["status"] in CLOSED else row["stage_entered_on"]
        said = _day(given) or row["landed"]
        mark = (given, row["stage"], row["status"])
        if mark in seen:
            said = max(said, row["landed"])
        seen.add(mark)
        dated.append(row | {"said": said})
    return sorted(dated, key=lambda row: (row["said"], row["batch_id"], row["record"]))


def _snapshots(history: list[Payload]) -> Iterator[Payload]:
    """What changed and when; a deal is known to be open from its first day on, and no more."""
    first, place, before = history[0], 0, None
    created = _day(first["created_on"])
    if created and created < first["said"]:
        yield _snapshot(first, 0) | _opening(created)
        place = 1
    for row in history:
        made = _snapshot(row, place)
        known = tuple(made[name] for name in KNOWN)
        if known != before:
            before, place = known, place + 1
            yield made


def _opening(created: date) -> Payload:
    nothing = dict.fromkeys(("amount_minor", "expected_close_on", "closed_on"))
    words = {"stage": "", "status": "open", "forecast_category": ""}
    return {**nothing, **words, "said_on": created}


def _snapshot(row: Payload, place: int) -> Payload:
    closed = row["status"] in CLOSED
    return {
        "deal_id": row["key"],
        "place": place,
        "said_on": row["said"],
        "landed_on": row["landed"],
        "partner_id": row["pid"],
        "distributor_id": row["distributor_id"] or 0,
        "stage": row["stage"],
        "status": row["status"],
        "amount_minor": _amount(row),
        "expected_close_on": _day(row["expected_close_on"]),
        "closed_on": _day(row["closed_on"]) if closed else None,
        "forecast_category": row.get("forecast_category") or "",
        "batch_id": row["batch_id"],
        "record": row["record"],
    }


def _report(history: list[Payload], into: dict[int, int]) -> Payload:
    row = history[-1]
    own = row.get("amount_minor")
    roles = {role: int(row.get(f"{role}_id") or 0) for role in ROLES}
    return {
        **{name: row.get(name) or "" for name in TEXTS},
        **{name: _day(row[name]) for name in DAYS},
        **{f"{role}_id": into.get(number, number) for role, number in roles.items()},
        "deal_id": row["key"],
        "source": source_of(row),
        "registration_no": _registration_no(row),
        "sender": row.get("system") or row.get("sender") or "",
        "deal_code": row["deal_id"],
        "partner_id": row["pid"],
        "distributor_id": row["distributor_id"] or 0,
        "customer_name": row["end_customer_name"] or "",
        "amount_own_minor": None if own is None else int(own),
        "currency": row["currency"],
        "amount_minor": _amount(row),
        "progressed_on": _progressed(history),
        "status": row["status"],
        "stage": row["stage"],
        "sent_by": stable_id("distributors", row["sender"]) if row.get("sender") else 0,
        "extended": row.get("extended") == "yes",
        "batch_id": row["batch_id"],
        "record": row["record"],
    }


def _registration_no(row: Payload) -> str:
    """The number of the registration that a report is, or is of."""
    given = row.get("registration_no") or ""
    return str(given or (row["deal_id"] if source_of(row) == "registration" else ""))


def _progressed(history: list[Payload]) -> date | None:
    """The last day on which stage or amount changed; None when nothing did since the start."""
    found = None
    for before, row in pairwise(history):
        if (before["stage"], _amount(before)) != (row["stage"], _amount(row)):
            found = row["said"]
    return found


def _amount(row: Payload) -> int | None:
    return None if row.get("amount_minor") is None else int(row["in_reporting"])


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
