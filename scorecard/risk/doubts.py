"""How sure it is: for whom there is no answer, what else could explain a silence, late data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from scorecard.i18n.message import Message, MsgId, Param
from scorecard.risk.context import ALL, QuietGroup
from scorecard.risk.days import Flags, Floats, day_of
from scorecard.risk.evidence import Evidence
from scorecard.risk.labels import Outcome
from scorecard.risk.rhythm import FEWEST, YEAR
from scorecard.risk.training import Method
from scorecard.risk.words import WHY_NOT as WHY_NOT
from scorecard.risk.words import Certainty as Certainty
from scorecard.risk.words import Level as Level
from scorecard.risk.words import WhyNot as WhyNot

LATE = 14  # days that data of senders of unknown cadence may end before the day
FEW_ORDERS, MANY_ORDERS = 6, 12
FEW_PARTNERS = 20  # with an order: below it the prior's own start is all there is
NEW = 90  # days since the first order
OVERDUE, LIKELY = 2.0, 0.2  # own gaps of silence; probability of a break
CALM = 0.8  # of the usual pace: below it the coming days are a quiet season


def why_not(evidence: Evidence) -> NDArray[np.object_]:
    """The reason of each account that is not eligible; "" for those that are."""
    own = evidence.own
    cases = [own.eligible, own.n == 0, own.count(YEAR) == 0, own.tenure < NEW]
    words = [WhyNot.NONE, WhyNot.NO_ORDERS, WhyNot.GONE, WhyNot.TOO_NEW]
    named = np.array([*words, WhyNot.TOO_RARE], object)
    return np.asarray(named[np.select(cases, range(len(cases)), len(cases))])


def certainty(evidence: Evidence, quiet: Sequence[QuietGroup]) -> NDArray[np.object_]:
    """Low where data is thin or late or a whole group is silent; high with a long own history
    that does not show the same silence a year ago."""
    own = evidence.own
    learned = evidence.models[Outcome.STOP].method is not Method.PRIOR
    thin = (own.n < FEW_ORDERS) | (evidence.n_ordering < FEW_PARTNERS)
    low = thin | late(evidence) | in_quiet(evidence, quiet)
    high = (own.n >= MANY_ORDERS) & learned & ~quiet_a_year_ago(evidence)
    words = np.array([Certainty.LOW, Certainty.HIGH, Certainty.MEDIUM], object)
    return np.asarray(words[np.select([low, high], [0, 1], 2)])


def level(evidence: Evidence, p_break: Floats) -> NDArray[np.object_]:
    """Red, amber or nothing for regular buyers; a rhythm that is broken already is red."""
    own = evidence.own
    overdue, likely = own.regular & (own.overdue >= OVERDUE), np.nan_to_num(p_break) >= LIKELY
    words = np.array([Level.RED, Level.AMBER, Level.NONE], object)
    cases = [own.broken | (overdue & likely), overdue | likely]
    return np.asarray(words[np.select(cases, [0, 1], 2)])


def late(evidence: Evidence) -> Flags:
    """Accounts whose data should reach further by now: by the cadence of their senders, or
    where nobody told it by more than 14 days."""
    due = evidence.as_of - LATE if evidence.due is None else evidence.due
    return np.asarray(evidence.own.at < due)


def quiet_a_year_ago(evidence: Evidence) -> Flags:
    """Accounts that did not order in the same days a year ago either: a season of their own."""
    own = evidence.own
    same = own.since(YEAR - evidence.horizon) - own.since(YEAR)
    return np.asarray((own.tenure >= YEAR) & (same == 0))


def in_quiet(evidence: Evidence, quiet: Sequence[QuietGroup]) -> Flags:
    """Accounts whose distributor, market or brand is silent as a whole."""
    found = np.zeros(len(evidence.book), bool)
    for group in quiet:
        found |= members(evidence, group)
    return found


def members(evidence: Evidence, group: QuietGroup) -> Flags:
    """Accounts of a group."""
    if group.kind == ALL:
        return np.ones(len(evidence.book), bool)
    return (evidence.book.accounts[group.kind].astype(str) == group.name).to_numpy(bool)


def data_note(evidence: Evidence, account: int) -> Message | None:
    """Data of the account that is late, or None."""
    if not late(evidence)[account]:
        return None
    return Message(
        "Its data ends on {day}: it is judged as on that day, later silence does not count.",
        {"day": day_of(evidence.own.at[account])},
    )


QUIET: dict[str, MsgId] = {
    "distributor": (
        "Distributor {name} as a whole is silent: {observed} order days in 30 days where "
        "{expected} are usual. A late file is likelier than the partner."
    ),
    "market": (
        "Market {name} as a whole is silent: {observed} order days in 30 days where {expected} "
        "are usual."
    ),
    "brand": (
        "Brand {name} as a whole is silent: {observed} order days in 30 days where {expected} "
        "are usual."
    ),
    ALL: (
        "All partners together are silent: {observed} order days in 30 days where {expected} are "
        "usual. Missing data is likelier than the partner."
    ),
}


def doubts(evidence: Evidence, quiet: Sequence[QuietGroup], account: int) -> list[Message]:
    """What else could explain an account's risk, and what its probability rests on."""
    note = data_note(evidence, account)
    found = [note] if note else []
    found += [said(group) for group in quiet if members(evidence, group)[account]]
    return [*found, *_season(evidence, account), *_thin(evidence, account)]


def said(group: QuietGroup) -> Message:
    """The alert of a silent group, in words."""
    params: dict[str, Param] = {
        "name": group.name,
        "observed": group.observed,
        "expected": round(group.expected),
    }
    return Message(QUIET[group.kind], params)


def _season(evidence: Evidence, account: int) -> Iterator[Message]:
    if quiet_a_year_ago(evidence)[account]:
        yield Message(
            "It did not order in the same {n} days a year ago either.", {"n": evidence.horizon}
        )
    elif evidence.cut.busy < CALM:
        yield Message("The coming {n} days are a quiet season for all.", {"n": evidence.horizon})


def _thin(evidence: Evidence, account: int) -> Iterator[Message]:
    trained = evidence.models[Outcome.STOP]
    if trained.method is Method.PRIOR:
        yield Message(
            "Too few outcomes so far to learn from ({n}): the probability comes from how often "
            "and how recently partners order alone.",
            {"n": trained.n_events},
        )
    if FEWEST <= evidence.own.n[account] < FEW_ORDERS:
        yield Message("Its own history is short: {n} orders.", {"n": int(evidence.own.n[account])})
