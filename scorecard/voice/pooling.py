"""Partners' NPS over waves by a model that borrows strength where answers are few.

An answer counts 1, 0 or -1. The mean of partner p in wave w is

    theta = wave's level + tier's part + region's part + u_p + e_pw,

u lasting and e coming and going (its correlation between neighbouring waves is `MEMORY`). Tiers'
and regions' parts are shrunk towards 0 by what they differ beyond chance; u and e by the
variances that make the answers most likely (marginal likelihood over a grid). What is left is the
best linear prediction: a partner with two answers stays near its tier and region, one with fifty
stands for itself. Gelman and Hill (2007), "Data Analysis Using Regression and Multilevel/
Hierarchical Models", chapter 12.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]
MEMORY = 0.6
SPREADS = (0.0, 0.1, 0.2, 0.3, 0.45, 0.65)  # standard deviations tried for u and for e
MOST_FITTED = 1_500  # partners the variances are fitted on, evenly taken from all
SWEEPS = 4
Z = 1.959963984540054


@dataclass(frozen=True)
class Model:
    """Levels and variances of a programme.

    Args:
        waves: in their order.
        level: by wave; `tier`, `region`: parts by name.
        lasting, passing: standard deviations of u and e.
        noise: variance of one answer.
    """

    waves: tuple[str, ...]
    level: pd.Series
    tier: pd.Series
    region: pd.Series
    lasting: float
    passing: float
    noise: float

    def expected(self, tier: pd.Series, region: pd.Series) -> Floats:
        """What a partner of a tier and region says before it is heard: partners x waves."""
        own = tier.map(self.tier).fillna(0.0) + region.map(self.region).fillna(0.0)
        found: Floats = own.to_numpy(float)[:, None] + self.level.to_numpy(float)[None, :]
        return found

    def prior(self) -> Floats:
        """Covariance of u + e between waves."""
        return covariance(self.lasting, self.passing, len(self.waves))


@dataclass(frozen=True)
class Estimates:
    """By partner (rows) and wave (columns), as shares -1..1; `own` 0..1 is what the partner's
    own answers decide."""

    value: pd.DataFrame
    low: pd.DataFrame
    high: pd.DataFrame
    own: pd.DataFrame


def fit(counts: pd.DataFrame, waves: tuple[str, ...]) -> Model:
    """
    Args:
        counts: one row a partner and wave: partner_id, wave, tier, region, n, promoters,
            detractors; n > 0.
    """
    rows = counts[counts["wave"].isin(waves) & (counts["n"] > 0)]
    n = rows["n"].to_numpy(float)
    mean = (rows["promoters"] - rows["detractors"]).to_numpy(float) / np.maximum(n, 1)
    noise = _noise(rows)
    weight = 1 / (noise / n + 0.1)
    level = _by(rows["wave"], mean, weight).reindex(waves)
    level = level.interpolate(limit_direction="both").fillna(0.0)
    rest = mean - rows["wave"].map(level).to_numpy(float)
    tier, region = _parts(rows, rest, weight)
    rest = rest - _sum_of(rows, tier, region)
    lasting, passing = _spreads(rows.assign(rest=rest), waves, noise)
    return Model(waves, level, tier, region, lasting, passing, noise)


def estimate(model: Model, counts: pd.DataFrame, partners: pd.DataFrame) -> Estimates:
    """
    Args:
        partners: indexed by partner_id, with tier and region.
    """
    n, total = _grids(counts, model.waves, partners.index)
    expected = model.expected(partners["tier"], partners["region"])
    prior = model.prior()
    with np.errstate(invalid="ignore", divide="ignore"):
        rest = np.where(n > 0, total / n - expected, 0.0)
    # posterior = P - P (P + V)^-1 P with V = noise / n, written so that n = 0 needs no infinity
    gain = np.linalg.solve(
        np.eye(len(prior)) + prior[None] * (n / model.noise)[:, None, :], np.eye(len(prior))[None]
    )
    posterior = gain @ prior[None]
    moved = np.einsum("pij,pj->pi", posterior, rest * n / model.noise)
    spread = np.sqrt(np.maximum(np.einsum("pii->pi", posterior), 0.0))
    before = np.maximum(np.diag(prior), 1e-12)
    own = 1 - spread**2 / before[None, :]
    value = np.clip(expected + moved, -1, 1)
    frames = (value, np.clip(value - Z * spread, -1, 1), np.clip(value + Z * spread, -1, 1), own)
    return Estimates(*(pd.DataFrame(f, partners.index, list(model.waves)) for f in frames))


def covariance(lasting: float, passing: float, waves: int) -> Floats:
    """Of u + e between the waves, for their standard deviations."""
    lag = np.abs(np.subtract.outer(np.arange(waves), np.arange(waves)))
    found: Floats = lasting**2 + passing**2 * MEMORY**lag
    return found


def _noise(rows: pd.DataFrame) -> float:
    """Variance of one answer around its wave's mean, with a little added so that it is not 0."""
    p = (rows["promoters"].sum() + 0.75) / (rows["n"].sum() + 3)
    d = (rows["detractors"].sum() + 0.75) / (rows["n"].sum() + 3)
    return float(p + d - (p - d) ** 2)


def _by(names: pd.Series, values: Floats, weight: Floats) -> pd.Series:
    frame = pd.DataFrame({"x": values * weight, "w": weight}).groupby(names.to_numpy()).sum()
    return frame["x"] / frame["w"]


def _parts(rows: pd.DataFrame, rest: Floats, weight: Floats) -> tuple[pd.Series, pd.Series]:
    """Tiers' and regions' parts, each fitted to what the other leaves."""
    tier = region = pd.Series(dtype=float)
    for _ in range(SWEEPS):
        left = rest - rows["region"].map(region).fillna(0.0).to_numpy(float)
        tier = _shrunk(rows["tier"], left, weight)
        left = rest - rows["tier"].map(tier).fillna(0.0).to_numpy(float)
        region = _shrunk(rows["region"], left, weight)
    return tier, region


def _shrunk(names: pd.Series, values: Floats, weight: Floats) -> pd.Series:
    """Group means drawn towards 0 by the share of their differences that is chance."""
    frame = pd.DataFrame({"x": values * weight, "w": weight}).groupby(names.to_numpy()).sum()
    if frame.empty:
        return pd.Series(dtype=float)
    means, chance = frame["x"] / frame["w"], 1 / frame["w"]
    beyond = max(float((means**2 - chance).mean()), 0.0)
    return means * beyond / (beyond + chance)


def _sum_of(rows: pd.DataFrame, tier: pd.Series, region: pd.Series) -> Floats:
    parts = rows["tier"].map(tier).fillna(0.0) + rows["region"].map(region).fillna(0.0)
    return parts.to_numpy(float)


def _spreads(rows: pd.DataFrame, waves: tuple[str, ...], noise: float) -> tuple[float, float]:
    """The pair of standard deviations under which the answers are most likely."""
    ids = np.sort(rows["partner_id"].unique())
    some = pd.Index(ids[:: len(ids) // MOST_FITTED + 1])
    kept = rows[rows["partner_id"].isin(some)]
    if kept.empty:
        return 0.0, 0.0
    n, total = _grids(kept.assign(total=kept["rest"] * kept["n"]), waves, some)
    pairs = [(lasting, passing) for lasting in SPREADS for passing in SPREADS]
    likely = [_likelihood(n, total, noise, *pair) for pair in pairs]
    return pairs[int(np.argmax(likely))]


def _likelihood(n: Floats, total: Floats, noise: float, lasting: float, passing: float) -> float:
    """Log likelihood of the means of partners (rows) by wave, apart from what is the same."""
    waves = n.shape[1]
    prior = covariance(lasting, passing, waves)
    precise = n / noise
    inner = np.eye(waves)[None] + prior[None] * precise[:, None, :]
    _sign, log = np.linalg.slogdet(inner)
    moved = total / noise
    pull = np.linalg.solve(inner, (prior @ moved[..., None]))[..., 0]
    return float((-0.5 * log + 0.5 * np.einsum("pi,pi->p", moved, pull)).sum())


def _grids(
    counts: pd.DataFrame, waves: tuple[str, ...], partners: pd.Index
) -> tuple[Floats, Floats]:
    """Answers and their sum of -1, 0, 1, by partner and wave."""
    rows = counts[counts["wave"].isin(waves) & counts["partner_id"].isin(partners)]
    at = partners.get_indexer(pd.Index(rows["partner_id"]))
    wave = pd.Index(waves).get_indexer(pd.Index(rows["wave"]))
    n, total = np.zeros((len(partners), len(waves))), np.zeros((len(partners), len(waves)))
    np.add.at(n, (at, wave), rows["n"].to_numpy(float))
    sums = rows["total"] if "total" in rows else rows["promoters"] - rows["detractors"]
    np.add.at(total, (at, wave), sums.to_numpy(float))
    return n, total
