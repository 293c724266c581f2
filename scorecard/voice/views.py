"""What the page of the partner's voice and a partner's voice block show, as plain frozen data.

NPS values are points, -100 to 100; `low` and `high` bound the 95 % interval. A score, comment or
contact stands in these views only where the scope may see it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from scorecard.errors import NoValue
from scorecard.i18n.message import Message
from scorecard.views import Filters, Stamp


class Certainty(StrEnum):
    """What a change between two waves is worth."""

    UP = "up"
    DOWN = "down"
    CHANCE = "chance"  # could be chance
    UNKNOWN = "unknown"  # too few answers


class CaseStatus(StrEnum):
    """Of the closed loop of one detractor's answer."""

    OPEN = "open"
    OVERDUE = "overdue"
    DONE = "done"


@dataclass(frozen=True)
class OnePartner(Filters):
    """Filters that let one partner through."""

    partner_id: int = 0


@dataclass(frozen=True, slots=True)
class Nps:
    """NPS of a group of answers. `value`, `low`, `high` are None below `min_n`, with `no_value`.

    `n_invited` is None where invitations are not known; then there is no response rate.
    """

    n: int
    promoters: int
    passives: int
    detractors: int
    value: float | None
    low: float | None
    high: float | None
    no_value: NoValue | None = None
    n_invited: int | None = None

    @property
    def response_rate(self) -> float | None:
        """Share 0..1 of the invited who answered."""
        return self.n / self.n_invited if self.n_invited else None


@dataclass(frozen=True, slots=True)
class Change:
    """`now` less `before` in points, its interval, and a plain sentence."""

    before: str  # wave
    now: str  # wave
    points: float | None
    low: float | None
    high: float | None
    certainty: Certainty
    sentence: Message  # "Up 9 points, could be chance"


@dataclass(frozen=True, slots=True)
class Pooled:
    """Estimate that borrows strength from tier and region; `own` is the share of it, 0..1, that
    comes from the group's own answers."""

    value: float
    low: float
    high: float
    own: float


@dataclass(frozen=True, slots=True)
class WavePoint:
    """A wave of a trend, oldest first. `pooled` is None where there is nothing to pool (whole
    programme: its answers are enough)."""

    wave: str
    starts_on: date | None  # first answer or opening
    closes_on: date | None  # None: no survey of ours, closes with its last file
    nps: Nps
    pooled: Pooled | None = None
    weighted: Weighted | None = None


@dataclass(frozen=True, slots=True)
class Weighted:
    """NPS with each partner's answers weighed by its trailing-twelve-month revenue: beside the
    plain count, never instead. `covered` is the share of the programme's revenue whose partners
    answered; None without revenue."""

    value: float | None
    low: float | None
    high: float | None
    n_partners: int
    covered: float | None


@dataclass(frozen=True, slots=True)
class GroupNps:
    """One group of a dimension ("tier" -> "Gold") in the chosen wave and over the waves."""

    by: str
    key: str  # "" where the partner has none; partner_code for by = "partner_id"
    label: str
    nps: Nps
    change: Change
    trend: tuple[WavePoint, ...]


@dataclass(frozen=True, slots=True)
class ThemeLine:
    """How often a theme is named in comments of the wave, and by whom."""

    theme: str
    label: Message
    n: int  # comments that name it
    share: float  # of the comments
    mean_score: float | None  # of their answers 0..10; None below min_n
    low: float | None
    high: float | None
    nps: Nps


@dataclass(frozen=True, slots=True)
class SilentPartner:
    partner_code: str
    name: str
    owner: str
    tier: str
    region: str
    last_wave: str
    last_on: date
    last_score: float  # mean of its last wave
    n_before: int  # people who had answered
    n_invited: int | None
    net_minor: int | None  # trailing twelve months


@dataclass(frozen=True, slots=True)
class Silence:
    """People who had answered one of the two waves before and are silent in the chosen one."""

    n_people: int
    n_partners: int
    nps: Nps
    if_detractors: Nps  # the silent counted as detractors
    sentence: Message
    partners: tuple[SilentPartner, ...]  # nobody there answers any more; most revenue first


@dataclass(frozen=True, slots=True)
class Slipping:
    """A partner with a detractor whose sales since are less than in the same months before."""

    partner_code: str
    name: str
    wave: str
    answered_on: date
    score: int
    months: int
    net_minor: int
    before_minor: int
    change: float  # share, -0.2: 20 % less
    unusual: bool  # outside what 95 % of the partners without a detractor do


@dataclass(frozen=True, slots=True)
class SalesLink:
    """How sales after the answer differ between partners with and without a detractor.

    `difference` is a share (-0.08: 8 % less) with its 95 % interval; None where too few. It is
    an association: the sentence says so.
    """

    n_with: int
    n_without: int
    difference: float | None
    low: float | None
    high: float | None
    sentence: Message
    partners: tuple[Slipping, ...]  # most money lost first


@dataclass(frozen=True, slots=True)
class LoopCase:
    """The closed loop of one detractor's answer. Who answered is "" where it may not be seen."""

    answer_id: int
    partner_code: str
    partner: str
    wave: str
    answered_on: date
    score: int
    comment: str
    who: str
    role: str
    owner: str
    due_on: date
    status: CaseStatus
    done: str
    done_on: date | None
    score_after: int | None  # the same person's next answer
    wave_after: str


@dataclass(frozen=True, slots=True)
class Loop:
    n_open: int
    n_overdue: int
    n_done: int
    recovered: int  # done, and the next answer is no detractor's
    answered_again: int  # done, with a next answer
    cases: tuple[LoopCase, ...]  # overdue first, then by due date


@dataclass(frozen=True, slots=True)
class Comment:
    answer_id: int
    partner_code: str
    partner: str
    wave: str
    answered_on: date
    score: int
    who: str  # "" where it may not be seen
    role: str
    text: str
    themes: tuple[str, ...]
    retagged_by: str  # "" while the themes are the program's


@dataclass(frozen=True)
class Comments:
    rows: tuple[Comment, ...]  # this page, newest first
    n: int
    page: int  # from 1
    n_pages: int


@dataclass(frozen=True)
class Biggest:
    """Changes that are not chance, the false discovery rate held at `q` over `n_compared`."""

    changes: tuple[GroupNps, ...]  # largest first
    n_compared: int
    q: float
    sentence: Message  # how many were compared and what was done about it


@dataclass(frozen=True)
class VoicePage:
    """Everything of page `nps` but the comments, which are read by `find_comments`."""

    stamp: Stamp
    filters: Filters
    wave: str  # the chosen wave; "" when there is none yet
    waves: tuple[str, ...]  # newest first
    n_partners: int
    headline: tuple[Message, ...]
    rule: Message  # who counts: each person once a wave, with the last answer
    now: Nps
    weighted: Weighted
    change: Change
    trend: tuple[WavePoint, ...]
    groups: dict[str, tuple[GroupNps, ...]]  # tier, region, partner_type, role, distributor
    biggest: Biggest
    silence: Silence
    sales: SalesLink
    themes: tuple[ThemeLine, ...]
    n_comments: int
    loop: Loop
    choices: dict[str, tuple[str, ...]]  # dimension -> values to filter by
    owners: tuple[str, ...]  # who a case can be given to


@dataclass(frozen=True)
class PartnerVoice:
    """A partner's voice block. Comments and cases are empty for a viewer of the partner itself:
    its people were promised that colleagues do not read them."""

    partner_code: str
    wave: str  # latest wave of the programme; "" when there is none yet
    now: Nps  # of that wave
    kpi_note: Message  # how the KPI's twelve months differ from the wave
    change: Change
    trend: tuple[WavePoint, ...]  # with pooled estimates
    silent: SilentPartner | None
    themes: tuple[ThemeLine, ...]
    comments: tuple[Comment, ...]  # the latest 20
    loop: Loop
    shows_people: bool
