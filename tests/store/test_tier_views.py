"""Tiers as pages show them: why, by whom seen, what a changed programme would do."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from db.gates import decide_gate
from db.programmes import save_version
from db.store import Store
from db.tiers import record, tier_history
from scorecard.access import EVERYTHING, Role, Scope
from scorecard.design_words import design_sentences
from scorecard.errors import DefinitionError, NotFound
from scorecard.i18n.text import render, render_all
from scorecard.programme import engine
from scorecard.programme.editing import edit
from scorecard.programme.loading import load_programme
from scorecard.programme.results import Move
from scorecard.programme.sharing import shared_metrics
from scorecard.reports.tier_list import tier_csv
from scorecard.tier_history import TierHistory
from scorecard.tier_views import TiersPage
from scorecard.tier_words import headline, lacking, way
from scorecard.usecases.designer import Designer
from scorecard.usecases.dials import dials_of
from scorecard.usecases.partner_tier import build_partner_tier
from scorecard.usecases.tier_reasons import build_reasons
from scorecard.usecases.tiers import build_tiers, tier_lines
from tests.programme import CHIEF

AT = datetime(2026, 7, 20, 9, 0, tzinfo=UTC)
DAY = date(2026, 8, 10)
GOLD = ("ladders", "tier", "tiers", "gold", "requires", "all", 0, "at_least")
SILVER = ("ladders", "tier", "tiers", "silver", "requires", "at_least")
TEXT = """
programme: Small
version: "1"
valid_from: 2026-01-01
metrics:
  revenue: {kpi: net_sell_through, unit: money, label: Sales}
gates:
  invited: {label: Invited}
ladders:
  - ladder: tier
    tiers:
      - {tier: registered, label: Registered}
      - {tier: silver, label: Silver, requires: {metric: revenue, at_least: 340}}
      - tier: gold
        label: Gold
        requires:
          all:  # both
            - {metric: revenue, at_least: 3000}
            - {gate: invited}
    movement: {up: {every: month}, down: {every: month}, grace_days: 30}
benefits:
  - {benefit: club, ladder: tier, tiers: [silver, gold], cost: 100}
  - {benefit: rebate, ladder: tier, tiers: [gold], share: 0.1, of: revenue}
actions:
  - {action: push, label: Push, metric: revenue, by: 100, cost: 10, lead_days: 5}
contribution: revenue
"""


@pytest.fixture
def programmed(loaded: Store) -> Store:
    save_version(loaded, CHIEF, TEXT, reason="first", at=AT)
    return loaded


def replayed(store: Store) -> TierHistory:
    found = tier_history(store, DAY)
    assert found is not None
    return found


def page_of(store: Store, day: date = DAY, scope: Scope = EVERYTHING) -> TiersPage:
    return build_tiers(store, scope, replayed(store), day, date(2026, 6, 30))


def test_the_answer_comes_first(programmed: Store) -> None:
    page = page_of(programmed)
    assert [render(sentence) for sentence in headline(page)] == [
        "0 Gold, 4 Silver, 2 Registered.",
        "Since 30 Jun 2026, 4 partners rose and 0 fell.",
        "Nobody is about to lose a tier.",
    ]
    assert page.flow == (("Registered", "Registered", 2), ("Registered", "Silver", 4))
    assert [(edge.partner_code, edge.value, edge.needed) for edge in page.edges] == [
        ("A2", 350.25, 340.0)
    ]


def test_a_rise_says_what_was_reached(programmed: Store) -> None:
    page = page_of(programmed)
    reasons = build_reasons(programmed, EVERYTHING, replayed(programmed), page)
    rises = [move.partner_code for move in page.moves if move.move is Move.UP]
    assert rises == ["A1", "A2", "B1", "B2"]
    words = render_all(lacking(reasons.gained["A2", date(2026, 7, 1)], "EUR"))
    assert words == "Sales: €350, at least €340 is needed"


def test_a_pending_fall_names_the_cheapest_way_to_keep(programmed: Store) -> None:
    history = replayed(programmed)
    page = build_tiers(programmed, EVERYTHING, history, date(2026, 1, 15), date(2026, 1, 1))
    assert [(one.partner_code, one.held, one.falls_to, one.due_on) for one in page.pending] == [
        ("A1", "Gold", "Registered", date(2026, 1, 31)),
        ("A2", "Silver", "Registered", date(2026, 1, 31)),
        ("A3", "Silver", "Registered", date(2026, 1, 31)),
        ("B1", "Gold", "Registered", date(2026, 1, 31)),
    ]
    keep = build_reasons(programmed, EVERYTHING, history, page).keep["A2"]
    # nothing was sold in the quarter before: 4 x 100 reach 340
    assert [(step.action, step.units, step.cost) for step in keep.steps] == [("push", 4, 40.0)]
    assert [render(word) for word in way(keep, "EUR", {})] == ["4 × Push (€40, 5 days)"]
    gold = build_reasons(programmed, EVERYTHING, history, page).keep["A1"]
    assert [render(word) for word in way(gold, "EUR", {})] == [
        "30 × Push (€300, 5 days)", "Invited: a person has to decide it.",
    ]  # fmt: skip


def test_what_is_not_known_is_named_with_its_metric(loaded: Store) -> None:
    late = TEXT.replace("kpi: net_sell_through,", "rows: sales, sum: net, date: month,")
    late = late.replace("{label: Invited}", "{label: Invited, default: true}")
    save_version(loaded, CHIEF, late, reason="first", at=AT)
    day = date(2026, 9, 20)  # files of July and August were never sent
    history = tier_history(loaded, day)
    assert history is not None
    page = build_tiers(loaded, EVERYTHING, history, day, date(2026, 6, 30))
    told = render(headline(page)[1])
    assert told.startswith(f"For {page.n_not_known} of them data is missing")
    reasons = build_reasons(loaded, EVERYTHING, history, page)
    assert page.n_not_known == len(reasons.unknown) > 0
    first = reasons.unknown[0]
    assert (first.partner_code, first.held, first.possible) == ("A2", "Silver", "Gold")
    assert [render(lack) for lack in lacking(first.unknown, "EUR")] == [
        "Sales: not known, at least €3K is needed"
    ]


def test_everybody_sees_own_partners_only(programmed: Store) -> None:
    ann = Scope(Role.MANAGER, owner="ann")
    history = replayed(programmed)
    page = page_of(programmed, scope=ann)
    assert page.n_partners == 3
    assert {move.partner_code for move in page.moves} == {"A1", "A2"}
    assert "ben" not in repr((page.moves, page.edges, page.groups))
    assert [line.partner_code for line in tier_lines(programmed, ann, history, DAY)] == [
        "A1", "A2", "A3",
    ]  # fmt: skip
    ids = dict(zip(history.attributes["partner_code"], history.attributes.index, strict=True))
    own = Scope(Role.PARTNER, partner_id=int(ids["A1"]))
    assert build_partner_tier(programmed, own, history, "A1", DAY).line.held == "Silver"
    with pytest.raises(NotFound):
        build_partner_tier(programmed, own, history, "A2", DAY)


def test_why_not_gold(programmed: Store) -> None:
    found = build_partner_tier(programmed, EVERYTHING, replayed(programmed), "A2", DAY)
    assert (found.line.held, found.next_tier, found.line.since) == (
        "Silver", "Gold", date(2026, 7, 1),
    )  # fmt: skip
    assert [render(lack) for lack in lacking(found.missing, "EUR")] == [
        "Sales: €350, at least €3K is needed", "Invited: not granted",
    ]  # fmt: skip
    assert found.up is not None
    assert [(step.units, step.cost) for step in found.up.steps] == [(27, 270.0)]
    # 10 % of the sales of today are the rebate that gold adds
    assert found.up.unlocks == 35.025
    assert found.benefits == (("club", 100.0),)


def test_a_draft_says_who_falls_and_what_it_saves(programmed: Store) -> None:
    history = replayed(programmed)
    designer = Designer(programmed, EVERYTHING, history, DAY, load_programme(TEXT))
    found = designer.consequences(load_programme(edit(TEXT, SILVER, 360)))
    assert [(one.partner_code, one.before, one.after) for one in found.falls] == [
        ("A2", "Silver", "Registered")
    ]
    assert found.rises == ()
    silver = found.tiers[1]
    assert (silver.before.n, silver.before.cost) == (4, 400.0)
    assert (silver.after.n, silver.after.cost) == (3, 300.0)
    assert found.tiers[0].after.contribution == 350.25
    assert [render(sentence) for sentence in design_sentences(found)] == [
        "0 partners would rise and 1 would fall.",
        "Benefits would cost €300 a year instead of €400.",
    ]


def test_a_draft_that_lets_partners_rise(programmed: Store) -> None:
    decide_gate(programmed, CHIEF, "B1", "invited", is_open=True, reason="council",
                valid_from=date(2026, 7, 1), at=AT)  # fmt: skip
    designer = Designer(programmed, EVERYTHING, replayed(programmed), DAY, load_programme(TEXT))
    found = designer.consequences(load_programme(edit(TEXT, GOLD, 1200)))
    assert [(one.partner_code, one.after) for one in found.rises] == [("B1", "Gold")]
    assert designer.consequences(load_programme(TEXT)).rises == ()


def test_a_draft_equals_what_the_engine_says_of_it_alone(programmed: Store) -> None:
    """What is shared with the saved programme changes nothing of the outcome."""
    history = replayed(programmed)
    found = Designer(programmed, EVERYTHING, history, DAY, load_programme(TEXT))
    for number in (100, 340, 351, 400, 2999):
        draft = load_programme(edit(TEXT, SILVER, number))
        alone = engine.standings(draft, history.book, DAY)["tier"]["earned"]
        counts = [int((alone == place).sum()) for place in range(3)]
        assert [tier.after.n for tier in found.consequences(draft).tiers] == counts


def test_a_draft_with_other_tiers_is_no_draft_of_it(programmed: Store) -> None:
    designer = Designer(programmed, EVERYTHING, replayed(programmed), DAY, load_programme(TEXT))
    with pytest.raises(DefinitionError, match="tiers of tier are others"):
        designer.consequences(load_programme(TEXT.replace("silver", "bronze")))


def test_metrics_are_shared_while_they_mean_the_same() -> None:
    one = load_programme(TEXT)
    assert shared_metrics(one, load_programme(edit(TEXT, SILVER, 100))) == {"revenue"}
    other = TEXT.replace("kpi: net_sell_through,", "kpi: net_sell_through, quarters: 2,")
    assert shared_metrics(one, load_programme(other)) == set()
    yen = TEXT.replace("valid_from: 2026-01-01\n", "valid_from: 2026-01-01\ncurrency: JPY\n")
    assert shared_metrics(one, load_programme(yen)) == set()


EACH = """
programme: Each
version: "1"
valid_from: 2026-01-01
metrics:
  net: {given: a}
  staff: {given: b}
  'score_{region}':
    for_each: {region: [n, s]}
    points: [{metric: net, points: 1, per: 10, max: 50}]
  loyalty: {points: [{metric: staff, points: 2, per: 1, max: 20}], label: not used by tier_n}
ladders:
  - ladder: 'tier_{region}'
    for_each: {region: [n, s]}
    tiers:
      - {tier: none}
      - {tier: base, requires: {metric: "score_{region}", at_least: 5}}
      - {tier: peak, requires: {metric: "score_{region}", at_least: 9}}
  - ladder: staff
    tiers:
      - {tier: none}
      - {tier: loyal, requires: {metric: loyalty, above: 3}}
"""


def test_the_numbers_that_bear_on_a_ladder() -> None:
    def told(ladder: str) -> list[tuple[str, str, float]]:
        found = dials_of(EACH, load_programme(EACH), ladder)
        return [(dial.tier, dial.what, dial.value) for dial in found]

    assert told("tier_n") == [
        ("peak", "at_least", 9.0), ("base", "at_least", 5.0), ("", "points", 1.0),
        ("", "max", 50.0),
    ]  # fmt: skip
    # numbers of a metric that is written once for several are shown for every ladder
    assert told("staff") == [
        ("loyal", "above", 3.0), ("", "points", 1.0), ("", "max", 50.0), ("", "points", 2.0),
        ("", "max", 20.0),
    ]  # fmt: skip


def test_all_recorded_and_nothing_new(programmed: Store) -> None:
    """A replay that goes on from what was recorded, on a day without a movement after it."""
    record(programmed, DAY, AT)
    again = replayed(programmed)
    assert page_of(programmed).flow == (
        ("Registered", "Registered", 2), ("Registered", "Silver", 4),
    )  # fmt: skip
    assert list(again.replay.movements["day"]) == sorted(again.replay.movements["day"])


def test_the_list_of_tiers_is_safe_for_spreadsheets(programmed: Store) -> None:
    history = replayed(programmed)
    page = page_of(programmed)
    lines = tier_lines(programmed, EVERYTHING, history, DAY)
    evil = (replace(lines[0], name="=1+1"), *lines[1:])
    rows = tier_csv(evil, page).decode("utf-8-sig").splitlines()
    assert rows[0].startswith("Code,Partner,Region,Country,Type,Owner,Tier,Earned,Held since")
    assert rows[1] == "A1,'=1+1,DACH,DE,reseller,ann,Silver,Silver,2026-07-01,,,,EUR,"
    assert len(rows) == 7
