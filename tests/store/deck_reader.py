"""A deck read back: its texts, charts, tables, and whether its parts are in order."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from posixpath import dirname, join, normpath
from typing import Any

from lxml import etree
from pptx import Presentation

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][-+]?\d+)?")
REL = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


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


def faults(data: bytes) -> list[str]:
    """What Office would repair: parts that are no XML, relationships that lead nowhere, ids that
    occur twice, axis ids out of range, parts without a content type."""
    found: list[str] = []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        found += [f"twice: {name}" for name, n in Counter(names).items() if n > 1]
        types = etree.fromstring(archive.read("[Content_Types].xml"))
        known = {node.get("PartName") for node in types} | {
            f".{node.get('Extension')}" for node in types if node.get("Extension")
        }
        for name in names:
            if name.endswith((".xml", ".rels")):
                found += _xml_faults(name, archive.read(name), set(names))
            kind = f".{name.rpartition('.')[2]}"
            if name != "[Content_Types].xml" and f"/{name}" not in known and kind not in known:
                found.append(f"no content type: {name}")
    return found


def _xml_faults(name: str, content: bytes, names: set[str]) -> list[str]:
    tree = etree.fromstring(content)
    found = []
    if name.endswith(".rels"):
        folder = dirname(dirname(name))
        for node in tree.iter(REL):
            if node.get("TargetMode") != "External":
                target = node.get("Target")
                path = target[1:] if target.startswith("/") else normpath(join(folder, target))
                if path not in names:
                    found.append(f"{name}: {target} is not there")
    ids = Counter(tree.xpath("//*[local-name()='cNvPr']/@id"))
    found += [f"{name}: shape id {key} twice" for key, n in ids.items() if n > 1]
    for key in tree.xpath("//*[local-name()='axId' or local-name()='crossAx']/@val"):
        if not 0 < int(key) < 2**31:
            found.append(f"{name}: axis id {key}")
    used = set(tree.xpath(f"//@*[namespace-uri()='{OFFICE}']"))
    rels = f"{dirname(name)}/_rels/{name.rpartition('/')[2]}.rels"
    if used and rels not in names:
        found.append(f"{name}: relationships {used} without a file")
    return found
