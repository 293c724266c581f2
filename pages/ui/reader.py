"""Whoever reads the page: language, currency and calendar, bound once for all parts of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from scorecard.errors import NoValue
from scorecard.i18n import formats, sentences, text
from scorecard.i18n.message import Message, MsgId, Param
from scorecard.kpis.registry import Kpi, Reading
from scorecard.money import from_minor
from scorecard.period import Period, parse_period
from scorecard.views import Status

# A table formats hundreds of numbers on every run, mostly the same ones as the run before.
_MOST = 20_000
_money = lru_cache(_MOST)(formats.money)
_number = lru_cache(_MOST)(formats.number)
_share = lru_cache(_MOST)(formats.share)
_amount = lru_cache(_MOST)(formats.amount)


@dataclass(frozen=True, slots=True)
class Reader:
    lang: str = "en"
    currency: str = "EUR"
    fiscal_year_start: int = 1

    def t(self, msgid: MsgId, /, **params: Param | Message) -> str:
        return text.t(msgid, self.lang, **params)

    def spoken(self, words: MsgId) -> str:
        """A text without places, such as a rule of the KPI registry."""
        return text.spoken(words, self.lang)

    def tn(self, singular: MsgId, plural: MsgId, n: int, /, **params: Param | Message) -> str:
        return text.tn(singular, plural, n, self.lang, **params)

    def say(self, message: Message) -> str:
        return text.render(message, self.lang)

    def say_all(self, messages: Iterable[Message], joint: str = " ") -> str:
        return text.render_all(messages, self.lang, joint)

    def word(self, value: Param | Message) -> str:
        """One value as it stands inside a sentence."""
        return text.word(value, self.lang)

    def money(self, minor: int, compact: bool = True) -> str:
        return _money(minor, self.currency, self.lang, compact)

    def whole(self, minor: int) -> str:
        """An amount without cents and without its currency, which stands in the heading."""
        return _number(float(from_minor(minor, self.currency)), self.lang)

    def share(self, value: float, digits: int = 0, signed: bool = False) -> str:
        return _share(value, self.lang, digits, signed)

    def number(self, value: float, digits: int = 0, signed: bool = False) -> str:
        return _number(value, self.lang, digits, signed)

    def reading(self, kpi: Kpi, value: Reading) -> str:
        """The value, or a dash where there is none; `reason` says why."""
        if value.value is None:
            return formats.NO_VALUE
        return self.amount(kpi, value.value)

    def reason(self, value: Reading) -> str:
        return sentences.no_value(value.reason or NoValue.NO_DATA, self.lang)

    def amount(self, kpi: Kpi, value: float) -> str:
        return _amount(kpi.unit, value, self.lang, self.currency)

    def day(self, value: date) -> str:
        return formats.day(value, self.lang)

    def month_name(self, number: int) -> str:
        """A month of the year by its number 1-12."""
        return formats.month_name(number, self.lang)

    def quarter(self, value: Period) -> str:
        return formats.period(value, self.lang)

    def quarter_of(self, key: str) -> str:
        return self.quarter(parse_period(key, self.fiscal_year_start))

    def status(self, status: Status) -> str:
        return sentences.status_word(status, self.lang)
