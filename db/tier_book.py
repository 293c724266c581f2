"""What the store knows of partners on a day, in the form the tier engine reads.

KPI metrics come from the read models, dated rows from tables and monthly sums, gates and given
values from people. While a sender's file is late, what it would add is not known: sums of sales
of the partners it serves are then at least what is here, never "not enough".
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import pandas as pd
from sqlalchemy import Connection, func, select

from db.facts import BATCH, DISTRIBUTOR, PARTNER, PARTNER_MONTH, loaded_sources
from db.frames import read_frame
from db.gates import gates_frame, given_frame
from db.readmodel import PARTNER_PERIOD
from db.tier_rows import TABLES
from scorecard.errors import UserError
from scorecard.freshness import last_due
from scorecard.kpis import registry
from scorecard.kpis.readings import read_column
from scorecard.kpis.registry import Better, Kpi, Unit, part_columns
from scorecard.money import exponent
from scorecard.period import Period, add_months, month_of, quarter_of
from scorecard.programme.book import RowsBook
from scorecard.programme.bounds import Bounds, known
from scorecard.programme.metrics import KpiMetric, Metric
from scorecard.programme.rows_metric import RowsMetric
from scorecard.programme.schema import Programme
from scorecard.settings import ProgrammeSettings

ATTRIBUTES = (
    "partner_code",
    "name",
    "country",
    "region",
    "partner_type",
    "owner",
    "tier",
    "signed_on",
)


class StoreBook(RowsBook):
    """A `Book` of all partners of the programme, by their ids; reads everything once, at the
    start, so it outlives the connection."""

    def __init__(
        self, connection: Connection, settings: ProgrammeSettings, programmes: list[Programme]
    ) -> None:
        super().__init__(
            attributes=_attributes(connection),
            values=_by_partner(given_frame(connection), {"valid_from": "on"}),
            gates=_by_partner(gates_frame(connection), {"valid_from": "on", "is_open": "value"}),
            rows=_rows(connection, settings, programmes),
        )
        self._settings = settings
        self._loaded = loaded_sources(connection)
        self._parts = _parts(connection, programmes)
        self._senders = _senders(connection)
        self._served = _served(connection)
        self._late_on: dict[tuple[date, date], npt.NDArray[np.bool_]] = {}

    def computed(self, name: str, metric: Metric, day: date, programme: Programme) -> Bounds | None:
        """A metric for which no value is given; see `RowsBook.computed`."""
        if isinstance(metric, KpiMetric):
            return self._of_kpi(metric, day, programme)
        bounds = super().computed(name, metric, day, programme)
        if bounds is not None and isinstance(metric, RowsMetric) and metric.rows == "sales":
            return bounds[0], np.where(self._late(day, day), np.inf, bounds[1])
        return bounds

    def _of_kpi(self, metric: KpiMetric, day: date, programme: Programme) -> Bounds:
        kpi = registry[metric.kpi]
        keys = [period.key for period in self._quarters(day, metric.quarters)]
        wide = _summed(self._parts, kpi, keys).reindex(self.partners)
        column = read_column(kpi, wide.fillna(0).astype("int64"), self._loaded)
        here = wide.notna().all(axis=1).to_numpy()
        major = self._minor_in(programme) if kpi.unit is Unit.MONEY else 1
        low, high = known(np.where(here, column.value / major, np.nan))
        if "sales" not in kpi.source:
            return low, high
        late = self._late(day, self._quarters(day, 1)[0].end - timedelta(days=1))
        if kpi.better is not Better.HIGHER:
            low = np.where(late, -np.inf, low)
        return low, np.where(late, np.inf, high)

    def _minor_in(self, programme: Programme) -> float:
        """Minor units of the reporting currency in one unit of the programme's."""
        own = self._settings.reporting_currency
        rate = 1.0 if own == programme.currency else programme.fx.get(own)
        if rate is None:
            raise UserError("programme_fx", currency=own, into=programme.currency)
        return float(10 ** exponent(own) / rate)

    def _quarters(self, day: date, n: int) -> list[Period]:
        """The last n quarters that were over on the day."""
        running = quarter_of(day, self._settings.fiscal_year_start)
        return [running.shift(-i) for i in range(n, 0, -1)]

    def _late(self, day: date, to: date) -> npt.NDArray[np.bool_]:
        """Partners that buy from a sender of whom, on the day, a file up to `to` is missing."""
        if (day, to) not in self._late_on:
            senders = [sender for sender in self._senders if sender.is_missing(day, to)]
            since = add_months(month_of(day), -12)
            hit = self._served["distributor_id"].isin([sender.number for sender in senders])
            hit &= self._served["month"] >= since
            self._late_on[day, to] = self.partners.isin(self._served.loc[hit, "partner_id"])
        return self._late_on[day, to]


@dataclass(frozen=True)
class _Sender:
    number: int
    cadence: str
    due_days: int
    covers_to: date | None

    def is_missing(self, day: date, to: date) -> bool:
        asked = min(day, to + timedelta(days=self.due_days + 1))
        return last_due(self.cadence, self.due_days, self.covers_to, asked).days_late > 0


def _attributes(connection: Connection) -> pd.DataFrame:
    """One row a partner of the programme, indexed by its id."""
    columns = [PARTNER.c[name] for name in ("partner_id", *ATTRIBUTES)]
    query = select(*columns).where(PARTNER.c.provisional.is_(False)).order_by(PARTNER.c.partner_id)
    return read_frame(connection, query).set_index("partner_id").rename_axis("partner")


def _by_partner(frame: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    return frame.rename(columns={"partner_id": "partner", **names})


def _rows(
    connection: Connection, settings: ProgrammeSettings, programmes: list[Programme]
) -> dict[str, pd.DataFrame]:
    """The tables that the programmes name; one that the store does not have is left out."""
    named = {m.rows for m in _metrics(programmes) if isinstance(m, RowsMetric)}
    return {
        name: read(connection, settings.reporting_currency)
        for name, read in TABLES.items()
        if name in named
    }


def _parts(connection: Connection, programmes: list[Programme]) -> pd.DataFrame:
    """Parts of the KPIs that the programmes name, a row a partner and quarter."""
    keys = sorted({m.kpi for m in _metrics(programmes) if isinstance(m, KpiMetric)})
    names = [name for key in keys for name in part_columns(key)]
    columns = [PARTNER_PERIOD.c[name] for name in ("partner_id", "period", *names)]
    return read_frame(connection, select(*columns))


def _senders(connection: Connection) -> list[_Sender]:
    covers = func.max(BATCH.c.covers_to, type_=BATCH.c.covers_to.type)
    keys = [DISTRIBUTOR.c[name] for name in ("distributor_id", "cadence", "due_days")]
    query = (
        select(*keys, covers)
        .join(BATCH, BATCH.c.distributor_id == DISTRIBUTOR.c.distributor_id)
        .where(BATCH.c.status == "landed", BATCH.c.kind == "sell_through")
        .group_by(*keys)
    )
    rows = connection.execute(query)
    return [_Sender(row[0], row[1], row[2], row[3]) for row in rows]


def _served(connection: Connection) -> pd.DataFrame:
    """Which partner bought from which sender in which month."""
    columns = [PARTNER_MONTH.c[name] for name in ("partner_id", "distributor_id", "month")]
    return read_frame(connection, select(*columns).distinct())


def _metrics(programmes: list[Programme]) -> list[Metric]:
    return [metric for programme in programmes for metric in programme.metrics.values()]


def _summed(parts: pd.DataFrame, kpi: Kpi, keys: list[str]) -> pd.DataFrame:
    """Sums of a KPI's parts over quarters; NaN for a partner without a row in one of them."""
    chosen = parts.loc[parts["period"].isin(keys), ["partner_id", *part_columns(kpi.key)]]
    grouped = chosen.groupby("partner_id")
    sums = grouped.sum().astype("float64")
    return sums.where((grouped.size() == len(keys)).reindex(sums.index), np.nan)
