"""Where numbers come from: the stamp of every page, export and deck."""

from __future__ import annotations

from datetime import date

from scorecard.access import Scope
from scorecard.ports import ReadPort
from scorecard.views import Stamp


def build_stamp(reads: ReadPort, scope: Scope, as_of: date) -> Stamp:
    """As-of day, data version, currency with its rates, version of the definitions."""
    return Stamp(
        as_of=as_of,
        data_version=reads.data_version(),
        currency=reads.settings().reporting_currency,
        rates=reads.rates_note(scope, as_of),
        definitions=reads.card_book(scope).on(as_of).version,
    )
