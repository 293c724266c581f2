"""The page "At risk": what it reads, and what its buttons change.

The inbox and an alert are read anew on every run, as what people do to alerts leaves the numbers'
data version as it is. Rhythms and the track record are kept.
"""

from __future__ import annotations

from datetime import date, timedelta
from importlib import import_module
from typing import Any

from pages.ui.data.opened import as_of, cached, now, store
from scorecard.access import Scope, Viewer
from scorecard.ids import stable_id
from scorecard.risk.alert_kinds import AlertOutcome
from scorecard.risk.alert_views import (
    AlertDetail,
    AtRiskPage,
    EvidenceLink,
    RhythmView,
    TrackRecord,
)
from scorecard.usecases import at_risk
from scorecard.views import Evidence

MOST_ROWS = 50


def page(scope: Scope, owner: str = "") -> AtRiskPage:
    """The week's work, of everybody in scope or of one who acts."""
    return at_risk.inbox(store(), scope, as_of(), owner)


def alert(scope: Scope, alert_id: int) -> AlertDetail | None:
    """One alert; None where the scope does not see it."""
    return at_risk.one_alert(store(), scope, alert_id, as_of())


@cached
def rhythm(scope: Scope, as_of: date, partner_code: str) -> RhythmView | None:
    """A partner's orders and what was to be expected."""
    return at_risk.rhythm_of(store(), scope, partner_code, as_of)


def record(scope: Scope) -> TrackRecord:
    """What verdicts were worth on earlier days, and what became of the alerts."""
    return at_risk.track_record(store(), scope)


@cached
def evidence(scope: Scope, as_of: date, link: EvidenceLink) -> tuple[int, tuple[Evidence, ...]]:
    """Rows behind an alert: how many there are, and the newest of them."""
    del as_of
    partner = stable_id("partner", link.partner_code)
    asked = (scope, partner, link.source, link.start, link.end + timedelta(days=1))
    return store().count_evidence(*asked), store().evidence(*asked, limit=MOST_ROWS)


# -- what buttons do ----------------------------------------------------------------------------


def _verbs() -> Any:
    return import_module("db.alert_verbs")


def acknowledge(viewer: Viewer, alert_id: int) -> None:
    _verbs().acknowledge(store(), viewer, alert_id, at=now())


def assign(viewer: Viewer, alert_id: int, handler: str) -> None:
    _verbs().assign(store(), viewer, alert_id, handler, at=now())


def snooze(viewer: Viewer, alert_id: int, until: date | None) -> None:
    """`until` None: until it gets worse."""
    _verbs().snooze(store(), viewer, alert_id, at=now(), until=until)


def close(viewer: Viewer, alert_id: int, outcome: AlertOutcome, note: str) -> None:
    _verbs().close(store(), viewer, alert_id, outcome, at=now(), note=note)


def reopen(viewer: Viewer, alert_id: int) -> None:
    _verbs().reopen(store(), viewer, alert_id, at=now())


def add_note(viewer: Viewer, alert_id: int, text: str) -> None:
    _verbs().add_note(store(), viewer, alert_id, text, at=now())


def set_weekly_budget(viewer: Viewer, owner: str, partners: int) -> None:
    """`owner` "": of all without a number of their own (chief only)."""
    _verbs().set_weekly_budget(store(), viewer, owner, partners, at=now())
