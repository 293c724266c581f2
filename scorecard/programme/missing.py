"""What a partner lacks for a tier, read off its explanation."""

from __future__ import annotations

from scorecard.programme.results import Node, Shortfall, Truth


def shortfalls(node: Node) -> tuple[Shortfall, ...]:
    """Every requirement that is not met or not known, in order.

    Requirements of which one choice is enough carry `choice`: "1/2" is option 2 of choice 1;
    nested choices are joined by a space.
    """
    found: dict[tuple[str, ...], Shortfall] = {}
    for lack in _of(node, "", [0]):
        key = (lack.kind, lack.metric, lack.choice, str(lack.on), _side(lack))
        if key not in found or _stronger(lack, found[key]):
            found[key] = lack
    return tuple(found.values())


def _side(lack: Shortfall) -> str:
    """Thresholds of one metric on the same side are one requirement: the strongest."""
    if lack.kind != "metric":
        return str(lack.needed)
    return "least" if lack.bound in ("at_least", "above") else "most"


def _stronger(one: Shortfall, other: Shortfall) -> bool:
    if not isinstance(one.needed, float) or not isinstance(other.needed, float):
        return False
    if one.needed == other.needed:
        return one.bound in ("above", "below")
    return (one.needed > other.needed) == (_side(one) == "least")


def _of(node: Node, choice: str, count: list[int]) -> list[Shortfall]:
    if node.state is Truth.MET:
        return []
    match node.kind:
        case "any":
            return _options(node, node.parts, choice, count)
        case "some":
            open_ = [part for part in node.parts if part.state is not Truth.MET]
            lacking = int(node.needed or 0) - (len(node.parts) - len(open_))
            if lacking < len(open_):
                return _options(node, tuple(open_), choice, count, lacking)
            return [found for part in open_ for found in _of(part, choice, count)]
        case "all" | "each" | "any_day":
            return [found for part in node.parts for found in _of(part, choice, count)]
    return [_leaf(node, choice)]


def _options(
    node: Node, parts: tuple[Node, ...], choice: str, count: list[int], of: int = 1
) -> list[Shortfall]:
    count[0] += 1
    number, found = count[0], []
    for i, part in enumerate(parts, start=1):
        name = f"{number}/{i}" if of == 1 else f"{number}/{i} ({of} of {len(parts)})"
        found += _of(part, f"{choice} {name}".strip(), count)
    return found


def _leaf(node: Node, choice: str) -> Shortfall:
    value, needed = node.value, node.needed
    gap = None
    if isinstance(value, (int, float)) and isinstance(needed, (int, float)):
        gap = round(abs(float(needed) - float(value)), 9)
    return Shortfall(
        metric=node.subject, label=node.label or node.subject, unit=node.unit,
        value=value, needed=needed, gap=gap, bound=node.bound, kind=node.kind,
        state=node.state, choice=choice, on=node.on,
    )  # fmt: skip
