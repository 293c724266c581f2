"""Where things stand on a slide, derived from the layout, so that a vendor's template fits too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pptx.enum.shapes import PP_PLACEHOLDER

from scorecard.reports.qbr.deck import tokens

INCH = tokens.EMU_INCH
SUBTITLE = round(0.34 * INCH)
GAP = round(0.22 * INCH)


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in EMU."""

    left: int
    top: int
    width: int
    height: int

    @property
    def place(self) -> tuple[int, int, int, int]:
        return self.left, self.top, self.width, self.height

    @property
    def points(self) -> float:
        """Width in points."""
        return self.width / tokens.EMU_POINT

    def cut_top(self, height: int) -> tuple[Box, Box]:
        """The uppermost part and what is left below a gap."""
        kept = min(height, self.height)
        below = max(self.height - kept - GAP, 0)
        return (
            Box(self.left, self.top, self.width, kept),
            Box(self.left, self.top + kept + GAP, self.width, below),
        )

    def split(self, share: float) -> tuple[Box, Box]:
        """Left and right with a gap between."""
        gap = GAP * 2
        first = round((self.width - gap) * share)
        return (
            Box(self.left, self.top, first, self.height),
            Box(self.left + first + gap, self.top, self.width - first - gap, self.height),
        )


@dataclass(frozen=True, slots=True)
class Frame:
    """The parts of a slide: the line under the title, the room for blocks, the footer."""

    title: Box
    subtitle: Box
    body: Box
    footer: Box


def frame_of(layout: Any, width: int, height: int) -> Frame:
    """What a layout leaves free; wide enough even where its title is narrow."""
    title = _title(layout, width, height)
    footer = _footer(layout, width, height, title)
    subtitle = Box(title.left, title.top + title.height + GAP // 3, title.width, SUBTITLE)
    top = subtitle.top + subtitle.height + GAP // 2
    bottom = footer.top - GAP
    body = Box(title.left, top, title.width, max(bottom - top, height // 3))
    return Frame(title, subtitle, body, footer)


def _title(layout: Any, width: int, height: int) -> Box:
    for holder in layout.placeholders:
        kind = holder.placeholder_format.type
        if kind in (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE) and holder.width:
            box = Box(holder.left, holder.top, holder.width, holder.height)
            if box.width >= width // 2 and box.top + box.height < height // 2:
                return box
    side = width // 20
    return Box(side, height // 18, width - 2 * side, height // 8)


def _footer(layout: Any, width: int, height: int, title: Box) -> Box:
    for holder in layout.placeholders:
        if holder.placeholder_format.type == PP_PLACEHOLDER.FOOTER and holder.width:
            box = Box(holder.left, holder.top, holder.width, holder.height)
            if box.top > height * 3 // 4 and box.width >= width // 2:
                return box
    return Box(title.left, height - round(0.5 * INCH), title.width, round(0.26 * INCH))
