"""The time of the demo programme: 36 months up to the last complete one before its day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from scorecard.period import Period, add_months, month_of, month_start, quarter_of

N_MONTHS = 36
N_AHEAD = 3  # months after the last one for which targets are set
Days = npt.NDArray[np.datetime64]
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Window:
    """Months are counted from 0 (the first of 36); days are numpy `datetime64[D]`."""

    as_of: date

    @property
    def first_month(self) -> int:
        return add_months(month_of(self.as_of), -N_MONTHS)

    @property
    def last_month(self) -> int:
        return add_months(month_of(self.as_of), -1)

    @property
    def months(self) -> list[int]:
        """The 36 months of sell-through, and the months ahead that have targets."""
        return [add_months(self.first_month, t) for t in range(N_MONTHS + N_AHEAD)]

    @property
    def start(self) -> date:
        return month_start(self.first_month)

    @property
    def end(self) -> date:
        """Last day with data."""
        return month_start(month_of(self.as_of)) - timedelta(days=1)

    @property
    def focus(self) -> Period:
        """The quarter of the last month with data, which the told plan gap is about."""
        return quarter_of(self.end)

    def first_days(self) -> Days:
        """First day of each month and of the one after, shape (40,)."""
        ends = [month_start(add_months(self.first_month, t)) for t in range(len(self.months) + 1)]
        return np.array(ends, dtype="datetime64[D]")

    def month_index(self, days: Days) -> Ints:
        """Month number of each day (negative before the window)."""
        months = days.astype("datetime64[M]").astype("int64")
        first = np.datetime64(self.start, "M").astype("int64")
        return np.asarray(months - first, dtype=np.int64)


def on_business_day(days: Days, roll: str = "preceding") -> Days:
    """Move Saturdays and Sundays to the Friday before (or the Monday after)."""
    return np.busday_offset(days, 0, roll=roll)  # type: ignore[call-overload,no-any-return]


def named(names: npt.NDArray[np.object_], numbers: npt.ArrayLike) -> npt.NDArray[np.object_]:
    """The name of each number, None for -1."""
    places = np.asarray(numbers)
    found = np.full(len(places), None, dtype=object)
    found[places >= 0] = names[places[places >= 0]]
    return found


def shift(days: Days, n: npt.ArrayLike) -> Days:
    """Days later (earlier when negative), rounded to whole days."""
    return np.asarray(days + np.rint(np.asarray(n)).astype("timedelta64[D]"), dtype="datetime64[D]")
