"""Deals counted once, worked by hand."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pandas as pd
import pytest

from scorecard.errors import DefinitionError
from scorecard.forecast.dedupe import Bridge, Decision, Settings, at_most_one, bridge, count_once
from scorecard.forecast.dedupe import explain as explain_pair
from scorecard.forecast.dedupe.clusters import Clustering, Links, agglomerate
from scorecard.forecast.dedupe.contract import DEALS, Counted, Shares, empty
from scorecard.forecast.dedupe.explain import TEXTS
from scorecard.forecast.dedupe.features import LEVELS
from tests.deal_books import DAY, book

APPROVED = {"source": "registration", "decision": "approved"}


def together(found: Counted) -> list[list[int]]:
    groups = found.fates.groupby("cluster_id")["deal_id"].apply(sorted)
    return sorted(groups.tolist())


def fates(found: Counted) -> list[str]:
    return found.fates["fate"].tolist()


def test_three_reports_of_one_deal_count_once_by_the_crms_amount() -> None:
    deals = book(
        {"source": "quote", "amount_minor": 1_240_000, "distributor_id": 9},
        {"amount_minor": 1_234_500, "owner": "Ana"},
        {
            **APPROVED,
            "customer_name": "NETRIX SYSTEMY",
            "partner_id": 5,
            "created_on": "2026-01-12",
        },
    )
    found = count_once(deals, DAY)
    assert together(found) == [[1, 2, 3]]
    assert fates(found) == ["duplicate", "counted", "duplicate"]
    assert bridge(found) == Bridge(3_709_000, 2_474_500, 0, 0, 1_234_500, 3, 1, 0)
    cluster = found.clusters.iloc[0]
    assert cluster[["cluster_id", "source", "partner_id", "distributor_id", "owner"]].tolist() == [
        2, "crm", 5, 9, "Ana",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other", "counted"),
    [
        ({"source": "quote"}, APPROVED, 2),
        ({"source": "quote"}, {"source": "registration", "decision": "submitted"}, 1),
        ({"source": "partner"}, {"source": "quote"}, 2),
        (APPROVED, {"source": "crm"}, 2),
        (APPROVED, {"source": "crm", "amount_minor": pd.NA}, 1),
    ],
)
def test_whose_word_counts(one: dict, other: dict, counted: int) -> None:
    found = count_once(book({**one, "partner_id": 5}, {**other, "partner_id": 5}), DAY)
    assert found.clusters["cluster_id"].tolist() == [counted]


def test_another_family_year_or_customer_is_another_deal() -> None:
    later = {"created_on": "2026-03-30", "expected_close_on": "2026-09-30"}
    deals = book(
        {},
        {**APPROVED, "product_family": "Firewall"},
        {**APPROVED, "partner_id": 6, **later},
        {**APPROVED, "partner_id": 7, "customer_name": "Netrix Serwis Gdynia Sp. z o.o."},
    )
    found = count_once(deals, DAY)
    assert together(found) == [[1], [2], [3], [4]]
    assert bridge(found).duplicates == 0


def test_two_ids_of_one_system_are_two_deals_until_a_person_says_otherwise() -> None:
    deals = book({}, {})
    found = count_once(deals, DAY)
    assert together(found) == [[1], [2]]
    assert found.queue[["one_id", "other_id", "money_minor"]].to_numpy().tolist() == [
        [1, 2, 1_234_500]
    ]
    same = count_once(deals, DAY, [Decision(2, 1, True, datetime(2026, 3, 1), "ana")])
    assert together(same) == [[1, 2]]
    assert same.pairs["state"].tolist() == ["same"]
    assert bridge(same).counted == 1_234_500


def test_a_person_keeps_apart_and_the_later_decision_holds() -> None:
    deals = book({}, {**APPROVED, "partner_id": 5})
    apart = Decision(1, 2, False, datetime(2026, 3, 2))
    assert together(count_once(deals, DAY)) == [[1, 2]]
    found = count_once(deals, DAY, [apart])
    assert together(found) == [[1], [2]]
    assert found.pairs["state"].tolist() == ["apart"]
    both = [apart, Decision(1, 2, True, datetime(2026, 3, 1))]
    assert together(count_once(deals, DAY, both)) == [[1], [2]]


def test_a_decision_that_later_ones_contradict_is_named() -> None:
    deals = book({}, {"deal_id": 2}, {"deal_id": 3})
    decisions = [
        Decision(1, 2, True, datetime(2026, 3, 1), "ana"),
        Decision(2, 3, True, datetime(2026, 3, 2)),
        Decision(1, 3, False, datetime(2026, 3, 3)),
    ]
    found = count_once(deals, DAY, decisions)
    assert together(found) == [[1], [2, 3]]
    assert [(f.code, f.deal_id, f.why.params["by"]) for f in found.findings] == [
        ("contradicting_decisions", 1, "ana")
    ]


def test_a_registration_that_fits_two_crm_deals_equally_is_asked_about() -> None:
    found = count_once(book({}, {}, {**APPROVED, "partner_id": 5}), DAY)
    assert together(found) == [[1], [2], [3]]
    asked = found.queue[["one_id", "other_id"]].to_numpy().tolist()
    assert sorted(asked) == [[1, 2], [1, 3], [2, 3]]


def test_parts_that_add_up_to_the_whole_are_one_deal() -> None:
    deals = book(
        {"amount_minor": 1_000_000},
        {**APPROVED, "partner_id": 5, "amount_minor": 600_000},
        {**APPROVED, "partner_id": 5, "amount_minor": 400_000},
    )
    found = count_once(deals, DAY)
    assert together(found) == [[1, 2, 3]]
    assert found.fates["part_of"].tolist() == [0, 1, 1]
    assert bridge(found) == Bridge(2_000_000, 1_000_000, 0, 0, 1_000_000, 3, 1, 0)


def test_parts_count_together_when_theirs_is_the_best_word() -> None:
    deals = book(
        {"source": "quote", "partner_id": 5, "amount_minor": 1_000_000},
        {**APPROVED, "partner_id": 5, "amount_minor": 600_000},
        {**APPROVED, "partner_id": 5, "amount_minor": 400_000},
    )
    found = count_once(deals, DAY)
    assert fates(found) == ["duplicate", "counted", "counted"]
    assert found.clusters[["cluster_id", "counted_minor"]].to_numpy().tolist() == [[2, 1_000_000]]


def test_parts_that_do_not_add_up_stay_apart() -> None:
    deals = book(
        {"amount_minor": 1_000_000},
        {**APPROVED, "partner_id": 5, "amount_minor": 500_000},
        {**APPROVED, "partner_id": 5, "amount_minor": 400_000},
    )
    assert together(count_once(deals, DAY)) == [[1], [2], [3]]


def test_a_tender_is_one_deal_with_many_bidders() -> None:
    bid = {**APPROVED, "tender_no": "ZP/12/2026", "is_tender": True}
    deals = book(
        {**bid, "partner_id": 5, "amount_minor": 1_000_000},
        {**bid, "partner_id": 6, "amount_minor": 1_100_000, "tender_no": "zp 12 2026"},
        {"source": "quote", "partner_id": 5, "amount_minor": 900_000, "tender_no": "ZP-12-2026"},
    )
    found = count_once(deals, DAY)
    assert together(found) == [[1, 2, 3]]
    assert found.clusters[["cluster_id", "n_bidders", "is_tender"]].to_numpy().tolist() == [
        [2, 2, True]
    ]
    assert bridge(found) == Bridge(3_000_000, 0, 1_900_000, 0, 1_100_000, 3, 1, 0)


def test_bids_of_one_tender_share_one_win() -> None:
    shares = at_most_one(np.array([0.6, 0.6, 0.3, 0.2]), np.array([7, 7, 8, 8]))
    assert shares.tolist() == [0.5, 0.5, 0.3, 0.2]


@pytest.mark.parametrize(
    ("said", "zombie"),
    [
        ({"expected_close_on": "2026-01-29"}, True),
        ({"expected_close_on": "2026-01-30"}, False),
        ({"expected_close_on": "2026-01-29", "progressed_on": "2025-12-31"}, False),
        ({"expected_close_on": "2026-01-29", "progressed_on": "2025-12-30"}, True),
        ({"expected_close_on": "2026-01-29", "status": "won"}, False),
        ({"expected_close_on": pd.NaT, "created_on": "2025-03-30"}, True),
        ({"expected_close_on": pd.NaT, "created_on": "2025-03-31"}, False),
    ],
)
def test_zombies(said: dict, zombie: bool) -> None:
    found = count_once(book({"created_on": "2025-01-01", **said}), DAY)
    assert found.clusters["is_zombie"].tolist() == [zombie]
    assert bridge(found).zombies == (1_234_500 if zombie else 0)


def test_credits_add_up_to_the_cent() -> None:
    roles = {"registering_id": 1, "transacting_id": 2, "influencer_id": 3, "distributor_id": 4}
    found = count_once(book({**roles, "amount_minor": 101}), DAY)
    columns = ["role", "partner_id", "share_bp", "credit_minor"]
    assert found.credits[columns].to_numpy().tolist() == [
        ["registering", 1, 5_000, 50], ["transacting", 2, 3_000, 30],
        ["distributor", 4, 1_000, 11], ["influencer", 3, 1_000, 10],
    ]  # fmt: skip
    lone = count_once(book({"partner_id": 8, "amount_minor": 100}), DAY)
    assert lone.credits[["role", "partner_id", "credit_minor"]].to_numpy().tolist() == [
        ["transacting", 8, 30]
    ]
    with pytest.raises(DefinitionError):
        count_once(book({}), DAY, settings=Settings(shares=Shares(registering=9_000)))


def test_bad_input_is_named_and_never_counted_as_it_stands() -> None:
    deals = book(
        {"deal_id": 1, "progressed_on": "2026-02-01", "amount_minor": 100, "customer_name": "Alba"},
        {"deal_id": 1, "progressed_on": "2026-02-09", "amount_minor": 300, "customer_name": "Alba"},
        {"deal_id": 2, "amount_minor": -500, "customer_name": "Berta"},
        {"deal_id": 3, "closed_on": "2026-01-09", "status": "lost", "customer_name": "Celia"},
        {"deal_id": 4, "status": "won", "amount_minor": pd.NA, "customer_name": "Dorka"},
        {"deal_id": 5, "customer_name": " "},
    )
    found = count_once(deals, DAY)
    assert [(f.code, f.deal_id) for f in found.findings] == [
        ("duplicate_id", 1), ("negative_amount", 2), ("closed_before_opened", 3),
        ("won_without_amount", 4), ("no_customer", 5),
    ]  # fmt: skip
    assert fates(found) == ["counted", "unknown", "counted", "unknown", "counted"]
    assert bridge(found) == Bridge(2_469_300, 0, 0, 0, 2_469_300, 5, 3, 2)
    assert found.clusters["counted_minor"].isna().tolist() == [False, True, False, True, False]


def test_wrong_columns_and_words_are_refused() -> None:
    with pytest.raises(DefinitionError, match="lack the columns owner"):
        count_once(book({}).drop(columns="owner"), DAY)
    with pytest.raises(DefinitionError, match="a status that is not known: dormant"):
        count_once(book({"status": "dormant"}), DAY)


def test_no_deals_at_all() -> None:
    found = count_once(empty(DEALS), DAY)
    assert bridge(found) == Bridge(0, 0, 0, 0, 0, 0, 0, 0)
    assert (len(found.clusters), len(found.pairs), len(found.credits)) == (0, 0, 0)


def test_the_parts_of_an_explanation_add_up() -> None:
    found = count_once(book({}, {**APPROVED, "partner_id": 5}), DAY)
    pair = found.pairs.iloc[0].to_dict()
    parts = explain_pair(pair)
    assert sum(part.weight for part in parts) == pytest.approx(pair["weight"], abs=1e-12)
    said = {part.feature: part.why.msgid for part in parts}
    assert said["amount"] == "The very same amount, which is not round"
    assert said["opened"] == "Opened within 7 days of each other"


def test_every_level_has_words() -> None:
    assert {name: set(texts) for name, texts in TEXTS.items()} == {
        name: set(levels) for name, levels in LEVELS.items()
    }


def clustered(reporter: list[int], pairs: dict[tuple[int, int], float]) -> list[list[int]]:
    found = Clustering.alone(len(reporter))
    one, other = (np.array([pair[at] for pair in pairs], dtype=np.int64) for at in (0, 1))
    links = Links(one, other, np.array(list(pairs.values())))
    agglomerate(found, links, [], np.array(reporter, dtype=np.int64), 2.0)
    return sorted(found.members.values())


def test_a_chain_of_likeness_is_no_opportunity() -> None:
    pairs = {(0, 1): 8.0, (2, 3): 8.0, (1, 2): 7.0}
    assert clustered([1, 2, 3, 4], pairs) == [[0, 1], [2, 3]]  # (7 - 3 x 4) / 4 = -1.25
    assert clustered([1, 2, 3, 4], {**pairs, (0, 2): -2.0}) == [[0, 1, 2, 3]]  # -0.75


def test_clusters_that_hold_a_deal_of_the_same_reporter_do_not_meet() -> None:
    pairs = {(0, 1): 8.0, (2, 3): 8.0, (1, 3): 6.0, (0, 3): 5.0, (1, 2): 5.0}
    assert clustered([1, 2, 1, 3], pairs) == [[0, 1], [2, 3]]
    assert clustered([1, 2, 4, 3], pairs) == [[0, 1, 2, 3]]


def test_a_deal_goes_to_the_better_of_two_only_when_it_is_clearly_better() -> None:
    assert clustered([1, 1, 2], {(0, 2): 6.0, (1, 2): 4.9}) == [[0, 2], [1]]
    assert clustered([1, 1, 2], {(0, 2): 6.0, (1, 2): 5.1}) == [[0], [1], [2]]
