"""A page of the partner's voice made by hand: every part of it has something to show."""

from __future__ import annotations

from datetime import date

from scorecard.errors import NoValue
from scorecard.i18n.message import Message
from scorecard.views import Filters, Stamp
from scorecard.voice.views import (
    Biggest,
    CaseStatus,
    Certainty,
    Change,
    Comment,
    Comments,
    GroupNps,
    Loop,
    LoopCase,
    Nps,
    PartnerVoice,
    Pooled,
    SalesLink,
    Silence,
    SilentPartner,
    Slipping,
    ThemeLine,
    VoicePage,
    WavePoint,
    Weighted,
)

WAVES = ("2026-H1", "2025-H2", "2025-H1")
HOSTILE = "<img src=x onerror=alert(1)> & Söhne"
NOW = Nps(120, 55, 35, 30, 20.8, 7.1, 33.9, None, 240)
FEW = Nps(3, 1, 1, 1, None, None, None, NoValue.LOW_SAMPLE)
UP = Change("2025-H2", "2026-H1", 9.0, -4.0, 22.0, Certainty.CHANCE,
            Message("Up {points} points, could be chance", {"points": 9}))  # fmt: skip
DOWN = Change("2025-H2", "2026-H1", -31.0, -50.0, -12.0, Certainty.DOWN,
              Message("Down {points} points", {"points": 31}))  # fmt: skip
NEW = Change("2025-H2", "2026-H1", None, None, None, Certainty.UNKNOWN, Message("Too few answers"))
TREND = (
    WavePoint("2025-H1", date(2025, 3, 1), None, Nps(90, 35, 30, 25, 11.1, -4.0, 26.0, None, 230)),
    WavePoint("2025-H2", date(2025, 9, 1), None, Nps(101, 42, 29, 30, 11.9, -2.9, 26.2, None, 236),
              Pooled(12.5, 1.0, 24.0, 0.8)),
    WavePoint("2026-H1", date(2026, 1, 10), None, NOW, Pooled(19.0, 8.0, 30.0, 0.8)),
)  # fmt: skip


def _group(by: str, key: str, nps: Nps = NOW, change: Change = UP) -> GroupNps:
    return GroupNps(by, key, key, nps, change, TREND)


CASES = (
    LoopCase(11, "P-0001", HOSTILE, "2026-H1", date(2026, 1, 20), 3, "Late <b>deliveries</b>",
             "A. Buyer", "Buyer", "A. Owner", date(2026, 2, 3), CaseStatus.OVERDUE, "", None,
             None, ""),
    LoopCase(12, "P-0002", "Beta", "2025-H2", date(2025, 9, 20), 5, "", "", "", "",
             date(2025, 10, 4), CaseStatus.DONE, "Agreed on a plan", date(2025, 10, 1), 9,
             "2026-H1"),
)  # fmt: skip
COMMENT = Comment(11, "P-0001", HOSTILE, "2026-H1", date(2026, 1, 20), 3, "A. Buyer", "Buyer",
                  "Late <b>deliveries</b>", ("delivery",), "")  # fmt: skip
COMMENTS = Comments((COMMENT,), 1, 1, 1)
SILENT = SilentPartner("P-0002", "Beta", "A. Owner", "Gold", "Iberia", "2025-H2",
                       date(2025, 9, 20), 4.5, 2, 3, 1_250_000)  # fmt: skip
SLIPPING = Slipping("P-0001", HOSTILE, "2026-H1", date(2026, 1, 20), 3, 3, 700_000, 1_000_000,
                    -0.3, unusual=True)  # fmt: skip


def voice_page(stamp: Stamp, **changes: object) -> VoicePage:
    """`changes` replace fields of the page."""
    regions = (_group("region", "Iberia"), _group("region", "Poland", FEW, NEW),
               _group("region", HOSTILE, NOW, DOWN))  # fmt: skip
    known = {
        "stamp": stamp, "filters": Filters(), "wave": WAVES[0], "waves": WAVES, "n_partners": 61,
        "headline": (Message("NPS is {value}: up 9 points, could be chance", {"value": 21}),),
        "rule": Message("Each person counts once a wave, with the last answer."),
        "now": NOW, "weighted": Weighted(26.0, 10.0, 42.0, 61, 0.55), "change": UP, "trend": TREND,
        "groups": {"region": regions, "tier": (_group("tier", "Gold"),)},
        "biggest": Biggest((_group("region", "Poland", NOW, DOWN),
                            _group("partner_id", "P-0001", NOW, DOWN)), 60, 0.1,
                           Message("{n} groups were compared.", {"n": 60})),
        "silence": Silence(14, 6, NOW, FEW, Message("{n} people are silent.", {"n": 14}),
                           (SILENT,)),
        "sales": SalesLink(20, 41, -0.08, -0.2, 0.04, Message("Not shown to differ."),
                           (SLIPPING,)),
        "themes": (ThemeLine("delivery", Message("Delivery"), 12, 0.24, 5.1, 4.0, 6.2, NOW),),
        "n_comments": 1, "loop": Loop(0, 1, 1, 1, 1, CASES),
        "choices": {}, "owners": ("A. Owner", "B. Owner"),
    }  # fmt: skip
    return VoicePage(**{**known, **changes})  # type: ignore[arg-type]


def partner_voice(code: str = "P001") -> PartnerVoice:
    """The voice block of a partner that says something in every part."""
    note = Message("The KPI counts twelve months.")
    themes = (ThemeLine("delivery", Message("Delivery"), 1, 1.0, None, None, None, FEW),)
    return PartnerVoice(
        code, WAVES[0], FEW, note, NEW, TREND, SILENT, themes, (COMMENT,),
        Loop(0, 1, 1, 1, 1, CASES), shows_people=True,
    )  # fmt: skip
