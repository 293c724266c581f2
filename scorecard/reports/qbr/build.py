"""The outline of a review: slides in the order in which it is spoken."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from scorecard.reports.qbr.edits import NO_EDITS, Edits, edited
from scorecard.reports.qbr.facts import ReviewFacts
from scorecard.reports.qbr.outline import Edition, Outline, Slide
from scorecard.reports.qbr.slides import (
    ahead,
    appendix,
    deals,
    opening,
    parts,
    past,
    plan,
    strength,
    tier,
)

SLIDES: tuple[Callable[[ReviewFacts], Slide], ...] = (
    opening.cover,
    opening.commitments,
    opening.summary,
    opening.scorecard,
    past.revenue,
    past.bridge,
    ahead.pipeline,
    deals.wins,
    deals.customers,
    strength.capability,
    strength.marketing,
    strength.voice,
    tier.tier,
    plan.goals,
    plan.plan,
    plan.asks,
    appendix.definitions,
    appendix.data_quality,
)


def _linked(slide: Slide, facts: ReviewFacts) -> Slide:
    """A slide without evidence of its own leads to the partner's page."""
    return slide if slide.link else replace(slide, link=parts.link(facts))


def outline_of(facts: ReviewFacts, edits: Edits = NO_EDITS) -> Outline:
    """What the deck of one partner says, with a person's edits in it."""
    slides = tuple(_linked(build(facts), facts) for build in SLIDES)
    if facts.edition is Edition.INTERNAL and facts.internal:
        slides += (appendix.internal(facts),)
    stamp = facts.page.stamp
    found = Outline(
        partner_code=facts.page.line.partner_code,
        partner_name=facts.page.line.name,
        programme=facts.programme,
        programme_version=stamp.definitions,
        period=facts.period,
        edition=facts.edition,
        as_of=stamp.as_of,
        data_version=stamp.data_version,
        currency=stamp.currency,
        closed=facts.closed,
        slides=slides,
    )
    return edited(found, edits)
