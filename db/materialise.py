"""KPI parts a partner and quarter, the card's score, and their sums a segment.

The formulas are those of `scorecard.kpis`: this module only feeds them and keeps what they say.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import (
    BigInteger,
    Connection,
    Select,
    Table,
    case,
    cast,
    delete,
    func,
    insert,
    literal,
    select,
    update,
)

from db.facts import (
    PARTNER,
    PARTNER_MONTH,
    TARGET,
    Condition,
    dimension,
    everyone,
    load_facts,
    reported_to,
)
from db.frames import chunks, insert_frame, read_frame
from db.models import Distributor
from db.readmodel import (
    DISTRIBUTOR_PERIOD,
    PARTNER_PERIOD,
    SEGMENT_PERIOD,
    columns_of,
    distributor_kpis,
    partner_kpis,
    summed_kpis,
    table_of,
)
from db.scores import scored
from scorecard.facts import DIMENSIONS, Facts, empty
from scorecard.kpis.registry import Kpi, compute_parts
from scorecard.period import Period, month_of, quarter_of, quarters
from scorecard.programme.cards import CardBook

DISTRIBUTOR = table_of(Distributor)
MOST_OF_THEM = 0.7  # share of all partners from which on it is cheaper to read them all
UNMATCHED = "unmatched"  # status of a reseller that is no partner yet
PARTNERS_AT_ONCE = 25_000  # bounds memory: facts of so many partners are in memory together


@dataclass(frozen=True)
class Task:
    """What is brought up to date.

    Args:
        periods: fiscal quarters, oldest first.
        partner_ids: only these partners; None: all.
        sources: only KPIs that use one of these; None: all.
    """

    periods: list[Period]
    as_of: date
    book: CardBook
    partner_ids: list[int] | None = None
    sources: frozenset[str] | None = None


def known_quarters(connection: Connection, as_of: date, fiscal_year_start: int) -> list[Period]:
    """Quarters from the first month with sell-through to the last one with any, up to `as_of`.

    A running quarter belongs to them once its first month is reported: before, every partner
    would stand at nothing. A store without sell-through has the running quarter only, as soon
    as it has a partner.
    """
    first, last = connection.execute(
        select(func.min(PARTNER_MONTH.c.month), func.max(PARTNER_MONTH.c.month))
    ).one()
    running = quarter_of(as_of, fiscal_year_start)
    if first is None:
        some = connection.execute(select(PARTNER.c.partner_id).limit(1)).first()
        return [running] if some else []
    found = quarters(first, min(month_of(as_of), last), fiscal_year_start)
    begun = reported_to(connection, as_of) or 0
    return [period for period in found if period != running or period.start_month <= begun]


def materialise(connection: Connection, task: Task) -> None:
    """Bring KPI parts, scores, segments and distributors up to date for the task."""
    if not task.periods:
        return
    kpis = _wanted(partner_kpis(), task)
    facts = None
    for which, ids in _portions(connection, task):
        facts = _facts(connection, task, kpis, which)
        for period in task.periods:
            _keep_partners(connection, task, facts, period, kpis, ids)
        if which is not everyone:
            facts = None
    sum_up(connection, task)
    _keep_distributors(connection, task, facts)


def rescore(connection: Connection, task: Task) -> None:
    """Scores of the task's quarters from the parts as they are kept, and the segments."""
    materialise(connection, replace(task, sources=frozenset()))


def sum_up(connection: Connection, task: Task) -> None:
    """The segments of the task's quarters, from what is kept of the partners."""
    if task.periods:
        sum_segments(connection, [period.key for period in task.periods])
        _add_targets_above_partners(connection, task)


def _wanted(kpis: list[Kpi], task: Task) -> list[Kpi]:
    if task.sources is None:
        return kpis
    return [kpi for kpi in kpis if task.sources & {*kpi.source, "partners"}]


def _facts(
    connection: Connection, task: Task, kpis: list[Kpi], which: Condition = everyone
) -> Facts:
    sources = {source for kpi in kpis for source in kpi.source}
    back = max((kpi.looks_back for kpi in kpis), default=0)
    return load_facts(connection, task.as_of, sources, which, task.periods[0].start, back)


def _portions(connection: Connection, task: Task) -> Iterable[tuple[Condition, list[int]]]:
    counted = select(PARTNER.c.partner_id).where(PARTNER.c.merged_into.is_(None))
    every = connection.execute(counted.order_by(PARTNER.c.partner_id))
    known = [int(row[0]) for row in every]
    wanted = known if task.partner_ids is None else sorted(set(task.partner_ids) & set(known))
    for start in range(0, len(wanted), PARTNERS_AT_ONCE):
        ids = wanted[start : start + PARTNERS_AT_ONCE]
        yield _among(ids, len(known)), ids


def _among(ids: list[int], n_known: int) -> Condition:
    if len(ids) >= MOST_OF_THEM * n_known:
        return everyone
    if len(ids) <= 500:
        return lambda column: column.in_(ids)
    # A range is cheaper than thousands of values; partners of it that were not asked for are
    # dropped when the parts are kept.
    return lambda column: column.between(ids[0], ids[-1])


def _keep_partners(
    connection: Connection,
    task: Task,
    facts: Facts,
    period: Period,
    kpis: list[Kpi],
    ids: list[int],
) -> None:
    index = pd.Index(ids, name="partner_id", dtype="int64")
    parts = compute_parts(facts, period, "partner_id", kpis)
    wide = parts.reindex(index, fill_value=0).reindex(columns=columns_of(kpis), fill_value=0)
    wide = _with_kept(connection, PARTNER_PERIOD, period, partner_kpis(), wide)
    wide = wide[columns_of(partner_kpis())]
    found = scored(connection, task.book, period, task.as_of, wide, facts.loaded)
    found.loc[found.index.isin(provisional_ids(connection)), ["score_e2", "status"]] = (
        pd.NA,
        UNMATCHED,
    )
    frame = pd.concat([found[["score_e2", "known_e2", "status"]], wide], axis=1)
    frame.insert(0, "partner_id", index)
    frame.insert(1, "period", period.key)
    _delete_partners(connection, period, ids)
    insert_frame(connection, PARTNER_PERIOD, frame.reset_index(drop=True))


def _with_kept(
    connection: Connection, table: Table, period: Period, kpis: list[Kpi], fresh: pd.DataFrame
) -> pd.DataFrame:
    """Add the parts of KPIs that are not recomputed, as they stand in the store."""
    others = [name for name in columns_of(kpis) if name not in fresh.columns]
    if not others or not len(fresh):
        return fresh
    key = table.c[str(fresh.index.name)]
    query = select(key, *[table.c[name] for name in others]).where(
        table.c.period == period.key, key.between(int(fresh.index.min()), int(fresh.index.max()))
    )
    kept = read_frame(connection, query).set_index(key.name)
    return fresh.join(kept.reindex(fresh.index, fill_value=0))


def provisional_ids(connection: Connection) -> list[int]:
    """Resellers that nobody has matched yet: they have sales, but no score and no status."""
    query = select(PARTNER.c.partner_id).where(PARTNER.c.provisional)
    return [int(row[0]) for row in connection.execute(query)]


def _delete_partners(connection: Connection, period: Period, ids: list[int]) -> None:
    for some in chunks(ids):
        connection.execute(
            delete(PARTNER_PERIOD).where(
                PARTNER_PERIOD.c.period == period.key, PARTNER_PERIOD.c.partner_id.in_(some)
            )
        )


def segment_rows(period_keys: list[str]) -> Select[Any]:
    """`segment_period` as it follows from `partner_period` and the partners' attributes."""
    dimensions = [dimension(name) for name in DIMENSIONS]
    partners = case((PARTNER.c.provisional, 0), else_=1)
    n_partners = cast(func.sum(partners), BigInteger).label("n_partners")
    counts = [
        cast(func.sum(case((PARTNER_PERIOD.c.status == status, 1), else_=0)), BigInteger).label(
            f"n_{status}"
        )
        for status in ("good", "watch", "risk")
    ]
    sums = [
        cast(func.sum(PARTNER_PERIOD.c[name]), BigInteger).label(name)
        for name in columns_of(summed_kpis())
    ]
    return (
        select(PARTNER_PERIOD.c.period, *dimensions, n_partners, *counts, *sums)
        .join(PARTNER, PARTNER.c.partner_id == PARTNER_PERIOD.c.partner_id)
        .where(PARTNER_PERIOD.c.period.in_(period_keys))
        .group_by(PARTNER_PERIOD.c.period, *dimensions)
    )


def sum_segments(connection: Connection, period_keys: list[str]) -> None:
    """Replace the segments of some quarters by sums over their partners."""
    connection.execute(delete(SEGMENT_PERIOD).where(SEGMENT_PERIOD.c.period.in_(period_keys)))
    rows = segment_rows(period_keys)
    names = [str(column.key) for column in rows.selected_columns]
    connection.execute(insert(SEGMENT_PERIOD).from_select(names, rows))


def _add_targets_above_partners(connection: Connection, task: Task) -> None:
    """Targets of owners or of the whole programme belong to no partner: rows of their own."""
    level = connection.execute(select(TARGET.c.level).where(TARGET.c.level != "partner").limit(1))
    if level.first() is None:
        return
    loaded = load_facts(connection, task.as_of, {"targets"})
    above = loaded.targets[loaded.targets["level"] != "partner"]
    by = "owner" if (above["level"] == "owner").any() else "all"
    facts = Facts(
        as_of=task.as_of,
        partners=empty("partners"),
        targets=above,
        first_month=loaded.first_month,
        loaded=loaded.loaded,
    )
    kpis = [kpi for kpi in summed_kpis() if "targets" in kpi.source]
    for period in task.periods:
        parts = compute_parts(facts, period, by, kpis)
        for group, row in parts.iterrows():
            _add_to_segment(connection, period, str(group) if by == "owner" else "", row)


def _add_to_segment(connection: Connection, period: Period, owner: str, row: pd.Series) -> None:
    key: dict[str, Any] = dict.fromkeys(DIMENSIONS, "")
    key.update(period=period.key, owner=owner)
    place = [SEGMENT_PERIOD.c[name] == value for name, value in key.items()]
    sums = {str(name): int(value) for name, value in row.items()}
    if connection.execute(select(literal(1)).select_from(SEGMENT_PERIOD).where(*place)).first():
        more = {name: SEGMENT_PERIOD.c[name] + value for name, value in sums.items()}
        connection.execute(update(SEGMENT_PERIOD).where(*place).values(more))
        return
    counts = {"n_partners": 0, "n_good": 0, "n_watch": 0, "n_risk": 0}
    connection.execute(insert(SEGMENT_PERIOD).values(**key, **counts, **sums))


def _keep_distributors(connection: Connection, task: Task, facts: Facts | None) -> None:
    kpis = _wanted(distributor_kpis(), task)
    if facts is None:
        facts = _facts(connection, task, kpis)
    everybody = connection.execute(select(DISTRIBUTOR.c.distributor_id)).scalars()
    index = pd.Index([0, *sorted(everybody)], name="distributor_id", dtype="int64")
    columns = columns_of(distributor_kpis())
    for period in task.periods:
        parts = compute_parts(facts, period, "distributor_id", kpis)
        wide = parts.reindex(index, fill_value=0).reindex(columns=columns_of(kpis), fill_value=0)
        wide = _with_kept(connection, DISTRIBUTOR_PERIOD, period, distributor_kpis(), wide)
        frame = wide[columns].reset_index()
        frame.insert(1, "period", period.key)
        connection.execute(
            delete(DISTRIBUTOR_PERIOD).where(DISTRIBUTOR_PERIOD.c.period == period.key)
        )
        insert_frame(connection, DISTRIBUTOR_PERIOD, frame)
