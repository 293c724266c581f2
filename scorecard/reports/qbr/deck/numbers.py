"""Numbers of charts: their scale, and number formats that read right in the deck's language.

A format such as `#,##0` follows the language of whoever opens the file. Grouping signs written
out follow the language of the deck, and the label still follows the value when it is edited.
"""

from __future__ import annotations

from functools import cache

from babel import Locale

from scorecard.i18n.message import Message, Param
from scorecard.i18n.text import render
from scorecard.kpis.registry import Unit
from scorecard.money import from_minor
from scorecard.reports.qbr.outline import Chart

THOUSANDS_FROM = 100_000  # units of currency from which a chart counts in thousands
FIVE_DIGITS = ("es", "hu", "pl")  # these write 1234 but 12 345


@cache
def _group(lang: str) -> str:
    return str(Locale.parse(lang).number_symbols["latn"]["group"])


def grouped(lang: str) -> str:
    """Whole numbers with the language's grouping sign written out."""
    first = 9999.5 if lang in FIVE_DIGITS else 999.5
    sign = f'"{_group(lang)}"'
    return f"[>=999999.5]0{sign}000{sign}000;[>={first}]0{sign}000;0"


def per_cent(lang: str) -> str:
    """Shares as whole per cent, with the blank that some languages write before the sign."""
    pattern = str(Locale.parse(lang).percent_formats[None].pattern)
    blank = pattern.partition("%")[0].lstrip("#,0.")
    return f'0"{blank}"%' if blank else "0%"


def number_format(chart: Chart, lang: str) -> str:
    return per_cent(lang) if chart.unit is Unit.SHARE else grouped(lang)


def in_thousands(chart: Chart) -> bool:
    """True when the chart's amounts are large enough to be told in thousands."""
    if chart.unit is not Unit.MONEY:
        return False
    known = [abs(v) for one in chart.series for v in one.values if v is not None]
    return bool(known) and from_minor(round(max(known)), chart.currency) >= THOUSANDS_FROM


def scaled(chart: Chart, value: float | None) -> float | None:
    """A value as the chart holds it: money in units or thousands of currency, else as it is."""
    if value is None or chart.unit is not Unit.MONEY:
        return value
    amount = from_minor(round(value), chart.currency)
    return float(amount / 1000 if in_thousands(chart) else amount)


def unit_words(chart: Chart, lang: str) -> str:
    """The chart's title with its unit."""
    title: dict[str, Param | Message] = {"title": chart.title, "currency": chart.currency}
    if chart.unit is not Unit.MONEY:
        return render(chart.title, lang)
    if in_thousands(chart):
        return render(Message("{title}, {currency} thousand", title), lang)
    return render(Message("{title}, {currency}", title), lang)
