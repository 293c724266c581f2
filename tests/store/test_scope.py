"""Every read takes a scope, applied in SQL: nobody sees another's rows or numbers."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd
import pytest

from db.history import Asked
from db.reads import Reads
from db.store import Store
from scorecard.access import EVERYTHING, Role, Scope
from scorecard.errors import NotFound, UserError
from scorecard.forecast.views import Asked as DealsAsked
from scorecard.ids import stable_id
from scorecard.period import parse_period
from scorecard.usecases import build_overview, build_partner, build_scorecards, roll_up
from scorecard.views import Filters
from tests.programme import ANN, AS_OF, BEN, OF_A1, OF_B1, OF_NORD, OF_SUD, partner_id

Q = "2026Q2"
ALL = Filters()
START, END = date(2026, 4, 1), date(2026, 7, 1)
IDS = [partner_id(code) for code in ("A1", "A2", "A3", "B1", "B2", "B3")]
DEAL_IDS = [stable_id("deal", f"D{n}") for n in range(1, 20)]
NET = ["net_sell_through", "revenue_attainment", "growth_quarter"]
NOBODY = [Scope(role) for role in (Role.MANAGER, Role.DISTRIBUTOR, Role.PARTNER)]

# Every read with arguments that ask for everything there is.
CALLS: dict[str, Callable[[Store, Scope], Any]] = {
    "periods": lambda s, scope: s.periods(scope),
    "loaded": lambda s, scope: s.loaded(scope),
    "omitted": lambda s, scope: s.omitted(scope),
    "rates_note": lambda s, scope: s.rates_note(scope, AS_OF),
    "segments": lambda s, scope: s.segments(scope, Q, ALL, NET),
    "segment_parts": lambda s, scope: s.segment_parts(scope, [Q], "owner", ALL, NET),
    "distributor_parts": lambda s, scope: s.distributor_parts(scope, [Q]),
    "count_partners": lambda s, scope: s.count_partners(scope, Q, ALL),
    "list_partners": lambda s, scope: s.list_partners(scope, Q, ALL, "name", 100, 0),
    "find_partner": lambda s, scope: pd.concat(
        [s.find_partner(scope, code, Q) for code in ("A1", "A2", "A3", "B1", "B2", "B3")]
    ),
    "shortfall": lambda s, scope: s.shortfall(scope, Q, ALL, 5),
    "unmatched": lambda s, scope: [s.unmatched(scope, Q), s.unmatched(scope, None)],
    "partner_code": lambda s, scope: s.partner_code(scope),
    "partner_codes": lambda s, scope: s.partner_codes(scope),
    "partner_name": lambda s, scope: [s.partner_name(scope, number) for number in IDS],
    "distributor_codes": lambda s, scope: s.distributor_codes(scope),
    "partner_parts": lambda s, scope: s.partner_parts(scope, IDS, [Q], NET),
    "partner_values": lambda s, scope: s.partner_values(scope, Q, ALL, "net_sell_through"),
    "card_book": lambda s, scope: s.card_book(scope),
    "tiers_on": lambda s, scope: s.tiers_on(scope, AS_OF),
    "ranks": lambda s, scope: s.ranks(scope, parse_period(Q)),
    "standing": lambda s, scope: [
        s.standing(scope, number, parse_period(Q), AS_OF) for number in IDS
    ],
    "choices": lambda s, scope: s.choices(scope),
    "facts": lambda s, scope: s.facts(scope, AS_OF),
    "evidence": lambda s, scope: [
        s.evidence(scope, number, source, START, END)
        for number in IDS
        for source in ("sales", "deals", "certifications", "nps", "engagement", "mdf")
    ],
    "count_evidence": lambda s, scope: [
        s.count_evidence(scope, number, "sales", START, END) for number in IDS
    ],
    "batches": lambda s, scope: s.batches(scope),
    "arrivals": lambda s, scope: s.arrivals(scope),
    "freshness": lambda s, scope: s.freshness(scope, AS_OF),
    "senders": lambda s, scope: s.senders(scope),
    "known_total": lambda s, scope: s.known_total(scope, AS_OF, Asked()),
    "known_lines": lambda s, scope: s.known_lines(scope, AS_OF, Asked()),
    "versions": lambda s, scope: [s.versions(scope, number) for number in range(1, 20)],
    "refused": lambda s, scope: [s.refused(scope, number) for number in range(1, 20)],
    "supplies": lambda s, scope: s.supplies(scope, AS_OF),
    "stock_names": lambda s, scope: s.stock_names(scope),
    "stock_changes": lambda s, scope: s.stock_changes(scope, AS_OF),
    "voice_waves": lambda s, scope: s.voice_waves(scope),
    "voice_groups": lambda s, scope: s.voice_groups(scope, ALL),
    "voice_roles": lambda s, scope: s.voice_roles(scope, ALL, ["2026H1"]),
    "voice_partner_waves": lambda s, scope: s.voice_partner_waves(scope, ALL, ["2026H1"]),
    "voice_partners": lambda s, scope: s.voice_partners(scope, ALL, AS_OF),
    "voice_sales": lambda s, scope: s.voice_sales(scope, ALL, AS_OF),
    "voice_silent": lambda s, scope: s.voice_silent(scope, ALL, "2026H2", ["2026H1"]),
    "voice_themes": lambda s, scope: s.voice_themes(scope, ALL, "2026H1"),
    "voice_comments": lambda s, scope: s.voice_comments(scope, ALL, [], (), "", 99, 0),
    "voice_cases": lambda s, scope: s.voice_cases(scope, ALL, ["2026H1"]),
    "voice_next": lambda s, scope: s.voice_next(scope, ALL, ["2026H1"]),
    "voice_worst": lambda s, scope: s.voice_worst(scope, ALL, IDS),
    "voice_owners": lambda s, scope: s.voice_owners(scope),
    "risk_lines": lambda s, scope: s.risk_lines(scope, ALL),
    "risk_of": lambda s, scope: s.risk_of(scope, ["A1", "A2", "A3", "B1", "B2", "B3"]),
    "risk_counts": lambda s, scope: s.risk_counts(scope, ALL),
    "judged_on": lambda s, scope: s.judged_on(scope),
    "alerts": lambda s, scope: s.alerts(scope, date(2000, 1, 1)),
    "find_alert": lambda s, scope: [s.find_alert(scope, number) for number in range(1, 9)],
    "alert_events": lambda s, scope: [s.alert_events(scope, number) for number in range(1, 9)],
    "alert_members": lambda s, scope: [s.alert_members(scope, number) for number in range(1, 9)],
    "order_days": lambda s, scope: [
        s.order_days(scope, code, date(2000, 1, 1)) for code in ("A1", "A2", "A3", "B1", "B2", "B3")
    ],
    "alert_counts": lambda s, scope: s.alert_counts(scope),
    "weekly_budgets": lambda s, scope: s.weekly_budgets(scope),
    "track_record_kept": lambda s, scope: s.track_record_kept(scope),
    "pipeline_sums": lambda s, scope: s.pipeline_sums(
        scope, ("region", "country", "distributor_id", "partner_id", "status"), (0, 999_999)
    ),
    "pipeline_names": lambda s, scope: s.pipeline_names(scope),
    "pipeline_target": lambda s, scope: s.pipeline_target(scope, (202604, 202606)),
    "reported_deals": lambda s, scope: s.reported_deals(scope, DealsAsked(), 100),
    "count_reported": lambda s, scope: s.count_reported(scope, DealsAsked()),
    "deal_lines": lambda s, scope: s.deal_lines(scope, DEAL_IDS),
    "known_deals": lambda s, scope: s.known_deals(scope, AS_OF, date(2000, 1, 1)),
    "open_deals": lambda s, scope: s.open_deals(scope),
    "registrations": lambda s, scope: s.registrations(scope),
    "deal_pairs": lambda s, scope: [
        s.deal_pairs(scope, state) for state in ("likely", "merged", "same", "apart")
    ],
    "queue_size": lambda s, scope: s.queue_size(scope),
    "kept_forecasts": lambda s, scope: s.kept_forecasts(scope, Q),
    "forecast_records": lambda s, scope: s.forecast_records(scope),
    "won_by_day": lambda s, scope: s.won_by_day(scope, START, END),
    "deal_credits": lambda s, scope: [s.deal_credits(scope, number) for number in DEAL_IDS],
    "opportunity": lambda s, scope: [s.opportunity(scope, number) for number in DEAL_IDS],
    "commitments": lambda s, scope: s.commitments(scope, "2026Q1"),
    "review_deals": lambda s, scope: [
        s.review_deals(scope, number, START, END, END) for number in IDS
    ],
    "pipeline_facts": lambda s, scope: s.pipeline_facts(scope, AS_OF),
    "review_edits": lambda s, scope: [s.review_edits(scope, number, Q) for number in IDS],
    "decks": lambda s, scope: s.decks(scope),
    "deck_outline": lambda s, scope: s.deck_outline(scope, 1),
    "review_template": lambda s, scope: s.review_template(scope),
    "template_bytes": lambda s, scope: s.template_bytes(scope),
    "partner_senders": lambda s, scope: s.partner_senders(scope, AS_OF),
    "trust": lambda s, scope: s.trust(scope, AS_OF),
    "users": lambda s, scope: s.users(scope),
    "audit": lambda s, scope: s.audit(scope),
}
# Facts about the programme that are nobody's: the same for every scope, no row in them.
NOBODYS = {"periods", "loaded", "omitted", "rates_note", "card_book"}


def _reads() -> set[str]:
    found = inspect.getmembers(Reads, inspect.isfunction)
    return {name for name, _function in found if not name.startswith("_")}


def _text(found: Any) -> str:
    """All of an answer as text, frames and objects unfolded."""
    if isinstance(found, pd.DataFrame):
        return found.to_csv()
    if isinstance(found, (list, tuple, set, frozenset)):
        return " ".join(map(_text, found))
    if isinstance(found, dict):
        return " ".join(f"{_text(key)} {_text(value)}" for key, value in found.items())
    if hasattr(found, "__dataclass_fields__"):
        return _text([getattr(found, name) for name in found.__dataclass_fields__])
    return str(found)


def _answer(store: Store, name: str, scope: Scope) -> str:
    try:
        return _text(CALLS[name](store, scope))
    except NotFound:
        return ""


def test_every_public_read_takes_a_scope_first_and_is_walked_here() -> None:
    assert _reads() == set(CALLS)
    for name in _reads():
        parameters = list(inspect.signature(getattr(Reads, name)).parameters.values())
        assert parameters[1].name == "scope", name
        assert parameters[1].annotation == "Scope", name


MARKS = {
    "ann": ["annmark", "A1", "A2", "A3", str(partner_id("A1")), str(partner_id("A2")), "DACH"],
    "ben": ["benmark", "B1", "B2", "B3", str(partner_id("B1")), str(partner_id("B2")), "Romania"],
    "nord": ["NORD", "nord-june.csv", str(stable_id("distributors", "NORD"))],
    "sud": ["SUD", "sud-june.csv", str(stable_id("distributors", "SUD"))],
}
# What must never stand in an answer to a scope.
FOREIGN = [
    (ANN, MARKS["ben"]),
    (BEN, MARKS["ann"]),
    (OF_A1, [*MARKS["ben"], "A2", "A3", str(partner_id("A2"))]),
    (OF_B1, [*MARKS["ann"], "B2", "B3", str(partner_id("B2"))]),
    (OF_NORD, [*MARKS["sud"], "annmark", "benmark"]),
    (OF_SUD, [*MARKS["nord"], "annmark", "benmark"]),
]


@pytest.mark.parametrize("name", sorted(CALLS))
def test_no_read_shows_anothers_rows(loaded: Store, name: str) -> None:
    everything = _answer(loaded, name, EVERYTHING)
    for scope, foreign in FOREIGN:
        answer = _answer(loaded, name, scope)
        assert [mark for mark in foreign if mark in answer] == [], scope
    for scope in NOBODY:
        answer = _answer(loaded, name, scope)
        if name in NOBODYS:
            assert answer == everything
        else:
            assert [m for marks in MARKS.values() for m in marks if m in answer] == [], scope


def test_the_marks_are_there_for_a_chief(loaded: Store) -> None:
    """The walk above would pass on an empty store: this one would not."""
    answer = " ".join(_answer(loaded, name, EVERYTHING) for name in CALLS)
    assert [m for marks in MARKS.values() for m in marks if m not in answer] == []
    for scope, own in [(ANN, "annmark"), (BEN, "benmark"), (OF_A1, "annmark"), (OF_NORD, "NORD")]:
        assert own in " ".join(_answer(loaded, name, scope) for name in CALLS)


def test_sums_of_scopes_are_sums_of_their_own_rows(loaded: Store) -> None:
    def net(scope: Scope) -> int:
        parts = loaded.segment_parts(scope, [Q], "all", ALL, NET)
        return int(parts["net_sell_through__num"].sum())

    rows = loaded.list_partners(EVERYTHING, Q, ALL, "name", 100, 0).set_index("partner_code")
    own = rows["net_sell_through__num"]
    assert net(EVERYTHING) == own.sum() != 0
    assert net(ANN) == own[["A1", "A2", "A3"]].sum() != 0
    assert net(BEN) == own[["B1", "B2", "B3"]].sum() != 0
    assert (net(OF_A1), net(OF_B1)) == (own["A1"], own["B1"])
    assert [net(scope) for scope in [OF_NORD, *NOBODY]] == [0, 0, 0, 0]


def test_pages_of_a_scope(loaded: Store) -> None:
    period = parse_period(Q)
    assert build_overview(loaded, ANN, period, ALL, AS_OF).n_partners == 3
    codes = [p.partner_code for p in build_scorecards(loaded, BEN, period, ALL, AS_OF).partners]
    assert sorted(codes) == ["B1", "B2", "B3"]
    assert build_partner(loaded, OF_A1, "A1", period, AS_OF).line.name == "Alpha One annmark"
    for scope, code in [(OF_A1, "B1"), (OF_A1, "A2"), (ANN, "B1"), (OF_NORD, "A1")]:
        with pytest.raises(NotFound):
            build_partner(loaded, scope, code, period, AS_OF)


@pytest.mark.parametrize("by", ["all", "region", "country", "tier", "partner_id", "owner"])
def test_kept_and_computed_numbers_agree_in_every_scope(loaded: Store, by: str) -> None:
    quarter, months = parse_period(Q), [parse_period(f"2026-0{n}") for n in (4, 5, 6)]
    for scope in (EVERYTHING, ANN, OF_B1):
        kept = roll_up(loaded, scope, quarter, by, AS_OF)
        computed = [roll_up(loaded, scope, month, by, AS_OF) for month in months]
        for group, readings in kept.items():
            for key in ("net_sell_through", "deal_registrations", "new_customers"):
                of_months = [
                    found[group][key].numerator if group in found else 0 for found in computed
                ]
                assert readings[key].numerator == sum(of_months), (scope, group, key)


def test_an_unknown_sort_or_source_is_a_clear_error(loaded: Store) -> None:
    for ask in (
        lambda: loaded.list_partners(EVERYTHING, Q, ALL, "beauty", 10, 0),
        lambda: loaded.evidence(EVERYTHING, IDS[0], "gossip", START, END),
    ):
        with pytest.raises(UserError):
            ask()
