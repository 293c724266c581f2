"""Reports of deals -> opportunities counted once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd

from scorecard.forecast.dedupe.blocking import amounts_of, blocked_pairs, distinct
from scorecard.forecast.dedupe.canonical import settle
from scorecard.forecast.dedupe.checks import undated, usable
from scorecard.forecast.dedupe.clusters import (
    Clustering,
    Links,
    agglomerate,
    decide,
    reporters,
)
from scorecard.forecast.dedupe.contract import (
    FEATURES,
    PAIRS,
    Counted,
    Decision,
    PairState,
    Settings,
    empty,
)
from scorecard.forecast.dedupe.credits import credits_of
from scorecard.forecast.dedupe.customers import Ints, read_customers
from scorecard.forecast.dedupe.features import Compared, compare_facts, place, with_customers
from scorecard.forecast.dedupe.likeness import written_alike
from scorecard.forecast.dedupe.splits import Split, find_splits
from scorecard.forecast.dedupe.stated import STATED
from scorecard.forecast.dedupe.weights import Weights, log_odds, probability

ORDER = (PairState.MERGED, PairState.LIKELY, PairState.SAME, PairState.APART)


def count_once(
    deals: pd.DataFrame,
    as_of: date,
    decisions: Sequence[Decision] = (),
    settings: Settings | None = None,
    weights: Weights = STATED,
) -> Counted:
    """Count reported deals once.

    The order of rows does not matter, and people's decisions win; a decision that is left out
    again leaves no trace.

    Args:
        deals: DEALS; one row a reported deal as it is known on the day, in one currency.
        as_of: the day, for zombies.
        decisions: of people; those about deals that are not there have no effect.
        settings: the defaults when None.
        weights: what each level of a comparison adds to the log-odds.

    Raises:
        DefinitionError: when a column is missing, or a source, status or share is wrong.
    """
    settings = settings or Settings()
    frame, findings = usable(deals)
    reporter = reporters(frame)
    named = _named(frame, decisions)
    compared, splits = compare(undated(frame), reporter, settings, weights, named)
    found = Clustering.alone(len(frame))
    position = {int(deal): at for at, deal in enumerate(frame["deal_id"])}
    contradicting = decide(found, decisions, position)
    links = _links(compared, reporter, weights)
    agglomerate(found, links, splits, reporter, log_odds(settings.certain))
    cluster = np.array(found.of, dtype=np.int64)
    whole = _wholes(splits, found, len(frame))
    fates, clusters = settle(frame, cluster, reporter, whole, as_of, settings)
    pairs = _pairs(frame, compared, weights, found, decisions, settings)
    pairs = _with_money(pairs, frame, cluster, clusters, fates)
    credits = credits_of(clusters, settings.shares)
    return Counted(fates, clusters, pairs, credits, (*findings, *contradicting))


def _links(compared: Compared, reporter: Ints, weights: Weights) -> Links:
    """Pairs that may be merged without a person: of two reporters."""
    free = compared.where(reporter[compared.one] != reporter[compared.other])
    return Links(free.one, free.other, weights.total(free))


def compare(
    frame: pd.DataFrame,
    reporter: Ints,
    settings: Settings,
    weights: Weights,
    always: tuple[Ints, Ints],
) -> tuple[Compared, list[Split]]:
    """Pairs that may be one opportunity and their levels, and the splits found among them.

    Pairs that the dearer look at the customer could not make likely are left out.

    Args:
        always: pairs of positions that are compared whatever they look like.
    """
    customers = read_customers(frame)
    pairs, numbered = blocked_pairs(frame, customers, settings)
    n = max(len(frame), 1)
    decided, sure = (one * n + other for one, other in (always, numbered))
    code = distinct([pairs[0] * n + pairs[1], sure, decided])
    compared = compare_facts(frame, customers, (code // n, code % n), settings.window_days)
    spare = _at_most(compared, weights) - log_odds(settings.likely)
    keep = np.flatnonzero((spare >= 0) | np.isin(code, decided))
    compared, code = compared.where(keep), code[keep]
    # No letters are compared of what other facts exclude, nor loosely where that cannot suffice.
    loose = weights.of("customer")
    closely = spare[keep] < loose.max() - loose[place("customer", "loose")]
    alike = written_alike((compared.one, compared.other), customers, amounts_of(frame), closely)
    alike |= np.isin(code, np.concatenate([sure, decided]))
    return find_splits(frame, with_customers(compared.where(alike), customers), reporter, settings)


def _at_most(compared: Compared, weights: Weights) -> np.ndarray:
    """The most that a pair can reach, with the best customer and as a part of a whole."""
    amount = weights.of("amount")
    level = compared.levels["amount"]
    smaller = level >= place("amount", "off")
    gain = np.where(smaller, np.maximum(amount[place("amount", "part")] - amount[level], 0.0), 0.0)
    best: np.ndarray = weights.total(compared) + weights.of("customer").max() + gain
    return best


def _named(frame: pd.DataFrame, decisions: Sequence[Decision]) -> tuple[Ints, Ints]:
    """Positions of the pairs that people decided on."""
    position = {int(deal): at for at, deal in enumerate(frame["deal_id"])}
    found = sorted(
        {
            tuple(sorted((position[d.one_id], position[d.other_id])))
            for d in decisions
            if d.one_id in position and d.other_id in position and d.one_id != d.other_id
        }
    )
    table = np.array(found, dtype=np.int64).reshape(-1, 2)
    return table[:, 0], table[:, 1]


def _wholes(splits: Sequence[Split], found: Clustering, n: int) -> Ints:
    """The whole of each part that was merged with it."""
    whole = np.full(n, -1, dtype=np.int64)
    for split in splits:
        for part in split.parts:
            if found.of[part] == found.of[split.whole] and whole[part] < 0:
                whole[part] = split.whole
    return whole


def _pairs(
    frame: pd.DataFrame,
    compared: Compared,
    weights: Weights,
    found: Clustering,
    decisions: Sequence[Decision],
    settings: Settings,
) -> pd.DataFrame:
    """PAIRS without money: all that merged, wait or were decided."""
    total = weights.total(compared)
    state = _states(frame, compared, total, found, decisions, settings)
    keep = np.flatnonzero(state != "")
    if not len(keep):
        return empty(PAIRS)
    kept, ids = compared.where(keep), frame["deal_id"].to_numpy()
    parts = weights.parts(kept)
    columns: dict[str, object] = {"one_id": ids[kept.one], "other_id": ids[kept.other]}
    columns |= {"state": state[keep], "weight": total[keep], "money_minor": 0}
    columns |= {"probability": probability(total[keep]), "base_weight": weights.base}
    columns |= {name: kept.texts(name) for name in FEATURES}
    columns |= {f"{name}_weight": parts[name] for name in FEATURES}
    return pd.DataFrame(columns)[list(PAIRS)].astype(PAIRS)


def _states(
    frame: pd.DataFrame,
    compared: Compared,
    total: np.ndarray,
    found: Clustering,
    decisions: Sequence[Decision],
    settings: Settings,
) -> np.ndarray:
    of = np.array(found.of, dtype=np.int64)
    together = of[compared.one] == of[compared.other]
    likely = total >= log_odds(settings.likely)
    state = np.where(together & likely, PairState.MERGED.value, "").astype(object)
    for at in _asked(compared, total, of, likely & ~together):
        if not found.forbidden(int(compared.one[at]), int(compared.other[at])):
            state[at] = PairState.LIKELY.value
    position = {int(deal): at for at, deal in enumerate(frame["deal_id"])}
    code = compared.one * np.int64(len(of)) + compared.other
    for one in sorted(decisions, key=lambda d: d.at):
        if one.one_id in position and one.other_id in position:
            a, b = sorted((position[one.one_id], position[one.other_id]))
            at = int(np.searchsorted(code, a * len(of) + b))
            if at < len(code) and code[at] == a * len(of) + b:
                state[at] = (PairState.SAME if one.same else PairState.APART).value
    return state


def _asked(compared: Compared, total: np.ndarray, of: Ints, open_: np.ndarray) -> list[int]:
    """Of all open pairs between two clusters the strongest, which is asked about."""
    at = np.flatnonzero(open_)
    a, b = of[compared.one[at]], of[compared.other[at]]
    code = np.minimum(a, b) * np.int64(len(of)) + np.maximum(a, b)
    order = np.lexsort((at, -np.round(total[at], 6), code))
    first = np.flatnonzero(np.diff(code[order], prepend=-1))
    found: list[int] = at[order][first].tolist()
    return found


def _with_money(
    pairs: pd.DataFrame,
    frame: pd.DataFrame,
    cluster: Ints,
    clusters: pd.DataFrame,
    fates: pd.DataFrame,
) -> pd.DataFrame:
    """The smaller of the two amounts: of the clusters for an open pair, of the deals for a merged
    one; ordered by it."""
    if pairs.empty:
        return pairs
    amount = fates.set_index("deal_id")["amount_minor"].fillna(0).astype("int64")
    of = fates.set_index("deal_id")["cluster_id"]
    counted = clusters.set_index("cluster_id")["counted_minor"].fillna(0).astype("int64")
    opened = (pairs["state"] == PairState.LIKELY.value).to_numpy()
    money = [
        np.where(opened, counted.loc[of.loc[ids]].to_numpy(), amount.loc[ids].to_numpy())
        for ids in (pairs["one_id"], pairs["other_id"])
    ]
    rank = {state.value: n for n, state in enumerate(ORDER)}
    pairs = pairs.assign(money_minor=np.minimum(*money), rank=pairs["state"].map(rank))
    pairs = pairs.sort_values(
        ["rank", "money_minor", "one_id", "other_id"], ascending=[True, False, True, True]
    )
    return pairs.drop(columns="rank").reset_index(drop=True)
