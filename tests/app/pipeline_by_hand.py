"""Pages of the pipeline made by hand: every part has something to show, names are hostile."""

from __future__ import annotations

from datetime import date

from scorecard.forecast.dedupe.contract import Bridge
from scorecard.forecast.views import (
    Ageing,
    ChangedDeal,
    ChangeKind,
    ChangeStep,
    Conflict,
    DealLine,
    Fan,
    FanPoint,
    Ground,
    Likely,
    Outlook,
    PastPath,
    PipelineChanges,
    PipelinePage,
    RegistrationLine,
    Registrations,
    RollUpLine,
    StageMonth,
    StuckDeal,
)
from scorecard.i18n.message import Message, Money
from scorecard.views import Stamp

HOSTILE = "<img src=x onerror=alert(1)> & Söhne"
BRIDGE = Bridge(210_000_000, 52_000_000, 13_000_000, 9_000_000, 136_000_000, 412, 268, 4)
LOOK = Outlook(64_000_000, 51_000_000, 63_500_000, 78_000_000, 21_000_000, 27_000_000, 16_000_000)
DAY, AS_OF = date(2026, 1, 5), date(2026, 2, 10)


def pipeline_page(stamp: Stamp, quarter: str = "2026Q1") -> PipelinePage:
    sentence = Message(
        "{quarter} will likely bring {low} to {high}, {gap} below target",
        {"quarter": quarter, "low": Money(51_000_000, "EUR"), "high": Money(78_000_000, "EUR"),
         "gap": Money(6_000_000, "EUR")},
    )  # fmt: skip
    return PipelinePage(
        stamp, quarter, AS_OF, "EUR", sentence, LOOK, 70_000_000, 140_000_000,
        Message("Such ranges held in {n} of 10 quarters.", {"n": 8}),
        Message("From 3 years of deals."), False, (), BRIDGE, 1, 3_000_000, 4,
    )  # fmt: skip


NODES = (
    RollUpLine("region", ("Iberia",), "Iberia", "", BRIDGE, 12_000_000, 60_000_000, LOOK, True),
    RollUpLine("region", (HOSTILE,), HOSTILE, "", BRIDGE, 0, 4_000_000, None, False),
)
STAGES = StageMonth(
    ("Qualified", HOSTILE), (0, 202601, 202602, 202603),
    ((0, 100_000, 2_000_000, 300_000), (5_000, 0, 0, 900_000)),
    ((0, 1, 9, 2), (1, 0, 0, 4)),
)  # fmt: skip
STEPS = {
    ChangeKind.CREATED: 20_000_000, ChangeKind.PULLED_IN: 3_000_000, ChangeKind.GROWN: 2_000_000,
    ChangeKind.SHRUNK: -1_000_000, ChangeKind.SLIPPED: -9_000_000, ChangeKind.WON: -11_000_000,
    ChangeKind.LOST: -8_000_000,
}  # fmt: skip
START = 55_000_000


def changes() -> PipelineChanges:
    steps = tuple(
        ChangeStep(kind, minor, 7, (
            ChangedDeal(kind, 1, "D-1", "P-0001", HOSTILE, "Hospital", "Offer", minor,
                        date(2026, 3, 1), date(2026, 4, 1)),
        ))
        for kind, minor in STEPS.items()
    )  # fmt: skip
    return PipelineChanges(DAY, AS_OF, START, steps, START + sum(STEPS.values()))


FAN = Fan(
    "2026Q1", date(2026, 1, 1), date(2026, 4, 1), 70_000_000,
    tuple(
        FanPoint(date(2026, 1, day), 60_000_000 + day * 100_000, 45_000_000 + day * 200_000,
                 80_000_000, day * 700_000)
        for day in (1, 8, 15, 22, 29)
    ),
    (PastPath("2025Q4", (0, 30, 60, 91), (0, 12_000_000, 30_000_000, 61_000_000), 61_000_000),),
)  # fmt: skip


def claim(code: str = "D-1", left: int = 1) -> RegistrationLine:
    return RegistrationLine(
        1, code, "P-0001", HOSTILE, "Hospital", 4_000_000, DAY, "submitted", AS_OF, left,
        "CRM-77", Message("Answer within 48 hours."),
    )  # fmt: skip


CLAIMS = Registrations(
    (claim(left=-3), claim("D-2")), (claim("D-3", 20),),
    (Conflict(9, "Hospital", 4_000_000, "own", claim(), (claim("D-2"),),
              Message("The vendor's own record was there first.")),),
)  # fmt: skip
AGEING = Ageing(
    (30, 90, None), (30_000_000, 60_000_000, 9_000_000), (40, 80, 12),
    (StuckDeal(1, "D-1", "P-0001", HOSTILE, "Hospital", "Offer", 4_000_000, 200, 120, 40,
               date(2025, 12, 1), True),),
)  # fmt: skip


def deal(code: str = "D-1", fate: str = "counted") -> DealLine:
    return DealLine(
        1 if code == "D-1" else 2, code, 9, "D-1", "crm", "", "Beds", "P-0001", HOSTILE, "D-PL-01",
        "Distributor", "A. Owner", "Hospital", "Beds", "Offer", "open", fate, 4_000_000, DAY,
        date(2026, 3, 1), None, "deals.csv", 12,
    )  # fmt: skip


QUEUE = (
    Likely(deal(), deal("D-2", "duplicate"), "likely", 0.83, 3_000_000, (
        Ground("customer", "same", 6.1, Message("The customer has the same name.")),
        Ground("amount", "far", -2.0, Message("The amounts differ by half.")),
    )),
)  # fmt: skip
