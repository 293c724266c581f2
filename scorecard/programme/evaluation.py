"""One programme on one day: metrics as bounds, rules as states, for all partners at once."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np

from scorecard.programme import bounds, calendar, formula, rules
from scorecard.programme.book import Book
from scorecard.programme.bounds import MET, NOT_MET, UNKNOWN, Bounds, Floats, States
from scorecard.programme.conditions import is_among
from scorecard.programme.dated import Objects
from scorecard.programme.held import Held, Tiers, at_least, place_of
from scorecard.programme.metrics import (
    AttributeMetric,
    FormulaMetric,
    IndexMetric,
    Part,
    PointsMetric,
    RankMetric,
)
from scorecard.programme.scales import points_of, ranked, weighed
from scorecard.programme.schema import Ladder, Programme

Verdicts = dict[tuple[int, date], States]


class Evaluation:
    """`verdicts`: states of rules on earlier days, shared within a programme and book."""

    def __init__(
        self, programme: Programme, book: Book, day: date, held: Held | None = None,
        verdicts: Verdicts | None = None,
    ) -> None:  # fmt: skip
        self.verdicts = {} if verdicts is None else verdicts
        self.programme, self.book, self.day = programme, book, day
        self.held = held or Held()
        self.n = len(book.partners)
        self._metrics: dict[str, Bounds] = {}
        self._attributes: dict[str, Objects] = {}
        self._past: dict[date, Evaluation] = {}
        self._rules: dict[int, States] = {}
        self._points: dict[int, Bounds] = {}

    def ladder(self, name: str) -> Ladder:
        return next(ladder for ladder in self.programme.ladders if ladder.ladder == name)

    def states(self, ladder: Ladder) -> list[States]:
        """State of each tier's requirements, lowest tier first."""
        applies = self.rule(ladder.applies_to) if ladder.applies_to else self._all(MET)
        return [
            np.minimum(applies, self.rule(tier.requires)) if tier.requires else self._all(MET)
            for tier in ladder.tiers
        ]

    def standing(self, ladder: Ladder) -> tuple[Tiers, Tiers]:
        """(earned, possible): the highest tier met, and the highest not refuted."""
        earned, possible = np.zeros(self.n, np.int8), np.zeros(self.n, np.int8)
        for place, state in enumerate(self.states(ladder)):
            earned[state == MET] = place
            possible[state != NOT_MET] = place
        return earned, possible

    def _all(self, state: np.int8) -> States:
        return np.full(self.n, state, dtype=np.int8)

    # -- metrics ------------------------------------------------------------------------------

    def metric(self, name: str) -> Bounds:
        if name not in self._metrics:
            metric = self.programme.metrics[name]
            found = self.book.metric(name, metric, self.day, self.programme)
            if isinstance(metric, AttributeMetric) and metric.attribute == "days_in_tier":
                found = self._days_in_tier(found)
            if found is None or np.isinf(found[0]).any() or np.isinf(found[1]).any():
                found = self._completed(metric, found)
            low, high = (np.broadcast_to(side, (self.n,)) for side in found)
            self._metrics[name] = bounds.rounded((low, high))
        return self._metrics[name]

    def _completed(self, metric: Any, given: Bounds | None) -> Bounds:
        """Given values where there are any, else computed from other metrics."""
        if not isinstance(metric, (FormulaMetric, PointsMetric, IndexMetric, RankMetric)):
            return given if given is not None else bounds.unknown(self.n)
        low, high = self.computed(metric)
        if given is None:
            return low, high
        open_ = np.isinf(given[0]) & np.isinf(given[1])
        return np.where(open_, low, given[0]), np.where(open_, high, given[1])

    def computed(self, metric: Any) -> Bounds:
        match metric:
            case FormulaMetric():
                return formula.computed(metric.formula, self.metric, metric.least_divisor)
            case PointsMetric():
                return bounds.total([self.points(part) for part in metric.points])
            case IndexMetric():
                return bounds.total([self.weighted(metric, i) for i in range(len(metric.index))])
        return self._rank(metric)

    def points(self, part: Part) -> Bounds:
        """Points a metric earns."""
        if id(part) not in self._points:
            self._points[id(part)] = points_of(self.metric(part.metric), part)
        return self._points[id(part)]

    def weighted(self, metric: IndexMetric, place: int) -> Bounds:
        """What one metric adds to an index."""
        part = metric.index[place]
        if id(part) not in self._points:
            self._points[id(part)] = weighed(self.metric(part.metric), metric, place)
        return self._points[id(part)]

    def _rank(self, metric: RankMetric) -> Bounds:
        groups = self.attribute(metric.within) if metric.within else np.full(self.n, "", object)
        return ranked(self.metric(metric.rank), groups, metric.share)

    def _days_in_tier(self, given: Bounds | None) -> Bounds | None:
        """Days since the tier now held was reached, in the first ladder of the programme."""
        ladder = self.programme.ladders[0].ladder if self.programme.ladders else ""
        if ladder not in self.held.reached or ladder not in self.held.before:
            return given
        before = self.held.before[ladder]
        since = self.held.reached[ladder][np.arange(self.n), np.maximum(before, 0)]
        days = (self.day.toordinal() - since).astype(float)
        return bounds.known(np.where((before < 0) | (since == 0), np.nan, days))

    def attribute(self, name: str) -> Objects:
        """An attribute or a group of one; None where unknown, "" where no group has it."""
        if name not in self._attributes:
            group = self.programme.groups.get(name)
            if group is None:
                found = self.book.attribute(name, self.day)
            else:
                cells = self.book.attribute(group.of, self.day)
                found = np.full(self.n, group.otherwise, dtype=object)
                found[cells == None] = None  # noqa: E711 - element by element
                for value, words in group.values.items():
                    found[is_among(cells, words)] = value
            self._attributes[name] = found
        return self._attributes[name]

    def needed(self, threshold: rules.Threshold) -> Floats:
        """The number a partner needs; NaN where it is not known."""
        if not isinstance(threshold, rules.ByAttribute):
            return np.full(self.n, float(threshold))
        cells = self.attribute(threshold.by)
        otherwise = np.nan if threshold.otherwise is None else threshold.otherwise
        found = np.where(cells == None, np.nan, otherwise).astype(float)  # noqa: E711
        for value, number in threshold.values.items():
            found[is_among(cells, (value,))] = number
        return found

    # -- rules --------------------------------------------------------------------------------

    def rule(self, rule: Any) -> States:
        """The state of each partner; rules live as long as their programme."""
        if id(rule) not in self._rules:
            self._rules[id(rule)] = self._decided(rule)
        return self._rules[id(rule)]

    def _decided(self, rule: Any) -> States:
        match rule:
            case rules.MetricRule():
                bound, needed = rule.bound
                return bounds.compared(self.metric(rule.metric), bound, self.needed(needed))
            case rules.AllRule():
                return bounds.least_state([self.rule(part) for part in rule.all])
            case rules.AnyRule():
                return bounds.least_state([self.rule(part) for part in rule.any], place=-1)
            case rules.SomeRule():
                return bounds.least_state([self.rule(part) for part in rule.of], place=-rule.some)
            case rules.NotRule():
                return (MET - self.rule(rule.not_)).astype(np.int8)
            case rules.AnyDayRule():
                states = [self.then(rule.any_day, day) for day in self.window(rule)]
                return bounds.least_state(states, place=-1)
            case rules.EachRule():
                return bounds.least_state([self.then(rule.rule, day) for day in self.ends(rule)])
        return self._fact(rule)

    def _fact(self, rule: Any) -> States:
        match rule:
            case rules.AttributeRule():
                cells = self.attribute(rule.attribute)
                fits = is_among(cells, rule.among)
                gone = cells == None  # noqa: E711 - element by element
                return np.where(gone, UNKNOWN, np.where(fits, MET, NOT_MET)).astype(np.int8)
            case rules.GateRule():
                default = self.programme.gates[rule.gate].default
                return self.book.gate(rule.gate, self.day, default)
            case rules.HoldsRule():
                return self._holds(rule)
        return self._previous(rule)

    def _holds(self, rule: rules.HoldsRule) -> States:
        ladder = self.ladder(rule.ladder)
        wanted = place_of(ladder, rule.holds)
        if ladder.ladder in self.held.now:
            return at_least(self.held.now[ladder.ladder], wanted)
        earned, possible = self.standing(ladder)
        return np.where(earned >= wanted, MET, np.where(possible >= wanted, UNKNOWN, NOT_MET)
                        ).astype(np.int8)  # fmt: skip

    def _previous(self, rule: rules.PreviousRule) -> States:
        ladder = self.ladder(rule.ladder)
        before, wanted = self.held.before.get(ladder.ladder), place_of(ladder, rule.previous_tier)
        if before is None:
            return self._all(UNKNOWN)
        state = at_least(before, wanted)
        if not rule.days:
            return state
        reached = self.held.reached.get(ladder.ladder)
        if reached is None:
            return np.minimum(state, UNKNOWN)
        since = reached[:, wanted]
        enough = np.where(self.day.toordinal() - since >= rule.days, MET, NOT_MET)
        long = np.where(since == 0, UNKNOWN, enough)
        return np.minimum(state, long).astype(np.int8)

    # -- other days ---------------------------------------------------------------------------

    def then(self, rule: Any, day: date) -> States:
        """The state of a rule on an earlier day."""
        if day == self.day:
            return self.rule(rule)
        if (id(rule), day) not in self.verdicts:
            self.verdicts[id(rule), day] = self.on(day).rule(rule)
        return self.verdicts[id(rule), day]

    def on(self, day: date) -> Evaluation:
        """The same programme and book on an earlier day."""
        if day == self.day:
            return self
        if day not in self._past:
            self._past[day] = Evaluation(self.programme, self.book, day)
        return self._past[day]

    def window(self, rule: rules.AnyDayRule) -> list[date]:
        """Days on which an `any_day` rule may begin or cease to hold, newest last."""
        first = calendar.months_later(self.day.replace(day=1), 1 - rule.months)
        found = self.book.days(first + timedelta(days=1), self.day, self.programme)
        return sorted({first, *found, self.day})

    def ends(self, rule: rules.EachRule) -> list[date]:
        start = self.programme.fiscal_year_start
        return [last for _, last in calendar.full_periods(self.day, rule.each, rule.last, start)]
