"""The pipeline of a period: its sentence, the roll-up, stages by month; see `forecast.views`."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from scorecard.access import Role, Scope
from scorecard.forecast.dedupe.contract import Bridge
from scorecard.forecast.views import LEVELS, Outlook, PipelinePage, RollUpLine, StageMonth
from scorecard.i18n.message import Message, Money, Param
from scorecard.i18n.message_json import list_from_text
from scorecard.period import Period
from scorecard.ports import PipelinePort
from scorecard.usecases.pipeline_ageing import build_ageing
from scorecard.usecases.pipeline_changes import build_changes, since_days
from scorecard.usecases.pipeline_claims import build_registrations
from scorecard.usecases.pipeline_deals import build_deals, build_queue
from scorecard.usecases.pipeline_fan import build_fan, own_group
from scorecard.usecases.stamp import build_stamp

KEYS = ("region", "country", "distributor_id", "partner_id")
BETWEEN = "\t"  # as `db.pipeline_forecast` joins the parts of a group's name
ALL_MONTHS = (0, 999_999)
MONEY = ("mean", "p10", "p50", "p90", "won", "open", "new")


def build_pipeline(reads: PipelinePort, scope: Scope, period: Period, as_of: date) -> PipelinePage:
    """Head of the page: what the period will bring, from what, and how good such words were."""
    sums = reads.pipeline_sums(scope, ("status",), months_of(period))
    kept = _of_day(reads.kept_forecasts(scope, period.key), as_of)
    outlook = _outlook(kept, *own_group(scope))
    target = reads.pipeline_target(scope, months_of(period))
    coverage, method, *notes = _notes(kept)
    currency = reads.settings().reporting_currency
    n_queue, queue_minor = reads.queue_size(scope)
    return PipelinePage(
        stamp=build_stamp(reads, scope, as_of), period=period.key, as_of=as_of,
        currency=currency, sentence=_sentence(period, outlook, target, currency),
        outlook=outlook, target_minor=target, naive_minor=_naive(reads, scope, sums),
        coverage=coverage, method=method, prior=False,
        notes=tuple(note for note in notes if note), bridge=bridge_of(_counting(sums)),
        n_queue=n_queue, queue_minor=queue_minor,
        unpriced=int(sums.loc[sums["status"] == "open", "n_unknown"].sum()),
    )  # fmt: skip


def build_nodes(
    reads: PipelinePort, scope: Scope, period: Period, as_of: date, path: tuple[str, ...] = ()
) -> tuple[RollUpLine, ...]:
    """Children of a node of region > country > distributor > partner, most money first."""
    depth = len(path)
    if depth >= len(KEYS):
        return ()
    key = KEYS[depth]
    sums = _counting(reads.pipeline_sums(scope, (key, "status"), months_of(period), path))
    kept = _of_day(reads.kept_forecasts(scope, period.key), as_of)
    names = reads.pipeline_names(scope)
    lines = [
        _line(str(value), own, path, kept, names)
        for value, own in sums.groupby(key, sort=True, dropna=False)
    ]
    return tuple(sorted(lines, key=lambda line: (-line.bridge.counted, line.name, line.path)))


def build_stage_month(reads: PipelinePort, scope: Scope, as_of: date) -> StageMonth:
    """Counted money of open deals by stage and month of the expected close."""
    sums = reads.pipeline_sums(scope, ("status", "stage", "month"), (1, 0))
    sums = sums[(sums["status"] == "open") & (sums["n_counted"] > 0)]
    shape = sums.pivot_table(
        index="stage", columns="month", values=["counted_minor", "n_counted"], aggfunc="sum",
        fill_value=0, sort=True,
    )  # fmt: skip
    stages, months = sorted(sums["stage"].unique()), sorted(sums["month"].unique())
    return StageMonth(
        tuple(stages), tuple(int(month) for month in months),
        *(_table(shape, name, stages, months) for name in ("counted_minor", "n_counted")),
    )  # fmt: skip


def months_of(period: Period) -> tuple[int, int]:
    """First and last month, yyyymm."""
    return period.start_month, period.last_month


def bridge_of(sums: pd.DataFrame) -> Bridge:
    """The bridge of rows of `pipeline_sums`."""
    total = {name: int(sums[name].sum()) for name in sums if str(name)[:2] == "n_"}
    money = {str(name): int(sums[name].sum()) for name in sums if str(name).endswith("_minor")}
    return Bridge(
        gross=money["gross_minor"], duplicates=money["duplicate_minor"],
        tenders=money["tender_minor"], zombies=money["zombie_minor"],
        counted=money["counted_minor"], n_reported=total["n_reported"],
        n_counted=total["n_counted"], n_unknown=total["n_unknown"],
    )  # fmt: skip


def _counting(sums: pd.DataFrame) -> pd.DataFrame:
    """What is open, and what was won in the period."""
    return sums[sums["status"].isin(["open", "won"])]


def _of_day(kept: pd.DataFrame, as_of: date) -> pd.DataFrame:
    return kept[kept["as_of"] == pd.Timestamp(as_of)]


def _outlook(kept: pd.DataFrame, grain: str, name: str) -> Outlook | None:
    rows = kept[(kept["grain"] == grain) & (kept["name"] == name)]
    if not len(rows):
        return None
    row: Any = rows.iloc[0]
    return Outlook(**{f"{one}_minor": int(row[f"{one}_minor"]) for one in MONEY})


def _notes(kept: pd.DataFrame) -> list[Message | None]:
    """Coverage, method and what else is to be known; of the whole programme's forecast."""
    texts = [text for text in kept["note"] if text] if len(kept) else []
    return [*list_from_text(texts[0])] if texts else [None, None]


def _sentence(
    period: Period, outlook: Outlook | None, target: int | None, currency: str
) -> Message:
    if outlook is None:
        return Message("There is nothing to forecast {period} from.", {"period": period})
    values: dict[str, Param] = {
        "period": period,
        "low": Money(outlook.p10_minor, currency),
        "high": Money(outlook.p90_minor, currency),
        "mean": Money(outlook.mean_minor, currency),
    }
    if target is None:
        return Message(
            "{period} will bring {mean}, most likely between {low} and {high}. It has no target.",
            values,
        )
    values["target"] = Money(target, currency)
    if outlook.p10_minor >= target:
        return Message(
            "{period} will bring {mean}, most likely between {low} and {high}: more than its "
            "target of {target}.",
            values,
        )
    if outlook.p90_minor < target:
        return Message(
            "{period} will bring {mean}, most likely between {low} and {high}: less than its "
            "target of {target}.",
            values,
        )
    return Message(
        "{period} will bring {mean}, most likely between {low} and {high}: its target of "
        "{target} can be met and can be missed.",
        values,
    )


def _naive(reads: PipelinePort, scope: Scope, sums: pd.DataFrame) -> int | None:
    """What is won, and all that is reported as open times the share of deals ever won."""
    ever = reads.pipeline_sums(scope, ("status",), ALL_MONTHS).set_index("status")["n_reported"]
    won, lost = (int(ever.get(status, 0)) for status in ("won", "lost"))
    if not won + lost:
        return None
    gross = sums.set_index("status")["gross_minor"]
    return int(gross.get("won", 0)) + int(gross.get("open", 0)) * won // (won + lost)


def _line(
    value: str, own: pd.DataFrame, path: tuple[str, ...], kept: pd.DataFrame,
    names: dict[str, dict[str, tuple[str, str]]],
) -> RollUpLine:  # fmt: skip
    here, depth = (*path, value), len(path)
    code, name = names.get(KEYS[depth], {}).get(value, ("", value if depth < 2 else ""))
    money = own.set_index("status")["counted_minor"]
    return RollUpLine(
        level=LEVELS[depth], path=here, name=name, code=code, bridge=bridge_of(own),
        won_minor=int(money.get("won", 0)), open_minor=int(money.get("open", 0)),
        outlook=_outlook(kept, "/".join(KEYS[: depth + 1]), BETWEEN.join(here)),
        opens=depth + 1 < len(KEYS),
    )  # fmt: skip


def _table(
    shape: pd.DataFrame, name: str, stages: list[str], months: list[Any]
) -> tuple[tuple[int, ...], ...]:
    if not len(shape):
        return ()
    table: Any = shape[name]
    cells = table.reindex(index=stages, columns=months, fill_value=0).to_numpy(np.int64)
    return tuple(tuple(int(cell) for cell in row) for row in cells)


__all__ = [
    "Role", "bridge_of", "build_ageing", "build_changes", "build_deals", "build_fan",
    "build_nodes", "build_pipeline", "build_queue", "build_registrations", "build_stage_month",
    "since_days",
]  # fmt: skip
