"""What the XML of an XLSX sheet says beside its values: hidden rows, error cells, merged cells."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field
from xml.etree import ElementTree

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*)>")
NUMBER = re.compile(rb"\br=[\"'](\d+)[\"']")
HIDDEN = re.compile(rb"\bhidden=[\"'](?:1|true)[\"']")
ERROR = re.compile(
    rb"<(?:\w+:)?c\b(?=[^>]*\bt=[\"']e[\"'])(?=[^>]*\br=[\"']([A-Z]{1,3})(\d+)[\"'])[^>]*>"
    rb"(?:(?!</(?:\w+:)?c>).){0,2000}?<(?:\w+:)?v>([^<]{1,20})</",
    re.S,
)
DATES_1904 = re.compile(rb"<(?:\w+:)?workbookPr\b[^>]*\bdate1904=[\"'](?:1|true)[\"']")
MERGED = re.compile(rb"<(?:\w+:)?mergeCell\b[^>]*\bref=[\"']([A-Z]{1,3})(\d+):([A-Z]{1,3})(\d+)")
Place = tuple[int, int]


@dataclass(frozen=True)
class SheetFacts:
    """Rows and columns count from 0.

    Args:
        hidden: rows that a reader of the spreadsheet does not see.
        errors: cells that hold an error such as #N/A.
        down: cells of one column merged over several rows -> the row that holds their value.
        epoch: the year that the workbook's day numbers count from.
    """

    hidden: frozenset[int] = frozenset()
    errors: MappingOf[Place, str] = field(default_factory=dict)
    down: MappingOf[Place, int] = field(default_factory=dict)
    epoch: str | None = None


def sheet_facts(data: bytes, sheet: str) -> SheetFacts:
    """Look through the sheet's XML; nothing is found in an archive that cannot be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            part = _part_of(archive, sheet)
            content = archive.read(part) if part else b""
            epoch = "1904" if DATES_1904.search(archive.read("xl/workbook.xml")) else "1900"
    except (zipfile.BadZipFile, KeyError, ElementTree.ParseError, ValueError):
        return SheetFacts()
    return SheetFacts(_hidden(content), _errors(content), _down(content), epoch)


def _hidden(content: bytes) -> frozenset[int]:
    found: set[int] = set()
    counted = 0
    for row in ROW.finditer(content):
        number = NUMBER.search(row[1])
        counted = int(number[1]) if number else counted + 1
        if HIDDEN.search(row[1]):
            found.add(counted - 1)
    return frozenset(found)


def _errors(content: bytes) -> dict[Place, str]:
    if b't="e"' not in content and b"t='e'" not in content:
        return {}
    return {
        (int(row) - 1, _column(letters)): text.decode("utf-8", "replace")
        for letters, row, text in ERROR.findall(content)
    }


def _down(content: bytes) -> dict[Place, int]:
    found: dict[Place, int] = {}
    for left, top, right, bottom in MERGED.findall(content):
        first, last = int(top) - 1, min(int(bottom), int(top) + 10_000) - 1
        if left == right and last > first:
            found |= {(row, _column(left)): first for row in range(first + 1, last + 1)}
    return found


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def _part_of(archive: zipfile.ZipFile, sheet: str) -> str | None:
    """Path of the sheet's XML by the workbook's relations."""
    book = _tree(archive.read("xl/workbook.xml"))
    relation = next(
        (page.get(ID) for page in book.iter(f"{MAIN}sheet") if page.get("name") == sheet), None
    )
    for link in _tree(archive.read("xl/_rels/workbook.xml.rels")):
        if link.get("Id") == relation:
            target = link.get("Target") or ""
            return posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")
    return None


def _tree(content: bytes) -> ElementTree.Element:
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise ValueError("entities are not read")
    return ElementTree.fromstring(content)
