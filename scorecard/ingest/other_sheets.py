"""Which rows an ODS or XLS spreadsheet hides, and the year an XLS counts its days from; calamine
tells neither. Whatever cannot be followed gives no facts, never an error."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Iterator
from xml.sax.saxutils import unescape

from scorecard.ingest.xlsx import SheetFacts

TABLE = re.compile(rb"<table:table\b[^>]*\btable:name=[\"']([^\"']*)[\"'][^>]*>")
ODS_ROW = re.compile(rb"<table:table-row\b([^>]*)>")
REPEATED = re.compile(rb"\btable:number-rows-repeated=[\"'](\d{1,7})[\"']")
UNSEEN = re.compile(rb"\btable:visibility=[\"'](?:collapse|filter)[\"']")
MOST_ROWS = 1_048_576

SECTOR = 512
END_OF_CHAIN = 0xFFFF_FFF0  # this and above are marks, not sectors
IN_HEADER = 109  # sectors of the allocation table that the header names
ENTRY = 128
BOUNDSHEET, DATEMODE, ROW, EOF = 0x85, 0x22, 0x208, 0x0A
HIDDEN = 0x20


def ods_facts(data: bytes, sheet: str) -> SheetFacts:
    """Rows of a sheet that are collapsed or filtered out."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            content = archive.read("content.xml")
    except (zipfile.BadZipFile, KeyError, ValueError, OSError):
        return SheetFacts()
    for table in TABLE.finditer(content):
        if unescape(table[1].decode("utf-8", "replace"), {"&quot;": '"', "&apos;": "'"}) == sheet:
            end = content.find(b"</table:table>", table.end())
            return SheetFacts(_unseen(content, table.end(), end if end > 0 else len(content)))
    return SheetFacts()


def _unseen(content: bytes, start: int, end: int) -> frozenset[int]:
    found: set[int] = set()
    at = 0
    for row in ODS_ROW.finditer(content, start, end):
        times = REPEATED.search(row[1])
        after = min(at + (int(times[1]) if times else 1), MOST_ROWS)
        if UNSEEN.search(row[1]):
            found |= set(range(at, after))
        at = after
    return frozenset(found)


def xls_facts(data: bytes, sheet: str) -> SheetFacts:
    """Rows of a sheet of no height, and the epoch of the workbook's day numbers."""
    try:
        book = _workbook(data)
        hidden, epoch = _of_sheet(book, sheet)
    except (struct.error, IndexError, ValueError):
        return SheetFacts()
    return SheetFacts(hidden, epoch=epoch)


def _workbook(data: bytes) -> bytes:
    """The stream `Workbook` of a compound file; empty where it has none of full sectors."""
    size, table = _sectors(data)
    (first,) = struct.unpack_from("<I", data, 48)
    directory = b"".join(_chain(data, table, first, size))
    for at in range(0, len(directory) - ENTRY + 1, ENTRY):
        (length,) = struct.unpack_from("<H", directory, at + 64)
        name = directory[at : at + max(length - 2, 0)].decode("utf-16-le", "replace")
        if name in ("Workbook", "Book"):
            start, count = struct.unpack_from("<II", directory, at + 116)
            return b"".join(_chain(data, table, start, size))[:count]
    return b""


def _sectors(data: bytes) -> tuple[int, list[int]]:
    """Size of a sector and the allocation table: sector -> the one that follows it."""
    size = 1 << struct.unpack_from("<H", data, 30)[0]
    (more, count) = struct.unpack_from("<II", data, 68)
    places = list(struct.unpack_from(f"<{IN_HEADER}I", data, 76))
    each = size // 4
    for _sector in range(min(count, len(data) // size)):
        further = struct.unpack_from(f"<{each}I", data, SECTOR + more * size)
        places += further[:-1]
        more = further[-1]
    table: list[int] = []
    for place in places:
        if place < END_OF_CHAIN:
            table += struct.unpack_from(f"<{each}I", data, SECTOR + place * size)
    return size, table


def _chain(data: bytes, table: list[int], sector: int, size: int) -> Iterator[bytes]:
    for _step in range(len(table)):  # a chain in a circle ends too
        if sector >= END_OF_CHAIN:
            return
        yield data[SECTOR + sector * size : SECTOR + (sector + 1) * size]
        sector = table[sector]


def _of_sheet(book: bytes, sheet: str) -> tuple[frozenset[int], str | None]:
    start, epoch = None, None
    for kind, content in _records(book, 0):
        if kind == DATEMODE:
            epoch = "1904" if content[:1] == b"\x01" else "1900"
        if kind == BOUNDSHEET and _sheet_name(content) == sheet:
            (start,) = struct.unpack_from("<I", content)
    if start is None:
        return frozenset(), epoch
    rows = (content for kind, content in _records(book, start) if kind == ROW)
    unseen = (content for content in rows if len(content) > 12 and content[12] & HIDDEN)
    return frozenset(struct.unpack_from("<H", content)[0] for content in unseen), epoch


def _sheet_name(content: bytes) -> str:
    """Of BIFF8, in one byte a letter or two."""
    wide = content[7] & 1
    letters = content[8 : 8 + content[6] * (1 + wide)]
    return letters.decode("utf-16-le" if wide else "latin-1", "replace")


def _records(book: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    while at + 4 <= len(book):
        kind, length = struct.unpack_from("<HH", book, at)
        if kind == EOF:
            return
        yield kind, book[at + 4 : at + 4 + length]
        at += 4 + length
