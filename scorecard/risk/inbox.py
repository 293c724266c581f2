"""The week's inbox: what fits into what each person can handle.

Partners that somebody works on stay in the inbox whatever the budget. New ones fill the places
that are left, most money at stake first; a partner whose alerts a person closed since Monday has
used a place of this week.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from scorecard.risk.alert_kinds import AlertState
from scorecard.risk.alert_ports import BUDGET, KeptAlert


@dataclass(frozen=True)
class Share:
    """One person's week, in partners."""

    owner: str
    weekly: int
    worked_on: int
    done: int
    left: int
    n_open: int
    at_stake_minor: int


@dataclass(frozen=True)
class Shares:
    """Codes of partners, most money at stake first; owners by name."""

    inbox: tuple[str, ...]
    queue: tuple[str, ...]
    owners: tuple[Share, ...]


def share_out(
    active: Mapping[str, Sequence[KeptAlert]],
    done: Mapping[str, set[str]],
    budgets: Mapping[str, int],
    handler: Callable[[KeptAlert], str],
) -> Shares:
    """Partners of the week and beyond.

    Args:
        active: partner code -> its alerts that are neither asleep nor closed.
        done: person -> partners closed by people since Monday.
        budgets: person -> partners a week; "" for everybody else, 5 where nothing is said.
        handler: who is to act on an alert.
    """
    stake = {code: max(a.alert.said.at_stake_minor for a in some) for code, some in active.items()}
    by: dict[str, list[str]] = defaultdict(list)
    for code in sorted(active, key=lambda code: (-stake[code], code)):
        by[_of(active[code], handler)].append(code)
    near, owners = set[str](), []
    for owner in sorted(by.keys() | {name for name in done if name}):
        weekly = budgets.get(owner, budgets.get("", BUDGET))
        on = [code for code in by[owner] if _worked_on(active[code])]
        n_done = len(done.get(owner, set()) - set(by[owner]))
        left = max(weekly - len(on) - n_done, 0)
        fresh = [code for code in by[owner] if code not in on][:left]
        near |= {*on, *fresh}
        money = sum(stake[code] for code in by[owner])
        free = left - len(fresh)
        owners.append(Share(owner, weekly, len(on), n_done, free, len(by[owner]), money))
    ranked = sorted(active, key=lambda code: (-stake[code], code))
    return Shares(
        tuple(code for code in ranked if code in near),
        tuple(code for code in ranked if code not in near),
        tuple(owners),
    )


def _worked_on(alerts: Sequence[KeptAlert]) -> bool:
    return any(one.alert.state is not AlertState.NEW for one in alerts)


def _of(alerts: Sequence[KeptAlert], handler: Callable[[KeptAlert], str]) -> str:
    """Who is to act on a partner: on its weightiest alert."""
    return handler(max(alerts, key=lambda one: one.alert.said.at_stake_minor))
