"""What report cards of senders are made of: files, their months, unmatched and restated money."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import BigInteger, Connection, Engine, case, cast, exists, func, select

from db.engine import reading
from db.facts import BATCH, DISTRIBUTOR, PARTNER, PARTNER_MONTH
from db.frames import read_frame
from db.months import BATCH_MONTH, LINE
from db.refused import REFUSED
from db.scoping import of_senders_in
from scorecard.access import Scope
from scorecard.ingest.kinds import FileKind
from scorecard.trust import FILE_COLUMNS, MONTH_COLUMNS, Reporter, TrustCard, cards, due_months

# What makes a line of a later file the same line as one that it replaced.
SAME = ["month", "invoice_on", "invoice_no", "invoice_line", "line_type", "product_id",
        "qty_milli", "amount_own_minor", "currency", "reseller_key", "end_customer"]  # fmt: skip


class TrustReads:
    engine: Engine

    def trust(self, scope: Scope, as_of: date, n_months: int = 1) -> tuple[TrustCard, ...]:
        """Report cards of the senders' last due months, by sender, newest month first.

        A chief sees all senders, a distributor itself, nobody else any. Money is in the
        reporting currency. Lines are read only for files with replaced lines.
        """
        with reading(self.engine) as connection:
            reporters = _reporters(connection, scope)
            months = {at for who in reporters.values() for at in due_months(who, as_of, n_months)}
            parts, files = _parts(connection, scope, months), _files(connection, scope, months)
        return tuple(
            card
            for number, reporter in reporters.items()
            for card in cards(
                reporter,
                parts.loc[parts["distributor_id"] == number, MONTH_COLUMNS],
                files.loc[files["distributor_id"] == number, FILE_COLUMNS],
                as_of,
                n_months,
            )
        )


def _reporters(connection: Connection, scope: Scope) -> dict[int, Reporter]:
    names = ("distributor_id", "distributor_code", "name", "cadence", "due_days")
    query = (
        select(*[DISTRIBUTOR.c[name] for name in names])
        .where(of_senders_in(scope, DISTRIBUTOR.c.distributor_id))
        .order_by(DISTRIBUTOR.c.name, DISTRIBUTOR.c.distributor_id)
    )
    return {int(number): Reporter(*terms) for number, *terms in connection.execute(query)}


def _parts(connection: Connection, scope: Scope, months: set[int]) -> pd.DataFrame:
    found = [_live(connection, scope), _money(connection, scope, months)]
    found.append(_restated(connection, scope, months))
    wanted = ["distributor_id", *MONTH_COLUMNS]
    # Ids have 63 bits: they must never pass through a float, as they would beside a gap.
    whole = pd.concat([one.reindex(columns=wanted, fill_value=0).astype("int64") for one in found])
    return whole.groupby(["distributor_id", "batch_id", "month"]).sum().reset_index()


def _live(connection: Connection, scope: Scope) -> pd.DataFrame:
    names = ("batch_id", "month", "distributor_id", "n_lines")
    query = select(*[BATCH_MONTH.c[name] for name in names], BATCH_MONTH.c.net_minor.label("net"))
    return read_frame(connection, query.where(of_senders_in(scope, BATCH_MONTH.c.distributor_id)))


def _money(connection: Connection, scope: Scope, months: set[int]) -> pd.DataFrame:
    """Absolute money of the asked months, and what of it stands at provisional partners."""
    amount = func.abs(PARTNER_MONTH.c.net_minor)
    unmatched = case((PARTNER.c.provisional & PARTNER.c.outsider.is_(False), amount), else_=0)
    keys = (PARTNER_MONTH.c.batch_id, PARTNER_MONTH.c.month, PARTNER_MONTH.c.distributor_id)
    query = (
        select(
            *keys,
            cast(func.sum(amount), BigInteger).label("money"),
            cast(func.sum(unmatched), BigInteger).label("unmatched"),
        )
        .join(PARTNER, PARTNER.c.partner_id == PARTNER_MONTH.c.partner_id)
        .where(
            PARTNER_MONTH.c.month.in_(months),
            of_senders_in(scope, PARTNER_MONTH.c.distributor_id),
        )
        .group_by(*keys)
    )
    return read_frame(connection, query)


def _restated(connection: Connection, scope: Scope, months: set[int]) -> pd.DataFrame:
    """Money of lines that the file which replaced them changed or left out."""
    gone = _lines(
        connection, LINE.c.batch_id.in_(_with_replaced(scope)), LINE.c.voided_by.is_not(None),
        LINE.c.month.in_(months),
    )  # fmt: skip
    replaced_by = [int(batch) for batch in gone["voided_by"].unique()]
    came = _lines(connection, LINE.c.batch_id.in_(replaced_by), LINE.c.month.in_(months))
    gone["copy"] = gone.groupby(["voided_by", *SAME], dropna=False).cumcount()
    came["copy"] = came.groupby(["batch_id", *SAME], dropna=False).cumcount()
    kept = came.drop(columns="voided_by").rename(columns={"batch_id": "voided_by"})
    keys = ["voided_by", *SAME, "copy"]
    both = gone.merge(kept[keys], on=keys, how="left", indicator=True)
    changed = both[both["_merge"] == "left_only"]
    sums = changed.groupby(["batch_id", "month", "distributor_id"])["money"].sum().reset_index()
    return sums.rename(columns={"money": "restated"})


def _with_replaced(scope: Scope) -> Any:
    """Files with fewer live lines than were landed."""
    live = select(func.coalesce(func.sum(BATCH_MONTH.c.n_lines), 0)).where(
        BATCH_MONTH.c.batch_id == BATCH.c.batch_id
    )
    return select(BATCH.c.batch_id).where(
        *_landed(scope), BATCH.c.n_accepted > live.correlate(BATCH).scalar_subquery()
    )


def _landed(scope: Scope) -> list[Any]:
    return [
        BATCH.c.kind == FileKind.SELL_THROUGH.value,
        BATCH.c.status == "landed",
        of_senders_in(scope, BATCH.c.distributor_id),
    ]


def _lines(connection: Connection, *conditions: Any) -> pd.DataFrame:
    names = ("batch_id", "voided_by", "distributor_id", *SAME)
    money = cast(func.abs(LINE.c.amount_minor), BigInteger).label("money")
    query = select(*[LINE.c[name] for name in names], money).where(*conditions)
    frame = read_frame(connection, query)
    return frame.astype({"voided_by": "Int64", "batch_id": "Int64"})


def _files(connection: Connection, scope: Scope, months: set[int]) -> pd.DataFrame:
    names = ("batch_id", "distributor_id", "landed_at", "covers_to", "n_accepted", "n_rejected")
    priced = exists().where(
        LINE.c.batch_id == BATCH.c.batch_id, LINE.c.unit_price_own_minor.is_not(None)
    )
    asked = select(BATCH_MONTH.c.batch_id).where(BATCH_MONTH.c.month.in_(months))
    in_question = BATCH.c.batch_id.in_(asked)
    rows = connection.execute(
        select(*[BATCH.c[name] for name in names],
               case((in_question, BATCH.c.issues)).label("issues"),
               case((in_question, _misfits())).label("misfits"),
               case((in_question & priced, 1), else_=0).label("priced")).where(*_landed(scope))
    ).mappings()  # fmt: skip
    found = [
        {**row, "landed_on": row["landed_at"].date(), "priced": bool(row["priced"]),
         "n_mismatched": max(int(row["misfits"] or 0), _mismatched(row["issues"]))}
        for row in rows
    ]  # fmt: skip
    return pd.DataFrame(found, columns=["distributor_id", *FILE_COLUMNS])


def _misfits() -> Any:
    """How many rows of a file were refused because their amount is not quantity x unit price."""
    return (
        select(func.sum(REFUSED.c.n_rows))
        .where(REFUSED.c.batch_id == BATCH.c.batch_id, REFUSED.c.reason == "AMOUNT_MISMATCH")
        .correlate(BATCH)
        .scalar_subquery()
    )


def _mismatched(issues: list[dict[str, Any]] | None) -> int:
    """The same by the issues that are kept, for files from before refused rows were counted."""
    return len({one["record"] for one in issues or [] if one["code"] == "AMOUNT_MISMATCH"})
