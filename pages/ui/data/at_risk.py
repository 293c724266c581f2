"""The page "At risk": what it reads, and what its buttons change.

All but evidence rows is read anew on every run: what people do to alerts leaves the data version
as it is.
"""

from __future__ import annotations

from datetime import date, timedelta

from db import alert_verbs
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


def rhythm(scope: Scope, partner_code: str) -> RhythmView | None:
    """A partner's orders, what was to be expected, and its open alerts."""
    return at_risk.rhythm_of(store(), scope, partner_code, as_of())


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


def acknowledge(viewer: Viewer, alert_id: int) -> None:
    alert_verbs.acknowledge(store(), viewer, alert_id, at=now())


def assign(viewer: Viewer, alert_id: int, handler: str) -> None:
    alert_verbs.assign(store(), viewer, alert_id, handler, at=now())


def snooze(viewer: Viewer, alert_id: int, until: date | None) -> None:
    """`until` None: until it gets worse."""
    alert_verbs.snooze(store(), viewer, alert_id, at=now(), until=until)


def close(viewer: Viewer, alert_id: int, outcome: AlertOutcome, note: str) -> None:
    alert_verbs.close(store(), viewer, alert_id, outcome, at=now(), note=note)


def reopen(viewer: Viewer, alert_id: int) -> None:
    alert_verbs.reopen(store(), viewer, alert_id, at=now())


def add_note(viewer: Viewer, alert_id: int, text: str) -> None:
    alert_verbs.add_note(store(), viewer, alert_id, text, at=now())


def set_weekly_budget(viewer: Viewer, owner: str, partners: int) -> None:
    """`owner` "": of all without a number of their own (chief only)."""
    alert_verbs.set_weekly_budget(store(), viewer, owner, partners, at=now())
