"""Scores in the store: by the programme of then, with every way to them agreeing."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pandas as pd
import pytest
from sqlalchemy import insert, update
from typer.testing import CliRunner, Result

from cli import app
from db.engine import writing
from db.programmes import save_version
from db.readmodel import PARTNER_PERIOD
from db.rollups import check, rebuild
from db.scores import STANDING
from db.store import Store
from scorecard.access import EVERYTHING
from scorecard.errors import UserError
from scorecard.ingest.kinds import FileKind
from scorecard.period import parse_period
from scorecard.score.result import Cause, Peers, Size
from scorecard.usecases import build_partner, build_scorecards
from scorecard.usecases.scores import build_scores
from scorecard.views import Filters
from tests.programme import AS_OF, BEN, CHIEF, OF_A1, OF_NORD, partner_id, send

Q = parse_period("2026Q2")
AT = datetime(2026, 7, 20, 9, 0, tzinfo=UTC)
FIRST = """
programme: Test
version: "1"
valid_from: 2025-01-01
scorecard:
  status: {risk_below: 60, watch_below: 80}
  measures:
    - {kpi: solution_share, weight: 50, target: 0.8, floor: 0}
    - {kpi: certified_people, weight: 50, target: 4, floor: 0}
"""
SECOND = """
programme: Test
version: "2"
valid_from: 2026-06-01
groups:
  bucket: {of: country, values: {core: [DE, RO]}, otherwise: rest}
scorecard:
  status: {risk_below: 60, watch_below: 80}
  default: sellers
  tracks:
    - track: sellers
      measures:
        - {kpi: net_sell_through, weight: 40, target: {growth: 0.5}, floor: {of_target: 0.2}}
        - {kpi: certified_people, weight: 40, floor: 0, target: {by: bucket, values: {core: 4, rest: 1}}}
        - {kpi: solution_share, weight: 20, floor: {of_target: 0}, target: {by: tier, values: {gold: 0.8}, otherwise: 0.4}, window: t12m}
    - track: services
      label: Service providers
      partner_types: [MSP]
      measures:
        - {kpi: recency_days, weight: 100, steps: [[60, 40], [30, 90]]}
"""  # noqa: E501
APRIL = """invoice_no,invoice_date,vendor_partner_id,end_customer_name,sku,qty,line_amount,currency
X1,2025-08-02,A1,Kunde Eins,S-1,10,3000.00,EUR
X2,2026-03-02,B2,Client Doi,P-1,10,700.00,EUR
"""


@pytest.fixture
def versions(loaded: Store) -> Store:
    """The small programme with two versions of its programme file."""
    save_version(loaded, CHIEF, FIRST, reason="first", at=AT)
    save_version(loaded, CHIEF, SECOND, reason="tracks", at=AT)
    return loaded


def kept(store: Store, period: str) -> dict[str, int | None]:
    rows = store.list_partners(EVERYTHING, period, Filters(), "name", 100, 0)
    return {
        str(code): None if pd.isna(score) else int(score)
        for code, score in zip(rows["partner_code"], rows["score_e2"], strict=True)
    }


def test_a_quarter_is_scored_by_the_programme_that_ruled_at_its_end(versions: Store) -> None:
    # 2026Q1 ended under version 1. A1: no sale in it, so no share; two people of four: 50 points
    # at half the card
    assert kept(versions, "2026Q1")["A1"] == 25_00
    book = versions.card_book(EVERYTHING)
    assert [cards.version for _since, cards in book.rulings] == ["1", "2"]
    assert book.of(parse_period("2026Q1"), AS_OF).version == "1"
    assert book.of(Q, AS_OF).version == "2"
    now = kept(versions, "2026Q2")
    # B2 is an msp: its last order was on 15 June, 15 days before the quarter's end: 90 points
    assert now["B2"] == 90_00
    assert build_partner(versions, EVERYTHING, "B2", Q, AS_OF).tree.track == "Service providers"


def test_every_way_gives_the_same_scores(versions: Store) -> None:
    for key in ("2025Q2", "2026Q1", "2026Q2"):
        period, scores = parse_period(key), kept(versions, key)
        listed = build_scores(versions, EVERYTHING, period, AS_OF)
        assert {one.line.partner_code: one.line.score for one in listed.partners} == {
            code: None if score is None else score / 100 for code, score in scores.items()
        }
        for one in listed.partners:
            lost = sum(item.lost for item in one.items)
            if one.line.score is not None:
                assert lost == pytest.approx(100 - one.line.score, abs=0.01), (key, one.line.name)
            if one.change is not None:
                parts = sum(round(part.points * 100) for part in one.change.parts)
                assert parts == round(one.line.change * 100)
            page = build_partner(versions, EVERYTHING, one.line.partner_code, period, AS_OF)
            assert page.items == one.items
            assert page.tree.change == one.change
            assert page.line.peers == one.line.peers
            last = page.tree.history[-1]
            assert (last.period, last.then) == (period, one.line.score)
            if period.end > date(2026, 6, 1):
                assert last.today == last.then


def test_what_is_kept_step_by_step_is_what_a_rebuild_makes(versions: Store) -> None:
    assert check(versions) == []
    before = {key: kept(versions, key) for key in ("2025Q2", "2026Q1", "2026Q2")}
    # older sales change what later quarters are measured against
    send(versions, FileKind.SELL_THROUGH, "NORD", "nord-older.csv", APRIL)
    assert check(versions) == []
    after = {key: kept(versions, key) for key in before}
    assert after["2026Q2"] != before["2026Q2"]
    rebuild(versions, AS_OF)
    assert {key: kept(versions, key) for key in before} == after


def test_a_new_version_rescored_only_what_it_rules(loaded: Store) -> None:
    save_version(loaded, CHIEF, FIRST, reason="first", at=AT)
    before = kept(loaded, "2026Q1"), kept(loaded, "2026Q2")
    save_version(loaded, CHIEF, SECOND, reason="tracks", at=AT)
    assert kept(loaded, "2026Q1") == before[0]
    assert kept(loaded, "2026Q2") != before[1]
    page = build_partner(loaded, EVERYTHING, "A1", Q, AS_OF)
    assert page.tree is not None
    assert page.tree.change is not None
    # 2026Q1 by version 2: no last year to grow on and no sale in it; people 50 points at 40 of 60,
    # where version 1 gave them 50 points at half the card
    of_version = [part.points for part in page.tree.change.parts if part.cause is Cause.VERSION]
    assert of_version == [8.33]


def test_ranks_of_those_in_scope_among_everybody(versions: Store) -> None:
    ranks = versions.ranks(EVERYTHING, Q)
    scores = {partner_id(code): score for code, score in kept(versions, Q.key).items()}
    resellers = [partner_id(code) for code in ("A1", "A3", "B1", "B3")]
    for one in resellers:
        if scores[one] is None:
            assert pd.isna(ranks.loc[one, "rank"])
            continue
        higher = sum((scores[other] or 0) > scores[one] for other in resellers)
        assert ranks.loc[one, "rank"] == 1 + higher
    of_ben = versions.ranks(BEN, Q)
    assert sorted(of_ben.index) == sorted(partner_id(code) for code in ("B1", "B2", "B3"))
    pd.testing.assert_frame_equal(of_ben, ranks.loc[of_ben.index])
    assert versions.ranks(OF_NORD, Q).empty
    own = versions.standing(OF_A1, partner_id("A1"), Q, AS_OF)
    n_scored = sum(scores[one] is not None for one in resellers)
    assert own is not None
    assert own.peers == Peers(int(ranks.loc[partner_id("A1"), "rank"]), n_scored, Size.ALL,
                              "reseller")  # fmt: skip
    assert own.sensitivity is not None
    assert own.sensitivity.best <= own.peers.rank <= own.sensitivity.worst
    assert versions.standing(OF_A1, partner_id("B1"), Q, AS_OF) is None
    listed = build_scorecards(versions, BEN, Q, Filters(), AS_OF)
    assert {line.partner_code for line in listed.partners if line.peers} == {"B1", "B2", "B3"}


def test_kept_ranks_go_with_the_data(loaded: Store) -> None:
    ranks = loaded.ranks(EVERYTHING, Q)
    assert ranks["rank"].notna().any()
    assert loaded.ranks(EVERYTHING, Q).equals(ranks)
    with writing(loaded.engine) as connection:
        connection.execute(update(PARTNER_PERIOD).values(score_e2=None))
        loaded.bump_version(connection)
    assert loaded.ranks(EVERYTHING, Q)["rank"].isna().all()
    assert loaded.ranks(EVERYTHING, Q)["n_peers"].tolist() == [0] * len(ranks)


def test_scores_of_no_quarter_are_a_clear_error(loaded: Store) -> None:
    for text in ("2026", "2026-04", "2031Q1"):
        with pytest.raises(UserError) as caught:
            build_scores(loaded, EVERYTHING, parse_period(text), AS_OF)
        assert str(caught.value) == (
            f"There are no scores of {text}. Scores are kept by quarter; the last ones: 2025Q3, "
            "2025Q4, 2026Q1, 2026Q2."
        )


BY_TIER = """
programme: Test
version: "3"
valid_from: 2025-01-01
scorecard:
  measures:
    - {kpi: certified_people, weight: 100, floor: 0,
       target: {by: tier, values: {gold: 8, silver: 4}, otherwise: 2}}
ladders:
  - ladder: levels
    tiers:
      - {tier: registered}
      - {tier: silver, requires: {attribute: country, among: [DE]}}
      - {tier: gold, requires: {all: [{attribute: country, among: [DE]}, {gate: invited}]}}
gates: {invited: {label: Invited}}
"""


def test_targets_go_by_the_tier_held_at_the_quarters_end(loaded: Store) -> None:
    save_version(loaded, CHIEF, BY_TIER, reason="tiers", at=AT)
    # nobody was reviewed: A1 is gold in the file of partners, its two people are a quarter of 8
    assert (kept(loaded, "2026Q1")["A1"], kept(loaded, "2026Q2")["A1"]) == (25_00, 25_00)
    reviews = [(date(2026, 2, 15), "gold"), (date(2026, 6, 15), "silver")]
    with writing(loaded.engine) as connection:
        for day, tier in reviews:
            held = {"held": tier, "earned": tier, "possible": tier, "held_since": day}
            own = {"ladder": "levels", "reviewed_on": day, "partner_id": partner_id("A1")}
            connection.execute(insert(STANDING).values(**own, **held, clocks=""))
    rebuild(loaded, AS_OF)
    # silver from June on: half of 4; gold before, and before the first review
    quarters = ("2025Q2", "2026Q1", "2026Q2")
    assert [kept(loaded, key)["A1"] for key in quarters] == [25_00, 25_00, 50_00]
    days = (date(2025, 1, 1), date(2026, 6, 14), date(2026, 6, 15))
    held_on = [loaded.tiers_on(EVERYTHING, day).to_dict() for day in days]
    assert held_on == [{partner_id("A1"): tier} for tier in ("gold", "gold", "silver")]
    assert loaded.tiers_on(BEN, date(2026, 6, 30)).empty
    page = build_partner(loaded, EVERYTHING, "A1", Q, AS_OF)
    assert page.items[0].target == 4
    assert page.tree is not None
    assert [(q.then, q.today) for q in page.tree.history[-2:]] == [(25.0, 25.0), (50.0, 50.0)]
    assert page.tree.change is not None
    assert [part.points for part in page.tree.change.parts] == [25.0]
    assert check(loaded) == []


def run(url: str, *words: str) -> Result:
    return CliRunner().invoke(app, [*words, "--as-of", AS_OF.isoformat()],
                              env={"SCORECARD_DATABASE_URL": url})  # fmt: skip


def test_scores_on_the_command_line(versions: Store, programme_url: str) -> None:
    done = run(programme_url, "score", "--period", "2026Q2", "--json")
    assert done.exit_code == 0
    found = json.loads(done.stdout)
    assert (found["period"], found["version"]) == ("2026Q2", "2")
    assert found["partners"][0]["partner"] == "B2"
    first = found["partners"][0]
    facts = {name: first[name] for name in ("card", "score", "rank", "n_peers", "size", "known")}
    assert facts == {"card": "Service providers", "score": 90.0, "rank": 1, "n_peers": 1,
                     "size": "all", "known": 1.0}  # fmt: skip
    assert [(m["key"], m["points"], m["lost"], m["source"]) for m in first["measures"]] == [
        ("recency_days", 90.0, 10.0, ["sales"])
    ]
    assert sum(part["points"] for part in first["changes"]) == first["change"] == 90.0
    text = run(programme_url, "score", "--period", "2026Q2").stdout.splitlines()
    assert text[0] == "2026Q2, programme version 2"
    assert text[2].split()[:6] == ["B2", "Beta", "Two", "benmark", "On", "track"]
    wrong = run(programme_url, "score", "--period", "2026")
    assert wrong.exit_code == 2
    assert wrong.stderr.startswith("There are no scores of 2026.")
