"""How partners stand, as lists ask for it: some partners, counts, and the filter."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli import app
from db.risk import freshen_store_risk
from db.store import Store
from scorecard.access import EVERYTHING, Role, Scope
from scorecard.i18n.text import render
from scorecard.risk.words import Certainty, RiskStatus
from scorecard.risk_standing import why
from scorecard.usecases.risk_status import build_risk_counts, build_risk_of
from scorecard.views import Filters

START = date(2025, 1, 1)
DAY = START + timedelta(days=400)  # the log ends a day before: judged as on that day
ORDERS = {f"S{i:02}": list(range(i % 10, 400, 10)) for i in range(30)} | {
    "QUIET": list(range(0, 280, 10)),
    "LESS": list(range(0, 400, 10)),
    "RARE": [20, 200],
    "GONE": [5, 15, 25],
}


@pytest.fixture
def store(engine_url: str, tmp_path: Path) -> Store:
    rows = [
        f"{code},{START + timedelta(days=day)},{'20' if code == 'LESS' and day > 309 else '100'}"
        for code, days in ORDERS.items()
        for day in days
    ]
    file = tmp_path / "orders.csv"
    file.write_text("\n".join(["partner,date,amount", *rows, ""]), encoding="utf-8")
    done = CliRunner().invoke(app, ["ingest", "orders", str(file), "--db", engine_url])
    assert done.exit_code == 0, done.output
    found = Store.open(engine_url)
    freshen_store_risk(found.engine, DAY)
    return found


def test_some_partners_with_reason_money_and_certainty(store: Store) -> None:
    found = build_risk_of(store, EVERYTHING, ["QUIET", "LESS", "RARE", "GONE", "S01", "NOBODY"])
    assert {code: line.status for code, line in found.items()} == {
        "QUIET": RiskStatus.SILENT, "LESS": RiskStatus.FADING, "RARE": RiskStatus.UNKNOWN,
        "GONE": RiskStatus.UNKNOWN, "S01": RiskStatus.STEADY,
    }  # fmt: skip
    said = {code: render(why(line)) for code, line in found.items()}
    assert said["QUIET"] == (
        "No order for 129 days, unusual for this partner; the last came on 28 Sep 2025."
    )
    assert said["LESS"].startswith("The last 90 days brought 80% less than 90 days of the nine")
    assert said["GONE"] == "No order in the last 12 months: it has left already."
    assert said["RARE"].startswith("Fewer than three order days in the last 12 months")
    assert said["S01"].startswith("Orders as usual; the last order came on")
    assert found["LESS"].at_stake_minor == 9 * 8_000  # nine orders, each 80.00 less than before
    assert found["RARE"].certainty is None
    assert found["S01"].certainty is Certainty.MEDIUM  # too few outcomes to learn from


def test_counts_and_the_filter(store: Store) -> None:
    counts = build_risk_counts(store, EVERYTHING, Filters(risk="silent"))
    assert counts.counts == {
        RiskStatus.SILENT: 1, RiskStatus.FADING: 1, RiskStatus.STEADY: 30, RiskStatus.UNKNOWN: 2,
    }  # fmt: skip
    assert counts.n_leaving == 2
    silent = build_risk_of(store, EVERYTHING, ["QUIET"])["QUIET"].at_stake_minor
    assert counts.at_stake_minor == silent + 72_000
    lines = store.risk_lines(EVERYTHING, Filters(risk="unknown"))
    assert sorted(lines["partner_code"]) == ["GONE", "RARE"]
    period = store.periods(EVERYTHING)[-1]
    shown = store.list_partners(EVERYTHING, period, Filters(risk="fading"), "name", 10, 0)
    assert shown["partner_code"].tolist() == ["LESS"]
    assert sum(store.count_partners(EVERYTHING, period, Filters(risk="fading")).values()) == 1


def test_nobody_else_sees_them(store: Store) -> None:
    stranger = Scope(Role.MANAGER, owner="nobody")
    assert build_risk_of(store, stranger, ["QUIET"]) == {}
    assert build_risk_counts(store, stranger, Filters()).counts == {}
