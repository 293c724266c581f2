"""Values that people or systems gave, each known from a day on until the next one."""

from __future__ import annotations

from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from scorecard.programme.bounds import Floats
from scorecard.programme.table import ordinals

Objects = npt.NDArray[np.object_]


class Dated:
    """What was given of partners, by name.

    Args:
        frame: columns partner, name, value and, where wanted, `on` (none: known always). An
            empty value takes back what was known.
    """

    def __init__(self, frame: pd.DataFrame, partners: pd.Index) -> None:
        self.n = len(partners)
        places = partners.get_indexer(pd.Index(frame["partner"]))
        kept = frame.loc[places >= 0].assign(place=places[places >= 0])
        since = pd.to_datetime(kept["on"]) if "on" in kept else pd.Series(pd.NaT, kept.index)
        kept = kept.assign(since=ordinals(since)).sort_values("since", kind="stable")
        self._days = {int(day) for day in kept["since"].unique() if day > 0}
        self._names = {str(name): found for name, found in kept.groupby("name", sort=False)}
        self._series: dict[str, tuple[npt.NDArray[np.int64], Objects, npt.NDArray[np.int64]]] = {}
        self._numbers: dict[str, Floats] = {}

    @property
    def names(self) -> list[str]:
        return list(self._names)

    def __contains__(self, name: str) -> bool:
        return name in self._names

    def _of(self, name: str) -> tuple[npt.NDArray[np.int64], Objects, npt.NDArray[np.int64]]:
        if name not in self._series:
            found = self._names[name]
            cells = found["value"].to_numpy(dtype=object).copy()
            cells[found["value"].isna().to_numpy() | (cells == "")] = None
            places, since = found["place"].to_numpy(np.int64), found["since"].to_numpy(np.int64)
            self._series[name] = (places, cells, since)
        return self._series[name]

    def values(self, name: str, day: date) -> tuple[Objects, npt.NDArray[np.bool_]]:
        """What is known of each partner on the day (None: nothing), and whether it was given."""
        places, values, since = self._of(name)
        upto = int(np.searchsorted(since, day.toordinal(), side="right"))
        found, said = np.full(self.n, None, dtype=object), np.zeros(self.n, dtype=bool)
        found[places[:upto]] = values[:upto]
        said[places[:upto]] = True
        return found, said

    def numbers(self, name: str, day: date) -> tuple[Floats, npt.NDArray[np.bool_]]:
        """As `values`, as numbers: NaN where nothing is known or the text is no number."""
        places, values, since = self._of(name)
        if name not in self._numbers:
            as_numbers = pd.to_numeric(pd.Series(values, dtype=object), errors="coerce")
            self._numbers[name] = as_numbers.to_numpy(dtype=np.float64)
        upto = int(np.searchsorted(since, day.toordinal(), side="right"))
        found, said = np.full(self.n, np.nan), np.zeros(self.n, dtype=bool)
        found[places[:upto]] = self._numbers[name][:upto]
        said[places[:upto]] = True
        return found, said

    @property
    def days(self) -> set[int]:
        """Days on which something became known."""
        return self._days
