"""The pipeline as people see it: the small store's own, and views made by hand."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from db.store import Store
from pages.ui.data import pipeline
from scorecard.access import EVERYTHING, Role
from scorecard.period import Period
from scorecard.reports.deal_list import deal_csv, deal_xlsx
from tests.app import pipeline_by_hand as hand
from tests.app.conftest import OpenApp, go, texts


def fine(app: AppTest) -> str:
    assert not app.exception
    assert not app.error
    return texts(app)


@pytest.fixture
def by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    """The views of `pipeline_by_hand` in place of the store's."""

    def page(_store: object, _scope: object, period: Period, _as_of: object) -> object:
        from pages.ui import data

        return hand.pipeline_page(data.stamp(EVERYTHING), period.key)

    found = {
        "build_pipeline": page,
        "build_nodes": lambda *_: hand.NODES,
        "build_stage_month": lambda *_: hand.STAGES,
        "build_changes": lambda *_: hand.changes(),
        "build_fan": lambda *_: hand.FAN,
        "build_registrations": lambda *_: hand.CLAIMS,
        "build_ageing": lambda *_: hand.AGEING,
        "build_queue": lambda *_: hand.QUEUE,
        "build_deals": lambda *_: (hand.deal(), hand.deal("D-2", "duplicate")),
    }
    for name, read in found.items():
        monkeypatch.setattr(pipeline.usecases, name, read)


@pytest.mark.parametrize("view", ["", "changes", "deals", "claims", "twice"])
def test_the_small_store_shows_every_part(open_app: OpenApp, view: str) -> None:
    assert "Pipeline" in fine(go(open_app(), "pipeline", view=view))


def test_the_first_ask_counts_and_forecasts(open_app: OpenApp, small_store: Store) -> None:
    assert small_store.kept_forecasts(EVERYTHING, "2026Q1").empty
    fine(go(open_app(), "pipeline"))
    kept = small_store.kept_forecasts(EVERYTHING, "2026Q1")
    whole = kept[(kept["grain"] == "all") & (kept["as_of"].astype(str) == "2026-02-10")]
    assert len(whole) == 1


@pytest.mark.usefixtures("by_hand")
def test_range_against_target_and_the_bridge(open_app: OpenApp) -> None:
    said = fine(go(open_app(), "pipeline"))
    assert "2026Q1 will likely bring €510K to €780K, €60K below target." in said
    assert "8 in 10: €510K to €780K" in said
    assert "expected €60K short" in said
    assert "30% of the target" in said
    for step in ("€2.1M", "−€520K", "−€130K", "−€90K", "€1.36M"):
        assert step in said
    assert "Open amounts times the overall win rate would say €1.4M." in said
    assert "4 open deals have no amount and count nowhere." in said


@pytest.mark.usefixtures("by_hand")
def test_a_node_opens_and_the_way_back_is_there(open_app: OpenApp) -> None:
    said = fine(go(open_app(), "pipeline", node='["Iberia"]'))
    assert "node=%5B%22Iberia%22%5D" in said
    for broken in ("[", '{"a": 1}', "[1]", '["a","b","c","d","e"]'):
        fine(go(open_app(), "pipeline", node=broken))


@pytest.mark.usefixtures("by_hand")
def test_what_moved_adds_up(open_app: OpenApp) -> None:
    said = fine(go(open_app(), "pipeline", view="changes"))
    assert hand.START + sum(hand.STEPS.values()) == hand.changes().end_minor == 51_000_000
    for words in ("€550K", "+€200K", "−€90K", "−€110K", "€510K", "and 6 more"):
        assert words in said


@pytest.mark.usefixtures("by_hand")
def test_names_stay_text(open_app: OpenApp) -> None:
    for view in ("", "changes", "deals", "claims", "twice"):
        said = fine(go(open_app(), "pipeline", view=view))
        assert "<img src=x" not in said
        assert "&lt;img src=x" in said


@pytest.mark.usefixtures("by_hand")
def test_only_a_chief_says_what_is_one_deal(
    open_app: OpenApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[tuple[object, ...]] = []
    monkeypatch.setattr(
        pipeline.pipeline_decisions,
        "decide",
        lambda *args, same, at: said.append((*args[2:], same)),
    )
    app = go(open_app(), "pipeline", view="twice")
    next(one for one in app.button if one.label == "One deal").click()
    app.run()
    assert said == [(1, 2, True)]
    assert "counted anew" in app.success[0].value
    assert not go(open_app(Role.MANAGER), "pipeline", view="twice").button


def test_the_export_runs_no_formula() -> None:
    from dataclasses import replace

    evil = replace(hand.deal(), customer='=HYPERLINK("http://x")')
    text = deal_csv([evil], "EUR").decode("utf-8-sig")
    assert "'=HYPERLINK" in text
    assert "40000" in text
    assert deal_xlsx([evil], "EUR")[:2] == b"PK"
