"""What counting once takes and gives: the store, the forecast and the page are built on it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

import pandas as pd

from scorecard.forecast.dedupe.frames import CLUSTERS as CLUSTERS
from scorecard.forecast.dedupe.frames import CREDITS as CREDITS
from scorecard.forecast.dedupe.frames import DEALS as DEALS
from scorecard.forecast.dedupe.frames import DECISIONS as DECISIONS
from scorecard.forecast.dedupe.frames import FATES as FATES
from scorecard.forecast.dedupe.frames import FEATURES as FEATURES
from scorecard.forecast.dedupe.frames import PAIRS as PAIRS
from scorecard.forecast.dedupe.frames import ROLES as ROLES
from scorecard.forecast.dedupe.frames import SOURCES as SOURCES
from scorecard.forecast.dedupe.frames import STATUSES as STATUSES
from scorecard.forecast.dedupe.frames import Fate as Fate
from scorecard.forecast.dedupe.frames import PairState as PairState
from scorecard.forecast.dedupe.frames import empty as empty
from scorecard.i18n.message import Message


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person said of two deals; it always wins. To undo it, leave it out.

    Args:
        at: UTC; of two decisions that contradict each other the later one holds.
    """

    one_id: int
    other_id: int
    same: bool
    at: datetime
    by: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with a report, which is still shown but not used as it stands.

    Args:
        code: duplicate_id, negative_amount, closed_before_opened, won_without_amount,
            no_customer or contradicting_decisions.
    """

    code: str
    deal_id: int
    why: Message


@dataclass(frozen=True, slots=True)
class Shares:
    """Credit of each role in hundredths of a per cent, at most 10,000 together.

    A role that nobody has is credited to nobody.
    """

    registering: int = 5_000
    transacting: int = 3_000
    influencer: int = 1_000
    distributor: int = 1_000


@dataclass(frozen=True, slots=True)
class Settings:
    """Parameters of counting.

    Args:
        certain, likely: probability from which two deals are merged, or asked about.
        window_days: two reports opened further apart are not compared, unless they bear the same
            registration or tender number.
        split_tolerance: how far parts may differ from the whole they add up to.
        past_days: an open deal is a zombie so long after its expected close ...
        silent_days: ... if nothing moved for so long ...
        undated_days: ... or, without an expected close, so long after it was opened.
    """

    certain: float = 0.865
    likely: float = 0.5
    window_days: int = 120
    split_tolerance: float = 0.02
    past_days: int = 60
    silent_days: int = 90
    undated_days: int = 365
    shares: Shares = field(default_factory=Shares)


@dataclass(frozen=True)
class Bridge:
    """From what was reported to what is counted, in minor units.

    gross - duplicates - tenders - zombies = counted. Reports without a usable amount are in none
    of them and are told by their number.
    """

    gross: int
    duplicates: int
    tenders: int
    zombies: int
    counted: int
    n_reported: int
    n_counted: int
    n_unknown: int


@dataclass(frozen=True)
class Counted:
    """Every deal in exactly one cluster; frames with the columns of this module.

    Args:
        fates: FATES, by deal_id.
        clusters: CLUSTERS, by cluster_id.
        pairs: PAIRS; the merged ones, then the likely ones, each by money (largest first).
        credits: CREDITS.
        findings: what is wrong with the input.
    """

    fates: pd.DataFrame
    clusters: pd.DataFrame
    pairs: pd.DataFrame
    credits: pd.DataFrame
    findings: tuple[Finding, ...] = ()

    @property
    def queue(self) -> pd.DataFrame:
        """Pairs that wait for a person, the most money first."""
        return self.pairs[self.pairs["state"] == PairState.LIKELY.value]


@dataclass(frozen=True, slots=True)
class Part:
    """One reason for or against two deals being one: the log-odds it adds, and in words."""

    feature: str
    level: str
    weight: float
    why: Message
