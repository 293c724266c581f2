"""Resellers as senders write them: matched where certain, provisional until a person decides."""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import Connection, delete, exists, func, select, update

from db.decided import decided_resellers, follow_merges, merges, outsiders
from db.facts import PARTNER
from db.frames import chunks, insert_rows
from db.months import LINE
from db.readmodel import PARTNER_PERIOD
from scorecard.errors import Issue, Severity
from scorecard.ids import stable_id
from scorecard.ingest.report import UploadReport
from scorecard.ingest.table import LONG, MAX_CELL
from scorecard.matching import Candidate, Match, Matcher, Reseller
from scorecard.names import fold

NAMED_BY = ("vendor_partner_id", "reseller_id", "reseller_name")


def reseller_key(sender: str | None, written: str) -> int:
    """The id of a reseller as one sender calls it: by its own code, else by its name."""
    return stable_id("reseller", sender or "", fold(written))


def match_resellers(
    connection: Connection, report: UploadReport, sender: str | None, *, wide: bool = False
) -> UploadReport:
    """Give every line a partner, or a provisional one where none is certain.

    What a person decided about this sender's reseller comes before everything else. Adds columns
    `reseller` (as written), `reseller_key`, `review` (UNKNOWN_RESELLER, AMBIGUOUS_RESELLER or
    None), `candidates` (partner codes, best first) and `merged_from` (see `db.decided`), and a
    remark on each line that waits.

    Args:
        wide: months were turned into rows (see `UploadReport.rows`).
    """
    rows = report.rows.copy(deep=False)
    codes, texts = pd.factorize(_written(rows))
    keys = np.array([*(reseller_key(sender, text) for text in texts), 0], dtype="int64")[codes]
    rows["reseller"], rows["reseller_key"] = _label(rows), keys
    ids = rows["partner_id"].to_numpy()
    decided = _by_key(keys, decided_resellers(connection))
    ids = np.where(decided != 0, decided, ids)
    review, candidates = (np.full(len(rows), None, dtype=object) for _ in range(2))
    waits = np.flatnonzero((ids == 0) & (keys != 0))
    if len(waits):
        numbers, asked = pd.factorize(keys[waits])
        firsts = rows.iloc[waits[~pd.Series(numbers).duplicated().to_numpy()]]
        found = _matches(connection, firsts, sender)
        ids[waits] = np.array([m.partner_id or 0 for m in found], dtype="int64")[numbers]
        ids[waits] = np.where(ids[waits] == 0, asked[numbers], ids[waits])
        review[waits], candidates[waits] = (column[numbers] for column in _reviews(found))
    rows["partner_id"], rows["review"], rows["candidates"] = ids, review, candidates
    follow_merges(connection, rows)
    return replace(report, rows=rows, issues=_with_remarks(report, rows, wide))


def _by_key(keys: NDArray[np.int64], values: MappingOf[int, int]) -> NDArray[np.int64]:
    """The value of each key, 0 where it has none."""
    numbers, distinct = pd.factorize(keys)
    return np.array([values.get(int(key), 0) for key in distinct], dtype="int64")[numbers]


def _reviews(matches: list[Match]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Why each reseller waits for a decision and which partners it may be; None where matched."""
    review, candidates = (np.full(len(matches), None, dtype=object) for _ in range(2))
    for at, match in enumerate(matches):
        if match.partner_id is None:
            review[at] = f"{match.fate.upper()}_RESELLER"
            candidates[at] = tuple(one.partner_code for one in match.suggestions)
    return review, candidates


def _written(rows: pd.DataFrame) -> pd.Series:
    """What names the reseller of each line, the most exact way first."""
    found = rows[NAMED_BY[0]]
    for name in NAMED_BY[1:]:
        found = found.where(found.notna(), rows[name])
    return found


def _label(rows: pd.DataFrame) -> pd.Series:
    found = rows["reseller_name"]
    return found.where(found.notna(), _written(rows))


def _matches(connection: Connection, firsts: pd.DataFrame, sender: str | None) -> list[Match]:
    """One match for each row, which are of different resellers."""
    asked = [
        Reseller(
            sender=sender, reseller_id=_text(row.reseller_id), name=_text(row.reseller_name),
            country=_text(row.reseller_country), tax_id=_text(getattr(row, "reseller_vat", None)),
            city=None,
        )
        for row in firsts.itertuples()
    ]  # fmt: skip
    return matcher_of(tuple(candidates(connection))).match(asked)


@lru_cache(maxsize=2)
def matcher_of(register: tuple[Candidate, ...]) -> Matcher:
    """A matcher over the partners, kept until one of them changes: making it takes a second."""
    return Matcher(register, {})


def _text(value: Any) -> str | None:
    return None if value is None or pd.isna(value) else str(value)


def candidates(connection: Connection) -> list[Candidate]:
    names = ("partner_id", "partner_code", "name", "country", "tax_id", "city")
    query = select(*[PARTNER.c[name] for name in names]).where(PARTNER.c.provisional.is_(False))
    into = merges(connection)
    same = {stays: stays for stays in into.values()} | into
    return [
        Candidate(**row, counts_as=same.get(row["partner_id"]))
        for row in connection.execute(query).mappings()
    ]


def _with_remarks(report: UploadReport, rows: pd.DataFrame, wide: bool) -> tuple[Issue, ...]:
    """The issues with a remark on every line whose reseller waits, in file order."""
    waiting = rows.loc[rows["review"].notna(), ["record", "line", "review", *NAMED_BY]]
    if waiting.empty:
        return report.issues
    headers = {field: header for header, field in report.column_map.items()}
    remarks = []
    for record, line, why, *names in waiting.itertuples(index=False, name=None):
        at = next(at for at, name in enumerate(names) if _text(name) is not None)
        remarks.append(
            Issue(
                why, Severity.WARNING, record // LONG if wide else record, line or None,
                headers.get(NAMED_BY[at], NAMED_BY[at]), str(names[at])[:MAX_CELL],
            )
        )  # fmt: skip
    places = {header: place for place, header in enumerate(report.headers)}
    found = [*report.issues, *remarks]
    found.sort(key=lambda issue: (issue.record or 0, places.get(issue.column or "", -1)))
    return tuple(found)


def add_provisional(
    connection: Connection, rows: pd.DataFrame, batch_id: int, country: str
) -> list[int]:
    """Make the provisional partners that a batch's lines stand on; returns the new ones."""
    waiting = rows[rows["partner_id"] == rows["reseller_key"]].drop_duplicates("reseller_key")
    waiting = waiting[waiting["reseller_key"] != 0]
    ids = [int(key) for key in waiting["reseller_key"]]
    query = select(PARTNER.c.partner_id)
    known = {
        int(row[0])
        for some in chunks(ids)
        for row in connection.execute(query.where(PARTNER.c.partner_id.in_(some)))
    }
    fresh = waiting[~waiting["reseller_key"].isin(known)]
    aside = outsiders(connection)
    values = [
        (int(key), str(name), _text(land) or country, int(key) in aside)
        for key, name, land in zip(
            fresh["reseller_key"], fresh["reseller"], fresh["reseller_country"], strict=True
        )
    ]
    insert_provisional(connection, values, batch_id)
    return [value[0] for value in values]


def insert_provisional(
    connection: Connection, resellers: list[tuple[int, str, str, bool]], batch_id: int
) -> None:
    """Provisional partners: (reseller key, name, country, is no partner for good)."""
    columns = ["partner_id", "partner_code", "name", "country", "region", "partner_type",
               "owner", "tier", "search_key", "provisional", "outsider", "batch_id"]  # fmt: skip
    values = [
        (key, f"?{key}", name, land, "", "", "", "", fold(name), True, aside, batch_id)
        for key, name, land, aside in resellers
    ]
    insert_rows(connection, PARTNER, columns, values)


def drop_provisional(connection: Connection) -> bool:
    """Remove provisional partners that no line names any more; True when there were any."""
    named = exists().where(LINE.c.reseller_key == PARTNER.c.partner_id)
    gone = select(PARTNER.c.partner_id).where(PARTNER.c.provisional, ~named)
    ids = [int(row[0]) for row in connection.execute(gone)]
    for some in chunks(ids):
        connection.execute(delete(PARTNER_PERIOD).where(PARTNER_PERIOD.c.partner_id.in_(some)))
        connection.execute(delete(PARTNER).where(PARTNER.c.partner_id.in_(some)))
    first = (
        select(func.min(LINE.c.batch_id))
        .where(LINE.c.reseller_key == PARTNER.c.partner_id)
        .scalar_subquery()
    )
    connection.execute(update(PARTNER).where(PARTNER.c.provisional).values(batch_id=first))
    return bool(ids)
