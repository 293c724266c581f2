"""One day's verdict: what the score said then, beside what happened afterwards."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd
from scipy.special import expit

from scorecard.i18n.message import Message, MsgId
from scorecard.risk.book import OrderBook
from scorecard.risk.days import Flags, Floats, Ints, day_number, day_of
from scorecard.risk.early import early_warnings
from scorecard.risk.evidence import Evidence
from scorecard.risk.labels import Outcome, days_needed, outcome, year_spend
from scorecard.risk.metrics import captured
from scorecard.risk.prior import bgnbd_log_odds
from scorecard.risk.rhythm import YEAR, Rhythm
from scorecard.risk.score import COLUMN, RiskFrame, score
from scorecard.risk.training import Method, who

MODEL, PRIOR, RFM, RECENCY = "model", "bgnbd", "rfm", "recency"
METHODS = (MODEL, PRIOR, RFM, RECENCY)
TOP = 0.1  # of the accounts, ranked by money at stake
TOO_EARLY: MsgId = "{day}: what happened in the {n} days after it is not known yet."
ONE_SIDED: MsgId = "{day}: all partners or none stopped, so that nothing can be compared."


@dataclass(frozen=True)
class Judged:
    """One day's scores beside what happened; one value an account that the outcome is about."""

    day: int
    account: Ints
    happened: Flags
    scores: dict[str, Floats]
    p: Floats
    spend: Floats
    stake: dict[str, Floats]
    method: Method
    alerts: pd.DataFrame
    captured_break: dict[str, float]


def judge(book: OrderBook, day: date, horizon: int, budget: float, end: int) -> Judged | Message:
    """One day's verdict, or why there is none."""
    at = day_number(day)
    if at + days_needed(Outcome.STOP, horizon) > end:
        return Message(TOO_EARLY, {"day": day, "n": horizon})
    answer = score(book, day, horizon)
    evidence = answer.evidence
    if evidence is None:
        return answer.nothing[1] if answer.nothing else Message(ONE_SIDED, {"day": day})
    some = np.flatnonzero(evidence.own.eligible)
    happened = outcome(book, evidence.own, Outcome.STOP, horizon)[some]
    if happened.all() or not happened.any():
        return Message(ONE_SIDED, {"day": day})
    alerts, broke = _alerts(book, answer, budget, end), _captured_break(book, answer, end)
    return replace(_judged(answer, evidence, some, happened), alerts=alerts, captured_break=broke)


def _judged(answer: RiskFrame, evidence: Evidence, some: Ints, happened: Flags) -> Judged:
    p = answer.frame["p_stop"].to_numpy(float)[some]
    prior = expit(_rival(answer, evidence.horizon)[some])
    spend = year_spend(evidence.own)[some].astype(float)
    recency = evidence.own.recency[some].astype(float)
    rfm = _rfm(evidence.own, some)
    return Judged(
        day=evidence.as_of,
        account=some,
        happened=happened,
        scores={MODEL: p, PRIOR: prior, RFM: rfm, RECENCY: recency},
        p=p,
        spend=spend,
        stake={MODEL: p * spend, PRIOR: prior * spend, RFM: rfm, RECENCY: recency},
        method=evidence.models[Outcome.STOP].method,
        alerts=pd.DataFrame(),
        captured_break={},
    )


def _rival(answer: RiskFrame, ahead: Ints | int) -> Floats:
    """Log-odds of no order by BG/NBD alone, with the season."""
    assert answer.evidence is not None
    assert answer.fitted is not None
    now = answer.evidence.cut
    return bgnbd_log_odds(now.own, answer.fitted.prior, np.asarray(ahead * now.busy, float))


def _rfm(own: Rhythm, some: Ints) -> Floats:
    """Sum of quintiles (1 to 5) of recency, frequency and money, the worst highest."""
    from scipy.stats import rankdata  # 0.4 s to load: only for a backtest

    parts = (-own.recency[some], own.count(YEAR)[some], year_spend(own)[some])
    quintiles = [np.ceil(rankdata(part) / len(some) * 5) for part in parts]
    return np.asarray(18.0 - np.sum(quintiles, axis=0))


def _alerts(book: OrderBook, answer: RiskFrame, budget: float, end: int) -> pd.DataFrame:
    """The early warnings of the day; none where not every break is known by now."""
    evidence = answer.evidence
    assert evidence is not None
    own = evidence.own
    known = evidence.as_of + days_needed(Outcome.BREAK, answer.horizon) <= end
    chosen = early_warnings(answer, budget if known else 0.0)
    return pd.DataFrame(
        {
            "as_of": [day_of(evidence.as_of)] * len(chosen),
            "account": chosen,
            "partner": book.accounts["partner"].to_numpy()[chosen],
            "last": own.last[chosen],
            "silent_days": own.recency[chosen],
            "broke": outcome(book, own, Outcome.BREAK, answer.horizon)[chosen],
        }
    )


def _captured_break(book: OrderBook, answer: RiskFrame, end: int) -> dict[str, float]:
    """Share of the 12-month spend of the regular buyers that then broke their rhythm, which lay
    with the top 10 % of regular buyers; empty where not every break is known by now."""
    evidence = answer.evidence
    assert evidence is not None
    own = evidence.own
    some = np.flatnonzero(who(Outcome.BREAK, own))
    known = evidence.as_of + days_needed(Outcome.BREAK, answer.horizon) <= end
    if not known or not len(some):
        return {}
    p = answer.frame[COLUMN[Outcome.BREAK]].to_numpy(float)[some]
    prior = expit(_rival(answer, own.break_limit)[some])
    spend = year_spend(own)[some].astype(float)
    recency, rfm = own.recency[some].astype(float), _rfm(own, some)
    stake = {MODEL: p * spend, PRIOR: prior * spend, RFM: rfm, RECENCY: recency}
    lost = spend * outcome(book, own, Outcome.BREAK, answer.horizon)[some]
    return {method: captured(score, lost, TOP) for method, score in stake.items()}
