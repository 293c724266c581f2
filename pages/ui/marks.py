"""Small marks shared by cards, bullets and tables: statuses, links, sparklines."""

from __future__ import annotations

from collections.abc import Sequence

from pages.ui.html import Html, Style, image, style, tag
from pages.ui.reader import Reader
from scorecard.i18n.sentences import STATUS_MARKS
from scorecard.views import Status

_WIDE, _HIGH, _EDGE = 100.0, 30.0, 2.0  # drawing units of a sparkline; it stretches to its box
FEWEST_FOR_A_TREND = 4  # below four quarters a line says more than is known


def state(status: Status) -> str:
    """The class that colours a part by its status."""
    return f"is-{status.value}"


def _mark_and_word(status: Status, reader: Reader) -> tuple[Html, str]:
    return tag("i", STATUS_MARKS[status], class_="ps-mark", aria_hidden="true"), reader.status(
        status
    )


def status_text(status: Status, reader: Reader) -> Html:
    """`▲ Watch` as coloured text."""
    return tag("span", *_mark_and_word(status, reader), class_=f"ps-status {state(status)}")


def status_chip(status: Status, reader: Reader) -> Html:
    """`▲ Watch` on its tint."""
    return tag("span", *_mark_and_word(status, reader), class_=f"ps-chip {state(status)}")


def chip(status: Status, words: str) -> Html:
    """Words of one's own with the mark and tint of a status: `▲ 2 days late`."""
    mark = tag("i", STATUS_MARKS[status], class_="ps-mark", aria_hidden="true")
    return tag("span", mark, words, class_=f"ps-chip {state(status)}")


def plain_chip(text: str) -> Html:
    return tag("span", text, class_="ps-chip is-plain")


def sparkline(
    values: Sequence[float | None], words: str, status: Status = Status.UNKNOWN, *,
    columns: bool = False,
) -> Html | None:  # fmt: skip
    """A line (or columns from zero) without axis; None where too few values are known.

    Args:
        values: oldest first; an unknown value leaves a gap.
        words: what the drawing says, for those who do not see it.
    """
    if sum(value is not None for value in values) < FEWEST_FOR_A_TREND:
        return None
    drawing = _columns(values) if columns else _line(values)
    return tag(
        "span", class_=f"ps-spark {state(status)}", role="img", title=words,
        style=style(img=drawing),
    )  # fmt: skip


def _svg(shapes: str) -> Style:
    return image(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDE:g} {_HIGH:g}" '
        f'preserveAspectRatio="none">{shapes}</svg>'
    )


def _line(values: Sequence[float | None]) -> Style:
    known = [value for value in values if value is not None]
    low, span = min(known), max(known) - min(known)
    step = (_WIDE - 2) / (len(values) - 1)
    commands, pen = [], "M"
    for at, value in enumerate(values):
        if value is None:
            pen = "M"
            continue
        up = (value - low) / span if span else 0.5
        y = _HIGH - _EDGE - up * (_HIGH - 2 * _EDGE)
        commands.append(f"{pen}{1 + at * step:.0f} {y:.1f}")
        pen = "L"
    return _svg(
        f'<path d="{"".join(commands)}" fill="none" stroke="#000" stroke-width="2" '
        'stroke-linejoin="round" vector-effect="non-scaling-stroke"/>'
    )


def _columns(values: Sequence[float | None]) -> Style:
    top = max([value for value in values if value is not None and value > 0], default=1.0)
    step = _WIDE / len(values)
    shapes = []
    for at, value in enumerate(values):
        if value is not None and value > 0:
            high = value / top * _HIGH
            x, wide = at * step + step * 0.42, min(step * 0.16, 1.6)
            shapes.append(
                f'<rect x="{x:.1f}" y="{_HIGH - high:.1f}" width="{wide:.1f}" height="{high:.1f}"/>'
            )
    return _svg("".join(shapes))
