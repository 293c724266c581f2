"""Who is leaving, as a week's work: the inbox, one alert, a partner's rhythm, the track record.

Writes are verbs of the store (`db.alert_verbs`), each within the viewer's scope, noted in the
audit log, and refused with `NotFound` to whoever may not act (only chiefs and the owner may):

    acknowledge(store, viewer, alert_id, *, at)
    assign(store, viewer, alert_id, handler, *, at)             handler: of AtRiskPage.handlers
    snooze(store, viewer, alert_id, *, at, until=None)          None: until it gets worse
    close(store, viewer, alert_id, outcome, *, at, note="")
    reopen(store, viewer, alert_id, *, at)
    add_note(store, viewer, alert_id, text, *, at)
    set_weekly_budget(store, viewer, owner, partners, *, at)    owner "": all without their own
"""

from __future__ import annotations

from datetime import date, timedelta

from scorecard.access import Role, Scope
from scorecard.i18n.message import Message
from scorecard.ports import ReadPort
from scorecard.risk.alert_views import (
    AlertDetail,
    AlertTotals,
    AtRiskPage,
    Estimate,
    RhythmView,
    TrackRecord,
)
from scorecard.usecases.stamp import build_stamp

ACTING = (Role.CHIEF, Role.MANAGER)


def inbox(reads: ReadPort, scope: Scope, today: date, owner: str = "") -> AtRiskPage:
    """The week's work within the owners' budgets, and what is beyond.

    Args:
        owner: narrows to one handler; "" is everybody in scope.
    """
    monday = today - timedelta(days=today.weekday())
    return AtRiskPage(
        stamp=build_stamp(reads, scope, today), day=None, stale=None,
        nothing=Message("Nobody has been judged yet."), week=(monday, monday + timedelta(days=6)),
        owner=owner, owners=(), budgets=(), totals=AlertTotals(0, 0, 0, 0, 0, 0, 0, 0, 0),
        groups=(), inbox=(), queue=(), snoozed=(), closed=(), tail=(), n_partners=0,
        may_act=scope.role in ACTING, handlers=(), freshness=reads.freshness(scope, today),
        late=(),
    )  # fmt: skip


def one_alert(reads: ReadPort, scope: Scope, alert_id: int, today: date) -> AlertDetail | None:
    """Everything about one alert; None where the scope does not see it."""
    return None


def rhythm_of(reads: ReadPort, scope: Scope, partner_code: str, today: date) -> RhythmView | None:
    """A partner's orders and its expected band, with its open alerts; None where the scope does
    not see the partner, or it never ordered."""
    return None


def track_record(reads: ReadPort, scope: Scope) -> TrackRecord:
    """What such verdicts were worth on earlier days, and what became of the alerts fired."""
    none = Estimate(None)
    return TrackRecord(
        missing=Message("No backtest has been made yet."), made_at=None, data_version=None,
        stale=False, first=None, last=None, n_days=0, n_partners=0, horizon=90, base=None,
        budget=0.05, methods=(), rhythm_precision=none, silent_days=None, days_before=None,
        calibration=(), calibration_error=None, live=(),
    )  # fmt: skip
