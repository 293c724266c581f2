"""Whatever is sent, taken back and rebuilt, in any order: the rollups equal the lines."""

from __future__ import annotations

import shutil
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db import decisions, match_queue, matching, merging, rollups, uploads
from db.store import Store
from scorecard.errors import UserError
from scorecard.ingest.kinds import FileKind
from tests.programme import AS_OF, AT, CHIEF, FILES, send

OPTIONAL = FILES[3:]
CHANGES = st.one_of(
    st.tuples(st.just("send"), st.integers(0, len(OPTIONAL) - 1)),
    st.tuples(st.just("undo"), st.integers(0, 20)),
    st.tuples(st.just("rebuild"), st.just(0)),
    st.tuples(st.just("new day"), st.sampled_from([0, 1, 72, 73, 100])),
    st.tuples(st.just("products"), st.integers(0, 3)),
    st.tuples(st.just("strangers"), st.integers(0, 2)),
    st.tuples(st.just("decide"), st.integers(0, 3)),
    st.tuples(st.just("no partner"), st.just(0)),
    st.tuples(st.just("merge"), st.integers(0, 2)),
    st.tuples(st.just("think again"), st.integers(0, 3)),
)
STRANGERS = (
    "invoice_no,invoice_date,reseller_id,reseller_name,end_customer_name,sku,qty,"
    "line_amount,currency\n"
)
CLASSES = ("product", "solution", "service", "subscription")


@pytest.fixture(scope="module")
def base(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with distributors, partners and products only."""
    file = tmp_path_factory.mktemp("laws") / "base.db"
    shutil.copy(migrated_sqlite, file)
    store = Store.open(f"sqlite:///{file}")
    for kind, sender, name, text in FILES[:3]:
        send(store, kind, sender, name, text)
    with store.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()
    return file


def _send(store: Store, kind: FileKind, sender: str | None, name: str, text: str) -> None:
    """Land what can land: after an undo a file may name things that are gone."""
    if sender is not None and sender not in dict(store.senders(CHIEF.scope)):
        return
    data = text.encode()
    report = uploads.prepare(
        store, CHIEF, kind=kind, data=data, file_name=name, sender=sender, as_of=AS_OF
    )
    if report.status in uploads.LANDING:
        uploads.land(store, CHIEF, report, data, landed_at=AT)


def _apply(store: Store, change: str, number: int) -> None:
    if change == "send":
        kind, sender, name, text = OPTIONAL[number]
        _send(store, kind, sender, name, text)
    elif change == "rebuild":
        rollups.rebuild(store, AS_OF)
    elif change == "new day":
        rollups.freshen(store, AS_OF + timedelta(days=number))
    elif change == "products":
        text = f"sku,name,product_class\nP-1,Switch,{CLASSES[number]}\n"
        _send(store, FileKind.PRODUCTS, None, "class.csv", text)
    elif change == "strangers":
        row = f"Z{number},2026-0{4 + number}-03,K{number % 2},New Ltd,Kunde Eins,P-1,1,10.00,EUR\n"
        _send(store, FileKind.SELL_THROUGH, "NORD", f"z{number}.csv", STRANGERS + row)
    elif change in ("decide", "no partner"):
        for waiting in match_queue.queue(store, CHIEF.scope)[:1]:
            with suppress(UserError):  # the partner may be merged, or not be there
                if change == "no partner":
                    matching.set_outsider(store, CHIEF, waiting.reseller_key, at=AT)
                else:
                    code = ("A1", "B1")[number % 2]
                    matching.decide(store, CHIEF, waiting.reseller_key, code, at=AT)
    elif change == "merge":
        gone, stays = (("A2", "A1"), ("A1", "B1"), ("B1", "B2"))[number % 3]
        with suppress(UserError):
            merging.merge(store, CHIEF, gone, stays, at=AT)
    elif change == "think again":
        for made in decisions.decisions(store, CHIEF.scope)[:1]:
            with suppress(UserError):  # a merge of a merge
                decisions.undo_decision(store, CHIEF, made.subject, made.key, at=AT)
    else:
        _undo_some(store, number)


def _undo_some(store: Store, number: int) -> None:
    """Take back one of the landed files; those that others stand on refuse, changing nothing."""
    landed = [batch for batch in store.batches(CHIEF.scope) if batch.status == "landed"]
    if not landed:
        return
    chosen = landed[number % len(landed)]
    with suppress(UserError):  # `undo_blocked`; whatever it did, the check will see
        uploads.undo(store, CHIEF, chosen.batch_id, at=AT)


@settings(deadline=None, max_examples=8, suppress_health_check=list(HealthCheck), derandomize=True)
@given(changes=st.lists(CHANGES, min_size=2, max_size=7))
def test_rollups_equal_the_lines_after_any_changes(
    base: Path, changes: list[tuple[str, int]]
) -> None:
    with TemporaryDirectory() as folder:
        store = Store.open(f"sqlite:///{shutil.copy(base, Path(folder) / 'store.db')}")
        for change, number in changes:
            _apply(store, change, number)
        assert rollups.check(store) == []
        store.close()


def test_the_day_moves_through_quarters(base: Path, tmp_path: Path) -> None:
    store = Store.open(f"sqlite:///{shutil.copy(base, tmp_path / 'store.db')}")
    for number in range(len(OPTIONAL)):
        _apply(store, "send", number)
    for day in (date(2026, 9, 30), date(2026, 10, 1), date(2026, 7, 1)):
        rollups.freshen(store, day)
        assert rollups.check(store) == []
    store.close()
