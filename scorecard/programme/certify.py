"""Terms as rows of an integer programme over units of actions.

A row holds exactly when the interval of a term lies wholly on the wanted side. Only the side that
is asked for is encoded (a cap of points needs no binary when points must be at least something),
which keeps programmes small.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, floor, isfinite

from scorecard.programme.effects import reach
from scorecard.programme.linear import (
    TRUE,
    Affine,
    Lattice,
    Model,
    common,
    constant,
    exact,
    joined,
)
from scorecard.programme.schema import Action
from scorecard.programme.terms import (
    UNKNOWN,
    Base,
    Extreme,
    Floor,
    Product,
    Ratio,
    Steps,
    Sum,
    Term,
    Values,
    add,
    read,
)


class NotKnownError(ValueError):
    """A value that is needed is not known."""


@dataclass(frozen=True)
class Want:
    """A term shall certainly be at least (`sense` 1) or at most (-1) `limit`, when `when` is 1.

    Args:
        step: 0, or the smallest difference that makes "above" where values lie on no lattice.
    """

    sense: int
    limit: Affine
    when: Affine
    step: float = 0.0


class Certifier:
    """Rows of one partner.

    Args:
        values: base metrics as they are.
        actions: those that may be taken; each becomes a whole variable, in `units`.
    """

    def __init__(self, values: Values, actions: Sequence[Action]) -> None:
        self.model = Model()
        self.values = values
        self.units = [self.model.variable(0, action.most, whole=True) for action in actions]
        self.effects: dict[str, Affine] = {}
        for var, action in zip(self.units, actions, strict=True):
            effect = Affine({var: action.by}) + self.effects.get(action.metric, Affine())
            self.effects[action.metric] = effect
        self.reach = reach(values, actions)

    def certify(self, term: Term, want: Want) -> None:
        """Adds the rows of a wanted side.

        Raises:
            NotKnownError: when the term is not known and cannot become known.
            CannotPlanError: for a product of values that are no whole numbers of actions.
        """
        match term:
            case Sum(terms) if sum(not isinstance(part, Base) for _, part in terms) == 1:
                self._sum(term, want)
            case Extreme(side, parts) if side == want.sense:
                self._choice(parts, want)
            case Extreme(_, parts):
                for part in parts:
                    self.certify(part, want)
            case Ratio():
                self._ratio(term, want)
            case Product(left, right):
                for one in self._ends(left, want.when):
                    for other in self._ends(right, want.when):
                        self._row(self.model.product(one, other) - want.limit, want)
            case Steps():
                self._steps(term, want)
            case Floor(of):
                self._floor(of, want)
            case _:
                self._row(self.form(term, want.sense, want.when) - want.limit, want)

    def form(self, term: Term, sense: int, when: Affine) -> Affine:
        """A form that is certainly at most (`sense` 1) or at least (-1) the term."""
        match term:
            case Base(name):
                now = _end(self.values.get(name, UNKNOWN), sense)
                return self.effects.get(name, Affine()).shifted(now)
            case Sum(terms, const):
                total = constant(const)
                for factor, part in terms:
                    total += self.form(part, sense if factor > 0 else -sense, when) * factor
                return total
        low, high = read(term, self.reach, self._smallest)
        if not (isfinite(low) and isfinite(high)):
            return constant(_end((low, high), sense))
        var = self.model.variable(low, high, lattice=self._lattice(term, sense))
        self.certify(term, Want(sense, Affine({var: 1.0}), when))
        return Affine({var: 1.0})

    def _smallest(self, divisor: Term) -> float:
        """The smallest value of a divisor above 0; where it lies on no lattice, none is found."""
        lattice = self._lattice(divisor, 1)
        return float(lattice[0] % lattice[1] or lattice[1]) if lattice and lattice[1] else 0.0

    def _ends(self, term: Term, when: Affine) -> list[Affine]:
        ends = [self.form(term, side, when) for side in (1, -1)]
        return ends[:1] if ends[0] == ends[1] else ends

    def _sum(self, term: Sum, want: Want) -> None:
        """All parts but one are forms: the rest is asked of that one."""
        limit, weight, last = want.limit.shifted(-term.const), 1.0, term.terms[0][1]
        for factor, part in term.terms:
            if isinstance(part, Base):
                side = want.sense if factor > 0 else -want.sense
                limit = limit - self.form(part, side, want.when) * factor
            else:
                weight, last = factor, part
        side = want.sense if weight > 0 else -want.sense
        step = want.step / abs(weight)
        self.certify(last, Want(side, limit * (1 / weight), want.when, step))

    def _choice(self, parts: Sequence[Term], want: Want) -> None:
        """One of the parts has to do it; parts that another always surpasses are left out."""
        ends = [sorted(want.sense * end for end in read(part, self.reach)) for part in parts]
        best = max(low for low, _ in ends)
        kept = [part for part, (_, high) in zip(parts, ends, strict=True) if high >= best]
        if len(kept) == 1:
            return self.certify(kept[0], want)
        chosen = [self._chosen(part, want) for part in kept]
        if not any(choice.factors for choice in chosen):
            raise NotKnownError
        return self.model.require(sum(chosen, want.when * -1.0), TRUE)

    def _chosen(self, part: Term, want: Want) -> Affine:
        choice = self.model.binary()
        try:
            self.certify(part, replace(want, when=choice))
        except NotKnownError:
            return Affine()
        return choice

    def _ratio(self, term: Ratio, want: Want) -> None:
        """a / b >= t as a - t x b >= 0; where b may be 0 or less, b > 0 is wanted too."""
        low, high = read(term.bottom, self.reach)
        top, bottom, least = term.top, term.bottom, max(term.least or 0.0, 0.0)
        if high < 0 and term.least is None:
            top, bottom = add((-1.0, top)), add((-1.0, bottom))
        elif low <= 0 or low < least:
            step = 0.0 if least else max(want.step, 1e-6)
            self.certify(bottom, Want(1, constant(least), want.when, step))
        if not want.limit.factors:
            surplus = add((1.0, top), (-want.limit.const, bottom))
            return self.certify(surplus, replace(want, limit=constant(0.0)))
        over = self.form(top, want.sense, want.when)
        for end in self._ends(bottom, want.when):
            self._row(over - self.model.product(end, want.limit), want)
        return None

    def _steps(self, term: Steps, want: Want) -> None:
        """One level is claimed, and proved on the side that matters."""
        points, one = Affine(), Affine()
        for at, reached in enumerate(term.points):
            claimed = self.model.binary()
            try:
                if want.sense > 0 and at > 0:
                    self.certify(term.of, Want(1, constant(term.values[at - 1]), claimed))
                elif want.sense < 0 and at < len(term.values):
                    self.certify(term.of, Want(-1, constant(term.values[at]), claimed, 1e-6))
            except NotKnownError:
                continue
            points, one = points + claimed * reached, one + claimed
        self.model.require(one - want.when, TRUE)
        self.model.require(constant(1.0) - one, TRUE)
        self._row(points - want.limit, want)

    def _floor(self, of: Term, want: Want) -> None:
        low, high = self.model.range(want.limit)
        whole = Affine({self.model.variable(floor(low) - 1, ceil(high) + 1, whole=True): 1.0})
        self._row(whole - want.limit, want)
        if want.sense > 0:
            self.certify(of, Want(1, whole, want.when))
        else:
            self.certify(of, Want(-1, whole.shifted(1.0), want.when, 1e-6))

    def _row(self, surplus: Affine, want: Want) -> None:
        self.model.require(surplus * want.sense, want.when, want.step)

    def _lattice(self, term: Term, sense: int) -> Lattice | None:
        """Where the values of a term can lie, when that is a regular grid."""
        match term:
            case Base(name) if isfinite(sum(self.values.get(name, UNKNOWN))):
                return self.model.lattice(self.form(term, sense, TRUE))
            case Sum(terms, const):
                offset, steps = exact(const), [Fraction(0)]
                for factor, part in terms:
                    inner = self._lattice(part, sense if factor > 0 else -sense)
                    if inner is None:
                        return None
                    offset += exact(factor) * inner[0]
                    steps.append(abs(exact(factor) * inner[1]))
                return offset, common(*steps)
            case Extreme(_, parts):
                return joined([self._lattice(part, sense) for part in parts])
            case Steps(points=points):
                return Fraction(0), common(*map(exact, points))
            case Floor():
                return Fraction(0), Fraction(1)
        return None


def _end(value: tuple[float, float], sense: int) -> float:
    end = value[0] if sense > 0 else value[1]
    if not isfinite(end):
        raise NotKnownError
    return end
