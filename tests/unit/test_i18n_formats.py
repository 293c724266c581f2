"""Exact strings of numbers, money and dates in the five languages."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from scorecard.errors import NoValue
from scorecard.i18n import formats
from scorecard.i18n.catalogue import LANGUAGES
from scorecard.kpis.registry import Better, Kind, Kpi, Reading, Subject, Unit
from scorecard.period import Period, Span

NB = "\u00a0"
M = "\u2212"


@pytest.mark.parametrize(
    ("minor", "currency", "expected"),
    [
        (1_139_000_000, "EUR", "€11.39M"),
        (-1_139_000_000, "EUR", f"{M}€11.39M"),
        (230_000_000, "EUR", "€2.3M"),
        (12_346_000_000, "EUR", "€123.5M"),
        (21_640_000, "EUR", "€216K"),
        (99_999_900, "EUR", "€1M"),  # 999,999 is not "1000K"
        (1_234_500, "EUR", "€12.3K"),
        (95_000, "EUR", "€950"),
        (99_950, "EUR", "€1K"),
        (95, "EUR", "€0.95"),
        (0, "EUR", "€0"),
        (1_139_000_000, "PLN", "PLN11.4M"),
        (-1_139_000_000, "PLN", f"{M}PLN11M"),
        (1_234_567_890_123, "HUF", "HUF12.3B"),
        (11_390_000, "JPY", "¥11.39M"),
    ],
)
def test_compact_money_in_english(minor: int, currency: str, expected: str) -> None:
    assert formats.money(minor, currency) == expected
    assert len(expected) <= 8


@pytest.mark.parametrize(
    ("lang", "compact", "full", "thousands"),
    [
        ("en", "€11.39M", "€11,390,000.00", f"{M}€1,234.56"),
        ("pl", f"11,39{NB}mln{NB}€", f"11{NB}390{NB}000,00{NB}€", f"{M}1234,56{NB}€"),
        ("ro", f"11,4{NB}mil.{NB}EUR", f"11.390.000,00{NB}EUR", f"{M}1.234,56{NB}EUR"),
        ("hu", f"11,39{NB}M{NB}EUR", f"11{NB}390{NB}000,00{NB}EUR", f"{M}1234,56{NB}EUR"),
        ("es", f"11,39{NB}M€", f"11.390.000,00{NB}€", f"{M}1234,56{NB}€"),
    ],
)
def test_money_by_language(lang: str, compact: str, full: str, thousands: str) -> None:
    assert formats.money(1_139_000_000, "EUR", lang) == compact
    assert formats.money(1_139_000_000, "EUR", lang, compact=False) == full
    assert formats.money(-123_456, "EUR", lang, compact=False) == thousands


@pytest.mark.parametrize(
    ("lang", "plain", "signed"),
    [
        ("en", "91.5%", f"{M}2.7%"),
        ("pl", "91,5%", f"{M}2,7%"),
        ("ro", f"91,5{NB}%", f"{M}2,7{NB}%"),
        ("hu", "91,5%", f"{M}2,7%"),
        ("es", f"91,5{NB}%", f"{M}2,7{NB}%"),
    ],
)
def test_share(lang: str, plain: str, signed: str) -> None:
    assert formats.share(0.915, lang, digits=1) == plain
    assert formats.share(-0.027, lang, digits=1, signed=True) == signed


def test_share_rounds_to_what_is_asked_and_zero_has_no_sign() -> None:
    assert formats.share(0.93) == "93%"
    assert formats.share(0.93, digits=1) == "93.0%"
    assert formats.share(0.031, signed=True) == "+3%"
    assert formats.share(-0.0004, signed=True) == "0%"
    assert formats.share(12.5) == "1,250%"


def test_number_groups_as_the_language_does() -> None:
    assert [formats.number(1234, lang) for lang in LANGUAGES] == [
        "1,234",
        "1234",
        "1.234",
        "1234",
        "1234",
    ]
    assert formats.number(12345.6, "pl", digits=1) == f"12{NB}345,6"
    assert formats.number(-3, signed=True) == f"{M}3"
    assert formats.number(-0.4) == "0"


@pytest.mark.parametrize(
    ("lang", "day", "month", "quarter", "fiscal", "instant"),
    [
        ("en", "6 Sep 2026", "Oct 2026", "Q3 2026", "Q3 FY2027", "6 Oct 2026, 07:40"),
        ("pl", "6 wrz 2026", "paź 2026", "III kw. 2026", "III kw. FY2027", "6 paź 2026, 07:40"),
        ("ro", "6 sept. 2026", "oct. 2026", "trim. III 2026", "trim. III FY2027",
         "6 oct. 2026, 07:40"),
        ("hu", "2026. szept. 6.", "2026. okt.", "2026. III. n.év", "FY2027. III. n.év",
         "2026. okt. 6. 7:40"),
        ("es", "6 sept 2026", "oct 2026", "T3 2026", "T3 FY2027", "6 oct 2026, 7:40"),
    ],
)  # fmt: skip
def test_dates(lang: str, day: str, month: str, quarter: str, fiscal: str, instant: str) -> None:
    assert formats.day(date(2026, 9, 6), lang) == day
    assert formats.month(202610, lang) == month
    assert formats.month(date(2026, 10, 31), lang) == month
    assert formats.quarter(Period(202607, Span.QUARTER), lang) == quarter
    # fiscal year from February: August to October 2026 is the third quarter of FY2027
    assert formats.quarter(Period(202608, Span.QUARTER, 2), lang) == fiscal
    at = datetime(2026, 10, 6, 5, 40, tzinfo=UTC)
    assert formats.instant(at, lang, "Europe/Warsaw") == instant


def test_period_by_its_span() -> None:
    assert formats.period(Period(202604, Span.MONTH)) == "Apr 2026"
    assert formats.period(Period(202601, Span.YEAR)) == "2026"
    assert formats.period(Period(202604, Span.YEAR, 4)) == "FY2027"


@pytest.mark.parametrize(
    ("unit", "value", "english", "polish"),
    [
        (Unit.MONEY, 1_139_000_000.0, "€11.39M", f"11,39{NB}mln{NB}€"),
        (Unit.SHARE, 0.93, "93%", "93%"),
        (Unit.SHARE, 0.9149, "91.5%", "91,5%"),
        (Unit.RATIO, 3.24, "3.2×", "3,2×"),
        (Unit.COUNT, 1234.0, "1,234", "1234"),
        (Unit.POINTS, -12.4, f"{M}12", f"{M}12"),
        (Unit.DAYS, 41.2, "41 days", "41 dni"),
        (Unit.DAYS, 1.0, "1 day", "1 dzień"),
    ],
)
def test_amount(unit: Unit, value: float, english: str, polish: str) -> None:
    assert formats.amount(unit, value) == english
    assert formats.amount(unit, value, "pl") == polish


@pytest.mark.parametrize(
    ("unit", "value", "relative", "expected"),
    [
        (Unit.MONEY, -0.0271, True, f"{M}2.7%"),
        (Unit.COUNT, 0.09, True, "+9%"),
        (Unit.SHARE, -0.04, False, f"{M}4 pp"),
        (Unit.SHARE, 0.0083, False, "+0.8 pp"),
        (Unit.MONEY, -1_234_500.0, False, f"{M}€12.3K"),
        (Unit.MONEY, 123_400_000.0, False, "+€1.23M"),
        (Unit.COUNT, 2.0, False, "+2"),
        (Unit.RATIO, -0.5, False, f"{M}0.5×"),
        (Unit.POINTS, 0.0, False, "0"),
    ],
)
def test_delta(unit: Unit, value: float, relative: bool, expected: str) -> None:
    assert formats.delta(unit, value, relative=relative) == expected


def _share_kpi() -> Kpi:
    return Kpi(
        "win_rate", "Win rate", Unit.SHARE, Kind.RATIO, Better.HIGHER, Subject.PIPELINE,
        ("deals",), "won / closed", "channel-ops", "1.0", 5, ("all",), True, 1.0,
        NoValue.NO_DATA, 0, lambda facts, period, by: facts.deals,
    )  # fmt: skip


def test_reading_shows_the_value_or_why_there_is_none() -> None:
    kpi = _share_kpi()
    assert formats.reading(kpi, kpi.read(7, 20, 20)) == "35%"
    assert formats.reading(kpi, kpi.read(1, 2, 2)) == "Too few cases"
    assert formats.reading(kpi, kpi.read(0, 0, 0)) == "No data"
    missing = Reading("win_rate", None, 0, 0, 0, NoValue.NO_TARGET)
    assert formats.reading(kpi, missing) == "No target set"
