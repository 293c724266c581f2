"""Dates with the month's name, in the languages of our senders (names by Unicode CLDR)."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from collections.abc import Mapping as MappingOf
from datetime import date
from functools import cache

from babel import Locale

from scorecard.ingest.names import plain

LANGUAGES = ("en", "pl", "ro", "hu", "es", "de", "fr")
ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
FILLERS = {"de", "del", "of", "the", "st", "nd", "rd", "th", "r", "a", "an", "le", "z", "den"}
PERIOD_WORDS = (
    "period", "okres", "zeitraum", "periodo", "periode", "idoszak", "perioada", "month", "miesiac",
    "monat", "mes", "mois", "luna", "honap", "from", "od", "von", "del", "du",
)  # fmt: skip
MADE_WORDS = (
    "generated", "created", "printed", "wygenerowano", "utworzono", "wydrukowano", "erstellt",
    "gedruckt", "generado", "impreso", "genere", "imprime", "generat", "tiparit", "keszult",
    "nyomtatva", "export", "data raportu", "report date",
)  # fmt: skip
ORDINAL = re.compile(r"(?<=\d)(?:er|st|nd|rd|th|re)$")
ISO_DAY = re.compile(r"\b(\d{4})[-./](\d{2})[-./](\d{2})\b", re.A)
ISO_MONTH = re.compile(r"\b(\d{4})[-./](\d{2})\b(?![-./]\d)", re.A)


@cache
def month_names() -> MappingOf[str, int]:
    """Plain month name or its abbreviation -> 1 to 12; names that differ by language left out."""
    found: dict[str, int] = {}
    unsure: set[str] = set()
    for language in LANGUAGES:
        for by_width in Locale(language).months.values():
            for width in ("wide", "abbreviated"):
                for number, name in by_width[width].items():
                    if found.setdefault(plain(name), int(number)) != number:
                        unsure.add(plain(name))
    extra = {name: number for number, name in enumerate(ROMAN, 1)} | {"sept": 9, "sep": 9}
    return {n: m for n, m in {**extra, **found}.items() if n not in unsure}


def named_month(text: str) -> tuple[int, int, int] | None:
    """Year, month and day of `19-Jan-2026`, `2026. január 19.`, `January 19, 2026` ..."""
    parts = [ORDINAL.sub("", part) for part in plain(text).split() if part not in FILLERS]
    if len(parts) > 3:
        parts = parts[:3] if all(":" in rest or rest.isdigit() for rest in parts[3:]) else []
    if len(parts) != 3:
        return None
    words = [place for place, part in enumerate(parts) if not part.isdigit()]
    month = month_names().get(parts[words[0]]) if len(words) == 1 else None
    if month is None:
        return None
    numbers = [part for part in parts if part.isdigit()]
    year_first = len(numbers[0]) == 4
    year, day = (numbers[0], numbers[1]) if year_first else (numbers[1], numbers[0])
    if len(year) not in (2, 4) or len(day) > 2:
        return None
    return (int(year) if len(year) == 4 else 2000 + int(year)), month, int(day)


def stated_period(titles: Iterable[str]) -> tuple[date, date] | None:
    """The period that lines above the table name: two days, or a month by number or name."""
    for title in titles:
        text = plain(title)
        if any(word in text for word in MADE_WORDS):
            continue
        found = _two_days(title) or _one_month(title, text)
        if found:
            return found
    return None


def _two_days(title: str) -> tuple[date, date] | None:
    days = [_day(int(y), int(m), int(d)) for y, m, d in ISO_DAY.findall(title)]
    if len(days) == 2 and days[0] and days[1] and days[0] <= days[1]:
        return days[0], days[1]
    return None


def _one_month(title: str, text: str) -> tuple[date, date] | None:
    words = text.split()
    months = {month_names()[w] for w in words if w in month_names() and w not in ROMAN}
    years = {int(w) for w in words if re.fullmatch(r"20\d\d", w)}
    if len(months) == 1 and len(years) == 1:
        return _whole(years.pop(), months.pop())
    numbered = ISO_MONTH.findall(title)
    if len(numbered) == 1 and any(word in words for word in PERIOD_WORDS):
        year, month = int(numbered[0][0]), int(numbered[0][1])
        return _whole(year, month) if 1 <= month <= 12 and year >= 1900 else None
    return None


def _whole(year: int, month: int) -> tuple[date, date]:
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
