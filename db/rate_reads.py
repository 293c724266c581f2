"""Which exchange rates the store holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from db.engine import reading
from db.rates import FX_RATE
from db.store import Store
from scorecard.access import Role, Scope


@dataclass(frozen=True)
class RateSpan:
    """Rates of one currency from one source: first and last day, how many."""

    currency: str
    source: str
    first_on: date
    last_on: date
    n: int


def loaded_rates(store: Store, scope: Scope) -> list[RateSpan]:
    """Rates by currency and source; none for anybody but a chief."""
    if scope.role is not Role.CHIEF:
        return []
    query = (
        select(
            FX_RATE.c.currency,
            FX_RATE.c.source,
            func.min(FX_RATE.c.rate_on, type_=FX_RATE.c.rate_on.type),
            func.max(FX_RATE.c.rate_on, type_=FX_RATE.c.rate_on.type),
            func.count(),
        )
        .group_by(FX_RATE.c.currency, FX_RATE.c.source)
        .order_by(FX_RATE.c.currency, FX_RATE.c.source)
    )
    with reading(store.engine) as connection:
        return [RateSpan(*row) for row in connection.execute(query)]
