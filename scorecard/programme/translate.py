"""Metrics of a programme as terms of its base metrics.

Points and indices are written out as sums of clipped lines and steps, so that planning knows a few
forms only. A rank hangs on the other partners, so it is taken as it stands.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping, Set
from functools import cache
from math import inf

from scorecard.errors import DefinitionError
from scorecard.programme import formula
from scorecard.programme.metrics import (
    FormulaMetric,
    IndexMetric,
    Metric,
    Part,
    PointsMetric,
    Weighted,
)
from scorecard.programme.terms import (
    Base,
    Extreme,
    Floor,
    Product,
    Ratio,
    Steps,
    Term,
    add,
    fixed,
    number,
)


class Terms:
    """Terms of a programme's metrics by name, made when first asked for.

    Args:
        given: metrics that are not calculated because their value was supplied.
    """

    def __init__(self, metrics: Mapping[str, Metric], given: Set[str] = frozenset()) -> None:
        self._metrics, self._given = metrics, given
        self.term = cache(self._term)

    def _term(self, name: str) -> Term:
        if name in self._given:
            return Base(name)
        match self._metrics.get(name):
            case FormulaMetric(formula=text, least_divisor=least):
                return self._parsed(formula.parsed(text), least)
            case PointsMetric(points=points):
                return add(*((1.0, self._points(part)) for part in points))
            case IndexMetric(index=index, out_of=out_of):
                return self._index(index, out_of)
            case None:
                raise DefinitionError(f"no metric is named {name!r}")
            case _:
                return Base(name)

    def _parsed(self, node: ast.expr, least: float | None) -> Term:
        match node:
            case ast.Constant(value=int() | float() as value):
                return number(float(value))
            case ast.Name(id=name):
                return self.term(name)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return add((-1.0, self._parsed(operand, least)))
            case ast.UnaryOp(operand=operand):
                return self._parsed(operand, least)
            case ast.BinOp(left=left, op=op, right=right):
                return _arithmetic(op, self._parsed(left, least), self._parsed(right, least), least)
            case ast.Call(func=ast.Name(id="min" | "max" as name), args=args):
                side = 1 if name == "max" else -1
                return Extreme(side, tuple(self._parsed(arg, least) for arg in args))
        raise DefinitionError(f"a formula cannot say {ast.unparse(node)!r}")

    def _points(self, part: Part) -> Term:
        term = self.term(part.metric)
        if part.steps:
            values, points = zip(*part.steps, strict=True)
            top = inf if part.max is None else part.max
            return Steps(term, values, (0.0, *(min(top, reached) for reached in points)))
        if part.target is not None and part.max is not None:
            return _line(term, part.start, part.max / (part.target - part.start), part.max)
        if part.whole:
            term = Floor(add((1 / part.per, term), const=-part.start / part.per))
            return _line(term, 0.0, part.points or 0.0, part.max)
        return _line(term, part.start, (part.points or 0.0) / part.per, part.max)

    def _index(self, index: tuple[Weighted, ...], out_of: float) -> Term:
        total = sum(part.weight for part in index)
        shares = [
            _line(self.term(part.metric), part.start, 1 / (part.target - part.start), 1.0)
            for part in index
        ]
        weights = [out_of * part.weight / total for part in index]
        return add(*zip(weights, shares, strict=True))


def _line(term: Term, start: float, slope: float, most: float | None) -> Term:
    rising: Term = add((slope, term), const=-slope * start)
    if most is not None:
        rising = Extreme(-1, (number(most), rising))
    return Extreme(1, (number(0.0), rising))


def _arithmetic(op: ast.operator, left: Term, right: Term, least: float | None) -> Term:
    one, other = fixed(left), fixed(right)
    match op:
        case ast.Add():
            return add((1.0, left), (1.0, right))
        case ast.Sub():
            return add((1.0, left), (-1.0, right))
        case ast.Mult() if one is not None:
            return add((one, right))
        case ast.Mult() if other is not None:
            return add((other, left))
        case ast.Mult():
            return Product(left, right)
        case ast.Div() if other and (least is None or other >= least):
            return add((1 / other, left))
        case ast.Div():
            return Ratio(left, right, least)
    raise DefinitionError("a formula has + - * / only")
