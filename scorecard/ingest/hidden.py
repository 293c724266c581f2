"""Which rows of an XLSX sheet are hidden: they are data too, and the reader says so."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from xml.etree import ElementTree

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*)>")
NUMBER = re.compile(rb"\br=[\"'](\d+)[\"']")
HIDDEN = re.compile(rb"\bhidden=[\"'](?:1|true)[\"']")


def hidden_rows(data: bytes, sheet: str) -> frozenset[int]:
    """Rows (first = 0) that a reader of the spreadsheet does not see."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            part = _part_of(archive, sheet)
            content = archive.read(part) if part else b""
    except (zipfile.BadZipFile, KeyError, ElementTree.ParseError, ValueError):
        return frozenset()
    found: set[int] = set()
    counted = 0
    for row in ROW.finditer(content):
        number = NUMBER.search(row[1])
        counted = int(number[1]) if number else counted + 1
        if HIDDEN.search(row[1]):
            found.add(counted - 1)
    return frozenset(found)


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
