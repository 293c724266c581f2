"""Who is leaving: every account's probabilities on a day, with money, reasons and doubts."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
import pandas as pd
from scipy.special import expit

from scorecard.errors import UserError
from scorecard.i18n.message import Message
from scorecard.risk.book import OrderBook
from scorecard.risk.context import QuietGroup, quiet_groups
from scorecard.risk.days import Floats, Ints, day_number, day_of
from scorecard.risk.doubts import certainty, data_note, doubts, level, why_not
from scorecard.risk.evidence import Evidence
from scorecard.risk.features import Theme
from scorecard.risk.labels import Outcome, year_spend
from scorecard.risk.orders import NoAnswer, Remark, no_answer, remarks
from scorecard.risk.prior import fit_prior, prior_log_odds
from scorecard.risk.reasons import Reason, by_theme, reasons
from scorecard.risk.rhythm import YEAR, due_days, rhythm, until
from scorecard.risk.training import Cut, Fitted, cut, train, who

OUTCOMES = (Outcome.STOP, Outcome.STOP_LONG, Outcome.DROP, Outcome.BREAK)
COLUMN = {
    Outcome.STOP: "p_stop",
    Outcome.STOP_LONG: "p_stop_long",
    Outcome.DROP: "p_drop",
    Outcome.BREAK: "p_break",
}


@dataclass(frozen=True)
class RiskFrame:
    """The answer for a whole book.

    Args:
        as_of, horizon: the day and the days ahead.
        frame: one row an account in the book's order: `partner` (and `brand`), `eligible`,
            `why_not`, `p_stop`, `p_stop_long` (twice the horizon), `p_drop`, `p_break` (NaN:
            not a regular buyer), `broken` (its rhythm is broken already), `level` (red, amber
            or nothing), `expected_spend_minor` (of the horizon: its days' share of the last 12
            months' spend), `at_stake_minor` (p_stop of it), `recency_days`, `gap_days`,
            `last_day`, `certainty`; NaN and 0 money where not eligible.
        fitted: what was learned, and from how much.
        quiet: groups that are silent together; one alert each, instead of their accounts'.
        found: remarks on the input.
        nothing: why there is no answer at all; the frame is then empty.
    """

    as_of: date
    horizon: int
    frame: pd.DataFrame
    fitted: Fitted | None = None
    quiet: tuple[QuietGroup, ...] = ()
    found: tuple[tuple[Remark, Message], ...] = ()
    nothing: tuple[NoAnswer, Message] | None = None
    evidence: Evidence | None = field(default=None, repr=False)

    def contributions(self, account: int, outcome: Outcome = Outcome.STOP) -> dict[Theme, float]:
        """What each theme adds to one account's log-odds, against an average account.

        With the model's `base` they sum to the log-odds of its probability (before the bounds
        that keep the outcomes in order). Empty where nothing was scored.
        """
        if self.evidence is None:
            return {}
        row = slice(account, account + 1)
        values, prior = self.evidence.cut.features.values[row], self.evidence.priors[outcome][row]
        added = self.evidence.models[outcome].model.contributions(values, prior)[0]
        return by_theme(added, self.evidence.cut.features.themes)

    def reasons(self, account: int, outcome: Outcome = Outcome.STOP) -> list[Reason]:
        """Why the account is at risk, the weightiest first; empty where it is not eligible."""
        if self.evidence is None or not self.evidence.own.eligible[account]:
            return []
        return reasons(self.evidence, account, self.contributions(account, outcome))

    def doubts(self, account: int) -> list[Message]:
        """What else could explain it, and what the data lacks."""
        if self.evidence is None:
            return []
        return doubts(self.evidence, self.quiet, account)

    def data_note(self, account: int) -> Message | None:
        """Data of the account that is late, or None."""
        return None if self.evidence is None else data_note(self.evidence, account)


def score(
    book: OrderBook,
    as_of: date,
    horizon: int = 90,
    complete_to: pd.Series | None = None,
    fitted: Fitted | None = None,
    due_to: pd.Series | None = None,
) -> RiskFrame:
    """Every account's risk on a day, from what was dated and received up to it.

    Args:
        book: all that is known; later rows may be present and do not count.
        as_of: the day.
        horizon: days ahead, 1 to 365.
        complete_to: partner -> last day (datetime64) up to which all its senders have reported.
            Later days are unknown, not silent: such a partner is judged as on that day.
        fitted: what was learned on an earlier day (`RiskFrame.fitted`), to be used again after
            a small change; it is made anew where the horizon or the features differ.
        due_to: partner -> last day (datetime64) up to which its late senders should have
            reported by now, NaT where none is late. Without it data is late from 14 days on.

    Raises:
        UserError: `bad_horizon`.
    """
    if not 1 <= horizon <= YEAR:
        raise UserError("bad_horizon", horizon=horizon)
    at = day_number(as_of)
    known = book.known(at)
    found = tuple(remarks(book, at))
    nothing = no_answer(book, at)
    if nothing is not None:
        return RiskFrame(as_of, horizon, book.accounts.iloc[:0].copy(), None, (), found, nothing)
    now, fitted = _fitted(known, at, until(known, at, complete_to), horizon, fitted)
    return answered(known, now, fitted, due_days(known, due_to), found)


def answered(
    known: OrderBook,
    now: Cut,
    fitted: Fitted,
    due: Ints | None = None,
    found: tuple[tuple[Remark, Message], ...] = (),
) -> RiskFrame:
    """The answer for a book (as known on the day) in the state `now`."""
    horizon = fitted.horizon
    priors = {
        what: prior_log_odds(what, now.own, fitted.prior, horizon, now.busy) for what in OUTCOMES
    }
    evidence = Evidence(known, now.at, horizon, now, priors, fitted.models, due)
    quiet = tuple(quiet_groups(now.paces))
    frame = _frame(evidence, quiet)
    return RiskFrame(day_of(now.at), horizon, frame, fitted, quiet, found, None, evidence)


def _fitted(
    known: OrderBook, at: int, until: Ints, horizon: int, fitted: Fitted | None
) -> tuple[Cut, Fitted]:
    """The state on the day, and what was learned: as given where it fits, else anew."""
    if fitted is not None and fitted.horizon == horizon and fitted.at <= at:
        day, busy = fitted.season
        own = rhythm(known, until, fitted.usual)
        now = cut(known, at, fitted.prior, horizon, own, busy if day == at else None)
        if now.features.names == fitted.names:
            return now, replace(fitted, season=(at, now.busy))
    model, own = fit_prior(known, at), rhythm(known, until)
    now = cut(known, at, model, horizon, own)
    models = train(known, now, model, horizon, OUTCOMES)
    names = now.features.names
    return now, Fitted(at, horizon, model, names, models, own.usual, (at, now.busy))


def _frame(evidence: Evidence, quiet: tuple[QuietGroup, ...]) -> pd.DataFrame:
    own, book = evidence.own, evidence.book
    p = _probabilities(evidence)
    expected = np.where(own.eligible, year_spend(own) * (evidence.horizon / YEAR), 0)
    stake = np.where(own.eligible, np.nan_to_num(p[Outcome.STOP]) * expected, 0)
    columns = {
        "eligible": own.eligible,
        "why_not": why_not(evidence),
        **{COLUMN[what]: p[what] for what in OUTCOMES},
        "broken": own.broken,
        "level": level(evidence, p[Outcome.BREAK]),
        "expected_spend_minor": np.rint(expected).astype(np.int64),
        "at_stake_minor": np.rint(stake).astype(np.int64),
        "recency_days": own.recency,
        "gap_days": own.gap,
        "last_day": own.last.astype("datetime64[D]").astype("datetime64[s]"),
        "certainty": certainty(evidence, quiet),
    }
    return pd.concat([book.accounts, pd.DataFrame(columns)], axis=1)


def _probabilities(evidence: Evidence) -> dict[Outcome, Floats]:
    """NaN for whom an outcome is not about; a long stop never likelier than a short one."""
    found = {}
    for what in OUTCOMES:
        odds = evidence.models[what].model.log_odds(
            evidence.cut.features.values, evidence.priors[what]
        )
        found[what] = np.where(who(what, evidence.own), expit(odds), np.nan)
    found[Outcome.STOP_LONG] = np.minimum(found[Outcome.STOP_LONG], found[Outcome.STOP])
    found[Outcome.DROP] = np.maximum(found[Outcome.DROP], found[Outcome.STOP])
    return found
