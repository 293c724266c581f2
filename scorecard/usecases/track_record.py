"""The published record: a backtest that was kept, and what became of the alerts fired."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from scorecard.access import Scope
from scorecard.i18n.message import Message
from scorecard.risk.alert_kinds import FALSE_ALARMS, AlertOutcome, AlertState
from scorecard.risk.alert_ports import AlertPort
from scorecard.risk.alert_views import Estimate, LiveRecord, TrackRecord
from scorecard.risk.record import Record, wilson
from scorecard.risk.record_text import read_record

NONE = Estimate(None)


def track_record(reads: AlertPort, scope: Scope) -> TrackRecord:
    """What such verdicts were worth on earlier days, and what became of the alerts fired."""
    kept, live = reads.track_record_kept(scope), tuple(live_records(reads.alert_counts(scope)))
    found = None if kept is None else read_record(kept.text)
    if kept is None or found is None:
        return _without(live)
    first = min(found.days, default=None)
    last = max(found.days, default=None)
    now = reads.judged_on(scope).data_version
    return TrackRecord(
        missing=None if found.methods else _too_short(found), made_at=kept.made_at,
        data_version=kept.data_version, stale=kept.data_version < now,
        first=first, last=last, n_days=len(found.days), n_partners=found.n_partners,
        horizon=found.horizon, base=found.base, budget=found.budget, methods=found.methods,
        rhythm_precision=found.rhythm_precision, silent_days=found.silent_days,
        days_before=found.days_before, calibration=found.calibration,
        calibration_error=found.calibration_error, live=live, skipped=found.skipped,
    )  # fmt: skip


def _too_short(found: Record) -> Message:
    del found
    return Message("The history is too short for a backtest: no earlier day has an outcome yet.")


def _without(live: tuple[LiveRecord, ...]) -> TrackRecord:
    return TrackRecord(
        missing=Message("No backtest has been made yet: “risk --record” makes one."),
        made_at=None, data_version=None, stale=False, first=None, last=None, n_days=0,
        n_partners=0, horizon=90, base=None, budget=0.05, methods=(), rhythm_precision=NONE,
        silent_days=None, days_before=None, calibration=(), calibration_error=None, live=live,
    )  # fmt: skip


def live_records(counts: pd.DataFrame) -> Iterable[LiveRecord]:
    """All together first, then by rule, then by owner."""
    if counts.empty:
        return
    yield _live("", "", counts)
    for rule, some in counts.groupby("rule", sort=True):
        yield _live(str(rule), "", some)
    for owner, some in counts.groupby("owner", sort=True):
        if owner:
            yield _live("", str(owner), some)


def _live(rule: str, owner: str, counts: pd.DataFrame) -> LiveRecord:
    closed = counts[counts["state"] == AlertState.CLOSED.value]
    by = closed.groupby("outcome")["n"].sum()
    outcomes = {one: int(by[one.value]) for one in AlertOutcome if one.value in by.index}
    wrong, n = sum(outcomes.get(one, 0) for one in FALSE_ALARMS), sum(outcomes.values())
    fired = int(counts["n"].sum())
    return LiveRecord(rule, owner, fired, fired - n, outcomes, wilson(n - wrong, n))
