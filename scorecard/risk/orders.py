"""From order rows to an order book, and what stands in the way of an answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum

import numpy as np
import pandas as pd

from scorecard.errors import DefinitionError
from scorecard.i18n.message import Message, MsgId, Param
from scorecard.risk.book import OrderBook, Things
from scorecard.risk.days import Days, Flags, Ints, Received, day_of

NEEDED = ("partner", "date", "amount_minor")
COUNTED = ("lines", "units")
GROUPS = ("market", "distributor")


class NoAnswer(StrEnum):
    """Why a book gives no answer."""

    EMPTY = "empty"
    NOTHING_YET = "nothing_yet"
    ONE_DAY = "one_day"
    YEAR_SILENT = "year_silent"


class Remark(StrEnum):
    """What was found in a book that gives an answer all the same."""

    FUTURE = "future"
    RETURNS = "returns"
    ONE_ACCOUNT = "one_account"


NO_ANSWER: dict[NoAnswer, MsgId] = {
    NoAnswer.EMPTY: "There are no orders.",
    NoAnswer.NOTHING_YET: "No order was known by {as_of}; the first is of {first}.",
    NoAnswer.ONE_DAY: "All orders are of one day, {first}: no rhythm can be told from it.",
    NoAnswer.YEAR_SILENT: (
        "No order of anybody in the year up to {as_of}; the last is of {last}. Data is missing."
    ),
}
REMARKS: dict[Remark, tuple[MsgId, MsgId]] = {
    Remark.FUTURE: (
        "{n} order is dated after {as_of} and does not count.",
        "{n} orders are dated after {as_of} and do not count.",
    ),
    Remark.RETURNS: (
        "{n} row with a negative amount counts as goods given back, not as an order.",
        "{n} rows with negative amounts count as goods given back, not as orders.",
    ),
    Remark.ONE_ACCOUNT: (
        "There is only one partner: it is compared with itself alone.",
        "There is only one partner: it is compared with itself alone.",
    ),
}


def no_answer(book: OrderBook, as_of: int) -> tuple[NoAnswer, Message] | None:
    """Why nothing can be said of a book on the day `as_of`, or None when it can."""
    every, past = book.orders.day, book.known(as_of).orders.day
    why = _no_answer(every, past, as_of)
    if why is None:
        return None
    params: dict[str, Param] = {"as_of": day_of(as_of)}
    if len(every):
        params["first"] = day_of(every.min())
    if len(past):
        params["last"] = day_of(past.max())
    return why, Message(NO_ANSWER[why], params)


def _no_answer(every: Ints, past: Ints, as_of: int) -> NoAnswer | None:
    if len(every) == 0:
        return NoAnswer.EMPTY
    if len(past) == 0:
        return NoAnswer.NOTHING_YET
    if past.min() == past.max():
        return NoAnswer.ONE_DAY
    if past.max() <= as_of - 365:
        return NoAnswer.YEAR_SILENT
    return None


def remarks(book: OrderBook, as_of: int) -> list[tuple[Remark, Message]]:
    """What was found in a book as it was given; its answer stands all the same."""
    counts = {
        Remark.FUTURE: int((book.orders.day > as_of).sum()),
        Remark.RETURNS: len(book.returns),
        Remark.ONE_ACCOUNT: int(len(book) == 1),
    }
    return [
        (what, Message(REMARKS[what][0], {"n": n, "as_of": day_of(as_of)}, REMARKS[what][1], n))
        for what, n in counts.items()
        if n
    ]


def order_book(rows: pd.DataFrame, things: Mapping[str, pd.DataFrame] | None = None) -> OrderBook:
    """A book from order rows.

    Args:
        rows: `partner`, `date` (datetime64), `amount_minor` (int64; below zero: goods given
            back), optionally `lines`, `units`, `received` (datetime64, NaT: known at once) and
            the groups `brand`, `market`, `distributor`. A partner's brand makes an account of
            its own; of markets and distributors the latest row's counts, on any day.
        things: kind ("product", "class", "customer", "brand") -> frame of `partner`, `date`,
            `name`, and `brand`, `received` as above: what was ordered, or for whom.

    Raises:
        DefinitionError: a needed column is missing, or a row names no partner, brand or day.
    """
    _check(rows)
    code, accounts = _accounts(rows)
    day, received = _day_numbers(rows["date"]), _received(rows)
    amount = rows["amount_minor"].to_numpy(np.int64)
    counted = {name: rows[name].to_numpy(np.int64) for name in COUNTED if name in rows}
    sums = {"amount_minor": amount, **counted}
    ordered = amount >= 0
    return OrderBook(
        _with_groups(accounts, rows, code, day),
        _days(len(accounts), code, day, sums, received, ordered),
        _days(len(accounts), code, day, {"amount_minor": -amount}, received, ~ordered),
        {kind: _named(kind, frame, accounts) for kind, frame in (things or {}).items()},
    )


def _check(rows: pd.DataFrame) -> None:
    missing = [name for name in NEEDED if name not in rows]
    if missing:
        raise DefinitionError(f"an order book needs the columns {', '.join(missing)}")
    for name in ("partner", "brand", "date"):
        if name in rows and rows[name].isna().any():
            raise DefinitionError(f"an order book holds no row without a {name}")


def _day_numbers(dates: pd.Series) -> Ints:
    return dates.to_numpy("datetime64[D]").astype(np.int64)


def _received(rows: pd.DataFrame) -> Ints | None:
    if "received" not in rows:
        return None
    given = rows["received"].notna().to_numpy()
    return np.where(given, _day_numbers(rows["received"]), np.iinfo(np.int64).min)


def _accounts(rows: pd.DataFrame) -> tuple[Ints, pd.DataFrame]:
    """Account of each row, and the accounts in the order of their names."""
    columns = ["partner", "brand"] if "brand" in rows else ["partner"]
    if len(columns) == 1:
        code, names = pd.factorize(pd.Index(rows["partner"]), sort=True)
        return code.astype(np.int64), pd.DataFrame({"partner": names})
    code, partner, brand = _pairs(rows["partner"], rows["brand"])
    return code, pd.DataFrame({"partner": partner, "brand": brand})


def _pairs(first: pd.Series, second: pd.Series) -> tuple[Ints, pd.Index, pd.Index]:
    """Number of each row's pair, and both parts of the pairs in their order."""
    one, ones = pd.factorize(pd.Index(first), sort=True)
    other, others = pd.factorize(pd.Index(second), sort=True)
    code, keys = pd.factorize(one.astype(np.int64) * max(len(others), 1) + other, sort=True)
    at, beside = np.divmod(keys, max(len(others), 1))
    return code.astype(np.int64), ones[at], others[beside]


def _with_groups(accounts: pd.DataFrame, rows: pd.DataFrame, code: Ints, day: Ints) -> pd.DataFrame:
    for group in (name for name in GROUPS if name in rows):
        latest = np.lexsort((day, code))
        last = np.append(np.flatnonzero(np.diff(code[latest])), len(latest) - 1)
        accounts[group] = rows[group].to_numpy()[latest[last]] if len(rows) else []
    return accounts


def _days(
    n: int, code: Ints, day: Ints, sums: Mapping[str, Ints], received: Ints | None, keep: Flags
) -> Days:
    """Rows summed up to one an account and day; what was received when is kept beside."""
    order = np.flatnonzero(keep)
    key = code[order] * (1 << 32) + day[order]
    if (np.diff(key) < 0).any():
        order = order[np.argsort(key, kind="stable")]
    start = np.searchsorted(code[order], np.arange(n + 1))
    rows = Days(start, day[order], {name: values[order] for name, values in sums.items()})
    if received is None:
        return rows.merged()
    return replace(rows.merged(), received=Received(rows, received[order]))


def _named(kind: str, frame: pd.DataFrame, accounts: pd.DataFrame) -> Things:
    """Rows of what was ordered, one a pair of account and name and day."""
    columns = ["partner", "brand"][: 1 + ("brand" in accounts and "brand" in frame)]
    known = accounts[columns].drop_duplicates()
    merged = known.reset_index(names="account").merge(frame, on=columns)
    code, owner, names = _pairs(merged["account"], merged["name"])
    everything = np.ones(len(merged), bool)
    days = _days(
        len(names),
        code,
        _day_numbers(merged["date"]),
        {},
        _received(merged),
        everything,
    )
    return Things(kind, names.to_numpy(object), owner.to_numpy(np.int64), days)


def event_days(accounts: pd.DataFrame, frame: pd.DataFrame) -> Days:
    """Events of partners as rows of all their accounts; partners without orders are left out."""
    known = accounts[["partner"]].reset_index(names="account")
    merged = known.merge(frame, on="partner")
    values = merged["value"] if "value" in merged else pd.Series(1, index=merged.index)
    everything = np.ones(len(merged), bool)
    sums: dict[str, Ints] = {"value": values.to_numpy(np.int64).astype(np.int64)}
    code = merged["account"].to_numpy(np.int64)
    day = _day_numbers(merged["date"])
    return _days(len(accounts), code, day, sums, _received(merged), everything)
