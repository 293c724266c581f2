"""Who gets credit for a counted deal, and bids that share one win."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scorecard.errors import DefinitionError
from scorecard.forecast.dedupe.contract import CREDITS, ROLES, Shares, empty

ALL = 10_000  # hundredths of a per cent


def credits_of(clusters: pd.DataFrame, shares: Shares) -> pd.DataFrame:
    """One row a cluster, partner and role, as CREDITS; money of a cluster is never exceeded.

    Cents are given out by running sums, so that roles of 100 % together credit all of it. A
    cluster without a counted amount credits nothing; a partner without a named role is the
    transacting one.

    Raises:
        DefinitionError: when the shares are negative or more than 100 % together.
    """
    share = {role: int(getattr(shares, role)) for role in ROLES}
    if min(share.values()) < 0 or sum(share.values()) > ALL:
        raise DefinitionError("credits of the roles must add up to at most 10,000")
    counted = clusters[clusters["counted_minor"].notna()]
    money = counted["counted_minor"].to_numpy(dtype="int64")
    people = {role: counted[f"{role}_id"].to_numpy(dtype="int64") for role in ROLES}
    nobody = (people["transacting"] == 0) & (people["registering"] == 0)
    people["transacting"] = np.where(nobody, counted["partner_id"], people["transacting"])
    given = np.zeros(len(counted), dtype=np.int64)
    rows = []
    for role in ROLES:
        bp = np.where(people[role] != 0, share[role], 0)
        credit = _part(money, given + bp) - _part(money, given)
        given += bp
        columns = (counted["cluster_id"].to_numpy(), people[role], role, bp, credit)
        rows.append(pd.DataFrame(dict(zip(CREDITS, columns, strict=True)))[bp > 0])
    found = pd.concat(rows) if rows else empty(CREDITS)
    order = found.sort_values(["cluster_id", "share_bp", "role"], ascending=[True, False, True])
    return order.astype(CREDITS).reset_index(drop=True)


def _part(money: NDArray[np.int64], bp: NDArray[np.int64]) -> NDArray[np.int64]:
    """`money` x `bp` / 10,000, rounded down, without passing 64 bits."""
    whole, rest = np.divmod(money, ALL)
    return np.asarray(whole * bp + rest * bp // ALL, dtype=np.int64)


def at_most_one(probability: NDArray[np.float64], tender: NDArray[np.int64]) -> NDArray[np.float64]:
    """Win probabilities of bids, scaled down where those of one tender add up to more than 1.

    Args:
        tender: cluster of each bid.
    """
    code, numbers = pd.factorize(tender)
    total = np.bincount(code, weights=probability, minlength=len(numbers))
    return np.asarray(probability / np.maximum(total, 1.0)[code], dtype=np.float64)
