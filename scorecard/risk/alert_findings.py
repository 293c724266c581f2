"""What a day's verdict says loudly enough for a person: findings, one a subject and rule.

A finding is no alert yet: `scorecard.risk.alerts` says which of them open, update or wake one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pandas as pd

from scorecard.i18n.message import Message
from scorecard.risk.alert_kinds import AlertRule
from scorecard.risk.alert_words import question, why_group, why_sure
from scorecard.risk.context import ALL, RECENT, QuietGroup
from scorecard.risk.days import Flags, day_of
from scorecard.risk.doubts import doubts as doubts_of
from scorecard.risk.doubts import members, said
from scorecard.risk.evidence import WINDOW, Evidence
from scorecard.risk.fading import Fading, fading, why_fading
from scorecard.risk.features import Theme
from scorecard.risk.finding import Finding, Judged, Key, Verdict
from scorecard.risk.reasons import KINDS, Reason
from scorecard.risk.score import RiskFrame
from scorecard.risk.status import RiskStatus, statuses

PARTNER = "partner"  # the kind of an alert's subject that is no group
NARROW = {"class": 3, "product": 4}  # usual things below which a stop is no matter of breadth
MOST_REASONS = 6
OWN = {
    AlertRule.SILENT: Theme.SILENCE,
    AlertRule.FADING: Theme.SPEND,
    AlertRule.LINES: Theme.BREADTH,
}

Money = Mapping[int, tuple[int, int]]


def verdict(answer: RiskFrame, money: Money) -> Verdict:
    """The findings of an answer whose partners are ids.

    Args:
        money: partner -> money at stake and expected spend, for groups; of all partners, also
            where the answer is about some.
    """
    if answer.evidence is None:
        return Verdict(answer.as_of, (), (), {})
    frame = answer.frame
    gone = (frame["why_not"] == "gone").to_numpy(bool)
    n, last = answer.evidence.own.n, answer.evidence.own.last
    partners = frame["partner"].to_numpy(np.int64)
    judged: dict[int, Judged] = {}
    for at, partner in enumerate(partners.tolist()):
        day, before = day_of(last[at]) if n[at] else None, judged.get(partner)
        if before is None:
            judged[partner] = Judged(day, bool(gone[at]))
        else:
            latest = max(filter(None, (day, before.last_on)), default=None)
            judged[partner] = Judged(latest, before.gone and bool(gone[at]))
    return Verdict(answer.as_of, _together(_of_partners(answer)), _groups(answer, money), judged)


def _of_partners(answer: RiskFrame) -> Iterator[Finding]:
    assert answer.evidence is not None
    evidence, faded = answer.evidence, fading(answer.evidence.own)
    silent = statuses(answer, faded) == RiskStatus.SILENT
    lines = {kind: _narrowed(evidence, kind) for kind in NARROW if kind in evidence.book.things}
    narrow = _any(lines.values(), len(silent)) & evidence.own.eligible
    told = why_sure(evidence, answer.quiet)
    # Who belongs to a silent group is told once for all: it takes a look at every account.
    inside = [(said(group), members(evidence, group)) for group in answer.quiet]
    for at in np.flatnonzero(silent | faded.fades | narrow).tolist():
        own = [text for text, flags in inside if flags[at]]
        reasons, doubts = answer.reasons(at), (*own, *doubts_of(evidence, (), at))
        base = _base(answer, evidence, at, told(at), doubts)
        if silent[at]:
            yield _said(base, AlertRule.SILENT, reasons, _after(evidence.own.last[at]))
        if faded.fades[at]:
            yield _fades(base, reasons, faded, at, evidence)
        if narrow[at]:
            yield _stopped(base, reasons, lines, at, evidence)


def _base(
    answer: RiskFrame, evidence: Evidence, at: int, why: Message, doubts: tuple[Message, ...]
) -> Finding:
    row = {name: answer.frame[name].iloc[at] for name in _COLUMNS}
    own = evidence.own
    p_stop, p_drop, p_break = (None if np.isnan(row[one]) else float(row[one]) for one in _P)
    return Finding(
        kind=PARTNER, partner=int(row["partner"]), group="", rule=AlertRule.SILENT,
        since=answer.as_of, at_stake_minor=int(row["at_stake_minor"]),
        expected_minor=int(row["expected_spend_minor"]), certainty=str(row["certainty"]), why=why,
        question=why, doubts=doubts, last_on=day_of(own.last[at]) if own.n[at] else None,
        data_to=day_of(own.at[at]), p_stop=p_stop, p_drop=p_drop, p_break=p_break,
    )  # fmt: skip


_P = ("p_stop", "p_drop", "p_break")
_COLUMNS = (*_P, "partner", "at_stake_minor", "expected_spend_minor", "certainty")


def _after(day: int) -> date:
    return day_of(int(day)) + timedelta(days=1)


def _said(base: Finding, rule: AlertRule, reasons: list[Reason], since: date) -> Finding:
    """The rule's own sentence stands first."""
    texts = sorted(reasons, key=lambda one: one.theme is not OWN.get(rule))
    found = replace(base, rule=rule, since=since, reasons=tuple(one.text for one in texts))
    return replace(
        found, reasons=found.reasons[:MOST_REASONS], question=question(rule, base, texts)
    )


def _fades(
    base: Finding, reasons: list[Reason], faded: Fading, at: int, evidence: Evidence
) -> Finding:
    since = day_of(evidence.own.at[at]) - timedelta(days=WINDOW)
    found = _said(base, AlertRule.FADING, reasons, since)
    return replace(
        found,
        reasons=(why_fading(faded, at), *found.reasons)[:MOST_REASONS],
        at_stake_minor=max(base.at_stake_minor, round(float(faded.lost_minor[at]))),
    )


def _stopped(
    base: Finding, reasons: list[Reason], lines: dict[str, Flags], at: int, evidence: Evidence
) -> Finding:
    kind = next(kind for kind, flags in lines.items() if flags[at])
    things, had = evidence.book.things[kind], evidence.breadth[kind]
    mine = had.pair_stopped[things.owner[had.pair_stopped] == at]
    since = _after(had.pair_last[mine].max())
    share = len(mine) / int(had.usual[at])
    said_so = _said(base, AlertRule.LINES, reasons, since)
    texts = sorted(said_so.reasons, key=lambda text: text.msgid not in KINDS[kind])
    return replace(
        said_so,
        reasons=tuple(texts),
        at_stake_minor=max(base.at_stake_minor, round(base.expected_minor * share)),
    )


def _narrowed(evidence: Evidence, kind: str) -> Flags:
    """Accounts of which at least half of the usual things have stopped, two at least."""
    had = evidence.breadth[kind]
    broad = had.usual >= NARROW[kind]
    return np.asarray(broad & (had.stopped >= 2) & (2 * had.stopped >= had.usual))


def _any(flags: Iterable[Flags], n: int) -> Flags:
    found = np.zeros(n, bool)
    for one in flags:
        found |= one
    return found


def _together(findings: Iterator[Finding]) -> tuple[Finding, ...]:
    """Accounts of a partner (brands) as one: the one with most at stake speaks, money adds up."""
    found: dict[Key, Finding] = {}
    for one in findings:
        other = found.get(one.key)
        if other is None:
            found[one.key] = one
            continue
        loud = max(one, other, key=lambda each: each.at_stake_minor)
        stake = one.at_stake_minor + other.at_stake_minor
        expected = one.expected_minor + other.expected_minor
        found[one.key] = replace(loud, at_stake_minor=stake, expected_minor=expected)
    return tuple(found.values())


def _groups(answer: RiskFrame, money: Money) -> tuple[Finding, ...]:
    assert answer.evidence is not None
    paces = answer.evidence.cut.paces
    return tuple(_group(answer, paces, group, money) for group in answer.quiet)


def _group(answer: RiskFrame, paces: pd.DataFrame, group: QuietGroup, money: Money) -> Finding:
    inside = paces["ordered"].to_numpy(bool)
    if group.kind != ALL:
        inside = inside & (paces[group.kind].astype(str) == group.name).to_numpy(bool)
    members = tuple(np.unique(paces["partner"].to_numpy(np.int64)[inside]).tolist())
    sums = [money.get(partner, (0, 0)) for partner in members]
    text = said(group)
    base = Finding(
        kind=group.kind, partner=0, group=group.name, rule=AlertRule.GROUP,
        since=min(_after(group.last_day), answer.as_of - timedelta(days=RECENT)),
        at_stake_minor=sum(stake for stake, _ in sums),
        expected_minor=sum(expected for _, expected in sums),
        certainty="low", why=why_group(), question=text, reasons=(text,),
        last_on=day_of(group.last_day), members=members,
    )  # fmt: skip
    return replace(base, question=question(AlertRule.GROUP, base, []))
