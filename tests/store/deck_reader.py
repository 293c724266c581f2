"""A deck read back: its texts, charts and tables."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

from lxml import etree
from pptx import Presentation

NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][-+]?\d+)?")


def opened(data: bytes) -> Any:
    return Presentation(io.BytesIO(data))


def charts_of(slide: Any) -> list[Any]:
    return [shape.chart for shape in slide.shapes if shape.has_chart]


def tables_of(slide: Any) -> list[list[list[str]]]:
    return [
        [[cell.text for cell in row.cells] for row in shape.table.rows]
        for shape in slide.shapes
        if shape.has_table
    ]


def texts_of(slide: Any) -> list[str]:
    """Every text of a slide's shapes, a paragraph each."""
    return [
        paragraph.text
        for shape in slide.shapes
        if shape.has_text_frame
        for paragraph in shape.text_frame.paragraphs
    ]


def series_of(chart: Any) -> dict[str, list[float | None]]:
    return {series.name: list(series.values) for series in chart.plots[0].series}


def everything(data: bytes) -> str:
    """All text of all parts, those of embedded workbooks too."""
    found = []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            content = archive.read(name)
            found.append(name)
            if content[:2] == b"PK":
                found.append(everything(content))
            else:
                found.append(content.decode("utf-8", errors="replace"))
    return "\n".join(found)


def numbers(data: bytes) -> set[float]:
    """Every value of every chart, and every number that a text part holds."""
    found: set[float] = set()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if name.startswith("ppt/charts/chart"):
                tree = etree.fromstring(archive.read(name))
                texts = tree.xpath("//*[local-name()='v']/text()")
                found |= {float(text) for text in texts if NUMBER.fullmatch(text)}
    return found
