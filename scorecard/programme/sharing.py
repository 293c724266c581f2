"""What two programmes have in common on the same days, worked out once."""

from __future__ import annotations

from collections.abc import Mapping

from scorecard.programme.evaluation import Evaluation
from scorecard.programme.schema import Programme
from scorecard.programme.walk import parts_of

BASIS = ("groups", "attributes", "fx", "currency", "fiscal_year_start")


def shared_metrics(one: Programme, other: Programme) -> frozenset[str]:
    """Metrics that mean the same in both, with all they are computed from."""
    if any(getattr(one, name) != getattr(other, name) for name in BASIS):
        return frozenset()
    same: Mapping[str, bool] = {
        name: metric == one.metrics.get(name) for name, metric in other.metrics.items()
    }

    def holds(name: str) -> bool:
        parts = parts_of(other.metrics[name])
        return same.get(name, False) and all(holds(part) for _, part in parts)

    return frozenset(name for name in other.metrics if holds(name))


def share(known: Evaluation, made: Evaluation, names: frozenset[str]) -> None:
    """Give an evaluation of the same book and day the columns that another has of these metrics,
    on earlier days as well."""
    if not names:
        return
    made._metrics |= {name: found for name, found in known._metrics.items() if name in names}
    made._attributes |= known._attributes
    for day, past in known._past.items():
        share(past, made.on(day), names)
