"""The house's own template, made by code: two layouts, quiet type, no shadows."""

from __future__ import annotations

import io
import re
from functools import cache

from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE as RT

from scorecard.reports.qbr.deck import tokens

COVER, FINDING = "Title Slide", "Title Only"
INCH = tokens.EMU_INCH
SIDE = round(0.62 * INCH)
ROOM = tokens.WIDTH - 2 * SIDE
# placeholder type -> left, top, width, height
PLACES = {
    "title": (SIDE, round(0.42 * INCH), ROOM, round(0.92 * INCH)),
    "ctrTitle": (SIDE, round(2.35 * INCH), ROOM, round(1.5 * INCH)),
    "subTitle": (SIDE, round(1.2 * INCH), ROOM, round(1.0 * INCH)),
    "body": (SIDE, round(1.85 * INCH), ROOM, round(4.7 * INCH)),
    "ftr": (SIDE, round(6.98 * INCH), round(11.2 * INCH), round(0.3 * INCH)),
    "sldNum": (tokens.WIDTH - SIDE - INCH, round(6.98 * INCH), INCH, round(0.3 * INCH)),
}
_COLOURS = {
    "dk1": tokens.INK, "lt1": tokens.PAPER, "dk2": tokens.ACTUAL, "lt2": tokens.CARD,
    "accent1": tokens.ACTUAL, "accent2": tokens.GOOD, "accent3": tokens.WATCH,
    "accent4": tokens.RISK, "accent5": tokens.PRIMARY, "accent6": tokens.NEUTRAL,
    "hlink": tokens.PRIMARY, "folHlink": tokens.MUTED,
}  # fmt: skip


@cache
def house_template() -> bytes:
    """The template as a file; made once a process."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = tokens.WIDTH, tokens.HEIGHT  # type: ignore[assignment]
    for layout in list(deck.slide_layouts):
        if layout.name not in (COVER, FINDING):
            deck.slide_layouts.remove(layout)
    master = deck.slide_master
    _theme(master.part.part_related_by(RT.THEME))
    for holder in (master, *deck.slide_layouts):
        _placed(holder)
    _titles(master._element)
    _drop(deck.part, RT.PRINTER_SETTINGS)
    _drop(deck.part.package, RT.THUMBNAIL)
    file = io.BytesIO()
    deck.save(file)
    return file.getvalue()


def _theme(part: object) -> None:
    """Colours and font of the house, and effects without a shadow."""
    text = part.blob.decode("utf-8")  # type: ignore[attr-defined]
    for name, colour in _COLOURS.items():
        text = re.sub(
            rf"<a:{name}>.*?</a:{name}>",
            f'<a:{name}><a:srgbClr val="{colour}"/></a:{name}>',
            text,
            flags=re.S,
        )
    text = re.sub(r'<a:latin typeface="[^"]*"', f'<a:latin typeface="{tokens.FONT}"', text)
    plain = "<a:effectStyle><a:effectLst/></a:effectStyle>" * 3
    text = re.sub(
        r"<a:effectStyleLst>.*?</a:effectStyleLst>",
        f"<a:effectStyleLst>{plain}</a:effectStyleLst>",
        text,
        flags=re.S,
    )
    part._blob = text.encode("utf-8")  # type: ignore[attr-defined]


def _placed(holder: object) -> None:
    """Every placeholder where the house has it; dates go, the footer says the day."""
    for shape in list(holder.placeholders):  # type: ignore[attr-defined]
        kind = shape._element.xpath(".//p:ph/@type")
        name = kind[0] if kind else "body"
        if name == "dt":
            shape._element.getparent().remove(shape._element)
            continue
        place = PLACES.get(name)
        if place:
            shape.left, shape.top, shape.width, shape.height = place


def _titles(master: object) -> None:
    """Titles left, bold, anchored at the bottom; footers left, small and muted."""
    styles = master.find(".//{*}txStyles")  # type: ignore[attr-defined]
    title = styles.find("{*}titleStyle/{*}lvl1pPr")
    title.set("algn", "l")
    run = title.find("{*}defRPr")
    run.set("sz", "2600")
    run.set("b", "1")
    for shape in master.xpath(".//p:sp"):  # type: ignore[attr-defined]
        kind = shape.xpath(".//p:ph/@type")[:1]
        body = shape.find("{*}txBody/{*}bodyPr")
        for side in ("lIns", "rIns"):
            body.set(side, "0")
        if kind == ["title"]:
            body.set("anchor", "b")
        if kind in (["ftr"], ["sldNum"]):
            level = shape.find("{*}txBody/{*}lstStyle/{*}lvl1pPr")
            level.set("algn", "l" if kind == ["ftr"] else "r")
            level.find("{*}defRPr").set("sz", "900")


def _drop(part: object, kind: str) -> None:
    """Take a related part off the file."""
    for key, relation in list(part._rels.items()):  # type: ignore[attr-defined]
        if relation.reltype == kind:
            part._rels.pop(key)  # type: ignore[attr-defined]
