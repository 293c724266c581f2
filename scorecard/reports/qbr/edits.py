"""What a person changed of an outline before it left: titles, notes, asks.

Edits are kept apart from the outline, so that it can be built anew from newer data without
losing them, and so that numbers stay what the data says.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from scorecard.commitments import Side
from scorecard.i18n.message import Message
from scorecard.reports.qbr.outline import Cell, Column, Outline, Slide, Table, Tone

ASKS = "asks"


SIDES = {Side.VENDOR: Message("Vendor"), Side.PARTNER: Message("Partner")}


@dataclass(frozen=True, slots=True)
class SlideEdit:
    """A title or notes that take the place of the rules'; "" leaves them. `hidden` drops it."""

    key: str
    title: str = ""
    notes: str = ""
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Ask:
    """A decision that is asked for, of one side."""

    side: Side
    text: str


@dataclass(frozen=True, slots=True)
class Edits:
    """Without asks those of the rules stay. Commitments are no edits: the store keeps them
    (`scorecard.commitments`), because the next review opens with them."""

    slides: tuple[SlideEdit, ...] = ()
    asks: tuple[Ask, ...] = ()


NO_EDITS = Edits()


def typed(text: str) -> Message:
    """What somebody wrote, as it is in every language."""
    return Message("{text}", {"text": text})


def edited(outline: Outline, edits: Edits) -> Outline:
    """The outline with a person's titles, notes, asks and commitments in it."""
    by_key = {edit.key: edit for edit in edits.slides}
    slides = (_edited(slide, by_key.get(slide.key), edits) for slide in outline.slides)
    return replace(outline, slides=tuple(slide for slide in slides if slide is not None))


def _edited(slide: Slide, edit: SlideEdit | None, edits: Edits) -> Slide | None:
    if slide.key == ASKS and edits.asks:
        slide = _with_table(slide, asks_table(edits.asks))
    if edit is None:
        return slide
    if edit.hidden:
        return None
    if edit.title:
        slide = replace(slide, title=typed(edit.title))
    if edit.notes:
        slide = replace(slide, notes=replace(slide.notes, say=(typed(edit.notes),)))
    return slide


def _with_table(slide: Slide, table: Table) -> Slide:
    others = tuple(block for block in slide.blocks if not isinstance(block, Table))
    return replace(slide, blocks=(table, *others), missing=None)


def asks_table(asks: tuple[Ask, ...]) -> Table:
    """Decisions, each with the side it is asked of."""
    columns = (Column(Message("Asked of"), 1.2), Column(Message("Ask or decision"), 6))
    rows = tuple((Cell(SIDES[ask.side], Tone.MUTED), Cell(typed(ask.text))) for ask in asks)
    return Table(columns, rows)
