"""Registrations: answers, protection, and the rule that decides a conflict."""

from __future__ import annotations

from datetime import datetime

import pandas as pd
import pytest

from scorecard.forecast.registrations import Terms, reason, standings
from tests.deal_books import book

NOW = datetime(2026, 3, 31, 12)
WAITING = {"source": "registration", "decision": "submitted", "submitted_at": "2026-03-30 12:00"}
APPROVED = {
    "source": "registration",
    "decision": "approved",
    "submitted_at": "2026-01-10 09:00",
    "decided_at": "2026-01-11 09:00",
}


def stand(*rows: dict, clusters: list[int] | None = None, terms: Terms | None = None):
    """Standings of deals that are all one opportunity, unless `clusters` tells otherwise."""
    deals = book(*rows)
    one = clusters or [1] * len(rows)
    fates = pd.DataFrame({"deal_id": deals["deal_id"], "cluster_id": one})
    return standings(deals, fates, NOW, terms).set_index("deal_id")


@pytest.mark.parametrize(
    ("row", "standing"),
    [
        (WAITING, "to_answer"),
        ({**WAITING, "submitted_at": "2026-03-29 12:00"}, "to_answer"),
        ({**WAITING, "submitted_at": "2026-03-29 11:59"}, "overdue"),
        ({**APPROVED, "decided_at": "2026-03-01"}, "protected"),
        ({**APPROVED, "decided_at": "2026-01-30 12:00"}, "expiring"),
        ({**APPROVED, "decided_at": "2026-01-30 12:01"}, "protected"),
        ({**APPROVED, "decided_at": "2025-12-31 12:00"}, "expired"),
        ({**APPROVED, "decided_at": "2025-12-31 12:01"}, "expiring"),
        ({**APPROVED, "decided_at": "2025-12-31 12:00", "extended": True}, "expiring"),
        ({**APPROVED, "decided_at": "2025-12-01 12:00", "extended": True}, "expired"),
        ({**APPROVED, "decided_at": "2026-04-01"}, "overdue"),
        ({**WAITING, "decision": "rejected"}, "rejected"),
        ({**WAITING, "decision": "expired"}, "expired"),
        ({**APPROVED, "status": "won"}, "closed"),
    ],
)
def test_where_a_registration_stands(row: dict, standing: str) -> None:
    assert stand(row)["standing"].tolist() == [standing]


def test_an_answer_is_due_after_48_hours_and_protection_lasts_90_and_30_days() -> None:
    found = stand(WAITING, {**APPROVED, "extended": True}, clusters=[1, 2])
    assert found.loc[1, "answer_by"] == pd.Timestamp("2026-04-01 12:00")
    assert pd.isna(found.loc[1, "protected_until"])
    assert found.loc[2, "protected_until"] == pd.Timestamp("2026-05-11 09:00")


CLAIMS = ["holder_id", "rule", "against", "own_deal_id"]


def test_the_first_approved_holds_against_another_partner() -> None:
    found = stand({**WAITING, "partner_id": 5}, {**APPROVED, "partner_id": 6})
    assert found.loc[1, CLAIMS].tolist() == [2, "approved_first", "partner", 0]
    assert found.loc[2, CLAIMS].tolist() == [2, "approved_first", "partner", 0]
    lost = reason(found.loc[1].to_dict() | {"deal_id": 1}, "Alba Kft.")
    assert lost.msgid == "Lost: the registration of {holder} was approved first."
    assert lost.params == {"holder": "Alba Kft."}
    kept = reason(found.loc[2].to_dict() | {"deal_id": 2})
    assert kept.msgid == "Holds the opportunity: approved first, and the protection runs."


def test_the_earlier_submission_holds_while_nothing_is_approved() -> None:
    early = {**WAITING, "partner_id": 6, "submitted_at": "2026-03-30 08:00"}
    found = stand({**WAITING, "partner_id": 5}, early)
    assert found.loc[1, CLAIMS].tolist() == [2, "submitted_first", "partner", 0]


def test_protection_that_is_over_holds_nothing() -> None:
    old = {**APPROVED, "partner_id": 6, "decided_at": "2025-11-01"}
    found = stand({**WAITING, "partner_id": 5}, old)
    assert found["holder_id"].tolist() == [1, 1]
    assert found.loc[2, "standing"] == "expired"
    assert reason(found.loc[2].to_dict() | {"deal_id": 2}).msgid == "The protection is over."


def test_the_vendors_own_record_of_an_earlier_day_holds() -> None:
    found = stand({**WAITING, "partner_id": 5}, {"created_on": "2026-03-29"})
    assert found.loc[1, CLAIMS].tolist() == [0, "vendor_first", "vendor", 2]
    same_day = stand({**WAITING, "partner_id": 5}, {"created_on": "2026-03-30"})
    assert same_day.loc[1, CLAIMS].tolist() == [1, "submitted_first", "vendor", 2]


def test_the_partner_whom_the_vendors_record_names_holds() -> None:
    own = {"created_on": "2026-03-01", "partner_id": 5}
    later = {**WAITING, "partner_id": 5, "submitted_at": "2026-03-31 10:00"}
    found = stand(later, {**WAITING, "partner_id": 6}, own)
    assert found.loc[1, CLAIMS].tolist() == [1, "named_by_vendor", "partner", 3]
    assert found.loc[2, CLAIMS].tolist() == [1, "named_by_vendor", "partner", 3]
    assert not stand(later, own)["is_conflict"].any()


@pytest.mark.parametrize("status", ["lost", "cancelled"])
def test_a_lost_or_cancelled_registration_claims_nothing(status: str) -> None:
    dead = {**APPROVED, "partner_id": 6, "decided_at": "2026-03-01", "status": status}
    found = stand({**WAITING, "partner_id": 5}, dead)
    assert found.loc[1, CLAIMS].tolist() == [1, "alone", "", 0]
    waiting = {**WAITING, "partner_id": 6, "submitted_at": "2026-03-29", "status": status}
    assert stand({**WAITING, "partner_id": 5}, waiting).loc[1, "holder_id"] == 1


def test_a_won_registration_still_holds() -> None:
    won = {**APPROVED, "partner_id": 6, "decided_at": "2026-03-01", "status": "won"}
    found = stand({**WAITING, "partner_id": 5}, won)
    assert found.loc[1, CLAIMS].tolist() == [2, "approved_first", "partner", 0]


def test_what_was_submitted_later_is_not_known_yet() -> None:
    found = stand(WAITING, {**WAITING, "submitted_at": "2026-04-01"})
    assert found.index.tolist() == [1]


def test_no_registrations_at_all() -> None:
    assert len(stand({})) == 0
