"""The read models' KPI columns, made from the registry: a new KPI needs no migration.

`partner_period`, `segment_period` and `distributor_period` are derived data. Their key columns
stand in `db.models` and the migrations; three integer columns a KPI are added here.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Connection, Table, inspect, text

from db.models import DistributorPeriod, PartnerPeriod, SegmentPeriod
from scorecard.kpis import registry
from scorecard.kpis.registry import Kpi, part_columns


def table_of(model: object) -> Table:
    found: Table = model.__table__  # type: ignore[attr-defined]
    return found


PARTNER_PERIOD = table_of(PartnerPeriod)
SEGMENT_PERIOD = table_of(SegmentPeriod)
DISTRIBUTOR_PERIOD = table_of(DistributorPeriod)


def partner_kpis() -> list[Kpi]:
    """KPIs kept a partner and quarter."""
    return [kpi for kpi in registry if "partner_id" in kpi.grains]


def summed_kpis() -> list[Kpi]:
    """KPIs whose groups are sums of their partners' parts."""
    return [kpi for kpi in partner_kpis() if kpi.additive]


def distributor_kpis() -> list[Kpi]:
    return [kpi for kpi in registry if "distributor_id" in kpi.grains]


def columns_of(kpis: list[Kpi]) -> list[str]:
    return [column for kpi in kpis for column in part_columns(kpi.key)]


def wanted_columns() -> dict[str, list[str]]:
    """Table name -> KPI columns it must have."""
    return {
        PARTNER_PERIOD.name: columns_of(partner_kpis()),
        SEGMENT_PERIOD.name: columns_of(summed_kpis()),
        DISTRIBUTOR_PERIOD.name: columns_of(distributor_kpis()),
    }


def attach_columns() -> None:
    """Make the registry's columns known to the table objects (once a process)."""
    for table in (PARTNER_PERIOD, SEGMENT_PERIOD, DISTRIBUTOR_PERIOD):
        for name in wanted_columns()[table.name]:
            if name not in table.c:
                table.append_column(Column(name, BigInteger, nullable=False, server_default="0"))


def missing_columns(connection: Connection) -> list[tuple[str, str]]:
    """(table, column) of KPIs that this store does not keep yet."""
    inspector = inspect(connection)
    found = []
    for table, columns in wanted_columns().items():
        present = {column["name"] for column in inspector.get_columns(table)}
        found += [(table, name) for name in columns if name not in present]
    return found


def add_missing_columns(connection: Connection) -> list[str]:
    """Add columns of KPIs new to this store, as "table.column"; the read models are then to
    be made anew, which is seen to by forgetting the state they stand for."""
    added = missing_columns(connection)
    for table, name in added:
        connection.execute(text(f"ALTER TABLE {table} ADD COLUMN {name} BIGINT NOT NULL DEFAULT 0"))
    if added:
        connection.execute(text("DELETE FROM setting WHERE key = 'rollup_state'"))
    return [f"{table}.{name}" for table, name in added]
