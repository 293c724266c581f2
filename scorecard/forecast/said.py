"""What a forecast says of itself: how it was made, how such ranges held, what to know beside."""

from __future__ import annotations

from datetime import date

from scorecard.forecast.expect import FAR_DAYS, Expected
from scorecard.forecast.lifetable import PRIOR_WIN_RATE
from scorecard.forecast.sellthrough import SellThrough
from scorecard.i18n.message import Message, Number, Share
from scorecard.period import Period


def method_of(made: Expected) -> Message:
    """How the forecast was made."""
    if made.level is None:
        return Message("The period is over: these are actuals.")
    if made.prior:
        return Message(
            "Only {n} wins are on record: a prior of {rate} of deals won stands in for history, "
            "with a wide range.",
            {"n": made.n_wins, "rate": Share(PRIOR_WIN_RATE)},
        )
    return Message(
        "Won, and open and new deals by a life table of {n} wins, corrected by its own matured "
        "forecasts and joined with the run-rate (life table {table}, run-rate {run}).",
        {
            "n": made.n_wins,
            "table": Share(made.level.table_share),
            "run": Share(1 - made.level.table_share),
        },
    )


def coverage_of(made: Expected) -> Message:
    """How often ranges like this one held in the past."""
    if made.level is None:
        return Message("The period is over: there is no range.")
    if made.shocks is None or not made.shocks.n_past:
        return Message("No forecast like this one has come due yet: its range is a prior.")
    return Message(
        "Of {n} forecasts that have come due (as many as {windows} that do not overlap), {held} "
        "lay within such a range of 80 %.",
        {
            "n": made.shocks.n_past,
            "windows": Number(made.shocks.windows, 1),
            "held": Share(made.shocks.held),
        },
    )


def notes_of(
    made: Expected, period: Period, as_of: date, anchor: SellThrough | None
) -> tuple[Message, ...]:
    """What to know beside: odd deals, zombies, far periods, sell-through."""
    far = (period.start - as_of).days > FAR_DAYS
    found = [Message("The period begins far ahead: the range is wide.")] if far else []
    return (*found, *_odd(made), *_more(made, anchor))


def _odd(made: Expected) -> list[Message]:
    odd = made.known.odd
    counted = {
        "unpriced": made.n_unpriced,
        "stage": odd["unknown_stage"],
        "order": odd["closed_before_opened"],
        "negative": odd["negative_amount"],
    }
    said = {
        "unpriced": Message(
            "{n} wins of the period have no amount; the mean of their segment is expected for "
            "them, as an open deal that is certain.",
            {"n": counted["unpriced"]},
        ),
        "stage": Message(
            "{n} deals stand in a stage that the programme does not know; they count by age.",
            {"n": counted["stage"]},
        ),
        "order": Message(
            "{n} deals were closed before they were opened; they count from their closing.",
            {"n": counted["order"]},
        ),
        "negative": Message("{n} negative amounts count as unknown.", {"n": counted["negative"]}),
    }
    return [said[name] for name, n in counted.items() if n]


def _more(made: Expected, anchor: SellThrough | None) -> list[Message]:
    found = []
    n = int(made.part.zombie.sum())
    if n:
        found.append(
            Message(
                "{n} open deals are older than 99 % of wins were, without a sign of life; they "
                "count by what became of such deals.",
                {"n": n},
            )
        )
    if anchor is not None:
        found.append(anchor.note())
    return found
