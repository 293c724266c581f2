"""Article numbers that the register does not know: what they stand for, and what they are.

Lines of unknown article numbers are refused. A decision is kept for the sender, and the lines
that wait come in from the original bytes of their files, as if they had been mended.
"""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, delete, func, insert, select

from db.audit import note
from db.decided import DECISION, MOVED, PRODUCT_IS, SKU
from db.directory import DISTRIBUTOR
from db.engine import reading, writing
from db.facts import BATCH, PRODUCT
from db.matching import chief_only
from db.refused import REFUSED, said_again
from db.store import Store
from scorecard.access import Viewer
from scorecard.errors import NotFound, UserError
from scorecard.ids import stable_id
from scorecard.ingest.kinds import FileKind
from scorecard.ingest.refusals import BY_CELL
from scorecard.names import fold


def plain_sku(written: str) -> str:
    """An article number without case: numbers that differ in no more are one."""
    return written.strip().casefold()


def sku_key(distributor_id: int, written: str) -> int:
    """Key of an article number as one sender writes it."""
    return stable_id("sku", str(distributor_id), plain_sku(written))


@dataclass(frozen=True)
class Mended:
    """What a decision on an article number did.

    Args:
        n_landed: rows that came in from the files that are there.
        n_left: rows that did not; the sender sends them again, and they will be known.
    """

    n_landed: int
    n_left: int


def decide(
    store: Store, viewer: Viewer, sender: str, written: str, sku: str, *, at: datetime, today: date
) -> Mended:
    """Say which product a sender means by an article number, now and in files to come.

    The refused rows of its landed files come in from their original bytes. Rows without a
    document number stay out: nothing would tell them from rows sent again since.

    Raises:
        NotFound: not a chief, or no such sender.
        UserError: `unknown_product`, `matched_already`.
    """
    from db.waiting import land_waiting  # it reads files, and so needs the way in

    chief_only(viewer.scope)
    written = written.strip()
    with writing(store.engine) as connection:
        distributor = sender_id(connection, sender)
        key = sku_key(distributor, written)
        product = _product(connection, sku)
        own = (DECISION.c.subject == SKU) & (DECISION.c.subject_key == key)
        if connection.scalar(select(DECISION.c.verdict).where(own)) is not None:
            raise UserError("matched_already", reseller=written)
        connection.execute(
            insert(DECISION).values(
                subject=SKU, subject_key=key, distributor_id=distributor, alias=fold(written)[:500],
                written=written, verdict=PRODUCT_IS, target_id=product, before_id=0,
                made_by=viewer.who, made_at=at,
            )
        )  # fmt: skip
        note(connection, viewer, at, "sku.match", written, {"sender": sender, "product": sku})
        store.bump_version(connection)
        files = _files(connection, distributor, written)
    landed, here = land_waiting(store, viewer, sender, written, list(files), at=at, today=today)
    with writing(store.engine) as connection:
        parts = [
            {"subject": SKU, "subject_key": key, "batch_id": new, "reseller_key": 0, "from_id": old}
            for old, (new, _n) in landed.items()
        ]
        if parts:
            connection.execute(insert(MOVED), parts)
    n_landed = sum(n for _new, n in landed.values())
    return Mended(n_landed, sum(files.values()) - n_landed - here)


def _files(connection: Connection, distributor_id: int, written: str) -> MappingOf[int, int]:
    """Landed uploads with refused rows of the article number -> how many, the oldest first."""
    cells = connection.execute(
        select(REFUSED.c.cell).distinct().where(REFUSED.c.reason.in_(BY_CELL))
    ).scalars()
    same = [cell for cell in cells if plain_sku(cell) == plain_sku(written[:200])]
    query = (
        select(REFUSED.c.batch_id, func.sum(REFUSED.c.n_rows))
        .join(BATCH, BATCH.c.batch_id == REFUSED.c.batch_id)
        .where(REFUSED.c.cell.in_(same), REFUSED.c.reason.in_(BY_CELL),
               BATCH.c.status == "landed", BATCH.c.distributor_id == distributor_id,
               BATCH.c.kind == FileKind.SELL_THROUGH.value, ~said_again())
        .group_by(REFUSED.c.batch_id)
        .order_by(REFUSED.c.batch_id)
    )  # fmt: skip
    return {int(batch): int(n) for batch, n in connection.execute(query)}


def undo_decision(store: Store, viewer: Viewer, key: int, *, at: datetime) -> None:
    """Take a decision on an article number back: the rows it let in are refused again.

    Raises:
        NotFound: not a chief, or no such decision.
    """
    from db.waiting import refuse_again, take_back

    chief_only(viewer.scope)
    own = (DECISION.c.subject == SKU) & (DECISION.c.subject_key == key)
    mine = (MOVED.c.subject == SKU) & (MOVED.c.subject_key == key)
    with reading(store.engine) as connection:
        made = connection.execute(select(DECISION).where(own)).mappings().first()
        if made is None:
            raise NotFound("not_found", what="decision")
        batches = [int(row[0]) for row in connection.execute(select(MOVED.c.batch_id).where(mine))]
    take_back(store, viewer, sorted(batches, reverse=True), at=at)
    with writing(store.engine) as connection:
        connection.execute(delete(MOVED).where(mine))
        connection.execute(delete(DECISION).where(own))
        note(connection, viewer, at, "sku.unmatch", str(made["written"]))
        store.bump_version(connection)
    refuse_again(store, int(made["distributor_id"]), str(made["written"]), made["made_at"], at=at)


def sender_id(connection: Connection, code: str) -> int:
    query = select(DISTRIBUTOR.c.distributor_id).where(DISTRIBUTOR.c.distributor_code == code)
    found = connection.scalar(query) if code else 0
    if found is None:
        raise NotFound("not_found", what="sender")
    return int(found)


def _product(connection: Connection, sku: str) -> int:
    found = connection.scalar(select(PRODUCT.c.product_id).where(PRODUCT.c.sku == sku))
    if found is None:
        raise UserError("unknown_product", product=sku)
    return int(found)
