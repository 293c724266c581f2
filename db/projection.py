"""Things that files describe (partners, deals ...) drawn from the accepted rows of all batches.

A thing's state is what the latest landed batch said about it. So landing a file and taking it
back are the same step: draw the touched things again.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Table, delete, select

from db.deal_book import deal_key, draw_reports
from db.decided import BRANCH, MERGE, decided_targets, merges
from db.frames import chunks, insert_rows, upsert_rows
from db.models import (
    BatchRow,
    Certification,
    Deal,
    DealStage,
    Distributor,
    EngagementEvent,
    MdfRequest,
    NpsAnswer,
    Partner,
    Product,
    SellInLine,
    StockLine,
    Target,
    UploadBatch,
)
from db.own_money import add_converted
from db.readmodel import table_of
from db.references import drop_owned, first_use
from db.standings import apply_held
from db.voice_sums import INVITATION, sum_partners
from scorecard.errors import UserError
from scorecard.ids import stable_id
from scorecard.ingest.kinds import NATURAL_KEYS, FileKind
from scorecard.names import fold
from scorecard.voice.themes import searchable, themes_of

BATCH = table_of(UploadBatch)
BATCH_ROW = table_of(BatchRow)

Payload = dict[str, Any]
VOICE = (FileKind.NPS, FileKind.INVITATIONS)


@dataclass(frozen=True)
class Thing:
    """How a kind's rows become rows of a table.

    Args:
        id_column: the column that holds the row's key.
        build: payload -> the table's other columns.
        money: own-currency columns -> (reporting column, payload fields that date the rate,
            the first that is filled wins).
        referenced: other tables point to it, so it is updated in place.
    """

    table: Table
    id_column: str
    build: Callable[[Payload], Payload]
    money: dict[str, tuple[str, tuple[str, ...]]]
    referenced: bool = False


def key_of(kind: FileKind, row: Payload) -> int:
    """The id of the thing that a row is about; deals keep all rows of their history."""
    if kind is FileKind.PARTNERS:
        return stable_id("partner", row["partner_code"])
    if kind is FileKind.DEALS:
        return deal_key(row)
    if kind is FileKind.STOCK:
        place = (row["sender"], row["snapshot_date"], row["product_id"], row["warehouse"] or "")
        return stable_id("stock", *place)
    if kind is FileKind.SELL_IN:
        names = ("distributor_code", "invoice_no", "line_no", "product_id", "nth")
        return stable_id("sell_in", *(str(row.get(name) or "") for name in names))
    return stable_id(kind.value, *(row.get(name) or "" for name in NATURAL_KEYS[kind]))


def draw(connection: Connection, kind: FileKind, keys: list[int], currency: str) -> None:
    """Bring the things with these keys to what the landed batches say.

    Raises:
        UserError: `undo_blocked` when a partner or product that would vanish is still in use.
    """
    thing = THINGS[kind]
    spoke: set[int] = set()
    for some in chunks(keys):
        rows = _live_rows(connection, kind, some)
        if kind in VOICE:
            rows = _latest_last(rows, kind)
            spoke |= _speakers(connection, thing, some) | {row["pid"] for row in rows}
        if kind is FileKind.DEALS:
            draw_reports(connection, rows, some, currency)
            rows = [row for row in rows if row["pid"]]  # the vendor's own are no partner's
            _draw_stages(connection, rows, some, currency)
            rows = _newest_deals(rows)
        current = {row["key"]: row for row in rows}
        built = _built(connection, thing, list(current.values()), currency)
        if kind is FileKind.PARTNERS:
            _set_parents(connection, built)
        _replace(connection, thing, built, some)
        if kind is FileKind.PARTNERS:
            apply_held(connection, some)
    sum_partners(connection, list(spoke))


def _latest_last(rows: list[Payload], kind: FileKind) -> list[Payload]:
    """Who answers twice in a wave counts once: the later day wins, then the later file and row."""
    if kind is not FileKind.NPS:
        return rows
    return sorted(rows, key=lambda row: (row["answered_on"], row["batch_id"], row["record"]))


def _speakers(connection: Connection, thing: Thing, keys: list[int]) -> set[int]:
    """Partners whose answers or invitations these were so far."""
    own = thing.table.c[thing.id_column].in_(keys)
    found = connection.execute(select(thing.table.c.partner_id).distinct().where(own))
    return {int(row[0]) for row in found}


def listed_tiers(connection: Connection, partner_ids: list[int]) -> dict[int, str]:
    """Tier by partner as the files list it, whatever was decided since."""
    rows = [
        row
        for some in chunks(partner_ids)
        for row in _live_rows(connection, FileKind.PARTNERS, some)
    ]
    return {row["key"]: row["tier"] or "" for row in rows}


def _set_parents(connection: Connection, built: list[Payload]) -> None:
    """A person's word on who is a branch of whom, or the same, stands above the files'."""
    ids = [row["partner_id"] for row in built]
    parents, same = (decided_targets(connection, subject, ids) for subject in (BRANCH, MERGE))
    for row in built:
        row["parent_id"] = parents.get(row["partner_id"], row["parent_id"])
        row["merged_into"] = same.get(row["partner_id"])


def partners_of(
    connection: Connection, kind: FileKind, keys: list[int], batch_id: int
) -> list[int]:
    """Partners whose things change: of this batch's rows, and of the rows they replace."""
    if kind is FileKind.PARTNERS:
        return keys
    of_batch = select(BATCH_ROW.c.key).where(BATCH_ROW.c.batch_id == batch_id)
    found = connection.execute(
        select(BATCH_ROW.c.partner_id)
        .distinct()
        .where(BATCH_ROW.c.kind == kind.value, BATCH_ROW.c.key.in_(of_batch))
    )
    into = merges(connection)
    return sorted({into.get(int(row[0]), int(row[0])) for row in found if row[0]})


def redraw_all(connection: Connection, currency: str) -> None:
    """All things anew from the rows of the landed batches."""
    for kind in THINGS:
        query = select(BATCH_ROW.c.key).where(BATCH_ROW.c.kind == kind.value).distinct()
        keys = sorted(int(row[0]) for row in connection.execute(query))
        draw(connection, kind, keys, currency)


def _live_rows(connection: Connection, kind: FileKind, keys: list[int]) -> list[Payload]:
    """Rows of landed batches, oldest first, with their payload unpacked."""
    query = (
        select(BATCH_ROW.c.key, BATCH_ROW.c.batch_id, BATCH_ROW.c.record,
               BATCH_ROW.c.partner_id, BATCH_ROW.c.payload)
        .join(BATCH, BATCH.c.batch_id == BATCH_ROW.c.batch_id)
        .where(BATCH_ROW.c.kind == kind.value, BATCH_ROW.c.key.in_(keys),
               BATCH.c.status == "landed")
        .order_by(BATCH_ROW.c.batch_id, BATCH_ROW.c.record)
    )  # fmt: skip
    into = merges(connection)
    return [
        {**json.loads(payload), "key": key, "batch_id": batch, "record": record,
         "pid": into.get(partner, partner)}
        for key, batch, record, partner, payload in connection.execute(query)
    ]  # fmt: skip


def _newest_deals(rows: list[Payload]) -> list[Payload]:
    """One row a deal: the latest stage it entered, and of that the latest file's word."""
    return sorted(rows, key=lambda row: (_entered(row), row["batch_id"], row["record"]))


def _entered(row: Payload) -> str:
    return str(row["stage_entered_on"] or row["created_on"])


def _built(
    connection: Connection, thing: Thing, rows: list[Payload], currency: str
) -> list[Payload]:
    built = []
    for row in rows:
        columns = thing.build(row)
        columns |= {thing.id_column: row["key"], "batch_id": row["batch_id"]}
        if "record" in thing.table.c:
            columns["record"] = row["record"]
        built.append(columns)
    for own, (reporting, dates) in thing.money.items():
        add_converted(connection, rows, built, own, reporting, dates, currency)
    return built


def _replace(connection: Connection, thing: Thing, built: list[Payload], keys: list[int]) -> None:
    ids = thing.table.c[thing.id_column]
    gone = sorted(set(keys) - {row[thing.id_column] for row in built})
    if thing.referenced:
        _refuse_in_use(connection, thing, gone)
    connection.execute(delete(thing.table).where(ids.in_(gone if thing.referenced else keys)))
    if not built:
        return
    columns = list(built[0])
    rows = [tuple(row[name] for name in columns) for row in built]
    if thing.referenced:
        upsert_rows(connection, thing.table, columns, rows)
    else:
        insert_rows(connection, thing.table, columns, rows)


def _refuse_in_use(connection: Connection, thing: Thing, gone: list[int]) -> None:
    if not gone:
        return
    use = first_use(connection, thing.table.name, gone)
    if use is not None:
        raise UserError("undo_blocked", what=thing.table.name, batch=use)
    drop_owned(connection, thing.table.name, gone)


def _draw_stages(
    connection: Connection, rows: list[Payload], keys: list[int], currency: str
) -> None:
    """The stage history of some deals: the latest word on each (deal, day, stage)."""
    connection.execute(delete(STAGE).where(STAGE.c.deal_id.in_(keys)))
    latest = {(row["key"], row["pid"], _entered(row), row["stage"]): row for row in rows}
    stages = list(latest.values())
    built = [
        {
            "partner_id": row["pid"],
            "deal_id": row["key"],
            "entered_on": _day(_entered(row)),
            "stage": row["stage"],
            "status": row["status"],
            "expected_close_on": _day(row["expected_close_on"]),
            "batch_id": row["batch_id"],
            "record": row["record"],
        }
        for row in stages
    ]
    dates = ("closed_on", "created_on")
    add_converted(connection, stages, built, "amount_minor", "amount_minor", dates, currency)
    columns = [*built[0]] if built else []
    insert_rows(connection, STAGE, columns, [tuple(row.values()) for row in built])


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


STAGE = table_of(DealStage)


def _take(*names: str, days: tuple[str, ...] = (), **renamed: str) -> Callable[[Payload], Payload]:
    """A builder that copies payload fields: as they are, as dates, or under another name."""

    def build(row: Payload) -> Payload:
        found = {name: row[name] for name in names}
        found |= {name: _day(row[name]) for name in days}
        return found | {column: row[field] or "" for column, field in renamed.items()}

    return build


def _partner(row: Payload) -> Payload:
    taken = _take("partner_code", "name", "country", "city", "partner_type", "tax_id",
                  days=("signed_on", "ended_on"), owner="owner", tier="tier")(row)  # fmt: skip
    parent = stable_id("partner", row["parent_code"]) if row["parent_code"] else None
    return {
        **taken,
        "region": row["region"] or row["country"],
        "parent_id": parent,
        "search_key": fold(f"{row['name']} {row['partner_code']}"),
    }


def _target(row: Payload) -> Payload:
    owner = row["subject"] if row["level"] == "owner" else ""
    return {
        "partner_id": row["pid"],
        "level": row["level"],
        "owner": owner,
        "month": int(row["month"]),
        "amount_own_minor": int(row["amount_minor"]),
        "currency": row["currency"],
    }


_DEAL_FIELDS = _take(
    *("name", "product_family", "currency", "decision_reason", "originated_by"),
    *("stage", "status", "lost_reason"),
    days=("created_on", "registered_on", "decided_on", "expected_close_on", "closed_on"),
    deal_code="deal_id",
    decision="decision",
    mdf_request="mdf_request_id",
)


def _deal(row: Payload) -> Payload:
    taken = _DEAL_FIELDS(row)
    return {
        **taken,
        "partner_id": row["pid"],
        "end_customer": row["end_customer_name"],
        "distributor_id": row["distributor_id"] or 0,
        "amount_own_minor": int(row["amount_minor"] or 0),
        "amount_known": row["amount_minor"] is not None,
    }


def _stock(row: Payload) -> Payload:
    return {
        "distributor_id": stable_id("distributors", row["sender"]) if row["sender"] else 0,
        "snapshot_on": _day(row["snapshot_date"]),
        "product_id": int(row["product_id"]),
        "warehouse": row["warehouse"] or "",
        "on_hand_milli": int(row["stock_on_hand_milli"]),
        "reserved_milli": row["stock_reserved_milli"],
        "on_order_milli": row["stock_on_order_milli"],
        "unit": row["uom"] or "",
    }


def _sell_in(row: Payload) -> Payload:
    return {
        "distributor_id": int(row["distributor_id"]),
        "invoice_on": _day(row["invoice_date"]),
        "invoice_no": row["invoice_no"],
        "invoice_line": row["line_no"] or "",
        "product_id": int(row["product_id"]),
        "qty_milli": int(row["qty_milli"]),
        "amount_own_minor": int(row["line_amount_minor"]),
        "currency": row["currency"],
    }


def _answer(row: Payload) -> Payload:
    taken = _take("wave", "respondent_id", "respondent_role", "score", "comment",
                  days=("answered_on",))(row)  # fmt: skip
    return {
        **taken,
        "themes": " ".join(themes_of(row["comment"])),
        "comment_key": searchable(row["comment"]),
    }


def _of_partner(build: Callable[[Payload], Payload]) -> Callable[[Payload], Payload]:
    return lambda row: {"partner_id": row["pid"], **build(row)}


THINGS: dict[FileKind, Thing] = {
    FileKind.DISTRIBUTORS: Thing(
        table_of(Distributor), "distributor_id",
        _take("distributor_code", "name", "cadence", "due_days", country="country",
              currency="currency"), {}, referenced=True,
    ),
    FileKind.PARTNERS: Thing(table_of(Partner), "partner_id", _partner, {}, referenced=True),
    FileKind.PRODUCTS: Thing(
        table_of(Product), "product_id",
        _take("sku", "name", "product_class", "family", "gtin"), {}, referenced=True,
    ),
    FileKind.TARGETS: Thing(
        table_of(Target), "target_id", _target,
        {"amount_minor": ("amount_minor", ("month_on",))},
    ),
    FileKind.DEALS: Thing(
        table_of(Deal), "deal_id", _deal,
        {"amount_minor": ("amount_minor", ("closed_on", "created_on"))},
    ),
    FileKind.CERTIFICATIONS: Thing(
        table_of(Certification), "certification_id",
        _of_partner(_take("person_id", "person_name", "certification",
                          days=("valid_from", "valid_to"), role="role")), {},
    ),
    FileKind.NPS: Thing(table_of(NpsAnswer), "answer_id", _of_partner(_answer), {}),
    FileKind.INVITATIONS: Thing(
        INVITATION, "invitation_id",
        _of_partner(_take("wave", "respondent_id", "respondent_role", "person_name", "language",
                          days=("invited_on",))), {},
    ),
    FileKind.ENGAGEMENT: Thing(
        table_of(EngagementEvent), "event_id",
        _of_partner(_take("activity", "person_id", "n_events", days=("happened_on",))), {},
    ),
    FileKind.MDF: Thing(
        table_of(MdfRequest), "mdf_id",
        _of_partner(_take("request_id", "activity", "currency",
                          days=("requested_on", "approved_on", "claimed_on", "paid_on"))),
        {f"{step}_amount_minor": (f"{step}_minor", ("requested_on",))
         for step in ("requested", "approved", "claimed", "paid")},
    ),
    FileKind.STOCK: Thing(table_of(StockLine), "stock_id", _stock, {}),
    FileKind.SELL_IN: Thing(
        table_of(SellInLine), "sell_in_id", _sell_in,
        {"line_amount_minor": ("amount_minor", ("invoice_date",))},
    ),
}  # fmt: skip
