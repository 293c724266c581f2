"""Article numbers that the register does not know: what they stand for, and what they are.

Lines of unknown article numbers are refused. A decision is kept for the sender, and the lines
that wait come in from the original bytes of their files, as if they had been mended.
"""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, replace
from datetime import date, datetime

import pandas as pd
from rapidfuzz import fuzz
from sqlalchemy import ColumnElement, Connection, delete, func, insert, select

from db.audit import note
from db.decided import DECISION, MOVED, PRODUCT_IS, SKU
from db.directory import DISTRIBUTOR
from db.engine import reading, writing
from db.facts import BATCH, PRODUCT
from db.matching import chief_only
from db.rates import rates_for
from db.refused import REFUSED
from db.store import Store
from scorecard.access import Scope, Viewer
from scorecard.errors import NotFound, UserError
from scorecard.fx import convert
from scorecard.ids import stable_id
from scorecard.ingest.kinds import FileKind
from scorecard.ingest.refusals import BY_CELL
from scorecard.names import fold

SUGGESTED, LIKE_ENOUGH = 5, 60.0  # products shown, and the least likeness of 100


@dataclass(frozen=True)
class Article:
    """A product that an unknown article number may be; `score` is 0..1."""

    sku: str
    name: str
    score: float


@dataclass(frozen=True)
class UnknownSku:
    """An article number of a sender whose rows were refused.

    Args:
        n_rows: refused rows in files that are landed.
        n_unread: of them, rows whose amount cannot be read.
        net_minor: money of the others, in the reporting currency.
    """

    sku_key: int
    sender: str
    written: str
    reason: str
    n_rows: int
    n_unread: int
    net_minor: int
    suggestions: tuple[Article, ...]


def plain_sku(written: str) -> str:
    """An article number without case: numbers that differ in no more are one."""
    return written.strip().casefold()


def sku_key(distributor_id: int, written: str) -> int:
    """Key of an article number as one sender writes it."""
    return stable_id("sku", str(distributor_id), plain_sku(written))


def queue(store: Store, scope: Scope, *, limit: int = 100) -> list[UnknownSku]:
    """Unknown article numbers of landed files, most money first (chief only).

    Raises:
        NotFound: for everybody else.
    """
    chief_only(scope)
    with reading(store.engine) as connection:
        sums = _sums(connection, store.settings(connection).reporting_currency)
        codes = {int(n): str(code) for n, code in connection.execute(
            select(DISTRIBUTOR.c.distributor_id, DISTRIBUTOR.c.distributor_code))}  # fmt: skip
        products = [(str(sku), str(name)) for sku, name in connection.execute(
            select(PRODUCT.c.sku, PRODUCT.c.name).order_by(PRODUCT.c.sku))]  # fmt: skip
        made = select(DECISION.c.subject_key).where(DECISION.c.subject == SKU)
        decided = {int(row[0]) for row in connection.execute(made)}
    found = []
    keys = [
        sku_key(int(n), str(c)) for n, c in zip(sums["distributor_id"], sums["cell"], strict=True)
    ]
    for key, group in sums.groupby(pd.Series(keys, index=sums.index, dtype="int64"), sort=False):
        distributor, cell = group["distributor_id"].iloc[0], str(group["cell"].iloc[0])
        if key in decided or not cell:
            continue
        n_rows, unread, minor = (int(group[name].sum()) for name in ("n_rows", "n_unread", "minor"))
        found.append(
            UnknownSku(int(str(key)), codes.get(int(distributor), ""), cell,
                       str(group["reason"].iloc[0]), n_rows, unread, minor, ())
        )  # fmt: skip
    found.sort(key=lambda one: (-abs(one.net_minor), -one.n_rows, one.written))
    return [replace(one, suggestions=_like(one.written, products)) for one in found[:limit]]


def find_products(
    store: Store, scope: Scope, words: str, *, limit: int = 8
) -> list[tuple[str, str]]:
    """Products whose number or name holds the words: (number, name) (chief only).

    Raises:
        NotFound: for everybody else.
    """
    chief_only(scope)
    with reading(store.engine) as connection:
        query = select(PRODUCT.c.sku, PRODUCT.c.name).order_by(PRODUCT.c.sku)
        products = [(str(sku), str(name)) for sku, name in connection.execute(query)]
    asked = fold(words)
    return [one for one in products if asked in fold(f"{one[0]} {one[1]}")][:limit]


def _sums(connection: Connection, currency: str) -> pd.DataFrame:
    day = func.coalesce(BATCH.c.covers_to, func.date(BATCH.c.landed_at))
    query = (
        select(BATCH.c.distributor_id, REFUSED.c.cell, REFUSED.c.reason, REFUSED.c.currency,
               REFUSED.c.n_rows, REFUSED.c.n_unread, REFUSED.c.amount_own_minor, day)
        .join(BATCH, BATCH.c.batch_id == REFUSED.c.batch_id)
        .where(REFUSED.c.reason.in_(BY_CELL), BATCH.c.status == "landed",
               BATCH.c.kind == FileKind.SELL_THROUGH.value, ~_said_again())
    )  # fmt: skip
    names = ["distributor_id", "cell", "reason", "currency", "n_rows", "n_unread", "own", "on"]
    rows = [tuple(row) for row in connection.execute(query)]
    frame = pd.DataFrame(rows, columns=names)
    frame["on"] = pd.to_datetime(frame["on"]).astype("datetime64[ns]")
    known = frame["currency"] != ""
    frame["minor"] = 0
    some = frame[known]
    if len(some):
        rates = rates_for(connection, set(some["currency"]), some["on"], currency)
        frame.loc[known, "minor"] = convert(
            some["own"].astype("int64"), some["currency"], some["on"], currency, rates
        )
    return frame


def _said_again() -> ColumnElement[bool]:
    """True for refused rows that a later file of the sender, about all of their file's days,
    brought again."""
    later, again = BATCH.alias("later"), REFUSED.alias("again")
    query = select(later.c.batch_id).join(again, again.c.batch_id == later.c.batch_id)
    return query.where(
        later.c.distributor_id == BATCH.c.distributor_id, later.c.kind == BATCH.c.kind,
        later.c.status == "landed", later.c.batch_id > BATCH.c.batch_id,
        later.c.covers_from <= BATCH.c.covers_from, later.c.covers_to >= BATCH.c.covers_to,
        again.c.cell == REFUSED.c.cell, again.c.reason.in_(BY_CELL),
    ).exists()  # fmt: skip


def _like(written: str, products: list[tuple[str, str]]) -> tuple[Article, ...]:
    """Products whose number or name is like the written one."""
    asked = fold(written).replace(" ", "")
    scored = []
    for sku, name in products:
        number = fuzz.ratio(asked, fold(sku).replace(" ", ""))
        score = max(number, fuzz.token_set_ratio(fold(written), fold(name)))
        if score >= LIKE_ENOUGH:
            scored.append((-score, sku, name))
    return tuple(
        Article(sku, name, round(-score / 100, 4))
        for score, sku, name in sorted(scored)[:SUGGESTED]
    )


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
        distributor = _sender(connection, sender)
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
               BATCH.c.kind == FileKind.SELL_THROUGH.value, ~_said_again())
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


def _sender(connection: Connection, code: str) -> int:
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
