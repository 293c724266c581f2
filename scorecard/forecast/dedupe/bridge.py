"""From the gross that was reported to what is counted, to the cent."""

from __future__ import annotations

import pandas as pd

from scorecard.forecast.dedupe.contract import Bridge, Counted, Fate


def bridge(counted: Counted, keep: pd.Series | None = None) -> Bridge:
    """The bridge of all reports, or of those whose deal_ids are in `keep`.

    Every amount goes whole to one place, so the parts of any set of reports add up.
    """
    fates = counted.fates
    if keep is not None:
        fates = fates[fates["deal_id"].isin(keep)]
    money = fates["amount_minor"].fillna(0).astype("int64").groupby(fates["fate"]).sum()
    number = fates["fate"].value_counts()

    def of(fate: Fate) -> int:
        return int(money.get(fate.value, 0))

    return Bridge(
        gross=int(money.sum()),
        duplicates=of(Fate.DUPLICATE),
        tenders=of(Fate.TENDER),
        zombies=of(Fate.ZOMBIE),
        counted=of(Fate.COUNTED),
        n_reported=len(fates),
        n_counted=int(number.get(Fate.COUNTED.value, 0)),
        n_unknown=int(number.get(Fate.UNKNOWN.value, 0)),
    )
