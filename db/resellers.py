"""Resellers as senders write them: matched where certain, provisional until a person decides."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
from sqlalchemy import BigInteger, Connection, delete, exists, func, insert, literal, select, update

from db.facts import PARTNER
from db.frames import chunks, insert_rows
from db.models import PartnerAlias
from db.months import LINE
from db.readmodel import PARTNER_PERIOD, table_of
from scorecard.errors import Issue
from scorecard.ids import stable_id
from scorecard.ingest.report import UploadReport
from scorecard.matching import Candidate, Match, Matcher, Reseller
from scorecard.names import fold

ALIAS = table_of(PartnerAlias)
NAMED_BY = ("vendor_partner_id", "reseller_id", "reseller_name")


def reseller_key(sender: str | None, written: str) -> int:
    """The id of a reseller as one sender calls it: by its own code, else by its name."""
    return stable_id("reseller", sender or "", fold(written))


def match_resellers(
    connection: Connection, report: UploadReport, sender: str | None
) -> UploadReport:
    """Give every line a partner, or a provisional one where none is certain.

    Adds columns `reseller` (as written), `reseller_key`, `review` (UNKNOWN_RESELLER,
    AMBIGUOUS_RESELLER or None) and `candidates` (partner codes, best first).
    """
    rows = report.rows.copy()
    written = _written(rows)
    keys = {text: reseller_key(sender, text) for text in written.dropna().unique()}
    rows["reseller"] = _label(rows)
    rows["reseller_key"] = written.map(keys).fillna(0).astype("int64")
    rows["review"], rows["candidates"] = None, None
    decided = rows["reseller_key"].map(_decided(connection)).fillna(0).astype("int64")
    rows["partner_id"] = rows["partner_id"].where(rows["partner_id"] != 0, decided)
    open_rows = (rows["partner_id"] == 0) & (rows["reseller_key"] != 0)
    if not open_rows.any():
        return replace(report, rows=rows, issues=_settled(report.issues, rows))
    found = _matches(connection, rows[open_rows], sender)
    for key, match in found.items():
        at = open_rows & (rows["reseller_key"] == key)
        rows.loc[at, "partner_id"] = match.partner_id or key
        if match.partner_id is None:
            rows.loc[at, "review"] = f"{match.fate.upper()}_RESELLER"
            codes = tuple(suggestion.partner_code for suggestion in match.suggestions)
            rows.loc[at, "candidates"] = pd.Series([codes] * int(at.sum()), index=rows.index[at])
    return replace(report, rows=rows, issues=_settled(report.issues, rows))


def _written(rows: pd.DataFrame) -> pd.Series:
    """What names the reseller of each line, the most exact way first."""
    found = rows[NAMED_BY[0]]
    for name in NAMED_BY[1:]:
        found = found.where(found.notna(), rows[name])
    return found


def _label(rows: pd.DataFrame) -> pd.Series:
    found = rows["reseller_name"]
    return found.where(found.notna(), _written(rows))


def _matches(connection: Connection, rows: pd.DataFrame, sender: str | None) -> dict[int, Match]:
    firsts = rows.drop_duplicates("reseller_key")
    asked = [
        Reseller(
            sender=sender, reseller_id=_text(row.reseller_id), name=_text(row.reseller_name),
            country=_text(row.reseller_country), tax_id=_text(getattr(row, "reseller_vat", None)),
            city=None,
        )
        for row in firsts.itertuples()
    ]  # fmt: skip
    matches = Matcher(candidates(connection), {}).match(asked)
    return dict(zip((int(key) for key in firsts["reseller_key"]), matches, strict=True))


def _decided(connection: Connection) -> dict[int, int]:
    """Resellers that a person matched -> their partner."""
    query = select(ALIAS.c.reseller_key, ALIAS.c.partner_id).where(ALIAS.c.reseller_key != 0)
    return {int(key): int(partner) for key, partner in connection.execute(query)}


def _text(value: Any) -> str | None:
    return None if value is None or pd.isna(value) else str(value)


def candidates(connection: Connection) -> list[Candidate]:
    names = ("partner_id", "partner_code", "name", "country", "tax_id", "city")
    query = select(*[PARTNER.c[name] for name in names]).where(PARTNER.c.provisional.is_(False))
    return [Candidate(**row) for row in connection.execute(query).mappings()]


def _settled(issues: tuple[Issue, ...], rows: pd.DataFrame) -> tuple[Issue, ...]:
    """Remarks on resellers that were matched vanish; the others say what is open."""
    review = dict(zip(rows["record"], rows["review"], strict=True))
    kept = []
    for issue in issues:
        if issue.code != "UNKNOWN_RESELLER":
            kept.append(issue)
        elif issue.record is not None and review.get(issue.record) is not None:
            kept.append(replace(issue, code=str(review[issue.record])))
    return tuple(kept)


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
    columns = ["partner_id", "partner_code", "name", "country", "region", "partner_type",
               "owner", "tier", "search_key", "provisional", "batch_id"]  # fmt: skip
    values = [
        (int(key), f"?{int(key)}", str(name), _text(land) or country, "", "", "", "",
         fold(str(name)), True, batch_id)
        for key, name, land in zip(
            fresh["reseller_key"], fresh["reseller"], fresh["reseller_country"], strict=True
        )
    ]  # fmt: skip
    insert_rows(connection, PARTNER, columns, values)
    return [value[0] for value in values]


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


def move_lines(connection: Connection, key: int, source: int, target: int) -> list[int]:
    """Move a reseller's lines from one partner to another; returns the batches they are of.

    A partner's id is part of the key, so lines are copied and the old ones deleted.
    """
    mine = (LINE.c.reseller_key == key) & (LINE.c.partner_id == source)
    batches = [
        int(row[0]) for row in connection.execute(select(LINE.c.batch_id).where(mine).distinct())
    ]
    names = [column.name for column in LINE.columns]
    moved: list[Any] = [
        (literal(target, BigInteger) if name == "partner_id" else LINE.c[name]) for name in names
    ]
    connection.execute(insert(LINE).from_select(names, select(*moved).where(mine)))
    connection.execute(delete(LINE).where(mine))
    return batches
