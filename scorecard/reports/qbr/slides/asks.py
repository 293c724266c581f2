"""What is asked of either side, by rules: one decision a measure that is off track."""

from __future__ import annotations

from collections.abc import Iterator

from scorecard.i18n.message import Message, MsgId
from scorecard.reports.qbr.facts import ReviewFacts
from scorecard.reports.qbr.slides import parts
from scorecard.views import ScoredItem, Status

MOST = 5
ASKS: dict[str, MsgId] = {
    "revenue_attainment": "Which deals close the gap to plan next quarter, and who leads each?",
    "growth_t12m": "Which customers bought last year and not this year, and who calls them?",
    "solution_share": "Which two open deals get a solution added, and who helps?",
    "recurring_share": "Which customers move to a subscription first?",
    "recency_days": "When is the next order due, and what holds it up?",
    "pipeline_coverage": "How many joint call days fill the pipeline, and on which dates?",
    "win_rate_t12m": "Which lost deals do we go through together, and what changes?",
    "certified_people": "Who is certified next, and by which date?",
    "engagement_points": "Which training or event fits the team next quarter?",
    "partner_nps": "Which of your complaints do we settle first, and who owns it?",
    "mdf_utilisation": "Which campaign uses the marketing money that is left?",
}


def derived_asks(facts: ReviewFacts) -> Iterator[Message]:
    """A question for each measure at risk or on watch, the costliest first."""
    for item in off_track(facts)[:MOST]:
        question = ASKS.get(item.key)
        if question is not None:
            yield Message(question)
        else:
            yield Message("What brings {kpi} to its target, and who leads it?",
                          {"kpi": parts.label(item.key)})  # fmt: skip
    if facts.now["revenue_attainment"].reason is not None:
        yield Message("Agree on a revenue target: there is none to measure by.")


def off_track(facts: ReviewFacts) -> list[ScoredItem]:
    """Measures at risk or on watch, those that cost most first."""
    bad = [i for i in facts.page.items if i.status in (Status.RISK, Status.WATCH)]
    return sorted(bad, key=lambda item: -item.lost)
