"""What use cases ask of a store; `db.store.Store` fulfils it, tests may pass a fake."""

from __future__ import annotations

from datetime import date
from typing import Protocol

import pandas as pd

from scorecard.access import Scope
from scorecard.facts import Facts
from scorecard.i18n.message import Message
from scorecard.period import Period
from scorecard.programme.cards import CardBook
from scorecard.score.result import Standing
from scorecard.settings import ProgrammeSettings
from scorecard.views import Evidence, Filters, SourceFreshness


class ReadPort(Protocol):
    """Reads, each within a scope. Frames are as `db.reads.Reads` describes them."""

    def settings(self) -> ProgrammeSettings: ...

    def data_version(self) -> int: ...

    def periods(self, scope: Scope) -> list[str]: ...

    def loaded(self, scope: Scope) -> frozenset[str]: ...

    def omitted(self, scope: Scope) -> frozenset[str]: ...

    def rates_note(self, scope: Scope, as_of: date) -> Message: ...

    def segment_parts(
        self, scope: Scope, periods: list[str], by: str, filters: Filters, kpis: list[str]
    ) -> pd.DataFrame: ...

    def segments(
        self, scope: Scope, period: str, filters: Filters, kpis: list[str]
    ) -> pd.DataFrame: ...

    def distributor_parts(self, scope: Scope, periods: list[str]) -> pd.DataFrame: ...

    def count_partners(self, scope: Scope, period: str, filters: Filters) -> dict[str, int]: ...

    def list_partners(
        self, scope: Scope, period: str, filters: Filters, sort: str, limit: int, offset: int
    ) -> pd.DataFrame: ...

    def find_partner(self, scope: Scope, partner_code: str, period: str) -> pd.DataFrame: ...

    def shortfall(
        self, scope: Scope, period: str, filters: Filters, top: int
    ) -> tuple[int, int]: ...

    def unmatched(self, scope: Scope, period: str | None) -> tuple[int, int]: ...

    def partner_codes(self, scope: Scope) -> dict[int, str]: ...

    def distributor_codes(self, scope: Scope) -> dict[int, str]: ...

    def partner_name(self, scope: Scope, partner_id: int) -> str | None: ...

    def partner_parts(
        self, scope: Scope, partner_ids: list[int], periods: list[str], kpis: list[str]
    ) -> pd.DataFrame: ...

    def partner_values(
        self, scope: Scope, period: str, filters: Filters, kpi: str
    ) -> pd.DataFrame: ...

    def card_book(self, scope: Scope) -> CardBook: ...

    def tiers_on(self, scope: Scope, day: date) -> pd.Series: ...

    def ranks(self, scope: Scope, period: Period) -> pd.DataFrame: ...

    def standing(
        self, scope: Scope, partner_id: int, period: Period, as_of: date
    ) -> Standing | None: ...

    def choices(self, scope: Scope) -> dict[str, tuple[str, ...]]: ...

    def facts(self, scope: Scope, as_of: date) -> Facts: ...

    def risk_of(self, scope: Scope, partner_codes: list[str]) -> pd.DataFrame: ...

    def risk_counts(self, scope: Scope, filters: Filters) -> pd.DataFrame: ...

    def freshness(self, scope: Scope, as_of: date) -> tuple[SourceFreshness, ...]: ...

    def evidence(
        self, scope: Scope, partner_id: int, source: str, start: date, end: date,
        limit: int = 50, offset: int = 0,
    ) -> tuple[Evidence, ...]: ...  # fmt: skip

    def count_evidence(
        self, scope: Scope, partner_id: int, source: str, start: date, end: date
    ) -> int: ...


class VoicePort(ReadPort, Protocol):
    """What the partner's voice is read from. Frames are as `db.voice_reads` describes them."""

    def voice_waves(self, scope: Scope) -> pd.DataFrame: ...

    def voice_counts(self, scope: Scope, filters: Filters) -> pd.DataFrame: ...

    def voice_partners(self, scope: Scope, filters: Filters, as_of: date) -> pd.DataFrame: ...

    def voice_answers(
        self, scope: Scope, filters: Filters, waves: tuple[str, ...], only: str = ""
    ) -> pd.DataFrame: ...

    def voice_sales(self, scope: Scope, filters: Filters, as_of: date) -> pd.DataFrame: ...

    def voice_cases(self, scope: Scope, filters: Filters) -> pd.DataFrame: ...
