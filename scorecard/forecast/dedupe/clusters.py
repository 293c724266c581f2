"""Deals that are one opportunity: agglomerated pair by pair, guarded against chains.

A cluster grows only while what is known between its two halves does not speak against it on
average, and never holds two deals of one reporter unless they are parts of a whole, or a person
says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scorecard.forecast.dedupe.contract import Decision, Finding
from scorecard.forecast.dedupe.customers import Ints
from scorecard.forecast.dedupe.splits import Split
from scorecard.i18n.message import Message

Floats = NDArray[np.float64]
UNKNOWN = -4.0  # log-odds of a pair that was not worth comparing; none counts as less
LINKAGE = -1.0  # least mean log-odds between two clusters that become one
MARGIN = 1.0  # a rival deal of the same reporter must fit so much worse


def reporters(deals: pd.DataFrame) -> Ints:
    """A number for each reporter: one that tells an opportunity once, under one id.

    The vendor's CRM is one; of registrations, quotes and partners' words each partner of each
    sender is one.
    """
    partner = deals["partner_id"].where(deals["source"] != "crm", 0)
    keys = [deals["source"].astype("object"), deals["sender"].astype("object"), partner]
    return pd.MultiIndex.from_arrays(keys).factorize()[0].astype(np.int64)


@dataclass(frozen=True)
class Links:
    """Pairs of positions (one < other) and their log-odds."""

    one: Ints
    other: Ints
    weight: Floats


@dataclass
class Clustering:
    """`of`: each position's cluster, named by its smallest position; `members`: of each."""

    of: list[int]
    members: dict[int, list[int]]
    apart: dict[int, set[int]] = field(default_factory=dict)  # positions a person keeps apart
    by_hand: set[int] = field(default_factory=set)  # clusters in which a person put deals together

    @classmethod
    def alone(cls, n: int) -> Clustering:
        return cls(list(range(n)), {at: [at] for at in range(n)})

    def join(self, one: int, other: int) -> int:
        """Merge the clusters of two positions."""
        a, b = sorted((self.of[one], self.of[other]))
        if a == b:
            return a
        moved = self.members.pop(b)
        self.members[a] = sorted(self.members[a] + moved)
        for at in moved:
            self.of[at] = a
        if b in self.by_hand:
            self.by_hand.add(a)
        return a

    def forbidden(self, one: int, other: int) -> bool:
        """True when a person keeps apart two deals that would come together."""
        if not self.apart:
            return False
        there = set(self.members[self.of[other]])
        return any(self.apart.get(at, set()) & there for at in self.members[self.of[one]])


def decide(
    found: Clustering, decisions: Sequence[Decision], position: dict[int, int]
) -> tuple[Finding, ...]:
    """Put people's decisions into effect, the latest first; name those that cannot hold."""
    latest: dict[tuple[int, int], Decision] = {}
    for one in sorted(decisions, key=lambda d: (d.at, d.one_id, d.other_id, d.same, d.by)):
        if one.one_id in position and one.other_id in position and one.one_id != one.other_id:
            latest[min(one.one_id, one.other_id), max(one.one_id, one.other_id)] = one
    findings = []
    for one in sorted(latest.values(), key=lambda d: (d.at, d.one_id, d.other_id), reverse=True):
        a, b = position[one.one_id], position[one.other_id]
        holds = not found.forbidden(a, b) if one.same else found.of[a] != found.of[b]
        if not holds:
            findings.append(_contradicting(one))
        elif one.same:
            found.by_hand.add(found.join(a, b))
        else:
            found.apart.setdefault(a, set()).add(b)
            found.apart.setdefault(b, set()).add(a)
    return tuple(findings)


def _contradicting(one: Decision) -> Finding:
    why = Message("A decision of {by} contradicts later ones and has no effect.", {"by": one.by})
    return Finding("contradicting_decisions", one.one_id, why)


def agglomerate(
    found: Clustering, links: Links, splits: Iterable[Split], reporter: Ints, certain: float
) -> None:
    """Merge what is certain, the strongest pair first.

    Args:
        certain: log-odds from which a pair is merged.
    """
    known = {
        (a, b): max(w, UNKNOWN)
        for a, b, w in zip(
            links.one.tolist(), links.other.tolist(), links.weight.tolist(), strict=True
        )
    }
    for split in splits:
        _join_parts(found, split, known, reporter, certain)
    clear = links.weight - _rivals(links, reporter) >= MARGIN
    strong = np.flatnonzero((links.weight >= certain) & clear)
    order = np.lexsort((links.other[strong], links.one[strong], -np.round(links.weight[strong], 6)))
    for at in strong[order].tolist():
        one, other = int(links.one[at]), int(links.other[at])
        if _may_join(found, one, other, reporter) and _linkage(found, one, other, known) >= LINKAGE:
            found.join(one, other)


def _join_parts(
    found: Clustering,
    split: Split,
    known: dict[tuple[int, int], float],
    reporter: Ints,
    least: float,
) -> None:
    """All parts or none."""
    pairs = [(min(split.whole, part), max(split.whole, part)) for part in split.parts]
    if sum(known.get(pair, UNKNOWN) for pair in pairs) / len(pairs) < least:
        return
    alone = all(len(found.members[found.of[part]]) == 1 for part in split.parts)
    own = {int(reporter[at]) for at in found.members[found.of[split.whole]]}
    free = not any(found.forbidden(split.whole, part) for part in split.parts)
    if alone and free and int(reporter[split.parts[0]]) not in own:
        for part in split.parts:
            found.join(split.whole, part)


def _may_join(found: Clustering, one: int, other: int, reporter: Ints) -> bool:
    a, b = found.of[one], found.of[other]
    if a == b or found.forbidden(one, other):
        return False
    left = {int(reporter[at]) for at in found.members[a]}
    return not any(int(reporter[at]) in left for at in found.members[b])


def _linkage(found: Clustering, one: int, other: int, known: dict[tuple[int, int], float]) -> float:
    left, right = found.members[found.of[one]], found.members[found.of[other]]
    total = sum(known.get((min(a, b), max(a, b)), UNKNOWN) for a in left for b in right)
    return total / (len(left) * len(right))


def _rivals(links: Links, reporter: Ints) -> Floats:
    """For each pair the best weight that either deal has with another deal of the same reporter
    as the pair's other one."""
    n = len(links.weight)
    node = np.concatenate([links.one, links.other])
    peer = np.concatenate([links.other, links.one])
    weight = np.concatenate([links.weight, links.weight])
    group = pd.MultiIndex.from_arrays([node, reporter[peer]]).factorize()[0]
    order = np.lexsort((-weight, group))
    first = np.flatnonzero(np.diff(group[order], prepend=-1))
    best = np.full(group.max(initial=-1) + 1, -np.inf)
    best[group[order][first]] = weight[order][first]
    second = np.full(len(best), -np.inf)
    has_more = first[(np.append(first[1:], len(order)) - first) > 1]
    second[group[order][has_more]] = weight[order][has_more + 1]
    is_best = np.zeros(2 * n, dtype=bool)
    is_best[order[first]] = True
    rival = np.where(is_best, second[group], best[group])
    return np.asarray(np.maximum(rival[:n], rival[n:]), dtype=np.float64)
