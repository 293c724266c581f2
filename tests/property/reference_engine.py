"""The tier engine again, plain and slow: one partner, one rule, one row at a time, no numpy.

Written from docs/programme-file.md, for comparison only. Values are (lowest, highest) or, where
nothing is known, (-inf, inf); states are "met", "not_met", "unknown".
"""

from __future__ import annotations

import ast
import calendar
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import inf
from typing import Any

from scorecard.programme import metrics as m
from scorecard.programme import rules as r
from scorecard.programme.rows_metric import RowsMetric, Test
from scorecard.programme.schema import Ladder, Programme

UNKNOWN = (-inf, inf)
MONTHS = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}


@dataclass
class Partner:
    """values and gates: name -> [(day or None, value or None)]; rows: table -> rows."""

    name: str
    attributes: dict[str, Any] = field(default_factory=dict)
    values: dict[str, list[tuple[date | None, float | None]]] = field(default_factory=dict)
    gates: dict[str, list[tuple[date | None, bool | None]]] = field(default_factory=dict)
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)


def shift(day: date, months: int) -> date:
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def begin(day: date, each: str, fiscal: int) -> date:
    day = day.replace(day=1)
    while (day.month - fiscal) % MONTHS[each]:
        day = shift(day, -1)
    return day


def full_periods(day: date, each: str, last: int, fiscal: int) -> list[tuple[date, date]]:
    end = begin(day + timedelta(days=1), each, fiscal)
    found = []
    for _ in range(last):
        start = shift(end, -MONTHS[each])
        found.append((start, end - timedelta(days=1)))
        end = start
    return found


def tidy(value: tuple[float, float]) -> tuple[float, float]:
    return round(value[0], 9) + 0.0, round(value[1], 9) + 0.0


def latest(entries: list[tuple[date | None, Any]], day: date) -> tuple[bool, Any]:
    """(whether something was said, what was said last)."""
    known = [(since or date.min, i, value) for i, (since, value) in enumerate(entries)
             if since is None or since <= day]  # fmt: skip
    return (True, max(known, key=lambda e: e[:2])[2]) if known else (False, None)


def times(a: float, b: float) -> float:
    return 0.0 if a == 0 or b == 0 else a * b


def over(a: float, b: float) -> float:
    return 0.0 if abs(a) == inf and abs(b) == inf else a / b


class Reference:
    def __init__(self, programme: Programme, partners: list[Partner], complete: set[str]) -> None:
        self.programme, self.partners, self.complete = programme, partners, complete

    # -- metrics ------------------------------------------------------------------------------

    def metric(self, p: Partner, name: str, day: date) -> tuple[float, float]:
        metric = self.programme.metrics[name]
        said, value = latest(p.values.get(name, []), day)
        if said and value is not None:
            return tidy((value, value))
        return tidy(self.computed(p, metric, day, given=said))

    def computed(self, p: Partner, metric: Any, day: date, given: bool) -> tuple[float, float]:
        if isinstance(metric, RowsMetric):
            return UNKNOWN if given else self.from_rows(p, metric, day)
        if isinstance(metric, m.AttributeMetric):
            if given:
                return UNKNOWN
            signed = p.attributes.get("signed_on")
            if metric.attribute != "tenure_days" or signed is None:
                return UNKNOWN
            return ((day - signed).days,) * 2
        if isinstance(metric, m.FormulaMetric):
            tree = ast.parse(metric.formula, mode="eval").body
            return self.formula(p, tree, day, metric.least_divisor)
        if isinstance(metric, m.PointsMetric):
            parts = [self.points(p, part, day) for part in metric.points]
            return sum(a for a, _ in parts), sum(b for _, b in parts)
        if isinstance(metric, m.IndexMetric):
            total = sum(part.weight for part in metric.index)
            low = high = 0.0
            for part in metric.index:
                ends = sorted(
                    max(0.0, min(1.0, (v - part.start) / (part.target - part.start)))
                    for v in self.metric(p, part.metric, day)
                )
                low += ends[0] * part.weight / total * metric.out_of
                high += ends[1] * part.weight / total * metric.out_of
            return low, high
        if isinstance(metric, m.RankMetric):
            return self.rank(p, metric, day)
        return UNKNOWN

    def points(self, p: Partner, part: m.Part, day: date) -> tuple[float, float]:
        ends = []
        for v in self.metric(p, part.metric, day):
            if part.steps:
                earned = max((pts for least, pts in part.steps if v >= least), default=0.0)
            elif part.target is not None:
                share = max(0.0, min(1.0, (v - part.start) / (part.target - part.start)))
                earned = share * (part.max or 0)
            else:
                units = (v - part.start) / part.per
                if part.whole and abs(units) != inf:
                    units = float((units + 1e-9) // 1)
                earned = units * (part.points or 0)
            ends.append(max(0.0, min(earned, inf if part.max is None else part.max)))
        return tidy((min(ends), max(ends)))

    def rank(self, p: Partner, metric: m.RankMetric, day: date) -> tuple[float, float]:
        group = self.attribute(p, metric.within, day) if metric.within else ""
        if group is None:
            return UNKNOWN
        peers = [q for q in self.partners
                 if not metric.within or self.attribute(q, metric.within, day) == group
                 ]  # fmt: skip
        low, high = self.metric(p, metric.rank, day)
        others = [self.metric(q, metric.rank, day) for q in peers if q is not p]
        best = 1 + sum(a > high for a, _ in others)
        worst = 1 + sum(b > low for _, b in others)
        return (best / len(peers), worst / len(peers)) if metric.share else (best, worst)

    def formula(
        self, p: Partner, node: ast.expr, day: date, least: float | None
    ) -> tuple[float, float]:
        if isinstance(node, ast.Constant):
            return (float(node.value),) * 2  # type: ignore[arg-type]
        if isinstance(node, ast.Name):
            return self.metric(p, node.id, day)
        if isinstance(node, ast.UnaryOp):
            low, high = self.formula(p, node.operand, day, least)
            return (-high, -low) if isinstance(node.op, ast.USub) else (low, high)
        if isinstance(node, ast.Call):
            parts = [self.formula(p, arg, day, least) for arg in node.args]
            pick = {"min": min, "max": max}[node.func.id]  # type: ignore[attr-defined]
            return pick(a for a, _ in parts), pick(b for _, b in parts)
        assert isinstance(node, ast.BinOp)
        a, b = (self.formula(p, side, day, least) for side in (node.left, node.right))
        if isinstance(node.op, ast.Add):
            return a[0] + b[0], a[1] + b[1]
        if isinstance(node.op, ast.Sub):
            return a[0] - b[1], a[1] - b[0]
        if isinstance(node.op, ast.Mult):
            found = [times(x, y) for x in a for y in b]
            return min(found), max(found)
        if b[0] <= 0 <= b[1] or (least is not None and b[0] < least):
            return UNKNOWN
        found = [over(x, y) for x in a for y in b]
        return min(found), max(found)

    # -- rows ---------------------------------------------------------------------------------

    def from_rows(self, p: Partner, metric: RowsMetric, day: date) -> tuple[float, float]:
        if metric.rows not in self.complete:
            return UNKNOWN
        rows = p.rows.get(metric.rows, [])
        fiscal = self.programme.fiscal_year_start
        if metric.periods is None:
            return self.amount(rows, metric, day, self.span(metric, day))
        low = high = 0
        each = metric.periods
        for first, last in full_periods(day, each.each, each.last, fiscal):
            found = self.amount(rows, metric, last, (first, last))
            low += found[0] >= each.at_least
            high += found[1] >= each.at_least
        return low, high

    def span(self, metric: RowsMetric, day: date) -> tuple[date, date]:
        window, fiscal = metric.window, self.programme.fiscal_year_start
        if window is None:
            return date.min, day
        if window.period and window.last == 0:
            return shift(begin(day, window.period, fiscal), -window.ago), shift(day, -window.ago)
        if window.period:
            found = full_periods(day, window.period, window.last, fiscal)
            end = found[0][1] + timedelta(days=1)
            return shift(found[-1][0], -window.ago), shift(end, -window.ago) - timedelta(days=1)
        last = shift(day, -window.ago)
        if window.days:
            return last - timedelta(days=window.days - 1), last
        if window.full:
            return shift(last.replace(day=1), 1 - (window.months or 0)), last
        return shift(last, -(window.months or 0)) + timedelta(days=1), last

    def amount(
        self, rows: list[dict[str, Any]], metric: RowsMetric, day: date, span: tuple[date, date]
    ) -> tuple[float, float]:
        counted = []  # (row, certain, lowest worth, highest worth)
        for row in rows:
            state = self.inside(row, metric, day, span)
            if state != "not_met":
                counted.append((row, state == "met", *self.worth(row, metric)))
        if metric.distinct:
            return self.distinct(counted, metric)
        if metric.seats:
            return tuple(  # type: ignore[return-value]
                float(self.seats([row for row, sure, _, _ in counted if sure or not only], metric,
                                 only))
                for only in (True, False)
            )  # fmt: skip
        if metric.grouped:
            return self.grouped(counted, metric)
        low = sum(a if sure else min(a, 0) for _, sure, a, _ in counted)
        high = sum(b if sure else max(b, 0) for _, sure, _, b in counted)
        return tidy((low, high))

    def inside(
        self, row: dict[str, Any], metric: RowsMetric, day: date, span: tuple[date, date]
    ) -> str:
        state = self.meets(row, metric.where)
        on = row.get(metric.date) if metric.date else None
        if metric.date and on is None:
            state = least_of([state, "unknown"])
        if on is not None and not (span[0] <= on <= min(span[1], day)):
            return "not_met"
        if on is not None and metric.expires_months and shift(on, metric.expires_months) <= day:
            return "not_met"
        first = row.get(metric.valid_from) if metric.valid_from else None
        last = row.get(metric.valid_to) if metric.valid_to else None
        if (first and first > day) or (last and last < day):
            return "not_met"
        return state

    def worth(self, row: dict[str, Any], metric: RowsMetric) -> tuple[float, float]:
        value = row.get(metric.sum) if metric.sum else 1.0
        if metric.currency and value is not None:
            known = {self.programme.currency: 1.0, **self.programme.fx}
            rate = known.get(row.get(metric.currency) or "")
            value = None if rate is None else value * rate
        options = [1.0]
        if metric.rates:
            options = []
            for rate in metric.rates:
                state = self.meets(row, rate.when)
                if rate.since or rate.until:
                    on = row.get(metric.date or "")
                    fits = on is not None and (not rate.since or on >= rate.since) and (
                        not rate.until or on < rate.until)  # fmt: skip
                    state = least_of([state, "unknown" if on is None else said(fits)])
                if state != "not_met":
                    options.append(rate.rate)
                if state == "met":
                    break
            else:
                options.append(0.0)
        low, high = min(options), max(options)
        for factor in metric.factors:
            state = self.meets(row, factor.when)
            if state == "met":
                low, high = low * factor.times, high * factor.times
            elif state == "unknown":
                low, high = low * min(factor.times, 1), high * max(factor.times, 1)
        if value is None:
            return UNKNOWN if high > 0 else (0.0, 0.0)
        ends = sorted((value / metric.per * low, value / metric.per * high))
        return ends[0], ends[1]

    def distinct(self, counted: list[Any], metric: RowsMetric) -> tuple[float, float]:
        sure, may, vague = set(), set(), 0
        for row, certain, _, _ in counted:
            key = tuple(row.get(column) for column in metric.distinct)
            if None in key:
                vague += 1
            else:
                may.add(key)
                if certain:
                    sure.add(key)
        return float(len(sure)), float(len(may) + vague)

    def grouped(self, counted: list[Any], metric: RowsMetric) -> tuple[float, float]:
        grouped = metric.grouped
        assert grouped is not None
        sums: dict[Any, list[Any]] = {}
        for row, sure, a, b in counted:
            key = tuple(row.get(column) for column in grouped.by)
            if None in key:
                return UNKNOWN
            entry = sums.setdefault(key, [0.0, 0.0, False])
            entry[0] += a if sure else min(a, 0)
            entry[1] += b if sure else max(b, 0)
            entry[2] |= sure
        low = high = 0.0
        for found_low, found_high, certain in sums.values():
            a, b = tidy((found_low, found_high))
            may = True
            if grouped.at_least is not None:
                certain, may = a >= grouped.at_least, b >= grouped.at_least
                a, b = a if certain else 0.0, b if may else 0.0
            if grouped.count:
                a, b = float(certain), float(may)
            if grouped.at_most is not None:
                a, b = min(a, grouped.at_most), min(b, grouped.at_most)
            low, high = low + a, high + b
        return tidy((low, high))

    def seats(self, rows: list[dict[str, Any]], metric: RowsMetric, only_sure: bool) -> int:
        """Most seats filled, by trying to seat everybody (augmenting paths)."""
        people: dict[Any, set[str]] = {}
        for i, row in enumerate(rows):
            person, role = row.get(metric.person), row.get(metric.role)
            if only_sure and (person is None or role is None):
                continue
            roles = set(metric.seats) if role is None else {role} & set(metric.seats)
            if roles:
                people.setdefault(("?", i) if person is None else person, set()).update(roles)
        if not metric.one_person_one_seat:
            return sum(
                min(n, sum(role in roles for roles in people.values()))
                for role, n in metric.seats.items()
            )
        seats = [(role, i) for role, n in metric.seats.items() for i in range(n)]
        taken: dict[Any, Any] = {}

        def seat(person: Any, tried: set[Any]) -> bool:
            for one in seats:
                if one[0] in people[person] and one not in tried:
                    tried.add(one)
                    if one not in taken or seat(taken[one], tried):
                        taken[one] = person
                        return True
            return False

        return sum(seat(person, set()) for person in people)

    def meets(self, row: dict[str, Any], condition: dict[str, Any]) -> str:
        return least_of([self.cell(row.get(column), test) for column, test in condition.items()])

    def cell(self, cell: Any, test: Any) -> str:
        if not isinstance(test, Test):
            values = test if isinstance(test, tuple) else (test,)
            return "unknown" if cell is None else said(cell in values)
        if test.known is not None:
            return said((cell is not None) == test.known)
        if cell is None:
            return "unknown"
        checks = []
        if test.at_least is not None:
            checks.append(cell >= test.at_least)
        if test.above is not None:
            checks.append(cell > test.above)
        if test.at_most is not None:
            checks.append(cell <= test.at_most)
        if test.below is not None:
            checks.append(cell < test.below)
        if test.among is not None:
            checks.append(cell in test.among)
        if test.not_among is not None:
            checks.append(cell not in test.not_among)
        if test.since is not None:
            checks.append(cell >= test.since)
        if test.until is not None:
            checks.append(cell < test.until)
        return said(all(checks))

    # -- rules --------------------------------------------------------------------------------

    def attribute(self, p: Partner, name: str, day: date) -> str | None:
        group = self.programme.groups.get(name)
        if group is None:
            return p.attributes.get(name)
        cell = p.attributes.get(group.of)
        if cell is None:
            return None
        return next((v for v, words in group.values.items() if cell in words), group.otherwise)

    def needed(self, p: Partner, threshold: Any, day: date) -> float | None:
        if not isinstance(threshold, r.ByAttribute):
            return float(threshold)
        cell = self.attribute(p, threshold.by, day)
        return None if cell is None else threshold.values.get(cell, threshold.otherwise)

    def rule(self, p: Partner, rule: Any, day: date, held: dict[str, int]) -> str:
        if isinstance(rule, r.MetricRule):
            return self.bound(p, rule, day)
        if isinstance(rule, r.AllRule):
            return least_of([self.rule(p, part, day, held) for part in rule.all])
        if isinstance(rule, r.AnyRule):
            return most_of([self.rule(p, part, day, held) for part in rule.any])
        if isinstance(rule, r.SomeRule):
            states = [self.rule(p, part, day, held) for part in rule.of]
            if states.count("met") >= rule.some:
                return "met"
            possible = len(states) - states.count("not_met")
            return "unknown" if possible >= rule.some else "not_met"
        if isinstance(rule, r.NotRule):
            opposite = {"met": "not_met", "not_met": "met", "unknown": "unknown"}
            return opposite[self.rule(p, rule.not_, day, held)]
        if isinstance(rule, r.AttributeRule):
            cell = self.attribute(p, rule.attribute, day)
            return "unknown" if cell is None else said(cell in rule.among)
        if isinstance(rule, r.GateRule):
            given, value = latest(p.gates.get(rule.gate, []), day)
            value = value if given else self.programme.gates[rule.gate].default
            return "unknown" if value is None else said(value)
        if isinstance(rule, r.AnyDayRule):
            first = shift(day.replace(day=1), 1 - rule.months)
            days = [first + timedelta(days=i) for i in range((day - first).days + 1)]
            return most_of([self.rule(p, rule.any_day, d, held) for d in days])
        if isinstance(rule, r.EachRule):
            fiscal = self.programme.fiscal_year_start
            ends = [e for _, e in full_periods(day, rule.each, rule.last, fiscal)]
            return least_of([self.rule(p, rule.rule, e, held) for e in ends])
        name, tier = (rule.ladder, rule.holds) if isinstance(rule, r.HoldsRule) else (
            f"before {rule.ladder}", rule.previous_tier)  # fmt: skip
        if name not in held:
            return "unknown"
        ladder = next(x for x in self.programme.ladders if x.ladder == rule.ladder)
        return said(held[name] >= [t.tier for t in ladder.tiers].index(tier))

    def bound(self, p: Partner, rule: r.MetricRule, day: date) -> str:
        low, high = self.metric(p, rule.metric, day)
        bound, threshold = rule.bound
        needed = self.needed(p, threshold, day)
        if needed is None:
            return "unknown"
        holds = {
            "at_least": lambda v: v >= needed, "above": lambda v: v > needed,
            "at_most": lambda v: v <= needed, "below": lambda v: v < needed,
        }[bound]  # fmt: skip
        ends = {holds(low), holds(high)}
        return "unknown" if len(ends) == 2 else said(ends.pop())

    # -- tiers --------------------------------------------------------------------------------

    def standing(
        self, p: Partner, ladder: Ladder, day: date, held: dict[str, int]
    ) -> tuple[int, int]:
        earned = possible = 0
        for i, tier in enumerate(ladder.tiers):
            parts = [x for x in (ladder.applies_to, tier.requires) if x is not None]
            if tier.requires is None:
                parts = []
            state = least_of([self.rule(p, part, day, held) for part in parts])
            earned = i if state == "met" else earned
            possible = i if state != "not_met" else possible
        return earned, possible

    def history(
        self, p: Partner, ladder: Ladder, start: date, end: date
    ) -> list[tuple[date, int, date | None]]:
        """(day, tier held, day on which it is lost) of every review and due day."""
        key, grace = f"before {ladder.ladder}", ladder.movement.grace_days
        signed, schedules = (
            p.attributes.get("signed_on"),
            (ladder.movement.up, ladder.movement.down),
        )
        held, failing, found = -1, {}, []  # type: ignore[var-annotated]
        downs = [d for d in days_of(start - timedelta(days=grace), end)
                 if self.is_review(ladder.movement.down, d, signed)]  # fmt: skip
        dues = {d + timedelta(days=grace) for d in downs}
        for day in days_of(start, end):
            up, down = (self.is_review(s, day, signed) for s in schedules)
            if not (day == start or up or down or day in dues):
                continue
            known = {} if held < 0 else {key: held}
            earned, possible = self.standing(p, ladder, day, known)
            if held < 0:
                held = earned
            for t in range(len(ladder.tiers)):
                if t <= possible:
                    failing.pop(t, None)
                elif down:
                    failing.setdefault(t, day)
            while held in failing and failing[held] + timedelta(days=grace) <= day:
                held -= 1
            if up and earned > held:
                held = earned if ladder.movement.skip else held + 1
            due = failing[held] + timedelta(days=grace) if held in failing else None
            found.append((day, held, due))
        return found

    def is_review(self, schedule: Any, day: date, signed: date | None) -> bool:
        if schedule is None:
            return False
        if schedule.every == "anniversary":
            years = day.year - signed.year if signed else 0
            return signed is not None and years > 0 and shift(signed, 12 * years) == day
        if schedule.every is None:
            last = calendar.monthrange(day.year, day.month)[1]
            return any(
                int(text[:2]) == day.month and min(int(text[3:]), last) == day.day
                for text in schedule.on
            )
        return day == begin(day, schedule.every, self.programme.fiscal_year_start)


def days_of(start: date, end: date) -> Iterable[date]:
    return (start + timedelta(days=i) for i in range((end - start).days + 1))


def said(value: bool) -> str:
    return "met" if value else "not_met"


def least_of(states: list[str]) -> str:
    if "not_met" in states:
        return "not_met"
    return "unknown" if "unknown" in states else "met"


def most_of(states: list[str]) -> str:
    if "met" in states:
        return "met"
    return "unknown" if "unknown" in states else "not_met"
