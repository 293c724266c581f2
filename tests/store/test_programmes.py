"""Versions of the programme in the store, decisions of people, and tiers over time."""

from __future__ import annotations

from datetime import UTC, date, datetime

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import select

from db.engine import reading
from db.facts import PARTNER
from db.gates import decide_gate, gate_decisions, give_values
from db.programmes import list_versions, programme_on, rulings, save_version
from db.rollups import check
from db.store import Store
from db.tier_book import StoreBook
from db.tiers import record, tier_history
from db.undo import undo
from scorecard.access import Role, Scope, Viewer
from scorecard.errors import NotFound, UserError
from scorecard.ingest.kinds import FileKind
from scorecard.programme.metrics import KpiMetric
from tests.programme import AS_OF, CHIEF, PARTNERS, refused, send

AT = datetime(2026, 7, 20, 9, 0, tzinfo=UTC)
TEXT = """
programme: Small
version: "{version}"
valid_from: {day}
metrics:
  revenue: {{kpi: net_sell_through, unit: money}}
  people: {{rows: people, distinct: [person], valid_from: valid_from, valid_to: valid_to}}
  audits: {{given: by hand}}
gates:
  invited: {{}}
ladders:
  - ladder: tier
    tiers:
      - {{tier: registered}}
      - {{tier: silver, requires: {{metric: revenue, at_least: {silver}}}}}
      - {{tier: gold, requires: {{all: [{{metric: revenue, at_least: 3000}}, {{gate: invited}}]}}}}
    movement: {{up: {{every: month}}, down: {{every: month}}, grace_days: 30}}
"""


def programme(version: str = "1", day: str = "2026-01-01", silver: int = 300) -> str:
    return TEXT.format(version=version, day=day, silver=silver)


def save(store: Store, text: str, viewer: Viewer = CHIEF, reason: str = "first") -> int:
    return save_version(store, viewer, text, reason=reason, at=AT)


def test_versions_rule_from_their_day_and_stay(loaded: Store) -> None:
    assert programme_on(loaded, AS_OF).programme == "Default"
    save(loaded, programme("1", "2026-01-01"))
    save(loaded, programme("2", "2026-06-01", silver=900), reason="higher floor")
    assert [v.version for v in list_versions(loaded, CHIEF.scope)] == ["2", "1"]
    assert [v.reason for v in list_versions(loaded, CHIEF.scope)] == ["higher floor", "first"]
    assert programme_on(loaded, date(2026, 5, 31)).version == "1"
    assert programme_on(loaded, date(2026, 6, 1)).version == "2"
    assert programme_on(loaded, date(2020, 1, 1)).version == "1"


def test_what_is_wrong_is_not_saved(loaded: Store) -> None:
    save(loaded, programme("1", "2026-01-01"))
    with refused("version_known"):
        save(loaded, programme("1", "2026-08-01"))
    with refused("version_not_later"):
        save(loaded, programme("2", "2026-01-01"))
    with refused("reason_missing"):
        save(loaded, programme("2", "2026-08-01"), reason="  ")
    with pytest.raises(UserError, match="line 6"):
        save(loaded, programme("2", "2026-08-01").replace("net_sell_through", "net_sel"))
    assert len(list_versions(loaded, CHIEF.scope)) == 1


def test_only_a_chief_changes_the_programme(loaded: Store) -> None:
    manager = Viewer("ann", "Ann", Scope(Role.MANAGER, owner="ann"))
    with pytest.raises(NotFound):
        save(loaded, programme(), viewer=manager)
    with pytest.raises(NotFound):
        decide_gate(loaded, manager, "A1", "invited", is_open=True, reason="x",
                    valid_from=AS_OF, at=AT)  # fmt: skip
    with pytest.raises(NotFound):
        give_values(loaded, manager, [("A1", "audits", AS_OF, 1.0)], at=AT)
    assert list_versions(loaded, Scope(Role.PARTNER, partner_id=1)) == []


def book_of(store: Store) -> StoreBook:
    with reading(store.engine) as connection:
        programmes = [ruling.programme for ruling in rulings(connection)]
        return StoreBook(connection, store.settings(connection), programmes)


def values(store: Store, name: str, day: date) -> dict[str, tuple[float, float]]:
    """Bounds of a metric by partner code."""
    book, ruling = book_of(store), programme_on(store, day)
    bounds = book.metric(name, ruling.metrics[name], day, ruling)
    assert bounds is not None
    codes = book.attributes["partner_code"]
    return {code: (bounds[0][i], bounds[1][i]) for i, code in enumerate(codes)}


def test_kpis_are_read_from_the_quarters_that_are_over(loaded: Store) -> None:
    save(loaded, programme())
    found = values(loaded, "revenue", date(2026, 7, 5))  # June's files were due on 5 July
    assert found["A1"] == (3400.5, 3400.5)  # 1000 + 2500.50 - 100
    assert found["A2"] == (350.25, 350.25)
    assert found["A3"] == (0.0, 0.0)
    assert values(loaded, "revenue", date(2026, 6, 30))["A1"] == (0.0, 0.0)  # the first quarter


def test_a_late_file_leaves_the_top_open(loaded: Store) -> None:
    save(loaded, programme().replace("kpi: net_sell_through", "rows: sales, sum: net, date: month"))
    here = values(loaded, "revenue", date(2026, 7, 5))
    late = values(loaded, "revenue", date(2026, 9, 20))  # July and August were never sent
    assert here["A1"][1] < np.inf
    assert late["A1"] == (here["A1"][0] + values_of_july(loaded), np.inf)
    assert late["A3"] == (0.0, 0.0)  # buys from nobody, so nobody's lateness is about it


def values_of_july(store: Store) -> float:
    """A1's line of 2 July, which the second distributor sent with June's file."""
    found = values(store, "revenue", date(2026, 8, 1))["A1"][0]
    return found - values(store, "revenue", date(2026, 7, 5))["A1"][0]


def test_given_values_and_gates_count_from_their_day(loaded: Store) -> None:
    save(loaded, programme())
    give_values(loaded, CHIEF, [("A1", "audits", date(2026, 5, 1), 2.0)], at=AT)
    assert values(loaded, "audits", date(2026, 5, 1))["A1"] == (2.0, 2.0)
    assert values(loaded, "audits", date(2026, 4, 30))["A1"] == (-np.inf, np.inf)
    decide_gate(loaded, CHIEF, "A1", "invited", is_open=True, reason="council of 3 May",
                valid_from=date(2026, 5, 3), at=AT)  # fmt: skip
    book = book_of(loaded)
    at = book.attributes["partner_code"].tolist().index("A1")
    assert book.gate("invited", date(2026, 5, 2))[at] == 0
    assert book.gate("invited", date(2026, 5, 3))[at] == 2
    kept = gate_decisions(loaded, CHIEF.scope, "A1")
    assert kept["reason"].tolist() == ["council of 3 May"]
    assert gate_decisions(loaded, Scope(Role.MANAGER, owner="ben"), "A1").empty


def test_tiers_are_replayed_from_what_partners_held(loaded: Store) -> None:
    save(loaded, programme())
    history = tier_history(loaded, date(2026, 7, 20))
    assert history is not None
    codes = dict(zip(history.book.partners, history.book.attributes["partner_code"], strict=True))
    first = history.replay.standing_on(date(2026, 1, 1))["tier"].rename(index=codes)
    assert first["held"].to_dict() == {
        "A1": "gold", "A2": "silver", "A3": "silver", "B1": "gold", "B2": "registered",
    }  # fmt: skip
    last = history.replay.standing_on(date(2026, 7, 20))["tier"].rename(index=codes)
    assert last.loc["A1", ["held", "earned"]].tolist() == ["silver", "silver"]  # not invited
    assert last.loc["B3", "held"] == "registered"  # signed on 1 June


def test_a_programme_without_tiers_has_no_history(loaded: Store) -> None:
    assert tier_history(loaded, AS_OF) is None


def test_a_quarter_metric_sums_parts(loaded: Store) -> None:
    text = programme().replace("kpi: net_sell_through", "kpi: net_sell_through, quarters: 5")
    save(loaded, text)
    metric = programme_on(loaded, AS_OF).metrics["revenue"]
    assert isinstance(metric, KpiMetric)
    assert metric.quarters == 5
    found = values(loaded, "revenue", date(2026, 7, 5))
    assert found["A1"][0] == 3400.5 + 700 + 800  # and May and June of the year before


def test_what_was_decided_stays_and_is_shown_as_the_tier(loaded: Store) -> None:
    save(loaded, programme())
    # the first of each month, and 30 days after those of January to March
    assert record(loaded, date(2026, 5, 15), AT) == 5 + 3
    decided = tier_history(loaded, date(2026, 5, 15))
    assert decided is not None
    # Nobody sold in the last quarter of 2025, so all tiers were lost on 31 January.
    assert set(tiers_in(loaded).values()) == {"registered"}
    give_back(loaded)  # all sell-through is taken back
    later = tier_history(loaded, date(2026, 7, 20))
    assert later is not None
    for day in (date(2026, 1, 1), date(2026, 4, 20), date(2026, 5, 15)):
        before, after = (h.replay.standing_on(day)["tier"] for h in (decided, later))
        pd.testing.assert_frame_equal(before, after)


def test_recording_in_two_steps_is_recording_in_one(loaded: Store) -> None:
    save(loaded, programme())
    whole = tier_history(loaded, date(2026, 7, 20))
    assert whole is not None
    record(loaded, date(2026, 3, 10), AT)
    record(loaded, date(2026, 6, 2), AT)
    parts = tier_history(loaded, date(2026, 7, 20))
    assert parts is not None
    order = ["day", "ladder", "move", "partner"]
    once, twice = (h.replay.movements.sort_values(order, ignore_index=True) for h in (whole, parts))
    pd.testing.assert_frame_equal(once, twice, check_dtype=False)
    assert set(once["move"]) >= {"warned", "down"}
    last = date(2026, 7, 20)
    pd.testing.assert_frame_equal(
        whole.replay.standing_on(last)["tier"], parts.replay.standing_on(last)["tier"]
    )


def test_a_partner_file_does_not_undo_a_decision(loaded: Store) -> None:
    save(loaded, programme())
    record(loaded, date(2026, 7, 20), AT)
    assert tiers_in(loaded)["A1"] == "silver"  # the file says gold
    again = PARTNERS.replace("Alpha One", "Alpha Uno")
    send(loaded, FileKind.PARTNERS, None, "again.csv", again)
    assert tiers_in(loaded)["A1"] == "silver"
    assert check(loaded) == []


def test_a_programme_that_is_tried_begins_with_the_tiers_that_files_list(loaded: Store) -> None:
    save(loaded, programme())
    tried = programme_on(loaded, AS_OF)
    before = tier_history(loaded, AS_OF, [tried])
    record(loaded, AS_OF, AT)  # A1 is shown as silver from now on; its file says gold
    after = tier_history(loaded, AS_OF, [tried])
    assert before is not None
    assert after is not None
    pd.testing.assert_frame_equal(before.replay.movements, after.replay.movements)


def tiers_in(store: Store) -> dict[str, str]:
    """Tier shown, by partner code."""
    known = select(PARTNER.c.partner_code, PARTNER.c.tier).where(PARTNER.c.provisional.is_(False))
    with reading(store.engine) as connection:
        return {str(row[0]): str(row[1]) for row in connection.execute(known)}


def give_back(store: Store) -> None:
    for batch in store.batches(CHIEF.scope):
        if batch.kind == FileKind.SELL_THROUGH:
            undo(store, CHIEF, batch.batch_id, at=AT)
