"""The pooled estimate against the raw mean and against everybody's mean, on simulated partners."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from scorecard.voice.pooling import Model, estimate, fit

WAVES = ("w1", "w2", "w3", "w4", "w5", "w6")


def _simulated(seed: int, spread: float = 0.35) -> tuple[pd.DataFrame, pd.DataFrame, np.ndarray]:
    """300 partners in 3 tiers and 4 regions, 1 to 4 answers in most waves."""
    rng = np.random.default_rng(seed)
    partners = pd.DataFrame(
        {"tier": rng.choice(["Gold", "Silver", "Bronze"], 300),
         "region": rng.choice(list("ABCD"), 300)}, index=pd.RangeIndex(1, 301, name="partner_id"),
    )  # fmt: skip
    part = partners["tier"].map({"Gold": 0.15, "Silver": 0.0, "Bronze": -0.1}).to_numpy()
    truth = 0.3 + part[:, None] + rng.normal(0, spread, (300, 1)) + rng.normal(0, 0.1, (300, 6))
    truth = np.clip(truth, -0.9, 0.9)
    n = rng.integers(0, 5, (300, 6))
    passive = 0.3 * (1 - np.abs(truth))
    p = (1 - passive + truth) / 2
    promoters = rng.binomial(n, p)
    detractors = rng.binomial(n - promoters, np.clip((p - truth) / (1 - p), 0, 1))
    at, wave = np.nonzero(n)
    counts = pd.DataFrame(
        {"partner_id": at + 1, "wave": np.array(WAVES)[wave], "n": n[at, wave],
         "promoters": promoters[at, wave], "detractors": detractors[at, wave]}
    )  # fmt: skip
    return counts.join(partners, on="partner_id"), partners, truth


def _errors(seed: int) -> tuple[float, float, float, float]:
    """Root mean squared error of raw, everybody's and pooled means, and the interval's cover."""
    counts, partners, truth = _simulated(seed)
    found = estimate(fit(counts, WAVES), counts, partners)
    raw = (counts["promoters"] - counts["detractors"]) / counts["n"]
    at = counts["partner_id"].to_numpy() - 1, pd.Index(WAVES).get_indexer(counts["wave"])
    true = truth[at]
    everybody = (counts["promoters"] - counts["detractors"]).sum() / counts["n"].sum()
    pooled = found.value.to_numpy()[at]
    covers = (found.low.to_numpy()[at] <= true) & (true <= found.high.to_numpy()[at])
    error = [float(np.sqrt(((x - true) ** 2).mean())) for x in (raw, everybody, pooled)]
    return error[0], error[1], error[2], float(covers.mean())


def test_pooling_errs_less_than_raw_means_and_than_one_mean_for_all() -> None:
    raw, everybody, pooled, covers = np.mean([_errors(seed) for seed in range(5)], axis=0)
    assert pooled < 0.65 * raw
    assert pooled < 0.75 * everybody
    assert 0.90 <= covers <= 0.97


def test_the_wave_that_was_held_out_is_foretold_better() -> None:
    counts, partners, _truth = _simulated(11)
    earlier, later = counts[counts["wave"] != "w6"], counts[counts["wave"] == "w6"]
    found = estimate(fit(earlier, WAVES[:5]), earlier, partners).value["w5"]
    said = (later["promoters"] - later["detractors"]) / later["n"]
    past = earlier.groupby("partner_id")[["promoters", "detractors", "n"]].sum()
    raw = ((past["promoters"] - past["detractors"]) / past["n"]).reindex(later["partner_id"])
    mean = (earlier["promoters"] - earlier["detractors"]).sum() / earlier["n"].sum()
    weight = later["n"].to_numpy()

    def error(guess: object) -> float:
        return float(np.average((said.to_numpy() - np.asarray(guess, float)) ** 2, weights=weight))

    pooled = error(found.reindex(later["partner_id"]))
    assert pooled < error(raw.fillna(mean))
    assert pooled < error(mean)


def _model(lasting: float, passing: float) -> Model:
    parts = pd.Series({"Gold": 0.2}), pd.Series({"A": 0.0})
    return Model(("w1", "w2"), pd.Series({"w1": 0.1, "w2": 0.1}), *parts, lasting, passing, 0.6)


def test_two_answers_do_not_jump_and_the_share_of_its_own_is_told() -> None:
    # prior variance 0.3^2 = 0.09, noise 0.6: two answers weigh 0.09 / (0.09 + 0.3) = 0.2308
    partners = pd.DataFrame({"tier": ["Gold"], "region": ["A"]}, index=[7])
    counts = pd.DataFrame(
        {"partner_id": [7], "wave": ["w1"], "n": [2], "promoters": [0], "detractors": [2]}
    )
    found = estimate(_model(0.3, 0.0), counts, partners)
    assert found.own.loc[7, "w1"] == pytest.approx(0.09 / 0.39)
    assert found.value.loc[7, "w1"] == pytest.approx(0.3 + 0.09 / 0.39 * (-1 - 0.3))
    assert found.value.loc[7, "w2"] == pytest.approx(found.value.loc[7, "w1"])  # it lasts


def test_without_an_answer_the_tier_and_region_speak() -> None:
    partners = pd.DataFrame({"tier": ["Gold", "?"], "region": ["A", "?"]}, index=[7, 8])
    counts = pd.DataFrame(columns=["partner_id", "wave", "n", "promoters", "detractors"])
    found = estimate(_model(0.3, 0.2), counts, partners)
    assert found.value["w1"].tolist() == pytest.approx([0.3, 0.1])
    assert found.own["w1"].tolist() == pytest.approx([0.0, 0.0], abs=1e-12)


def test_partners_that_do_not_differ_are_not_told_apart() -> None:
    rng = np.random.default_rng(5)
    counts = pd.DataFrame(
        {"partner_id": np.arange(1, 401), "wave": "w1", "n": 12, "tier": "T", "region": "R",
         "promoters": rng.binomial(12, 0.5, 400)}
    )  # fmt: skip
    counts["detractors"] = 12 - counts["promoters"]
    model = fit(counts, ("w1",))
    assert (model.lasting, model.passing) in {(0.0, 0.0), (0.1, 0.0), (0.0, 0.1)}


def test_many_answers_stand_for_themselves() -> None:
    partners = pd.DataFrame({"tier": ["Gold"], "region": ["A"]}, index=[7])
    counts = pd.DataFrame(
        {"partner_id": [7], "wave": ["w1"], "n": [900], "promoters": [90], "detractors": [540]}
    )
    found = estimate(_model(0.45, 0.2), counts, partners)
    assert found.value.loc[7, "w1"] == pytest.approx(-0.5, abs=0.01)
    assert found.own.loc[7, "w1"] > 0.99
