"""The demo programme in a store: whole, without an issue, equal to what was drawn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache

import pytest
from sqlalchemy import func, select

from db import rollups, seed, uploads
from db.demo.files import DemoFile, build_files, build_late_file
from db.demo.stories import partners_of
from db.demo.world import World, build_world
from db.engine import reading
from db.facts import PARTNER_MONTH, TARGET
from db.people import list_users, viewer_of
from db.store import Store
from scorecard import usecases
from scorecard.access import EVERYTHING, Role, Viewer
from scorecard.errors import DefinitionError, NoValue, UserError
from scorecard.ids import stable_id
from scorecard.ingest.kinds import FileKind
from scorecard.period import add_months, parse_period
from scorecard.views import Filters, Status

AS_OF = date(2026, 10, 5)
Q3 = parse_period("2026Q3")
CHIEF = Viewer("test", "Test", EVERYTHING)


@cache
def drawn() -> World:
    return build_world(7, AS_OF)


@cache
def drawn_files() -> tuple[DemoFile, ...]:
    return tuple(build_files(drawn()))


@pytest.fixture
def demo(demo_url: str) -> Iterator[Store]:
    """A test's own copy of the store that `cli.py demo` fills."""
    opened = Store.open(demo_url)
    yield opened
    opened.close()


def attainment(store: Store) -> float:
    found = usecases.roll_up(store, EVERYTHING, Q3, "all", AS_OF, ["revenue_attainment"])
    value = found["all"]["revenue_attainment"].value
    assert value is not None
    return value


def test_every_file_landed_whole(demo: Store) -> None:
    batches = sorted(demo.batches(EVERYTHING, limit=500), key=lambda batch: batch.batch_id)
    assert [batch.file_name for batch in batches] == [file.file_name for file in drawn_files()]
    assert {batch.status for batch in batches} == {"landed"}
    assert {batch.n_rejected for batch in batches} == {0}
    assert {batch.n_ignored for batch in batches} == {0}
    assert [batch.issues for batch in batches if batch.issues] == []
    rows = [file.data.count(b"\n") - 1 for file in drawn_files()]
    assert [batch.n_accepted for batch in batches] == rows


def test_sales_equal_what_was_drawn(demo: Store) -> None:
    query = select(PARTNER_MONTH.c.month, func.sum(PARTNER_MONTH.c.net_minor))
    with reading(demo.engine) as connection:
        kept = connection.execute(query.group_by(PARTNER_MONTH.c.month)).all()
    landed = drawn().lines[drawn().lines["landed"]]
    monthly = landed.groupby("t")["eur_minor"].sum()
    expected = {add_months(202310, int(t)): int(minor) for t, minor in monthly.items()}
    assert {int(month): int(minor) for month, minor in kept} == expected
    assert len(expected) == 36


def test_targets_equal_what_was_drawn(demo: Store) -> None:
    with reading(demo.engine) as connection:
        kept = connection.execute(
            select(func.count(), func.sum(TARGET.c.amount_minor)).select_from(TARGET)
        ).one()
    targets = drawn().targets
    assert (int(kept[0]), int(kept[1])) == (len(targets), int(targets["amount"].sum()) * 100)


def test_overview_of_the_last_quarter(demo: Store) -> None:
    overview = usecases.build_overview(demo, EVERYTHING, Q3, Filters(), AS_OF)
    assert overview.n_partners == 240
    assert round(attainment(demo), 4) == 0.9690
    late = {source.distributor_code: source.days_late for source in overview.freshness}
    assert late == {"TISZAKER": 2, "CARPADIS": 0, "NORVIA": 0, "WISLOKA": 0}
    assert sum(overview.counts.values()) == 240
    assert overview.counts[Status.UNKNOWN] == 0


def test_the_late_file_closes_a_part_of_the_gap(demo: Store) -> None:
    file = build_late_file(drawn())
    report = uploads.prepare(
        demo, CHIEF, kind=file.kind, data=file.data, file_name=file.file_name,
        sender=file.sender, as_of=AS_OF,
    )  # fmt: skip
    assert (report.n_accepted, report.n_rejected) == (int((~drawn().lines["landed"]).sum()), 0)
    uploads.land(demo, CHIEF, report, file.data, landed_at=datetime(2026, 10, 5, 8, tzinfo=UTC))
    assert round(attainment(demo), 4) == 0.9761
    assert [source.days_late for source in demo.freshness(EVERYTHING, AS_OF)] == [0, 0, 0, 0]


@pytest.mark.parametrize("code", partners_of("fading"))
def test_fading_partners_are_at_risk(demo: Store, code: str) -> None:
    page = usecases.build_partner(demo, EVERYTHING, code, Q3, AS_OF)
    assert page.line.status is Status.RISK
    items = {item.key: item for item in page.items}
    assert items["engagement_points"].status is Status.GOOD


def test_a_partner_without_target_shows_none(demo: Store) -> None:
    (code,) = partners_of("no_target")
    page = usecases.build_partner(demo, EVERYTHING, code, Q3, AS_OF)
    items = {item.key: item for item in page.items}
    assert page.line.target_minor is None
    assert items["revenue_attainment"].reading.reason is NoValue.NO_TARGET


def test_rollups_equal_a_rebuild(demo: Store) -> None:
    assert rollups.check(demo) == []


def test_settings_and_users(demo: Store) -> None:
    settings = demo.settings()
    assert (settings.programme_name, settings.reporting_currency, settings.as_of) == (
        "Helio Partners", "EUR", AS_OF,
    )  # fmt: skip
    people = {
        person.email: (person.role, person.subject) for person in list_users(demo, EVERYTHING)
    }
    assert people == {
        "chief@helio.example": (Role.CHIEF, ""),
        "manager@helio.example": (Role.MANAGER, "Ilinca Văleanu"),
        "pos@norvia.example": (Role.DISTRIBUTOR, "NORVIA"),
        "partner@carpat-soft.example": (Role.PARTNER, "P142"),
    }
    partner = viewer_of(demo, "partner@carpat-soft.example")
    assert partner is not None
    assert partner.scope.partner_id == stable_id("partner", "P142")
    manager = viewer_of(demo, "manager@helio.example")
    assert manager is not None
    cards = usecases.build_scorecards(demo, manager.scope, Q3, Filters(), AS_OF)
    assert cards.n_partners == 34


def test_a_store_with_data_is_refused(demo: Store) -> None:
    before = demo.data_version()
    with pytest.raises(UserError) as error:
        seed.load_demo(demo, CHIEF)
    assert error.value.code == "store_not_empty"
    assert demo.data_version() == before


# -- with few files, on both engines -----------------------------------------------------------


def few_files() -> list[DemoFile]:
    """Distributors, articles, partners, their targets and one small sell-through file."""
    small = min(
        (file for file in drawn_files() if file.kind is FileKind.SELL_THROUGH),
        key=lambda file: len(file.data),
    )
    return [*drawn_files()[:4], small]


def test_progress_never_goes_back(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seed, "build_files", lambda _world: few_files())
    monkeypatch.setattr(seed, "build_world", lambda _seed, _as_of: drawn())
    told: list[tuple[float, str]] = []
    seed.load_demo(store, CHIEF, progress=lambda share, step: told.append((share, step)))
    shares = [share for share, _ in told]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)
    assert told[1] == (0.1, "Reading files")
    batches = sorted(store.batches(EVERYTHING, limit=500), key=lambda batch: batch.batch_id)
    assert [batch.landed_at.replace(tzinfo=UTC) for batch in batches] == [
        file.landed_at for file in few_files()
    ]
    assert {batch.landed_by for batch in batches} == {"test"}
    assert rollups.check(store) == []


def test_an_issue_in_a_demo_file_is_a_mistake(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = few_files()
    broken = replace(files[2], data=files[2].data.replace(b",PL,", b",Narnia,", 1))
    monkeypatch.setattr(seed, "build_files", lambda _world: [*files[:2], broken])
    monkeypatch.setattr(seed, "build_world", lambda _seed, _as_of: drawn())
    with pytest.raises(DefinitionError, match=r"demo file helio_partners_2026\.csv"):
        seed.load_demo(store, CHIEF)


def test_planted_faders_fade_within_a_tenth_of_the_partners(demo: Store) -> None:
    lines = demo.risk_lines(EVERYTHING, Filters()).set_index("partner_code")
    assert set(lines.loc[list(partners_of("fading")), "status"]) == {"fading"}
    loud = lines[lines["status"].isin(["silent", "fading"])]
    assert len(loud) == 12  # of 240: the six, and six long silent ones
    assert (loud.loc[loud["status"] == "silent", "recency_days"] > 240).all()
    assert len(loud) <= 0.1 * len(lines)
