"""A tiny programme as views, made by hand, so that pages are tested apart from the store."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from scorecard.access import Scope
from scorecard.errors import NotFound
from scorecard.i18n.message import Message, Share
from scorecard.kpis.registry import Reading
from scorecard.nowcast import Nowcast
from scorecard.period import Period, parse_period, quarters
from scorecard.risk.words import Certainty, RiskStatus
from scorecard.risk_standing import RiskCounts, RiskLine
from scorecard.score.result import (
    Cause,
    ChangePart,
    Peers,
    ScoreChange,
    ScoreQuarter,
    ScoreTree,
    Sensitivity,
    Size,
)  # fmt: skip
from scorecard.trust import Standing, TrustCard, Unknown
from scorecard.views import (
    Evidence,
    Figure,
    Filters,
    Need,
    Overview,
    PartnerLine,
    PartnerPage,
    QuarterBar,
    Scorecards,
    ScoredItem,
    Segment,
    SourceFreshness,
    Stamp,
    Status,
)

HOSTILE = "<img src=x onerror=alert(1)>"
STAMP = Stamp(date(2026, 10, 6), 1, "EUR", Message("ECB rates, last 5 Oct 2026"), "1.0")
PERIODS = quarters(202510, 202612)
CHOICES = {
    "region": ("DACH", "Iberia"), "country": ("DE", "ES"), "tier": ("Gold", "Silver"),
    "partner_type": ("reseller",), "owner": ("A. Ferrer", "K. Lindqvist"),
}  # fmt: skip
LATE = SourceFreshness("D02", "Vistula Trade", date(2026, 8, 31), date(2026, 9, 30),
                       date(2026, 10, 4), 2, None, None, None, 0.22)  # fmt: skip


def reading(key: str, value: float) -> Reading:
    return Reading(key, value, int(value), 1, 20)


def line(code: str, name: str, status: Status, region: str, owner: str) -> PartnerLine:
    found = {"revenue_attainment": reading("revenue_attainment", 0.81)}
    return PartnerLine(
        code, name, status, 61.0, 70.0, 1.0, "Gold", region, "ES", "reseller", owner,
        47_000_000, 58_000_000, -11_000_000, found, (1, 2, 3, 4),
        (Message("Revenue {gap} vs plan.", {"gap": Share(-0.19, signed=True)}),),
    )  # fmt: skip


TREE = ScoreTree(
    track="Resellers", version="7", peers=Peers(3, 41, Size.LARGE, "reseller"),
    change=ScoreChange(70.0, 61.0, parse_period("2026Q2"), (
        ChangePart(Cause.KPI, "revenue_attainment", -10.0, Message("Attainment fell.")),
        ChangePart(Cause.VERSION, "", 1.0, Message("Programme changed.")),
    )),
    sensitivity=Sensitivity(2, 5, 1, 0.9, 256, "revenue_attainment"),
    history=(ScoreQuarter(parse_period("2026Q2"), 70.0, 64.0, "6"),
             ScoreQuarter(parse_period("2026Q3"), 61.0, 61.0, "7")),
    shown={"revenue_attainment": "sales"},
)  # fmt: skip

LINES = (
    line("P001", "Carpat Soft", Status.RISK, "Iberia", "A. Ferrer"),
    line("P002", HOSTILE, Status.WATCH, "DACH", "K. Lindqvist"),
    line("P003", "Zeta Systems", Status.GOOD, "DACH", "A. Ferrer"),
)


def matching(filters: Filters) -> tuple[PartnerLine, ...]:
    return tuple(
        one
        for one in LINES
        if filters.region in ("", one.region)
        and filters.owner in ("", one.owner)
        and filters.status in ("", one.status)
        and filters.search.lower() in one.name.lower()
    )


def counts(filters: Filters) -> dict[Status, int]:
    found = matching(replace(filters, status=""))
    return {status: sum(one.status is status for one in found) for status in Status}


def figure(key: str, value: float) -> Figure:
    return Figure(key, reading(key, value), Status.WATCH, Message("vs plan"), -0.1, True, ())


RISKS = {
    "P001": RiskLine("P001", "Carpat Soft", "A. Ferrer", RiskStatus.SILENT, 1_200_000, None,
                     date(2026, 8, 26), 41, Certainty.MEDIUM),
    "P003": RiskLine("P003", "Zeta Systems", "A. Ferrer", RiskStatus.STEADY, 90_000, 0.02,
                     date(2026, 10, 4), 2, Certainty.HIGH),
}  # fmt: skip


def missing_card(code: str, month: int, expected: Nowcast) -> TrustCard:
    """The report card of a sender whose month has not come."""
    gone = Unknown.NOT_HERE
    return TrustCard(
        code, code.title(), month, Standing.MISSING, date(2026, 10, 3), None, 2, gone, gone, gone,
        gone, gone, False, gone, gone, expected,
    )  # fmt: skip


@dataclass
class DataByHand:
    """Stands for `pages.ui.data`; keeps what it was asked for."""

    periods_found: list[Period] = field(default_factory=lambda: list(PERIODS))
    sources: tuple[SourceFreshness, ...] = (LATE,)
    cards: tuple[TrustCard, ...] = ()
    asked: list[tuple[Any, ...]] = field(default_factory=list)

    def overview(self, scope: Scope, period_key: str, filters: Filters) -> Overview:
        self.asked.append(("overview", scope, period_key, filters))
        found = matching(filters)
        segments = (
            Segment("region", "Iberia", 90_00, 100_00, 80_00, 1, Status.WATCH, -0.1),
            Segment("owner", "A. Ferrer", 50_00, 100_00, None, 2, Status.RISK, -0.5),
        )
        need = Need("P001", "Carpat Soft", Status.RISK, LINES[0].why, 21_600_000, "A. Ferrer")
        return Overview(
            parse_period(period_key), filters, STAMP, (Message("3% behind plan."),),
            (figure("net_sell_through", 1_139_000_000),), segments, (need,), counts(filters),
            len(found), found, (LATE,),
        )  # fmt: skip

    def risk_of(self, scope: Scope, codes: tuple[str, ...]) -> dict[str, RiskLine]:
        del scope
        return {code: RISKS[code] for code in codes if code in RISKS}

    def risk_counts(self, scope: Scope, filters: Filters) -> RiskCounts:
        del scope, filters
        counts = {RiskStatus.SILENT: 1, RiskStatus.FADING: 1, RiskStatus.STEADY: 1}
        return RiskCounts(counts, 2, 4_200_000)

    def scorecards(
        self, scope: Scope, period_key: str, filters: Filters, sort: str, page: int, size: int = 2
    ) -> Scorecards:
        del size  # small pages, whatever is asked
        self.asked.append(("scorecards", scope, period_key, filters, sort, page))
        found = matching(filters)
        return Scorecards(parse_period(period_key), filters, STAMP, len(found), counts(filters),
                          found[(page - 1) * 2 : page * 2], page, max(1, -(-len(found) // 2)),
                          CHOICES, sort)  # fmt: skip

    def partner(
        self, scope: Scope, partner_code: str, period_key: str, source: str = "sales"
    ) -> PartnerPage:
        self.asked.append(("partner", scope, partner_code, period_key))
        found = next((one for one in LINES if one.partner_code == partner_code), None)
        if found is None:
            raise NotFound("not_found", what=partner_code)
        period = parse_period(period_key)
        item = ScoredItem("revenue_attainment", reading("revenue_attainment", 0.81), 1.0, 0.6,
                          30.0, 52.5, 14.0, Status.RISK, None, Message("Low."))  # fmt: skip
        row = Evidence("Sale", date(2026, 8, 14), "INV-1", "SKU-1", HOSTILE, 1_840_000, "EUR",
                       1_840_000, "august.csv", 412, 4)  # fmt: skip
        return PartnerPage(
            found, period, STAMP, None, None, (Message("Revenue is 19% behind plan."),),
            (figure("net_sell_through", 47_000_000),), (item,), (Message("Below the floor."),),
            (QuarterBar(period, 47_000_000, 58_000_000, -0.19),), (row,), 1284, source,
            (("sales", 1284), ("deals", 7)), (LATE,), TREE,
        )  # fmt: skip
