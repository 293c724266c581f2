"""Deals won and lost with their reasons; new customers."""

from __future__ import annotations

from collections import Counter

from scorecard.i18n.message import Message, Money, Param
from scorecard.reports.qbr.edits import typed
from scorecard.reports.qbr.facts import DealRow, ReviewFacts
from scorecard.reports.qbr.outline import Cell, Slide, Table, Text, Tile, Tiles, Tone
from scorecard.reports.qbr.slides import parts

SHOWN = 7
KEYS = ("win_rate", "win_rate_t12m", "win_rate_value", "sales_cycle_days")


def wins(facts: ReviewFacts) -> Slide:
    """Slide 8: what was won and lost in the quarter, and why it was lost."""
    said = [parts.why_none(facts.now[key]) for key in KEYS if facts.now[key].value is None]
    speech = parts.notes(facts, said, kpis=KEYS, sources=["deals"], minutes=1)
    rate = facts.now["win_rate"]
    if rate.n == 0 and not facts.deals_closed:
        why = Message("No deal was won or lost in {period}.", {"period": facts.period})
        title = Message("No deal was closed in {period}", {"period": facts.period})
        return parts.missing_slide("wins", title, why, speech, forward=False)
    shown = facts.deals_closed[:SHOWN]
    table = Table(
        parts.columns(
            (Message("Deal"), 3, False), (Message("Customer"), 2.6, False),
            (Message("Result"), 1.2, False), (Message("Value"), 1.5, True),
            (Message("Reason"), 2.2, False),
        ),
        tuple(_row(deal, facts) for deal in shown),
        left_off=len(facts.deals_closed) - len(shown),
    )  # fmt: skip
    return Slide(
        key="wins",
        title=_won_of(rate.numerator, rate.denominator, facts),
        subtitle=Message("Deals closed in {period}", {"period": facts.period}),
        blocks=(Tiles(_tiles(facts)), table),
        notes=speech,
        link=parts.link(facts, "deals"),
    )


def _tiles(facts: ReviewFacts) -> tuple[Tile, ...]:
    return tuple(
        Tile(parts.label(key), parts.value_of(facts.now[key], facts.currency),
             note=Message("{n} deal", plural="{n} deals", n=facts.now[key].n))
        for key in KEYS
    )  # fmt: skip


def _won_of(won: int, closed: int, facts: ReviewFacts) -> Message:
    reasons = Counter(deal.lost_reason for deal in facts.deals_closed
                      if deal.status == "lost" and deal.lost_reason)  # fmt: skip
    told: dict[str, Param | Message] = {"won": won, "n": closed, "period": facts.period}
    if not reasons:
        return Message("{won} of {n} deals closed in {period} were won", told)
    reason, n = reasons.most_common(1)[0]
    return Message(
        "{won} of {n} deals won in {period}; lost most often: {reason} ({times})",
        told | {"reason": typed(reason), "times": n},
    )


def _row(deal: DealRow, facts: ReviewFacts) -> tuple[Cell, ...]:
    won = deal.status == "won"
    word = Message("Won") if won else Message("Lost")
    return (
        Cell(typed(deal.name or deal.deal_code), strong=True),
        Cell(typed(deal.customer), Tone.MUTED),
        Cell(word, Tone.GOOD if won else Tone.RISK, strong=True),
        Cell(Message("{money}", {"money": Money(deal.amount_minor, facts.currency)})),
        Cell(typed(deal.lost_reason), Tone.MUTED),
    )


def customers(facts: ReviewFacts) -> Slide:
    """Slide 9: new end customers; renewals where they are known."""
    new = facts.now["new_customers"]
    before = None if facts.before is None else facts.before["new_customers"]
    speech = parts.notes(facts, [], kpis=["new_customers"], sources=["sales"], minutes=1)
    if new.value is None:
        title = Message("New customers are not known")
        return parts.missing_slide("customers", title, parts.why_none(new), speech, forward=False)
    tiles = [Tile(Message("New customers"), parts.value_of(new, ""),
                  note=Message("{period}", {"period": facts.period}))]  # fmt: skip
    if before is not None and before.value is not None:
        then = Message("{period}", {"period": facts.period.shift(-1)})
        tiles.append(Tile(Message("New customers"), parts.value_of(before, ""), note=then))
    renewals = Message("Renewals are not measured: no file says when a subscription ends.")
    return Slide(
        key="customers",
        title=_new_customers(round(new.value), facts),
        subtitle=Message("End customers whose first purchase falls in the quarter"),
        blocks=(Tiles(tuple(tiles)), Text((renewals,), Message("Renewals"))),
        notes=speech,
        link=parts.link(facts, "sales"),
    )


def _new_customers(n: int, facts: ReviewFacts) -> Message:
    return Message(
        "{n} new customer in {period}",
        {"period": facts.period},
        plural="{n} new customers in {period}",
        n=n,
    )
