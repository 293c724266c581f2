"""What is known of some partners at the end of a quarter: the ground a card is laid on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from scorecard.card_file import PLANNED, Measure
from scorecard.errors import DefinitionError
from scorecard.kpis.grouping import Ints
from scorecard.kpis.registry import part_columns
from scorecard.score.targets import Growth

QUARTERS = {"quarter": 1, "t12m": 4}
A_YEAR = 4
PLAN = "revenue_attainment"  # its denominator is the target of the vendor's file, to date
Parts = tuple[Ints, Ints, Ints]
NOTHING: frozenset[str] = frozenset()


def _nobody() -> pd.DataFrame:
    return pd.DataFrame()


@dataclass(frozen=True)
class Sheet:
    """Parts of some partners by quarter, and who they are; all frames have the same index.

    Args:
        parts: quarters back (0: the quarter itself) -> wide frame as `compute_parts` gives it;
            a quarter that is not kept is absent.
        who: `partner_code` and the attributes that targets go by; may be empty where none does.
        loaded: sources of which the programme has any row.
        omitted: KPIs that nobody is scored by (`scorecard.card_file.left_out`).
    """

    parts: Mapping[int, pd.DataFrame]
    loaded: frozenset[str]
    omitted: frozenset[str] = NOTHING
    who: pd.DataFrame = field(default_factory=_nobody)

    @property
    def index(self) -> pd.Index:
        return self.parts[0].index

    def of(self, index: pd.Index) -> Sheet:
        """Only these partners."""
        parts = {back: frame.loc[index] for back, frame in self.parts.items()}
        who = self.who.loc[index] if len(self.who.columns) else self.who
        return Sheet(parts, self.loaded, self.omitted, who)

    def has(self, measure: Measure, back: int = 0) -> bool:
        """Whether every quarter of the measure's window, so many quarters back, is kept."""
        return all(back + n in self.parts for n in range(QUARTERS[measure.window]))

    def knows(self, measure: Measure, back: int) -> bool:
        """Whether the measure's own parts of so many quarters back are here too."""
        top = part_columns(measure.kpi)[0]
        quarters = range(back, back + QUARTERS[measure.window])
        return all(n in self.parts and top in self.parts[n].columns for n in quarters)

    def read(self, measure: Measure, key: str, back: int = 0) -> Parts:
        """The parts of a KPI in the measure's window: its quarters' parts added up.

        Returns:
            Numerator, denominator and n of each partner.

        Raises:
            DefinitionError: a quarter is not kept, or lacks the parts.
        """
        numerator, denominator, n = self._quarter(key, back)
        for more in range(1, QUARTERS[measure.window]):
            parts = self._quarter(key, back + more)
            numerator, denominator, n = numerator + parts[0], denominator + parts[1], n + parts[2]
        return numerator, denominator, n

    def _quarter(self, key: str, back: int) -> Parts:
        top, below, n = part_columns(key)
        frame = self.parts.get(back)
        if frame is None or top not in frame.columns:
            raise DefinitionError(f"the parts of {key!r} are missing")
        return frame[top].to_numpy(), frame[below].to_numpy(), frame[n].to_numpy()

    def attribute(self, name: str) -> pd.Series:
        """An attribute of the partners.

        Raises:
            DefinitionError: when it is not in `who`.
        """
        if name not in self.who.columns:
            raise DefinitionError(f"the attribute {name!r} of the partners is missing")
        return self.who[name]


def with_tiers(who: pd.DataFrame, held: pd.Series) -> pd.DataFrame:
    """The partners with the tiers they held at the quarter's end, where a review decided one.

    Args:
        held: partner_id -> tier; others keep the tier of `who`.
    """
    found = held.reindex(who.index)
    return who.assign(tier=found.where(found.notna(), who["tier"]))


def quarters_back(measures: Iterable[Measure]) -> int:
    """How many quarters before its own a score needs: 0, 3, 4 or 7."""
    backs = [
        QUARTERS[measure.window] - 1 + (A_YEAR if isinstance(measure.target, Growth) else 0)
        for measure in measures
    ]
    return max(backs, default=0)


def kpis_of_windows(measures: Iterable[Measure]) -> list[str]:
    """KPIs whose parts of quarters before are needed."""
    wide = [measure for measure in measures if quarters_back([measure])]
    plans = [PLAN] if any(m.is_moving and m.kpi == PLANNED for m in wide) else []
    return list(dict.fromkeys([*(measure.kpi for measure in wide), *plans]))
