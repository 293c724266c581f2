"""Rows that repeat within one file."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scorecard.ingest.judge import Judged
from scorecard.ingest.kinds import LINES, NATURAL_KEYS, FileKind

# Within one file a line of a document can stand only once; over files lines add up.
LINE_KEY = ("invoice_no", "line_no")
Ints = NDArray[np.int64]


def check_duplicates(judged: Judged) -> None:
    """Exact repeats keep the first, conflicting ones reject all, unkeyed ones get a remark."""
    if judged.kind in LINES:
        keyed = ~judged.missing["invoice_no"] & ~judged.missing["line_no"]
        _check(judged, LINE_KEY, keyed)
        _possible(judged, ~keyed)
    elif judged.kind is FileKind.DEALS:
        undated = judged.missing["stage_entered_on"]  # the export has one row a deal
        _check(judged, ("deal_id",), undated)
        _check(judged, NATURAL_KEYS[judged.kind], ~undated)
    else:
        every = np.ones(len(judged.table), dtype=bool)
        _check(judged, NATURAL_KEYS[judged.kind], every)


def _check(judged: Judged, key: tuple[str, ...], keyed: NDArray[np.bool_]) -> None:
    rows = np.flatnonzero(keyed & ~judged.findings.bad)
    keys = _numbers(judged, key, rows)
    repeated = pd.Series(keys).duplicated(keep=False).to_numpy()
    if not repeated.any():
        return
    rows, keys = rows[repeated], keys[repeated]
    whole = _numbers(judged, tuple(judged.values), rows)
    frame = pd.DataFrame({"row": rows, "key": keys, "whole": whole})
    kinds = frame.groupby("key")["whole"].transform("nunique")
    conflict = frame.loc[kinds > 1, "row"].to_numpy()
    same = frame[kinds == 1]
    again = same.loc[same["key"].duplicated(), "row"].to_numpy()
    if judged.kind is FileKind.NPS:
        _answered_again(judged, frame[kinds > 1])
    else:
        judged.findings.error("CONFLICTING_DUPLICATE", conflict, key=", ".join(key))
    judged.findings.error("DUPLICATE_IN_FILE", again, key=", ".join(key))


def _answered_again(judged: Judged, rows: pd.DataFrame) -> None:
    """Who answers twice in a wave counts once, with the last answer: the others get a remark."""
    dated = rows.assign(on=judged.values["answered_on"][rows["row"].to_numpy()])
    ordered = dated.sort_values(["key", "on", "row"])
    earlier = ordered[ordered["key"].duplicated(keep="last")]
    judged.findings.warn("ANSWERED_AGAIN", np.sort(earlier["row"].to_numpy()), "respondent_id")


def _possible(judged: Judged, unkeyed: NDArray[np.bool_]) -> None:
    rows = np.flatnonzero(unkeyed & ~judged.findings.bad)
    whole = _numbers(judged, tuple(judged.values), rows)
    repeated = pd.Series(whole).duplicated().to_numpy()
    judged.findings.warn("POSSIBLE_DUPLICATE", rows[repeated])


def _numbers(judged: Judged, names: tuple[str, ...], rows: Ints) -> Ints:
    """One number for each different combination of the named fields' values."""
    combined = np.zeros(len(rows), dtype=np.int64)
    for name in names:
        if judged.has(name):
            codes, _ = pd.factorize(judged.by_word[name], use_na_sentinel=False)
            own = codes[judged.table.columns[name].codes[rows]]
            combined, _ = pd.factorize(combined * (len(codes) + 1) + own)
    return combined.astype(np.int64)
