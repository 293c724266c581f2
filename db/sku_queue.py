"""The queue of article numbers that the register does not know, by the money they stand for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd
from rapidfuzz import fuzz
from sqlalchemy import Connection, func, select

from db.decided import DECISION, SKU
from db.directory import DISTRIBUTOR
from db.engine import reading
from db.facts import BATCH, PRODUCT
from db.matching import chief_only
from db.rates import rates_for
from db.refused import REFUSED, said_again
from db.skus import sender_id, sku_key
from db.store import Store
from scorecard.access import Scope
from scorecard.fx import convert
from scorecard.ingest.kinds import FileKind
from scorecard.ingest.refusals import BY_CELL
from scorecard.ingest.report import Refusal
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


def unknown_in(
    store: Store, scope: Scope, sender: str, refused: Sequence[Refusal]
) -> list[UnknownSku]:
    """Unknown article numbers of a file that is not landed, most money first (chief only).

    `net_minor` is 0: amounts of a file that is not landed are not converted.

    Raises:
        NotFound: for everybody else, or no such sender.
    """
    chief_only(scope)
    with reading(store.engine) as connection:
        distributor = sender_id(connection, sender)
        products = [(str(sku), str(name)) for sku, name in connection.execute(
            select(PRODUCT.c.sku, PRODUCT.c.name).order_by(PRODUCT.c.sku))]  # fmt: skip
    found: dict[int, UnknownSku] = {}
    for one in refused:
        if one.cell and one.reason in BY_CELL:
            key = sku_key(distributor, one.cell)
            before = found.get(key)
            n_rows = one.n_rows + (before.n_rows if before else 0)
            found[key] = UnknownSku(key, sender, one.cell, one.reason, n_rows, 0, 0, ())
    return [replace(one, suggestions=_like(one.written, products)) for one in found.values()]


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
               BATCH.c.kind == FileKind.SELL_THROUGH.value, ~said_again())
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
