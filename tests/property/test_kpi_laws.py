"""Laws that hold for every KPI, whatever the data."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from scorecard.facts import DIMENSIONS, GRAINS, SOURCES, Facts
from scorecard.kpis import registry
from scorecard.kpis.registry import PARTS, Kpi, compute_parts, part_columns
from scorecard.period import Period, Span, add_months, month_of, parse_period
from tests.builders import customer, deal, event, facts, frame, mdf, partner, sale
from tests.property.programmes import PARTNERS, Programme, programmes

LAW = settings(deadline=None, max_examples=25)
GRAIN = st.sampled_from(GRAINS)
ADDITIVE = [kpi for kpi in registry if kpi.additive]
FLOWS = [
    "net_sell_through", "new_customers", "deal_registrations", "approval_rate", "win_rate",
    "win_rate_value", "sales_cycle_days", "solution_share", "recurring_share",
]  # fmt: skip


def everything(given_facts: Facts, period: Period, by: str = "") -> dict[str, pd.DataFrame]:
    """Every KPI that knows the grain, groups in order.

    Without a grain: by partner, and the whole programme where there is no such grain. Coarser
    groups are sums of partners, by a law of their own.
    """
    grains = {kpi.key: by or ("partner_id" if kpi.additive else "all") for kpi in registry}
    return {
        kpi.key: kpi.compute(given_facts, period, grains[kpi.key]).sort_index()
        for kpi in registry
        if grains[kpi.key] in kpi.grains
    }


def assert_same(left: Programme, right: Programme) -> None:
    one, other = everything(left.facts, left.period), everything(right.facts, right.period)
    for key, parts in one.items():
        assert_frame_equal(parts, other[key], obj=key)


# -- shape and inputs --------------------------------------------------------------------------


@LAW
@given(programmes(), GRAIN)
def test_formulas_leave_their_inputs_as_they_were(drawn: Programme, by: str) -> None:
    before = {source: getattr(drawn.facts, source).copy(deep=True) for source in SOURCES}
    everything(drawn.facts, drawn.period, by)
    for source, kept in before.items():
        assert_frame_equal(getattr(drawn.facts, source), kept, obj=source)


@LAW
@given(programmes(), GRAIN)
def test_parts_are_whole_numbers_by_group(drawn: Programme, by: str) -> None:
    for key, parts in everything(drawn.facts, drawn.period, by).items():
        kind = "int64" if by in ("partner_id", "distributor_id") else "str"
        assert list(parts.columns) == list(PARTS), key
        assert set(parts.dtypes.astype(str)) == {"int64"}, key
        assert (parts.index.name, str(parts.index.dtype)) == (by, kind), key
        assert parts.index.is_unique, key
        assert not parts.index.hasnans, key
        assert (parts["n"] >= 0).all(), key


@LAW
@given(programmes(), st.sampled_from(["partner_id", "region", "owner"]))
def test_a_group_without_rows_is_absent(drawn: Programme, by: str) -> None:
    silent = frame("partners", [partner(77, region="nowhere", owner="nobody")])
    both = pd.concat([drawn.facts.partners, silent], ignore_index=True)
    with_silent = replace(drawn.facts, partners=both)
    for key, parts in everything(with_silent, drawn.period, by).items():
        if "partners" in registry[key].source:
            continue  # counts the partners themselves
        assert not {77, "nowhere", "nobody"} & set(parts.index), key


@pytest.mark.parametrize("by", GRAINS)
def test_no_facts_no_groups(by: str) -> None:
    for first_month in (None, 202001):
        nothing = facts(as_of="2026-05-17", first_month=first_month)
        for key, parts in everything(nothing, parse_period("2026Q2"), by).items():
            assert parts.empty, key
        wide = compute_parts(nothing, parse_period("2026Q2"), "partner_id")
        assert (len(wide), str(wide.index.dtype)) == (0, "int64")


# -- roll-up -----------------------------------------------------------------------------------


def rolled_up(kpi: Kpi, drawn: Programme, by: str) -> pd.DataFrame:
    """Partners' parts added up by group, and targets that stand above partners."""
    known = drawn.facts
    by_partner = kpi.compute(known, drawn.period, "partner_id").reset_index()
    groups = known.keys(by_partner, by).rename(by)
    sums = by_partner.groupby(groups)[list(PARTS)].sum()
    if "targets" in kpi.source:
        above = replace(known, sales=known.sales.iloc[:0], deals=known.deals.iloc[:0])
        above = replace(above, targets=known.targets[known.targets["level"] != "partner"])
        more = kpi.compute(above, drawn.period, by)
        sums = pd.concat([sums, more]).groupby(level=0).sum()
    return sums


def without_empty(parts: pd.DataFrame) -> pd.DataFrame:
    """Groups whose parts are all 0 read the same whether present or not."""
    return parts[(parts != 0).any(axis=1)].sort_index()


@LAW
@given(programmes(), st.sampled_from([*DIMENSIONS, "all"]))
def test_a_group_is_the_sum_of_its_partners(drawn: Programme, by: str) -> None:
    for kpi in ADDITIVE:
        coarse = kpi.compute(drawn.facts, drawn.period, by)
        assert_frame_equal(
            without_empty(coarse), without_empty(rolled_up(kpi, drawn, by)),
            check_index_type=False, check_names=False, obj=f"{kpi.key} by {by}",
        )  # fmt: skip


@LAW
@given(programmes())
def test_distributors_add_up_to_the_programme(drawn: Programme) -> None:
    for kpi in ADDITIVE:
        if "distributor_id" not in kpi.grains:
            continue
        split = kpi.compute(drawn.facts, drawn.period, "distributor_id").sum()
        whole = kpi.compute(drawn.facts, drawn.period, "all").sum()
        assert split.to_dict() == whole.to_dict(), kpi.key


@LAW
@given(programmes())
def test_a_period_is_the_sum_of_its_months(drawn: Programme) -> None:
    months = [Period(month, Span.MONTH) for month in drawn.period.months]
    for key in FLOWS:
        compute = registry[key].compute
        whole = compute(drawn.facts, drawn.period, "partner_id")
        pieces = pd.concat([compute(drawn.facts, month, "partner_id") for month in months])
        assert_frame_equal(whole, pieces.groupby(level=0).sum(), check_names=False, obj=key)


# -- order and splitting of rows ---------------------------------------------------------------


@LAW
@given(programmes(), st.integers(0, 2**32 - 1))
def test_the_order_of_rows_means_nothing(drawn: Programme, seed: int) -> None:
    shuffled = {
        source: getattr(drawn.facts, source).sample(frac=1, random_state=seed) for source in SOURCES
    }
    assert_same(drawn, drawn.with_frames(**shuffled))


@LAW
@given(programmes(), st.integers(0, 100))
def test_splitting_rows_means_nothing(drawn: Programme, part: int) -> None:
    known = drawn.facts
    sums = [name for name in known.sales.columns if name.endswith("_minor") or name == "n_lines"]
    first, second = known.sales.copy(), known.sales.copy()
    first[sums] = first[sums] * part // 100
    second[sums] = known.sales[sums] - first[sums]
    many = known.engagement[known.engagement["n_events"] > 1]
    less = known.engagement.assign(n_events=(known.engagement["n_events"] - 1).clip(lower=1))
    split = {
        "sales": pd.concat([first, second]),
        "engagement": pd.concat([less, many.assign(n_events=1)]),
        "certifications": pd.concat([known.certifications, known.certifications]),
        "nps": pd.concat([known.nps, known.nps]),
    }
    assert_same(drawn, drawn.with_frames(**split))


# -- what comes later --------------------------------------------------------------------------


@LAW
@given(programmes())
def test_rows_after_the_cut_change_nothing(drawn: Programme) -> None:
    on, month = drawn.cut.isoformat(), add_months(month_of(drawn.cut - timedelta(days=1)), 1)
    late = {
        "sales": [sale(1, month, 10_00)],
        "customers": [customer(1, on)],
        "deals": [
            deal(1, on, registered_on=on, expected_close_on=on),
            deal(1, on, closed_on=on, status="won", decision="approved", decided_on=on,
                 mdf_request="M1"),
        ],
        "certifications": [{"partner_id": 1, "person_id": p, "certification": "X",
                            "valid_from": on, "valid_to": None} for p in "abz"],
        "nps": [{"partner_id": 1, "respondent_id": r, "answered_on": on, "score": 9} for r in "az"],
        "engagement": [event(1, "webinar", on)],
        "mdf": [mdf(1, approved_on=on, approved_minor=5, claimed_on=on, claimed_minor=5,
                    paid_on=on, paid_minor=5)],
    }  # fmt: skip
    frames = {
        source: pd.concat([getattr(drawn.facts, source), frame(source, rows)], ignore_index=True)
        for source, rows in late.items()
    }
    assert_same(drawn, drawn.with_frames(**frames))


@LAW
@given(programmes())
def test_what_was_learnt_after_the_cut_changes_nothing(drawn: Programme) -> None:
    """Decisions, closings, claims and endings of a later day are not known yet."""
    cut, known = pd.Timestamp(drawn.cut), drawn.facts
    deals, money, partners = known.deals.copy(), known.mdf.copy(), known.partners.copy()
    deals.loc[deals["closed_on"] >= cut, "status"] = "open"
    deals.loc[deals["decided_on"] >= cut, "decision"] = "submitted"
    for name in ("closed_on", "decided_on", "registered_on"):
        deals[name] = deals[name].where(deals[name] < cut)
    for name in ("approved", "claimed", "paid"):
        money.loc[money[f"{name}_on"] >= cut, f"{name}_minor"] = 0
        money[f"{name}_on"] = money[f"{name}_on"].where(money[f"{name}_on"] < cut)
    partners["ended_on"] = partners["ended_on"].where(partners["ended_on"] < cut)
    assert_same(drawn, drawn.with_frames(deals=deals, mdf=money, partners=partners))


@LAW
@given(programmes(), st.sampled_from(PARTNERS))
def test_a_partners_parts_depend_on_its_own_rows_only(drawn: Programme, partner_id: int) -> None:
    """So that what an upload touched can be brought up to date alone."""
    own = {}
    for source in SOURCES:
        rows = getattr(drawn.facts, source)
        kept = rows["partner_id"] == partner_id
        own[source] = rows[kept | (rows["partner_id"] == 0) if source == "targets" else kept]
    alone = compute_parts(replace(drawn.facts, **own), drawn.period, "partner_id")
    all_of_them = compute_parts(drawn.facts, drawn.period, "partner_id")
    present = all_of_them[all_of_them.index == partner_id]
    assert_frame_equal(without_empty(alone), without_empty(present))


# -- the registry ------------------------------------------------------------------------------


def test_all_kpis_are_there() -> None:
    assert registry.keys == [
        "net_sell_through", "revenue_attainment", "growth_t12m", "growth_quarter",
        "solution_share", "recurring_share", "active_partner_share", "new_customers",
        "recency_days", "concentration_share", "spend_pace", "deal_registrations",
        "approval_rate", "win_rate",
        "win_rate_t12m", "win_rate_value", "open_pipeline", "sales_cycle_days", "pipeline_coverage",
        "certified_people", "certifications_lapsing", "engagement_points", "partner_nps",
        "mdf_utilisation", "mdf_return",
    ]  # fmt: skip


@pytest.mark.parametrize("kpi", list(registry), ids=lambda kpi: kpi.key)
def test_every_kpi_is_fully_described(kpi: Kpi) -> None:
    assert 0 < len(kpi.label) <= 14
    assert re.fullmatch(r"[a-z][a-z0-9_]+", kpi.key)
    assert kpi.source, kpi.key
    assert set(kpi.source) <= set(SOURCES)
    assert kpi.owner.strip()
    assert kpi.formula.strip()
    assert re.fullmatch(r"\d+\.\d+", kpi.since)
    assert kpi.summary.endswith(".")
    assert len(kpi.summary) <= 100
    for section in ("Args:", "Returns:", "Raises:", "Source:"):
        assert f"\n{section}" in kpi.description, section
    for source in set(kpi.source):
        assert f"`{source}`" in kpi.description, source
    assert ("partner_id" in kpi.grains) is kpi.additive


def test_labels_tell_kpis_apart() -> None:
    labels = [kpi.label for kpi in registry]
    assert len(set(labels)) == len(labels)


def test_wide_parts_carry_every_kpi_of_the_grain() -> None:
    wide = compute_parts(facts(sales=[sale(1, 202604, 5)]), parse_period("2026Q2"), "partner_id")
    known = [kpi for kpi in registry if "partner_id" in kpi.grains]
    assert list(wide.columns) == [name for kpi in known for name in part_columns(kpi.key)]
    assert len(known) == len(registry) - 1
    assert wide.loc[1, "net_sell_through__num"] == 5
    assert wide.loc[1, "win_rate__n"] == 0
