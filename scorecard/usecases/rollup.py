"""KPIs at any grain: from the read models where they are kept, else from the facts."""

from __future__ import annotations

from datetime import date

import pandas as pd

from scorecard.access import Scope
from scorecard.errors import DefinitionError, did_you_mean
from scorecard.facts import GRAINS, Facts, empty
from scorecard.kpis import registry
from scorecard.kpis.readings import readings
from scorecard.kpis.registry import Kpi, Reading, compute_parts, part_columns
from scorecard.period import Period, Span
from scorecard.ports import ReadPort
from scorecard.views import Filters

Readings = dict[str, dict[str, Reading]]
EVERYTHING_SHOWN = 10_000_000


def roll_up(
    reads: ReadPort,
    scope: Scope,
    period: Period,
    by: str,
    as_of: date,
    kpis: list[str] | None = None,
    filters: Filters | None = None,
) -> Readings:
    """Group -> KPI key -> reading. Groups of partner_id and distributor_id go by their codes.

    KPIs that are not known at the grain are absent; one whose source was never loaded is
    there without a value, with the reason. Filters narrow kept quarters only.

    Raises:
        DefinitionError: unknown grain or KPI.
    """
    if by not in GRAINS:
        raise DefinitionError(f"unknown grain {by!r}{did_you_mean(by, list(GRAINS))}")
    wanted = [registry[key] for key in (kpis or registry.keys) if by in registry[key].grains]
    loaded = reads.loaded(scope)
    if period.span is not Span.QUARTER or period.key not in reads.periods(scope):
        wide = _from_facts(reads, scope, period, by, as_of, wanted)
    else:
        wide = _kept(reads, scope, period, by, as_of, wanted, filters or Filters())
    return {str(group): row for group, row in readings(wide, loaded, wanted).items()}


def _from_facts(
    reads: ReadPort, scope: Scope, period: Period, by: str, as_of: date, kpis: list[Kpi]
) -> pd.DataFrame:
    facts = reads.facts(scope, as_of)
    wide = _complete(compute_parts(facts, period, by, kpis), kpis)
    if by == "distributor_id":
        return wide.rename(index=reads.distributor_codes(scope))
    if by != "partner_id":
        return wide[[bool(str(group)) for group in wide.index]]
    return wide.rename(index=reads.partner_codes(scope))


def _complete(wide: pd.DataFrame, kpis: list[Kpi]) -> pd.DataFrame:
    columns = [name for kpi in kpis for name in part_columns(kpi.key)]
    return wide.reindex(columns=columns, fill_value=0)


def _kept(
    reads: ReadPort, scope: Scope, period: Period, by: str, as_of: date, kpis: list[Kpi],
    filters: Filters,
) -> pd.DataFrame:  # fmt: skip
    if by == "partner_id":
        wide = reads.list_partners(scope, period.key, filters, "name", EVERYTHING_SHOWN, 0)
        return wide.set_index("partner_code")
    if by == "distributor_id":
        wide = reads.distributor_parts(scope, [period.key])
        return wide.set_index("group")
    additive = [kpi for kpi in kpis if kpi.additive]
    wide = reads.segment_parts(scope, [period.key], by, filters, [kpi.key for kpi in additive])
    wide = wide[wide["group"] != ""].set_index("group")
    for kpi in kpis:
        if not kpi.additive:
            wide = wide.join(_from_values(reads, scope, period, by, as_of, kpi, filters))
    return _complete(wide, kpis).fillna(0)


def _from_values(
    reads: ReadPort, scope: Scope, period: Period, by: str, as_of: date, kpi: Kpi,
    filters: Filters,
) -> pd.DataFrame:  # fmt: skip
    """A KPI that is no sum of its partners' parts, from their net sell-through."""
    values = reads.partner_values(scope, period.key, filters, "net_sell_through")
    sales = empty("sales").reindex(values.index)
    sales = sales.assign(
        partner_id=values["partner_id"], month=period.start_month, distributor_id=0, n_lines=1,
        net_minor=values["numerator"],
    )  # fmt: skip
    facts = Facts(as_of=as_of, partners=values, sales=sales, first_month=period.start_month)
    return compute_parts(facts, period, by, [kpi])
