"""Files that mean harm, or were harmed. Each gives a report; none raises, none takes long."""

from __future__ import annotations

import io
import time
import zipfile
from datetime import date

import pytest
from openpyxl import Workbook

from scorecard.ingest.container import Container, container_of
from scorecard.ingest.kinds import FileKind
from scorecard.ingest.read import read_upload
from scorecard.ingest.report import Directory, FileStatus

KNOWN = Directory(partners={"P1": 1}, products={"S1": 11})
HEAD = b"invoice_no,line_no,invoice_date,vendor_partner_id,sku,qty,line_amount,currency,note\n"
ROW = b"A,%d,2026-01-03,P1,S1,1,5,EUR,%s\n"


def read(data: bytes, kind: FileKind = FileKind.SELL_THROUGH, name: str = "f.csv"):
    started = time.process_time()
    report = read_upload(data, kind=kind, file_name=name, directory=KNOWN, as_of=date(2026, 2, 3))
    assert time.process_time() - started < 5
    assert report.n_records == report.n_accepted + report.n_rejected + report.n_ignored
    return report


def workbook(rows) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def test_nul_bytes_refuse_only_their_row():
    report = read(HEAD + ROW % (1, b"") + b"A,2,2026-01-03,P1,S\x001,1,5,EUR,\n" + ROW % (3, b""))
    assert [(i.code, i.record) for i in report.issues] == [("CONTROL_CHARS", 3)]
    assert report.n_accepted == 2


def test_a_cell_of_10_megabytes():
    report = read(HEAD + ROW % (1, b"x" * 10_000_000) + ROW % (2, b""))
    assert (report.status, report.n_accepted) == (FileStatus.ACCEPTED, 2)
    big = b"A,1,2026-01-03,P1," + b"x" * 10_000_000 + b",1,5,EUR,\n"
    report = read(HEAD + big + ROW % (2, b""))
    assert [(i.code, i.record, len(i.cell or "")) for i in report.issues] == [
        ("FIELD_TOO_LARGE", 2, 200)
    ]


def test_a_quote_that_never_closes():
    report = read(HEAD + ROW % (1, b'"open') + b"".join(ROW % (n, b"") for n in range(2, 50_000)))
    assert (report.status, report.n_accepted) == (FileStatus.ACCEPTED, 49_999)


def test_a_megabyte_of_quotes():
    assert read(b'"' * 1_000_000).status is FileStatus.REJECTED
    assert read(HEAD + b'"' * 999_999).status is FileStatus.REJECTED
    assert read(HEAD + b'",' * 300_000).status is FileStatus.REJECTED


def test_thousands_of_columns():
    wide = b",".join(b"c%d" % n for n in range(16_384)) + b"\n" + b"1," * 16_383 + b"1\n"
    assert read(wide).reason == "MISSING_REQUIRED_COLUMN"
    head = HEAD.strip() + b",x" * 16_000 + b"\n"
    report = read(head + (ROW % (1, b"")).strip() + b"," * 16_000 + b"\n")
    assert (report.status, report.n_accepted) == (FileStatus.ACCEPTED, 1)


@pytest.mark.parametrize(
    "page",
    [
        b"<!DOCTYPE html><html><head><title>Session expired</title></head></html>",
        b"\xef\xbb\xbf  <HTML><body>error 500</body></html>",
        "<html><body>zaloguj się</body></html>".encode("utf-16"),
    ],
)
def test_a_web_page_in_place_of_the_file(page):
    report = read(page)
    assert (report.status, report.reason) == (FileStatus.REJECTED, "NOT_TABULAR")


def test_a_zip_with_path_names_is_not_unpacked(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("../../evil.csv", "sku,name\n1,2\n")
    report = read(packed.getvalue(), FileKind.PRODUCTS, "../../evil.zip")
    assert (report.status, report.dialect["container"]) == (FileStatus.ACCEPTED, "zip, text")
    with zipfile.ZipFile(packed, "a") as archive:
        archive.writestr("/etc/passwd", "x")
    report = read(packed.getvalue(), FileKind.PRODUCTS, "../../evil.zip")
    assert (report.status, report.reason) == (FileStatus.REJECTED, "SEVERAL_FILES")
    assert list(tmp_path.rglob("*")) == []


def test_a_zip_in_a_zip_in_a_zip():
    data = b"sku,name\n1,2\n"
    for _level in range(3):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("a.zip", data)
        data = packed.getvalue()
    assert read(data, FileKind.PRODUCTS).reason == "UNSUPPORTED_TYPE"


def test_a_sheet_of_two_cells_in_opposite_corners():
    book = Workbook()
    book.active["A1"] = "sku"
    book.active["XFD1048576"] = "name"
    saved = io.BytesIO()
    book.save(saved)
    report = read(saved.getvalue(), FileKind.PRODUCTS)
    assert (report.status, report.reason) == (FileStatus.REJECTED, "ZIP_BOMB")


def test_a_workbook_that_is_a_bomb():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "x")
        archive.writestr("xl/worksheets/sheet1.xml", b"<c/>" * 30_000_000)
    assert len(packed.getvalue()) < 500_000
    assert read(packed.getvalue(), name="f.xlsx").reason == "ZIP_BOMB"


def test_a_workbook_with_broken_parts():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("[Content_Types].xml", "x")
        archive.writestr("xl/workbook.xml", "<!DOCTYPE x [<!ENTITY a 'b'>]><workbook>&a;")
    assert read(packed.getvalue(), name="f.xlsx").reason == "UNSUPPORTED_TYPE"
    assert read(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600).reason == "UNSUPPORTED_TYPE"


def test_a_workbook_under_a_text_files_name():
    rows = [["sku", "name"], ["=1+1", "x"], [12, 1.5]]
    report = read(workbook(rows), FileKind.PRODUCTS, "products.csv")
    assert report.dialect == {"container": "xlsx", "sheet": "Sheet", "header_record": "1"}
    assert report.rows[["record", "line", "sku", "name"]].values.tolist()[-1] == [3, 0, "12", "1.5"]


def test_a_text_file_under_a_workbooks_name():
    report = read(b"sku,name\n1,2\n", FileKind.PRODUCTS, "products.xlsx")
    assert report.status is FileStatus.ACCEPTED


def test_a_damaged_byte_does_not_stop_the_file():
    report = read(b"sku,name\n1,caf\xe9 \xff\n2,x\n", FileKind.PRODUCTS)
    assert report.rows["sku"].tolist() == ["1", "2"]


def test_line_ends_of_every_kind():
    text = b"sku,name\r1,a\r\n2,b\n3,c"
    report = read(text, FileKind.PRODUCTS)
    assert report.rows[["sku", "line"]].values.tolist() == [["1", 2], ["2", 3], ["3", 4]]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_letters_of_two_bytes_are_no_control_signs(encoding: str) -> None:
    """ď is 01 0F in UTF-16: a file full of such names is text."""
    names = "\n".join(f"{chr(0x100 + i % 32)}ďĝ;{i}" for i in range(400))
    assert container_of(f"kód;név\n{names}".encode(encoding)) is Container.TEXT
