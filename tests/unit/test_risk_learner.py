"""The learner: it starts from the prior, its parts add up, it finds what is there."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import expit
from sklearn.ensemble import HistGradientBoostingClassifier
from threadpoolctl import threadpool_limits

from scorecard.risk.features import Theme
from scorecard.risk.learner import Additive, Sample, _codes, _curves, _edges, learn, prior_only
from scorecard.risk.metrics import (
    auc,
    average_precision,
    calibration,
    calibration_error,
    captured,
    ranked,
)
from scorecard.risk.reasons import by_theme


def _sample(n: int, seed: int = 0, hint: float = 1.0, prior_right: bool = True) -> Sample:
    chance = np.random.default_rng(seed)
    values = chance.normal(size=(n, 4))
    prior = chance.normal(-1, 1, n)
    odds = (prior if prior_right else 0) + hint * values[:, 0] + 0.8 * (np.abs(values[:, 1]) < 0.5)
    happened = chance.random(n) < expit(odds)
    return Sample(values, prior, happened, np.full(n, 1 / 3), np.arange(n) % (n // 3))


def test_without_evidence_it_is_the_prior() -> None:
    few = _sample(9)
    model = learn(few, boosted=False)
    prior = np.array([-2.0, 0.0, 1.0])
    found = model.log_odds(np.zeros((3, 4)), prior)
    assert np.abs(found - prior).max() < 0.6
    # weights stay near zero, the prior's own weight near one
    assert np.abs(model.weights).max() < 0.02
    assert model.prior_weight == pytest.approx(1.0, abs=0.35)


def test_weights_are_those_of_the_greatest_posterior() -> None:
    sample = _sample(600)
    model = learn(sample, boosted=False)
    p = expit(model.log_odds(sample.values, sample.prior))
    standard = (sample.values - model.mean) / model.scale
    slope = standard.T @ (sample.weight * (p - sample.happened)) + model.weights / 0.1**2
    assert np.abs(slope).max() < 1e-3
    intercept = model.base - model.prior_weight * model.prior_mean
    assert sample.weight @ (p - sample.happened) + intercept / 2.0**2 == pytest.approx(0, abs=1e-3)


def test_it_learns_where_the_prior_is_wrong() -> None:
    model = learn(_sample(20_000, hint=1.0, prior_right=False), boosted=False)
    assert model.prior_weight == pytest.approx(0.0, abs=0.05)
    assert model.weights[0] == pytest.approx(1.0, abs=0.1)
    assert np.abs(model.weights[2:]).max() < 0.05


@pytest.mark.parametrize("boosted", [False, True])
def test_base_and_contributions_sum_to_the_log_odds(boosted: bool) -> None:
    sample = _sample(3000)
    model = learn(sample, boosted)
    parts = model.contributions(sample.values, sample.prior)
    assert parts.shape == (3000, 5)
    found = model.log_odds(sample.values, sample.prior)
    assert np.abs(model.base + parts.sum(axis=1) - found).max() == 0
    # an average account has no contributions
    assert np.abs(parts[:, :-1].mean(axis=0)).max() < 0.02
    # a feature's part depends on that feature alone
    changed = sample.values.copy()
    changed[:, 2] = 7.0
    other = model.contributions(changed, sample.prior)
    assert np.array_equal(np.delete(other, 2, axis=1), np.delete(parts, 2, axis=1))


def test_curves_are_the_boosted_trees_themselves() -> None:
    sample = _sample(2000)
    edges = tuple(_edges(sample.values[:, at]) for at in range(4))
    codes = _codes(sample.values, edges)
    trees = HistGradientBoostingClassifier(
        interaction_cst="no_interactions", max_iter=30, random_state=0
    )
    with threadpool_limits(1):
        trees.fit(codes, sample.happened)
    lowest, curves = _curves(trees, edges)
    summed = lowest + sum(curve[codes[:, at]] for at, curve in enumerate(curves))
    assert np.abs(summed - trees.decision_function(codes)).max() < 1e-9


def test_boosting_finds_what_a_straight_line_misses() -> None:
    train, check = _sample(12_000, 1, hint=0.0), _sample(6_000, 2, hint=0.0)
    even = np.ones((1, len(check)))
    found = {
        boosted: auc(
            ranked(learn(train, boosted).log_odds(check.values, check.prior)), check.happened, even
        )[0]
        for boosted in (False, True)
    }
    assert found[True] > found[False] + 0.01


def test_calibration_on_accounts_held_out() -> None:
    train, check = _sample(12_000, 1), _sample(12_000, 2)
    p = expit(learn(train, boosted=True).log_odds(check.values, check.prior))
    assert calibration_error(calibration(p, check.happened)) < 0.02


def test_the_prior_alone() -> None:
    prior = np.array([-1.0, 0.0, 4.0])
    model = prior_only(prior)
    assert model.base == 1.0
    assert list(model.log_odds(np.zeros((3, 2)), prior)) == [-1.0, 0.0, 4.0]
    assert model.contributions(np.zeros((3, 2)), prior)[:, -1].tolist() == [-2.0, -1.0, 3.0]


def test_contributions_by_theme() -> None:
    parts = np.array([0.5, 0.25, -1.0, 2.0])
    found = by_theme(parts, (Theme.SILENCE, Theme.SILENCE, Theme.SPEND))
    assert {theme: weight for theme, weight in found.items() if weight} == {
        Theme.SILENCE: 0.75,
        Theme.SPEND: -1.0,
        Theme.PRIOR: 2.0,
    }


def test_what_lies_far_away_counts_as_four_deviations() -> None:
    model = Additive(0.0, 1.0, 0.0, np.zeros(1), np.ones(1), np.full(1, 0.5))
    assert model.log_odds(np.array([[99.0]]), np.zeros(1))[0] == 2.0


HAPPENED = np.array([True, False, True, False, False])
SCORE = np.array([0.9, 0.8, 0.8, 0.3, 0.1])


def test_auc_and_average_precision_by_hand() -> None:
    even = np.ones((1, 5))
    # pairs of one that happened and one that did not: 5 of 6 in order, one of them tied
    assert auc(ranked(SCORE), HAPPENED, even)[0] == pytest.approx(5.5 / 6)
    assert average_precision(ranked(SCORE), HAPPENED, even)[0] == pytest.approx(0.5 + 0.5 * 2 / 3)


def test_a_weight_of_two_is_the_account_twice() -> None:
    weights = np.array([[1.0, 2.0, 1.0, 0.0, 1.0]])
    twice = np.array([0, 1, 1, 2, 4])
    even = np.ones((1, 5))
    for measure in (auc, average_precision):
        expected = measure(ranked(SCORE[twice]), HAPPENED[twice], even)[0]
        assert measure(ranked(SCORE), HAPPENED, weights)[0] == pytest.approx(expected)


def test_money_captured_by_the_top() -> None:
    money = np.array([50.0, 0.0, 30.0, 20.0, 0.0])
    assert captured(SCORE, money, 0.2) == 0.5
    assert captured(SCORE, money, 0.6) == 0.8
    assert np.isnan(captured(SCORE, money * 0, 0.2))


def test_calibration_by_hand() -> None:
    table = calibration(np.array([0.05, 0.15, 0.15, 1.0]), np.array([False, True, False, True]))
    assert table["n"].tolist() == [1, 2, 1]
    assert table["happened"].tolist() == [0.0, 0.5, 1.0]
    assert calibration_error(table) == pytest.approx((0.05 + 2 * 0.35 + 0) / 4)
