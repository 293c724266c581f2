"""The arithmetic of a `formula` metric: names, numbers, + - * /, min(), max(), parentheses."""

from __future__ import annotations

import ast
from collections.abc import Callable
from functools import cache, reduce

import numpy as np

from scorecard.programme import bounds
from scorecard.programme.bounds import Bounds

_BINARY = (ast.Add, ast.Sub, ast.Mult, ast.Div)
_FUNCTIONS = {"min": bounds.least_of, "max": bounds.most_of}


@cache
def parsed(text: str) -> ast.expr:
    """The formula as a tree.

    Raises:
        ValueError: what is wrong with it, for people.
    """
    try:
        tree = ast.parse(text.strip(), mode="eval").body
        _refuse_other(tree)
    except (SyntaxError, RecursionError, MemoryError) as error:
        raise ValueError(f"the formula {text[:80]!r} cannot be read") from error
    return tree


def names(text: str) -> list[str]:
    """Metrics that the formula names, in order of appearance."""
    calls = {id(node.func) for node in ast.walk(parsed(text)) if isinstance(node, ast.Call)}
    found = [
        node.id
        for node in ast.walk(parsed(text))
        if isinstance(node, ast.Name) and id(node) not in calls
    ]
    return list(dict.fromkeys(found))


def computed(text: str, value: Callable[[str], Bounds], least: float | None = None) -> Bounds:
    """Its bounds from those of the metrics it names; divisors below `least` make it unknown."""
    return _of(parsed(text), value, least)


def _of(node: ast.expr, value: Callable[[str], Bounds], least: float | None) -> Bounds:
    match node:
        case ast.Constant(value=number):
            fixed = np.array([float(str(number))])
            return fixed, fixed
        case ast.Name(id=name):
            return value(name)
        case ast.UnaryOp(op=op, operand=operand):
            inner = _of(operand, value, least)
            return bounds.minus(inner) if isinstance(op, ast.USub) else inner
        case ast.Call(func=ast.Name(id=name), args=args):
            return reduce(_FUNCTIONS[name], (_of(part, value, least) for part in args))
        case ast.BinOp(left=left, op=op, right=right):
            return _binary(op, _of(left, value, least), _of(right, value, least), least)
    raise ValueError("not a formula")


def _binary(op: ast.operator, a: Bounds, b: Bounds, least: float | None) -> Bounds:
    match op:
        case ast.Add():
            return bounds.add(a, b)
        case ast.Sub():
            return bounds.add(a, bounds.minus(b))
        case ast.Mult():
            return bounds.multiply(a, b)
    return bounds.divide(a, b, least)


def _refuse_other(node: ast.expr) -> None:
    match node:
        case ast.Constant(value=number) if type(number) in (int, float):
            return None
        case ast.Name():
            return None
        case ast.UnaryOp(op=ast.USub() | ast.UAdd(), operand=operand):
            return _refuse_other(operand)
        case ast.BinOp(left=left, op=op, right=right) if isinstance(op, _BINARY):
            _refuse_other(left)
            return _refuse_other(right)
        case ast.Call(func=ast.Name(id=name), args=args, keywords=[]) if name in _FUNCTIONS:
            if not args:
                raise ValueError(f"{name}() has nothing in it")
            for part in args:
                _refuse_other(part)
            return None
    raise ValueError(
        f"{ast.unparse(node)[:80]!r} does not belong in a formula; use names of metrics, numbers, "
        "+ - * /, min(), max() and parentheses"
    )
