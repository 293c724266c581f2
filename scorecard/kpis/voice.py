"""Voice: what partners say about the programme."""

from __future__ import annotations

import pandas as pd

from scorecard.facts import DIMENSIONS, Facts
from scorecard.kpis.grouping import parts_of
from scorecard.kpis.registry import Better, Kind, Subject, Unit, registry
from scorecard.kpis.windows import trailing_year
from scorecard.period import Period

PROMOTER = 9
DETRACTOR = 6


@registry.kpi(
    label="Partner NPS", unit=Unit.POINTS, kind=Kind.RATIO, better=Better.HIGHER,
    subject=Subject.VOICE, source=("nps",), owner="partner-experience", since="1.0", min_n=5,
    formula="% of answers 9-10 less % of answers 0-6", scale=0.01,
    grains=("partner_id", *DIMENSIONS, "all"),
)  # fmt: skip
def partner_nps(facts: Facts, period: Period, by: str) -> pd.DataFrame:
    """Net promoter score of the latest answers of twelve months, in points -100 to 100.

    Counts each respondent of a partner once, with the latest answer of the twelve months
    that end with the period's last day, so that waves do not have to fit quarters. Below
    `min_n` respondents there is no value.

    Args:
        facts: uses `nps` (respondent_id, wave, answered_on, score 0 to 10).
        period: half-open [start, end) in the programme's fiscal calendar.
        by: grain of the result.

    Returns:
        Frame indexed by `by`; numerator = promoters - detractors, denominator = n =
        respondents. A group without an answer is absent.

    Raises:
        DefinitionError: when `by` is not a known grain.

    Source: the vendor's partner survey.
    """
    answers = facts.nps[trailing_year(facts.nps["answered_on"], facts, period)]
    # the order is total, so that two answers of one day always give the same latest one
    ordered = answers.sort_values(["answered_on", "wave", "score"])
    rows = ordered.drop_duplicates(["partner_id", "respondent_id"], keep="last")
    promoters = (rows["score"] >= PROMOTER).astype("int64")
    detractors = (rows["score"] <= DETRACTOR).astype("int64")
    return parts_of(facts, rows, by, numerator=promoters - detractors, denominator=1, n=1)
