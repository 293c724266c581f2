"""Spreadsheets beside XLSX: rows and sheets that nobody sees, day numbers, damaged files."""

from __future__ import annotations

import io
import random
import struct
import zipfile
from datetime import date

import pytest

from scorecard.ingest.kinds import FileKind
from scorecard.ingest.other_sheets import ods_facts, xls_facts
from scorecard.ingest.read import read_upload
from scorecard.ingest.report import Directory, FileStatus, UploadReport

KNOWN = Directory(
    products={"SW-1": 1}, distributors={"D1": 7}, currencies={"D1": "PLN"}, countries={"D1": "PL"}
)
HEAD = ["Nr faktury", "Poz.", "Data faktury", "Nazwa kontrahenta", "Indeks", "Ilość", "Cena netto"]
ROWS: list[list[str | float]] = [
    ["FV/1", 1, 44579, "Łódź Net", "SW-1", 3, 12.5],
    ["FV/1", 2, 44579, "Łódź Net", "SW-1", 1, 12.5],
    ["FV/2", 1, 44580, "Acme", "SW-1", 2, 12.5],
]
Sheet = list[list[str | float]]


def read(data: bytes) -> UploadReport:
    return read_upload(
        data, kind=FileKind.SELL_THROUGH, file_name="f", directory=KNOWN, as_of=date(2026, 2, 3),
        sender="D1", keep_unmatched=True,
    )  # fmt: skip


# -- XLS, written record by record (BIFF8 in a compound file) --------------------------------------


def record(kind: int, content: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def cell(row: int, column: int, value: str | float) -> bytes:
    place = struct.pack("<HHH", row, column, 0)
    if isinstance(value, str):
        text = struct.pack("<HB", len(value), 1) + value.encode("utf-16-le")
        return record(0x204, place + text)
    return record(0x203, place + struct.pack("<d", value))


def sheet_stream(rows: Sheet, hidden: tuple[int, ...]) -> bytes:
    made = record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0))
    made += record(0x200, struct.pack("<IIHHH", 0, len(rows), 0, len(rows[0]), 0))
    for at in range(len(rows)):
        flags = 0x120 if at in hidden else 0x100
        made += record(0x208, struct.pack("<HHHHHHHH", at, 0, len(rows[0]), 0, 0, 0, flags, 0))
    for at, row in enumerate(rows):
        made += b"".join(cell(at, column, value) for column, value in enumerate(row))
    return made + record(0x0A)


def xls(
    sheets: dict[str, Sheet], hidden: tuple[int, ...] = (), *, mac: bool = False,
    unseen: tuple[str, ...] = (),
) -> bytes:  # fmt: skip
    first = record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0))
    first += record(0x22, struct.pack("<H", mac))
    names = {name: struct.pack("<BB", len(name), 1) + name.encode("utf-16-le") for name in sheets}
    start = len(first) + sum(4 + 6 + len(name) for name in names.values()) + 4
    bound, streams = b"", b""
    for name, rows in sheets.items():
        place = struct.pack("<IBB", start + len(streams), name in unseen, 0)
        bound += record(0x85, place + names[name])
        streams += sheet_stream(rows, hidden)
    return compound(first + bound + record(0x0A) + streams)


def compound(stream: bytes) -> bytes:
    """A compound file of one stream `Workbook`."""
    size = max(len(stream), 4096)
    count = -(-size // 512)
    table = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, count + 2), 0xFFFFFFFE]
    table += [0xFFFFFFFF] * (128 - len(table))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
    directory = entry("Root Entry", 5, 1, 0xFFFFFFFE, 0) + entry("Workbook", 2, -1, 2, size)
    return (
        header + struct.pack("<128I", *table) + directory.ljust(512, b"\0")
        + stream.ljust(count * 512, b"\0")
    )  # fmt: skip


def entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    text = name.encode("utf-16-le")
    made = text.ljust(64, b"\0") + struct.pack("<HBBiii", len(text) + 2, kind, 1, -1, -1, child)
    return made.ljust(116, b"\0") + struct.pack("<IQ", start, size)


BOOK: dict[str, Sheet] = {"Sprzedaż": [list(HEAD), *ROWS]}


def test_rows_that_an_xls_hides_are_data_with_a_remark():
    report = read(xls(BOOK, hidden=(2,)))
    assert (report.status, report.n_accepted, report.dialect["container"]) == (
        FileStatus.ACCEPTED, 3, "xls",
    )  # fmt: skip
    assert [i.record for i in report.issues if i.code == "HIDDEN_ROW"] == [3]


@pytest.mark.parametrize(("mac", "day"), [(False, "2022-01-18"), (True, "2026-01-19")])
def test_an_xls_says_which_year_its_day_numbers_count_from(mac, day):
    report = read(xls(BOOK, mac=mac))
    assert report.status is FileStatus.ACCEPTED
    assert report.rows["invoice_date"].iloc[0].date().isoformat() == day


def test_a_sheet_that_an_xls_hides_is_not_asked_about():
    book = {"Stare": BOOK["Sprzedaż"], **BOOK}
    assert read(xls(book)).reason == "SEVERAL_SHEETS"
    report = read(xls(book, unseen=("Stare",)))
    assert (report.status, report.dialect["sheet"]) == (FileStatus.ACCEPTED, "Sprzedaż")


def test_a_damaged_xls_gives_no_facts_and_no_error():
    whole = xls(BOOK, hidden=(2,))
    assert xls_facts(whole, "Sprzedaż").hidden == {2}
    draw = random.Random(5)
    for _round in range(3000):
        data = bytearray(whole[: draw.choice((len(whole), draw.randrange(len(whole))))])
        for _change in range(draw.randint(1, 6)):
            if data:
                data[draw.randrange(min(len(data), 2048))] = draw.randrange(256)
        assert xls_facts(bytes(data), "Sprzedaż").hidden <= set(range(65_536))


# -- ODS -----------------------------------------------------------------------------------------

SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "table", "text")
)


def ods(rows: Sheet, styles: dict[int, str]) -> bytes:
    made = ""
    for at, row in enumerate(rows):
        cells = "".join(
            f'<table:table-cell office:value-type="string"><text:p>{value}</text:p>'
            "</table:table-cell>"
            for value in row
        )
        made += f"<table:table-row {styles.get(at, '')}>{cells}</table:table-row>"
    content = (
        f'<?xml version="1.0"?><office:document-content {SPACES}><office:body><office:spreadsheet>'
        f'<table:table table:name="A&amp;B">{made}</table:table></office:spreadsheet>'
        "</office:body></office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return out.getvalue()


@pytest.mark.parametrize("seen", ["collapse", "filter"])
def test_rows_that_an_ods_hides_are_data_with_a_remark(seen):
    rows = [[*row[:2], f"2026-01-{19 + at}", *row[3:]] for at, row in enumerate(ROWS)]
    report = read(ods([list(HEAD), *rows], {2: f'table:visibility="{seen}"'}))
    assert (report.status, report.n_accepted) == (FileStatus.ACCEPTED, 3)
    assert [i.record for i in report.issues if i.code == "HIDDEN_ROW"] == [3]


def test_repeated_rows_count():
    row: Sheet = [["a"], ["b"], ["c"]]
    three = 'table:number-rows-repeated="3"'
    data = ods(row, {0: three, 1: f'{three} table:visibility="collapse"'})
    assert ods_facts(data, "A&B").hidden == {3, 4, 5}
    assert ods_facts(data, "C").hidden == set()
