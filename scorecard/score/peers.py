"""Who is compared with whom: partners of the same type and size, and the rank among them.

Size is a third of the partners of one type by their net sell-through of the last four quarters
(fewer where fewer are kept): LARGE where less than a third of them sold more, MEDIUM where less
than two thirds did, SMALL the rest; equal sales are always of one size. A type with fewer than
`FEWEST` partners is one class. Peers are the partners of a class that have a score.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from scorecard.kpis.grouping import Ints
from scorecard.score.result import Peers, Size

FEWEST = 30
SIZES = (Size.LARGE, Size.MEDIUM, Size.SMALL)
QUARTERS_OF_SALES = 4


def rank_peers(partners: pd.DataFrame) -> pd.DataFrame:
    """Size, rank and number of peers of every partner.

    Args:
        partners: index partner_id; `partner_type` (text), `sales_minor` (int64, net
            sell-through of the last four quarters), `score_e2` (Int64, NA: no score).

    Returns:
        Frame of the same index: `size` (values of `Size`), `rank` (Int64, 1 is the highest
        score, ties share it, NA without a score), `n_peers` (int64, those with a score).
    """
    size = _sizes(partners["partner_type"], partners["sales_minor"])
    keys = [partners["partner_type"], size]
    scores = partners["score_e2"].astype("Int64")
    ranks = scores.groupby(keys, sort=False).rank(method="min", ascending=False)
    n_peers = scores.groupby(keys, sort=False).transform("count").astype("int64")
    columns = {"size": size, "rank": ranks.astype("Int64"), "n_peers": n_peers}
    return pd.DataFrame(columns, index=partners.index)


def peers_of(ranked: pd.DataFrame) -> dict[int, Peers]:
    """Partner id -> its peers, of `rank_peers` with `partner_type` beside it."""
    columns = (ranked[name].tolist() for name in ("rank", "n_peers", "size", "partner_type"))
    return {
        int(partner_id): Peers(None if pd.isna(rank) else int(rank), n, Size(size), str(kind))
        for partner_id, rank, n, size, kind in zip(ranked.index, *columns, strict=True)
    }


def _sizes(types: pd.Series, sales: pd.Series) -> pd.Series:
    sizes = np.full(len(types), Size.ALL.value, dtype=object)
    codes, _ = pd.factorize(types)
    amounts = sales.to_numpy(dtype="int64")
    for code in np.unique(codes):
        those = np.flatnonzero(codes == code)
        if len(those) >= FEWEST:
            names = np.array([size.value for size in SIZES], dtype=object)
            sizes[those] = names[_thirds(amounts[those])]
    return pd.Series(sizes, index=types.index, dtype="str")


def _thirds(sales: Ints) -> Ints:
    """0 where less than a third sold more, 1 where less than two thirds did, else 2."""
    ordered = np.sort(sales)
    sold_more = len(sales) - np.searchsorted(ordered, sales, side="right")
    thirds: Ints = sold_more * len(SIZES) // len(sales)
    return thirds
