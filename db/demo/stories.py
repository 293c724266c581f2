"""The stories the demo programme tells, and the parts that named partners play in them."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Story:
    """One story: who plays in it, and the sentence that a page should let its reader say."""

    code: str
    partners: tuple[str, ...]
    distributors: tuple[str, ...]
    sentence: str


STORIES: tuple[Story, ...] = (
    Story(
        "fading",
        ("P031", "P058", "P074", "P096", "P117", "P142"),
        (),
        "Six partners have bought less every month for five to eight months, while "
        "portal visits, trainings and survey answers stay friendly.",
    ),
    Story(
        "late_file",
        (),
        ("TISZAKER",),
        "The last month's file of Tiszaker has not come: part of Hungary's gap is our missing "
        "data, not its partners.",
    ),
    Story(
        "tier_edge",
        ("P083", "P109"),
        (),
        "Twelve months of sales put one Silver partner just below the floor of Gold, and one "
        "Gold partner just above it.",
    ),
    Story(
        "double_sold",
        ("P127",),
        ("WISLOKA", "NORVIA"),
        "The same projects of one partner, with the same customer and deal number, are reported "
        "by two distributors.",
    ),
    Story(
        "booming_thin",
        ("P064",),
        (),
        "Revenue is far above plan, but hardly any open deal stands behind the next quarter.",
    ),
    Story(
        "reorganised",
        ("P089",),
        (),
        "A loyal partner has turned into a detractor after our reorganisation, and says why.",
    ),
    Story(
        "ramping",
        ("P236",),
        (),
        "A partner signed seven months ago sold more last quarter than nine in ten of the others.",
    ),
    Story(
        "no_target",
        ("P151",),
        (),
        "Nobody has set a target for this partner.",
    ),
)

BY_CODE = MappingProxyType({story.code: story for story in STORIES})

# Yearly sell-through in EUR from which a tier is earned.
TIER_FLOORS = MappingProxyType({"Silver": 75_000, "Gold": 300_000, "Platinum": 1_200_000})

# Size of the story partners against the median partner; the others share the rest of the curve.
SIZES = MappingProxyType(
    {
        "P031": 3.2,
        "P058": 6.0,
        "P074": 3.6,
        "P096": 4.6,
        "P117": 5.2,
        "P142": 8.5,
        "P083": 2.0,
        "P109": 2.0,
        "P127": 7.5,
        "P064": 14.0,
        "P089": 10.0,
        "P236": 8.0,
        "P151": 1.3,
    }
)
TIERS = MappingProxyType({"P083": "Silver", "P109": "Gold", "P236": "Registered"})

# Months since each fading partner began to fade.
FADING_FOR = MappingProxyType({"P031": 6, "P058": 8, "P074": 7, "P096": 5, "P117": 8, "P142": 6})

# Gap of each region in the last quarter with all files there, before the whole is brought to
# PROGRAMME_GAP, which is what the landed files show.
REGION_GAPS = MappingProxyType(
    {
        "Poland": 0.042,
        "DACH": 0.012,
        "Czechia": -0.018,
        "Hungary": -0.020,
        "Iberia": -0.066,
        "Romania": -0.142,
    }
)
PROGRAMME_GAP = -0.031


def partners_of(code: str) -> tuple[str, ...]:
    """Codes of the partners of a story."""
    return BY_CODE[code].partners
