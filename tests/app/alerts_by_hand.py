"""The page "At risk" as views, made by hand, so that it is tested apart from the store."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from scorecard.access import Scope, Viewer
from scorecard.i18n.message import Message
from scorecard.risk.alert_kinds import AlertChange, AlertOutcome, AlertRule, AlertState
from scorecard.risk.alert_views import (
    AlertDetail,
    AlertEvent,
    AlertLine,
    AlertTotals,
    AtRiskPage,
    CalibrationBin,
    Estimate,
    EvidenceLink,
    LiveRecord,
    MethodRecord,
    OrderDay,
    OwnerBudget,
    PacePoint,
    PartnerAlerts,
    RhythmView,
    TailLine,
    TrackRecord,
)
from tests.app.views_by_hand import HOSTILE, LATE, STAMP

TODAY = STAMP.as_of  # 6 October 2026, a Tuesday
AT = datetime(2026, 10, 5, 7, 40, tzinfo=UTC)
SILENCE = Message(
    "Usually orders every {gap} days; the last order was {days} days ago, on {day}.",
    {"gap": 12, "days": 41, "day": date(2026, 8, 26)},
)
LINES = Message("3 of 5 product lines that it usually orders have stopped.")


def line(number: int, rule: AlertRule, name: str, **more: Any) -> AlertLine:
    usual: dict[str, Any] = {
        "alert_id": number, "rule": rule, "state": AlertState.NEW, "kind": "partner",
        "partner_code": "P001", "name": name, "owner": "A. Ferrer", "assigned_to": "",
        "headline": SILENCE, "at_stake_minor": 21_600_000, "certainty": "medium",
        "since": date(2026, 8, 27), "fired_on": TODAY - timedelta(days=2), "seen_on": TODAY,
        "region": "Iberia",
    }  # fmt: skip
    return AlertLine(**(usual | more))


FIRST = line(11, AlertRule.SILENT, "Carpat Soft", is_worse=True)
SECOND = line(12, AlertRule.LINES, "Carpat Soft", headline=LINES, certainty="low", times=1)
OTHER = line(13, AlertRule.FADING, HOSTILE, partner_code="P002", owner="", region="DACH",
             at_stake_minor=9_000_000, state=AlertState.ASSIGNED,
             assigned_to="K. Lindqvist", holds=False)  # fmt: skip
WAITING = line(14, AlertRule.SILENT, "Zeta Systems", partner_code="P003", at_stake_minor=400_000)
ASLEEP = line(15, AlertRule.SILENT, "Sleeper", state=AlertState.SNOOZED,
              snoozed_until=date(2026, 11, 1))  # fmt: skip
WORSE = line(16, AlertRule.FADING, "Until worse", state=AlertState.SNOOZED, until_worse=True,
             region="DACH")  # fmt: skip
ENDED = line(17, AlertRule.SILENT, "Ended", state=AlertState.CLOSED,
             outcome=AlertOutcome.RECOVERED, closed_on=date(2026, 9, 30))  # fmt: skip
GROUP = line(18, AlertRule.GROUP, "Vistula Trade", kind="distributor", partner_code="",
             owner="", region="", n_partners=14, certainty="low",
             headline=Message("Distributor Vistula Trade as a whole is silent."))  # fmt: skip
TAIL = TailLine("P009", "Small Shop", "A. Ferrer", "DACH", "fading", 90_000, -0.61,
                date(2026, 9, 1), 19)  # fmt: skip


def partner(*alerts: AlertLine, status: str = "silent") -> PartnerAlerts:
    first = alerts[0]
    return PartnerAlerts(first.partner_code, first.name, first.owner, first.region, "Gold",
                         status, first.at_stake_minor, alerts)  # fmt: skip


PAGE = AtRiskPage(
    stamp=STAMP, day=TODAY, stale=None, nothing=None,
    week=(date(2026, 10, 5), date(2026, 10, 11)), owner="",
    owners=("A. Ferrer", "K. Lindqvist"),
    budgets=(OwnerBudget("A. Ferrer", 5, 1, 0, 3, 2, 22_000_000),),
    totals=AlertTotals(2, 30_600_000, 1, 400_000, 2, 1, 1, 90_000, 1),
    groups=(GROUP,), inbox=(partner(FIRST, SECOND), partner(OTHER, status="fading")),
    queue=(partner(WAITING),), snoozed=(ASLEEP, WORSE), closed=(ENDED,), tail=(TAIL,),
    n_partners=237, may_act=True, handlers=("A. Ferrer", "K. Lindqvist"), freshness=(LATE,),
    late=(LATE,),
)  # fmt: skip
EMPTY = replace(
    PAGE, inbox=(), queue=(), snoozed=(), closed=(), tail=(), groups=(), budgets=(),
    totals=AlertTotals(0, 0, 0, 0, 0, 0, 0, 0, 0),
)  # fmt: skip
NOTHING = replace(EMPTY, day=None, nothing=Message("Nobody has been judged yet."))
DETAIL = AlertDetail(
    FIRST, (SILENCE, LINES), (Message("It did not order in the same 90 days a year ago either."),),
    Message("Medium: 9 order days are some, not many."),
    Message("What has changed at Carpat Soft since August?"),
    EvidenceLink("P001", "sales", date(2025, 10, 6), TODAY), 30_000_000, 0.72, 0.81, None,
    date(2026, 8, 26), date(2026, 10, 4),
    (AlertEvent(AT, "A. Ferrer", AlertChange.NOTED, None, "Called: <b>budget</b> is frozen"),
     AlertEvent(AT - timedelta(days=1), "", AlertChange.FIRED)),
    frozenset({"acknowledge", "assign", "snooze", "close", "note"}),
)  # fmt: skip
ORDERS = tuple(
    OrderDay(date(2026, 8, 26) - timedelta(days=12 * n), 1_000_000 + 40_000 * (n * 7 % 9))
    for n in range(50, -1, -1)
)
RHYTHM = RhythmView(
    "P001", "Carpat Soft", "EUR", TODAY, date(2026, 10, 4), ORDERS, 12.0, date(2026, 8, 26),
    date(2026, 9, 4), date(2026, 9, 12), date(2026, 10, 25),
    tuple(
        PacePoint(TODAY - timedelta(weeks=n), 9_000_000 - 60_000 * max(0, 12 - n) * 9,
                  7_500_000, 10_500_000)
        for n in range(52, -1, -1)
    ),
    "silent", "medium", 21_600_000, 0.72, (FIRST, SECOND),
)  # fmt: skip
ENDS = {AlertOutcome.RECOVERED: 8, AlertOutcome.PLAN_AGREED: 3, AlertOutcome.FALSE_ALARM_DATA: 7}
RECORD = TrackRecord(
    missing=None, made_at=AT, data_version=1, stale=True, first=date(2025, 10, 1),
    last=date(2026, 6, 1), n_days=9, n_partners=231, horizon=90, base=0.08, budget=0.05,
    methods=(
        MethodRecord("recency", Estimate(0.76, 0.72, 0.80, 9), Estimate(0.46, 0.40, 0.52, 9),
                     Estimate(0.31, 0.22, 0.40, 9), Estimate(0.17, 0.11, 0.25, 9), None),
        MethodRecord("rfm", Estimate(0.78), Estimate(0.48), Estimate(0.33), Estimate(None), None),
        MethodRecord("bgnbd", Estimate(0.84, 0.80, 0.87, 9), Estimate(0.53, 0.47, 0.58, 9),
                     Estimate(0.40, 0.31, 0.49, 9), Estimate(0.38, 0.28, 0.47, 9), 0.046),
        MethodRecord("model", Estimate(0.88, 0.85, 0.90, 9), Estimate(0.59, 0.53, 0.64, 9),
                     Estimate(0.52, 0.43, 0.61, 9), Estimate(0.49, 0.39, 0.58, 9), 0.031),
    ),
    rhythm_precision=Estimate(0.34, 0.25, 0.44, 96), silent_days=38.0, days_before=52.0,
    calibration=(
        CalibrationBin(0.0, 0.1, 1400, 0.04, 0.03, 0.02, 0.04),
        CalibrationBin(0.1, 0.3, 420, 0.18, 0.20, 0.17, 0.24),
        CalibrationBin(0.3, 0.6, 160, 0.43, 0.47, 0.40, 0.54),
        CalibrationBin(0.6, 1.0, 90, 0.77, 0.73, 0.64, 0.80),
    ),
    calibration_error=0.031,
    live=(
        LiveRecord("", "", 21, 3, ENDS, Estimate(0.61, 0.42, 0.77, 18)),
        LiveRecord("silent", "", 12, 1, {AlertOutcome.RECOVERED: 8}, Estimate(1.0, 0.76, 1.0, 8)),
        LiveRecord("", "A. Ferrer", 4, 4),
    ),
    skipped=(Message("1 Jan 2025: no order in the year before."),),
)  # fmt: skip
NO_RECORD = replace(RECORD, missing=Message("No backtest has been made yet."), methods=(), live=())


@dataclass
class AlertsByHand:
    """Stands for `pages.ui.data.at_risk`; keeps what was done."""

    shown: AtRiskPage = PAGE
    kept: TrackRecord = RECORD
    done: list[tuple[Any, ...]] = field(default_factory=list)
    owners: list[str] = field(default_factory=list)

    def page(self, scope: Scope, owner: str = "") -> AtRiskPage:
        self.owners.append(owner)
        return self.shown

    def alert(self, scope: Scope, alert_id: int) -> AlertDetail | None:
        known = {one.alert_id: one for one in (FIRST, SECOND, OTHER, ASLEEP, ENDED, GROUP)}
        if alert_id not in known:
            return None
        verbs = {"reopen", "note"} if alert_id == ENDED.alert_id else DETAIL.verbs
        return replace(DETAIL, line=known[alert_id], verbs=frozenset(verbs))

    def rhythm(self, scope: Scope, partner_code: str) -> RhythmView | None:
        return RHYTHM if partner_code == "P001" else None

    def record(self, scope: Scope) -> TrackRecord:
        return self.kept

    def evidence(self, scope: Scope, link: EvidenceLink) -> tuple[int, tuple[Any, ...]]:
        return 0, ()

    def acknowledge(self, viewer: Viewer, alert_id: int) -> None:
        self.done.append(("acknowledge", alert_id))

    def assign(self, viewer: Viewer, alert_id: int, handler: str) -> None:
        self.done.append(("assign", alert_id, handler))

    def snooze(self, viewer: Viewer, alert_id: int, until: date | None) -> None:
        self.done.append(("snooze", alert_id, until))

    def close(self, viewer: Viewer, alert_id: int, outcome: AlertOutcome, note: str) -> None:
        self.done.append(("close", alert_id, outcome, note))

    def reopen(self, viewer: Viewer, alert_id: int) -> None:
        self.done.append(("reopen", alert_id))

    def add_note(self, viewer: Viewer, alert_id: int, text: str) -> None:
        self.done.append(("note", alert_id, text))

    def set_weekly_budget(self, viewer: Viewer, owner: str, partners: int) -> None:
        self.done.append(("budget", owner, partners))


VERBS = ("acknowledge", "assign", "snooze", "close", "reopen", "add_note", "set_weekly_budget")
READS = ("page", "alert", "rhythm", "record", "evidence")
