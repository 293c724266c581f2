"""Numbers, money and dates in the reader's language, by Unicode CLDR (Babel).

A minus is the real minus sign U+2212, written before the number (`−€2.35M`); a value that
rounds to zero has no sign. Percentages and amounts stay as tight as the language writes them.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time
from babel.numbers import format_compact_currency, format_currency, format_decimal

from scorecard.errors import NoValue
from scorecard.i18n.catalogue import translate, translate_n
from scorecard.i18n.sentences import no_value
from scorecard.kpis.registry import Kpi, Reading, Unit
from scorecard.money import from_minor
from scorecard.period import Period, Span, month_start

MINUS = "\u2212"
NO_VALUE = "\u2013"  # an en dash where a table has no value
_CARD_WIDTH = {"en": 8}  # other languages spell "million" out and put blanks in between
_CARD_WIDTH_ELSE = 13
_FIVE_DIGITS_TO_GROUP = ("es", "hu", "pl")  # these write 1234 but 12 345


@cache
def _locale(lang: str) -> Locale:
    return Locale.parse(lang)


def money(minor: int, currency: str, lang: str = "en", compact: bool = True) -> str:
    """An amount of minor units: `€11.39M` for cards, `€11,390,000.00` when not compact.

    Compact keeps three digits, four from a million on, and in English at most eight
    characters for amounts below a trillion; other languages need room for their words.
    """
    amount = from_minor(minor, currency)
    size = abs(amount)
    if not compact or Decimal(0) < size < 1:
        text = format_currency(
            size, currency, locale=_locale(lang), group_separator=_groups(size, lang)
        )
    else:
        text = _compact(size, currency, lang, len(MINUS) if amount < 0 else 0)
    return _with_sign(text, amount < 0, signed=False)


def _compact(size: Decimal, currency: str, lang: str, taken: int) -> str:
    room = _CARD_WIDTH.get(lang, _CARD_WIDTH_ELSE) - taken
    texts = {n: _compact_to(size, currency, lang, n) for n in (4, 3, 2)}
    tried = [texts[n] for n in (4, 3, 2) if n < 4 or size >= 1_000_000]
    return next((text for text in tried if len(text) <= room), texts[3])


def _compact_to(size: Decimal, currency: str, lang: str, digits: int) -> str:
    """`digits` significant digits, never decimals below a thousand."""
    step = Decimal(1).scaleb(max(size.adjusted() - digits + 1, 0 if size < 1000 else 1))
    rounded = (size / step).quantize(Decimal(1), rounding=ROUND_HALF_EVEN) * step
    return format_compact_currency(rounded, currency, locale=_locale(lang), fraction_digits=2)


def share(value: float, lang: str = "en", digits: int = 0, signed: bool = False) -> str:
    """A share 0..1 as per cent with exactly `digits` decimals: `91.5%`, pl `91,5%`, es `91,5 %`."""
    return _percent(value, lang, "." + "0" * digits if digits else "", signed)


def number(value: float, lang: str = "en", digits: int = 0, signed: bool = False) -> str:
    """A plain number with exactly `digits` decimals and the language's grouping."""
    return _decimal(value, lang, "." + "0" * digits if digits else "", signed)


def points(value: float, lang: str = "en", signed: bool = False) -> str:
    """Points and percentage points with at most one decimal."""
    return _decimal(value, lang, ".#", signed)


def _percent(value: float, lang: str, decimals: str, signed: bool) -> str:
    pattern = str(_locale(lang).percent_formats[None].pattern)
    return _patterned(value, lang, pattern.replace("0", "0" + decimals, 1), signed, 100)


def _decimal(value: float, lang: str, decimals: str, signed: bool) -> str:
    return _patterned(value, lang, "#,##0" + decimals, signed, 1)


def _patterned(value: float, lang: str, pattern: str, signed: bool, times: int) -> str:
    size = abs(Decimal(str(value)))
    text = format_decimal(
        size,
        format=pattern,
        locale=_locale(lang),
        group_separator=_groups(size * times, lang),
    )
    return _with_sign(text, value < 0, signed)


def _groups(size: Decimal, lang: str) -> bool:
    return lang not in _FIVE_DIGITS_TO_GROUP or size >= 10_000


def _with_sign(text: str, negative: bool, signed: bool) -> str:
    if not any(sign in text for sign in "123456789"):
        return text
    return (MINUS if negative else "+" if signed else "") + text


def day(value: date, lang: str = "en") -> str:
    """A date: `6 Oct 2026`, hu `2026. okt. 6.`."""
    if lang == "en":  # European reading order, with CLDR's English names
        return format_date(value, "d MMM y", locale=_locale(lang))
    return format_date(value, "medium", locale=_locale(lang))


def month(value: int | date, lang: str = "en") -> str:
    """A month, given as yyyymm or any of its days: `Oct 2026`."""
    first = month_start(value) if isinstance(value, int) else value
    return format_skeleton("yMMM", first, locale=_locale(lang))


def month_name(number: int, lang: str = "en") -> str:
    """A month of the year by its number: `April`."""
    return str(_locale(lang).months["stand-alone"]["wide"][number])


def month_short(number: int, lang: str = "en") -> str:
    """A month of the year by its number, short: `Apr`."""
    return str(_locale(lang).months["stand-alone"]["abbreviated"][number])


def quarter(value: Period, lang: str = "en") -> str:
    """A fiscal quarter: `Q3 2026`; `Q3 FY2027` where fiscal years do not start in January."""
    stand_in = date(value.fiscal_year, value.quarter * 3, 1)
    text = format_skeleton("yQQQ", stand_in, locale=_locale(lang))
    return text.replace(str(value.fiscal_year), _year(value))


def period(value: Period, lang: str = "en") -> str:
    """A month, quarter or fiscal year in words."""
    if value.span is Span.MONTH:
        return month(value.start_month, lang)
    return quarter(value, lang) if value.span is Span.QUARTER else _year(value)


def _year(value: Period) -> str:
    return f"FY{value.fiscal_year}" if value.fiscal_year_start > 1 else str(value.fiscal_year)


def instant(value: datetime, lang: str = "en", zone: str = "UTC") -> str:
    """An aware instant in the reader's time zone: `6 Oct 2026, 07:40`."""
    local = value.astimezone(ZoneInfo(zone))
    clock = format_time(local, "HH:mm" if lang == "en" else "short", locale=_locale(lang))
    joint = str(_locale(lang).datetime_formats["medium"])
    return joint.format(clock, day(local.date(), lang))


def reading(kpi: Kpi, value: Reading, lang: str = "en", currency: str = "EUR") -> str:
    """A KPI's value with its unit, or the words for why there is none."""
    if value.value is None:
        return no_value(value.reason or NoValue.NO_DATA, lang)
    return amount(kpi.unit, value.value, lang, currency)


def amount(
    unit: Unit, value: float, lang: str = "en", currency: str = "EUR", compact: bool = True
) -> str:
    """A value of a unit; money arrives in minor units, shares as 0..1.

    Shares have at most one decimal, ratios one (`3.2×`), all else none.
    """
    match unit:
        case Unit.MONEY:
            return money(round(value), currency, lang, compact)
        case Unit.SHARE:
            return _percent(value, lang, ".#", signed=False)
        case Unit.RATIO:
            return number(value, lang, digits=1) + "\u00d7"
        case Unit.DAYS:
            days = number(value, lang)
            return translate_n("{days} day", "{days} days", round(value), lang, days=days)
        case _:
            return number(value, lang)


def delta(
    unit: Unit,
    value: float,
    lang: str = "en",
    currency: str = "EUR",
    *,
    relative: bool = False,
) -> str:
    """A change, always with its sign: `−2.7%` when relative, else `−4 pp`, `+2`, `+€1.2M`.

    Args:
        unit: unit of the KPI that changed; money in minor units, shares as 0..1.
        relative: the value is itself a share of what was before (0.05 = five per cent more).
    """
    if relative:
        return _percent(value, lang, ".#", signed=True)
    match unit:
        case Unit.MONEY:
            return _with_sign(money(round(abs(value)), currency, lang), value < 0, signed=True)
        case Unit.SHARE:
            return translate("{points} pp", lang, points=points(value * 100, lang, signed=True))
        case Unit.RATIO:
            return number(value, lang, digits=1, signed=True) + "\u00d7"
        case _:
            return points(value, lang, signed=True)
