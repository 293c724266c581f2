"""Alerts in a store: they follow uploads and their undoing, people act on them, within a scope."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import Engine, delete, event, select, update

from db import alert_verbs as verbs
from db.alert_models import RiskKept
from db.alert_rows import latest_alerts
from db.alerts import follow_verdict
from db.audit import AUDIT
from db.engine import reading, writing
from db.facts import PARTNER
from db.readmodel import table_of
from db.risk import freshen_risk, freshen_store_risk, kept_standing
from db.risk_reads import RISK
from db.store import Store
from db.undo import undo
from scorecard.access import EVERYTHING, Role, Scope, Viewer
from scorecard.errors import NotFound, UserError
from scorecard.risk.alert_kinds import AlertChange, AlertOutcome, AlertState
from scorecard.risk.alerts import Alert
from scorecard.usecases.at_risk import inbox, one_alert, rhythm_of, track_record
from tests.store.test_risk_store import START, log, run

DAY = START + timedelta(days=359)
AT = datetime(2025, 12, 26, 9, tzinfo=UTC)
CHIEF = Viewer("chief", "Chief", EVERYTHING)
ANN = Viewer("ann", "Ann", Scope(Role.MANAGER, owner="ann"))
BEN = Viewer("ben", "Ben", Scope(Role.MANAGER, owner="ben"))
STEADY = {f"S{i:02}": list(range(i % 10, 360, 10)) for i in range(30)}
QUIET = {"QUIET": list(range(0, 240, 10))}


@pytest.fixture
def store(engine_url: str, tmp_path: Path) -> Iterator[Store]:
    """A book of 30 steady partners and a silent one of the owner ann, on a frozen day."""
    path = tmp_path / "orders.csv"
    quiet = log(QUIET, "300.00").partition("\n")[2]
    path.write_text(log(STEADY) + quiet, encoding="utf-8")
    run(engine_url, "init", "--as-of", DAY.isoformat())
    run(engine_url, "ingest", "orders", str(path))
    found = Store.open(engine_url)
    with writing(found.engine) as connection:
        quiet = PARTNER.c.partner_code == "QUIET"
        connection.execute(update(PARTNER).where(quiet).values(owner="ann"))
        connection.execute(update(PARTNER).where(~quiet).values(owner="ben"))
    yield found
    found.close()


def kept(store: Store) -> list[Alert]:
    with reading(store.engine) as connection:
        return latest_alerts(connection)


def ingest(store: Store, path: Path, days: dict[str, list[int]]) -> int:
    path.write_text(log(days), encoding="utf-8")
    run(store.engine.url.render_as_string(hide_password=False), "ingest", "orders", str(path))
    return store.batches(EVERYTHING)[0].batch_id


def risk_rows(store: Store) -> pd.DataFrame:
    with reading(store.engine) as connection:
        rows = connection.execute(select(RISK).order_by(RISK.c.partner_id)).mappings().all()
    return pd.DataFrame(rows)


def test_an_upload_raises_the_alert_by_itself(store: Store) -> None:
    [alert] = kept(store)
    assert (alert.said.rule.value, alert.state, alert.fired_on) == ("silent", AlertState.NEW, DAY)
    assert alert.said.last_on == START + timedelta(days=230)
    page = inbox(store, EVERYTHING, DAY)
    assert [partner.partner_code for partner in page.inbox] == ["QUIET"]
    assert (page.day, page.stale, page.nothing, page.n_partners) == (DAY, None, None, 31)
    assert page.totals.inbox_minor == alert.said.at_stake_minor
    later = inbox(store, EVERYTHING, DAY + timedelta(days=1))
    assert later.stale is not None


def test_an_order_that_comes_late_ends_it_and_its_undoing_raises_it_anew(
    store: Store, tmp_path: Path
) -> None:
    batch = ingest(store, tmp_path / "late.csv", {"QUIET": [240, 250, 300, 350]})
    [alert] = kept(store)
    assert (alert.state, alert.outcome) == (AlertState.CLOSED, AlertOutcome.FALSE_ALARM_DATA)
    assert inbox(store, EVERYTHING, DAY).inbox == ()
    undo(store, CHIEF, batch, at=AT)
    [alert] = kept(store)
    assert (alert.state, alert.outcome) == (AlertState.CLOSED, AlertOutcome.FALSE_ALARM_DATA)
    assert store.risk_of(EVERYTHING, ["QUIET"])["status"].tolist() == ["silent"]


def test_what_changed_alone_gives_what_all_anew_gives(store: Store, tmp_path: Path) -> None:
    ingest(store, tmp_path / "more.csv", {"QUIET": [340], "S03": [355, 356], "NEW": [300]})
    after = risk_rows(store)
    with writing(store.engine) as connection:
        standing = kept_standing(connection)
        assert standing is not None
        assert freshen_risk(connection, DAY, standing.data_version + 1) is True
    whole = risk_rows(store)
    with reading(store.engine) as connection:
        query = select(PARTNER.c.partner_id).where(
            PARTNER.c.partner_code.in_(["QUIET", "S03", "NEW"])
        )
        changed = [*connection.execute(query).scalars()]
    assert len(after) == len(whole) == 32
    left, right = (
        frame[frame["partner_id"].isin(changed)].reset_index(drop=True) for frame in (after, whole)
    )
    pd.testing.assert_frame_equal(left, right)
    assert [alert.state for alert in kept(store)] == [AlertState.CLOSED]


def test_an_upload_that_breaks_leaves_verdict_and_alerts_as_they_were(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, rows = kept(store), risk_rows(store)

    def broken(*_: object, **__: object) -> int:
        raise RuntimeError("killed")

    monkeypatch.setattr("db.risk.follow_verdict", broken)
    path = tmp_path / "late.csv"
    path.write_text(log({"QUIET": [240, 350]}), encoding="utf-8")
    url = store.engine.url.render_as_string(hide_password=False)
    run(url, "ingest", "orders", str(path), code=1)
    assert kept(store) == before
    pd.testing.assert_frame_equal(risk_rows(store), rows)
    monkeypatch.setattr("db.risk.follow_verdict", follow_verdict)
    run(url, "ingest", "orders", str(path))
    assert [alert.state for alert in kept(store)] == [AlertState.CLOSED]


def test_a_course_of_deeds_is_kept_with_who_and_when(store: Store) -> None:
    [alert] = kept(store)
    number = alert.alert_id
    verbs.acknowledge(store, ANN, number, at=AT)
    verbs.assign(store, CHIEF, number, "ben", at=AT)
    verbs.add_note(store, BEN, number, " Called them. ", at=AT)
    verbs.snooze(store, ANN, number, at=AT, until=DAY + timedelta(days=5))
    verbs.close(store, ANN, number, AlertOutcome.PLAN_AGREED, at=AT, note="Signed.")
    detail = one_alert(store, EVERYTHING, number, DAY)
    assert detail is not None
    assert [(one.change, one.who, one.note) for one in reversed(detail.history)] == [
        (AlertChange.FIRED, "", ""),
        (AlertChange.ACKNOWLEDGED, "ann", ""),
        (AlertChange.ASSIGNED, "chief", ""),
        (AlertChange.NOTED, "ben", "Called them."),
        (AlertChange.SNOOZED, "ann", ""),
        (AlertChange.CLOSED, "ann", "Signed."),
    ]
    assert (detail.line.state, detail.line.outcome, detail.line.closed_on) == (
        AlertState.CLOSED, AlertOutcome.PLAN_AGREED, DAY,
    )  # fmt: skip
    assert detail.verbs == {"reopen", "note"}
    with reading(store.engine) as connection:
        actions = connection.execute(
            select(AUDIT.c.action)
            .where(AUDIT.c.action.startswith("alert"))
            .order_by(AUDIT.c.audit_id)
        ).scalars()
        assert [*actions] == ["alert.acknowledge", "alert.assign", "alert.note", "alert.snooze",
                              "alert.close"]  # fmt: skip
    page = inbox(store, EVERYTHING, DAY)
    assert [line.alert_id for line in page.closed] == [number]
    assert [(one.owner, one.done, one.left) for one in page.budgets] == [("ben", 1, 4)]
    live = track_record(store, EVERYTHING).live[0]
    assert (live.n_fired, live.outcomes) == (1, {AlertOutcome.PLAN_AGREED: 1})
    verbs.reopen(store, CHIEF, number, at=AT)
    assert kept(store)[0].state is AlertState.ASSIGNED


OTHERS = [BEN, *(Viewer(role, role, Scope(role)) for role in Role if role is not Role.CHIEF),
          Viewer("own", "own", Scope(Role.PARTNER, partner_id=1))]  # fmt: skip


@pytest.mark.parametrize("viewer", OTHERS, ids=lambda viewer: str(viewer.who))
def test_to_others_an_alert_is_not_there(store: Store, viewer: Viewer) -> None:
    [alert] = kept(store)
    for verb in (
        lambda: verbs.acknowledge(store, viewer, alert.alert_id, at=AT),
        lambda: verbs.snooze(store, viewer, alert.alert_id, at=AT),
        lambda: verbs.close(store, viewer, alert.alert_id, AlertOutcome.LOST, at=AT),
        lambda: verbs.add_note(store, viewer, alert.alert_id, "x", at=AT),
        lambda: verbs.set_weekly_budget(store, viewer, "ann", 3, at=AT),
    ):
        with pytest.raises(NotFound):
            verb()
    assert one_alert(store, viewer.scope, alert.alert_id, DAY) is None
    assert inbox(store, viewer.scope, DAY).inbox == ()
    assert kept(store) == [alert]


def test_a_budget_of_none_leaves_all_in_the_queue(store: Store) -> None:
    verbs.set_weekly_budget(store, ANN, "ann", 0, at=AT)
    page = inbox(store, ANN.scope, DAY)
    assert (page.inbox, [one.partner_code for one in page.queue]) == ((), ["QUIET"])
    verbs.acknowledge(store, ANN, kept(store)[0].alert_id, at=AT)
    assert [one.partner_code for one in inbox(store, ANN.scope, DAY).inbox] == ["QUIET"]
    with pytest.raises(UserError, match="0 to 1000"):
        verbs.set_weekly_budget(store, CHIEF, "", 1_001, at=AT)


def test_nobody_is_asked_who_owns_nothing(store: Store) -> None:
    number = kept(store)[0].alert_id
    with pytest.raises(UserError, match="owns no partner"):
        verbs.assign(store, CHIEF, number, "eve", at=AT)
    with pytest.raises(UserError, match="owns no partner"):
        verbs.assign(store, ANN, number, "ben", at=AT)
    with pytest.raises(UserError, match="Write the note first"):
        verbs.add_note(store, ANN, number, " ", at=AT)


def test_the_rhythm_of_a_partner(store: Store) -> None:
    found = rhythm_of(store, ANN.scope, "QUIET", DAY)
    assert found is not None
    last = START + timedelta(days=230)
    assert [one.amount_minor for one in found.orders] == [30_000] * 24
    assert (found.gap_days, found.last_on, found.breaks_on) == (10.0, last, last + timedelta(60))
    assert found.expected_from == found.expected_to == last + timedelta(days=10)
    assert (found.status, len(found.alerts)) == ("silent", 1)
    point = found.pace[-1]
    assert (point.day, point.spend_minor, point.low_minor) == (DAY, 0, None)
    assert rhythm_of(store, BEN.scope, "QUIET", DAY) is None


def test_a_new_day_is_judged_once(store: Store) -> None:
    day = DAY + timedelta(days=1)
    assert freshen_store_risk(store.engine, day) is True
    assert freshen_store_risk(store.engine, day) is False
    [alert] = kept(store)
    assert (alert.seen_on, alert.fired_on) == (day, DAY)


def test_what_another_program_learned_is_not_used(store: Store, tmp_path: Path) -> None:
    with writing(store.engine) as connection:
        kept_table = table_of(RiskKept)
        connection.execute(update(kept_table).values(content=b'{"form": 0}'))
    ingest(store, tmp_path / "more.csv", {"S03": [355, 356]})
    assert len(risk_rows(store)) == 31


def test_only_partners_that_changed_are_written(store: Store, tmp_path: Path) -> None:
    statements: list[str] = []

    def seen(_c: object, _u: object, statement: str, *_: object) -> None:
        statements.append(statement)

    event.listen(Engine, "before_cursor_execute", seen)
    ingest(store, tmp_path / "more.csv", {"S03": [355, 356]})
    event.remove(Engine, "before_cursor_execute", seen)
    deleted = [
        one.split("(")[0] for one in statements if one.startswith("DELETE FROM partner_risk")
    ]
    assert deleted == ["DELETE FROM partner_risk WHERE partner_risk.partner_id IN "]


def test_an_upload_into_a_large_store_leaves_everybody_to_a_refresh(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("db.risk.AT_ONCE", 10)
    with writing(store.engine) as connection:
        connection.execute(delete(table_of(RiskKept)))  # as after a change of form
    before = risk_rows(store)
    ingest(store, tmp_path / "late.csv", {"QUIET": [350]})
    pd.testing.assert_frame_equal(risk_rows(store), before)
    told = inbox(store, EVERYTHING, DAY).stale
    assert told is not None
    assert "files have come since" in told.msgid
    assert freshen_store_risk(store.engine, DAY) is True
    assert inbox(store, EVERYTHING, DAY).stale is None
    assert [alert.state for alert in kept(store)] == [AlertState.CLOSED]
