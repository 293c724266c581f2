"""What the use cases of alerts ask of a store, beside `scorecard.ports.ReadPort`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

import pandas as pd

from scorecard.access import Scope
from scorecard.ports import ReadPort
from scorecard.risk.alert_views import AlertEvent
from scorecard.risk.alerts import Alert

BUDGET = 5  # partners a week that an owner can handle, where nobody has said otherwise


@dataclass(frozen=True)
class KeptAlert:
    """An alert with what is known of its partner; of a group, what its partners within the
    scope are (`n_partners`, and their money in `alert.said`)."""

    alert: Alert
    partner_code: str = ""
    name: str = ""
    owner: str = ""
    region: str = ""
    tier: str = ""
    status: str = "unknown"
    spend_change: float | None = None
    in_tail: bool = False
    n_partners: int = 1
    by_person: bool = False  # closed by a person, not by the data


@dataclass(frozen=True)
class JudgedOn:
    """The verdict that is kept: its day, the data it knew, why there is none ("" where there
    is one), how many partners of the scope were judged, and whether data has come since."""

    day: date | None
    data_version: int
    nothing: str
    n_partners: int
    waiting: bool = False


@dataclass(frozen=True)
class KeptRecord:
    """A track record as text, with what it was made for."""

    data_version: int
    made_at: datetime
    text: str


class AlertPort(ReadPort, Protocol):
    """Reads about alerts, each within a scope: chiefs see all, managers those of their partners
    and what was assigned to them, nobody else any."""

    def judged_on(self, scope: Scope) -> JudgedOn: ...

    def alerts(self, scope: Scope, closed_since: date) -> list[KeptAlert]: ...

    def find_alert(self, scope: Scope, alert_id: int) -> KeptAlert | None: ...

    def alert_events(self, scope: Scope, alert_id: int) -> tuple[AlertEvent, ...]: ...

    def alert_members(self, scope: Scope, alert_id: int, limit: int = 100) -> pd.DataFrame: ...

    def order_days(self, scope: Scope, partner_code: str, since: date) -> pd.DataFrame: ...

    def alert_counts(self, scope: Scope) -> pd.DataFrame: ...

    def weekly_budgets(self, scope: Scope) -> Mapping[str, int]: ...

    def track_record_kept(self, scope: Scope) -> KeptRecord | None: ...
