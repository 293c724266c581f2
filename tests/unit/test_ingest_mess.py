"""Kinds of mess in distributors' files, each made from one small clean file."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from scorecard.ingest.kinds import FileKind
from scorecard.ingest.mapping import Mapping
from scorecard.ingest.read import read_upload
from scorecard.ingest.report import Directory, FileStatus, UploadReport

KNOWN = Directory(
    products={"SW-1": 1, "00123456": 2, "0012345": 3, "012345": 4, "4E10": 5, "AP-2": 6},
    gtins={"5900010012374": 1, "0070010000000": 6, "5900010024742": 2},
    aliases={("D1", "łódź net"): 10, ("D1", "acme"): 11},
    distributors={"D1": 7},
    currencies={"D1": "PLN"},
    countries={"D1": "PL"},
)
HEAD = ["Nr faktury", "Poz.", "Data faktury", "Nazwa kontrahenta", "Indeks", "Ilość", "Cena netto"]
ROWS = [
    ["FV/1", "1", "2026-01-19", "Łódź Net", "SW-1", "3", "1234,50"],
    ["FV/1", "2", "2026-01-19", "Łódź Net", "AP-2", "1", "10,00"],
    ["FV/2", "1", "2026-01-20", "Acme", "SW-1", "2", "1200,00"],
]
EXPECTED = [
    ("FV/1", "1", "2026-01-19", 10, 1, 3000, 370_350),
    ("FV/1", "2", "2026-01-19", 10, 6, 1000, 1_000),
    ("FV/2", "1", "2026-01-20", 11, 1, 2000, 240_000),
]


def read(data: bytes | str, **more: Any) -> UploadReport:
    raw = data.encode() if isinstance(data, str) else data
    options = {"kind": FileKind.SELL_THROUGH, "file_name": "f", "directory": KNOWN}
    return read_upload(raw, **options, as_of=date(2026, 2, 3), sender="D1", **more)


def rows(report: UploadReport) -> list[tuple[Any, ...]]:
    frame = report.rows.assign(day=report.rows["invoice_date"].dt.strftime("%Y-%m-%d"))
    wanted = ["invoice_no", "line_no", "day", "partner_id", "product_id", "qty_milli"]
    return list(frame[[*wanted, "line_amount_minor"]].itertuples(index=False, name=None))


def text(*lines: list[str], sign: str = ";", end: str = "\n") -> str:
    return end.join(sign.join(line) for line in lines) + end


CLEAN = text(HEAD, *ROWS)


def changed(**cells: str) -> str:
    """The clean file with cells of its second row replaced."""
    names = dict(zip(["no", "line", "day", "name", "sku", "qty", "price"], ROWS[1], strict=True))
    return text(HEAD, ROWS[0], list((names | cells).values()), ROWS[2])


def test_the_clean_file():
    report = read(CLEAN)
    assert (report.status, report.issues, rows(report)) == (FileStatus.ACCEPTED, (), EXPECTED)


# -- how the text is cut ------------------------------------------------------------


def quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"'


@pytest.mark.parametrize(
    ("data", "dialect"),
    [
        (text(HEAD, *ROWS, sign="\t"), {"delimiter": "\t"}),
        (text(HEAD, *ROWS, sign="|"), {"delimiter": "|"}),
        (text(HEAD, *ROWS, sign="^"), {"delimiter": "^"}),
        (text(HEAD, *ROWS, sign="\x1f"), {"delimiter": "\x1f"}),
        ("\n".join(map(quoted, CLEAN.splitlines())), {"delimiter": ";", "wrapped": "yes"}),
        (
            "\n".join(quoted(",".join(map(quoted, line))) for line in [HEAD, *ROWS]),
            {"delimiter": ",", "wrapped": "yes"},
        ),
        (
            text(*([f"'{cell}'" for cell in line] for line in [HEAD, *ROWS]), sign=","),
            {"delimiter": ",", "quotechar": "'"},
        ),
        (
            text(*([quoted(cell) for cell in line] for line in [HEAD, *ROWS]), sign=", "),
            {"delimiter": ",", "spaced": "yes"},
        ),
        (text(HEAD, *([*row, ""] for row in ROWS)), {"delimiter": ";"}),
        (text([*HEAD, ""], *ROWS), {"delimiter": ";"}),
        (text([*HEAD, "", ""], *([*row, "", ""] for row in ROWS)), {"delimiter": ";"}),
        (CLEAN + "\x1a", {"delimiter": ";"}),
        (CLEAN + "\x00" * 64, {"delimiter": ";"}),
        (CLEAN.replace("\n", "\r"), {"delimiter": ";"}),
        (
            "\n".join("".join(c.ljust(20) for c in line).rstrip() for line in [HEAD, *ROWS]),
            {"delimiter": "fixed"},
        ),
    ],
)
def test_ways_to_write_the_same_table(data, dialect):
    report = read(data)
    assert (report.status, report.issues, rows(report)) == (FileStatus.ACCEPTED, (), EXPECTED)
    assert {name: report.dialect[name] for name in dialect} == dialect


def test_backslashes_before_quotation_marks():
    data = CLEAN.replace("Acme", '"Acme \\"A; B\\" Ltd"')
    report = read(data, keep_unmatched=True)
    assert report.rows["reseller_name"].tolist()[-1] == 'Acme "A; B" Ltd'


def test_a_cell_beyond_the_header_refuses_its_row():
    report = read(text(HEAD, [*ROWS[0], ""], [*ROWS[1], "x"], [*ROWS[2], ""]))
    assert [(i.code, i.record) for i in report.issues] == [("COLUMN_COUNT", 3)]
    assert rows(report) == [EXPECTED[0], EXPECTED[2]]


def test_a_file_cut_off_in_its_last_row():
    report = read(CLEAN + "FV/3;1;2026-01-2")
    assert [(i.code, i.record, i.line) for i in report.issues] == [("TRUNCATED_ROW", 5, 5)]
    assert rows(report) == EXPECTED


def test_a_file_without_a_header_by_position():
    fields = (
        "invoice_no", "line_no", "invoice_date", "reseller_name", "sku", "qty", "unit_price"
    )  # fmt: skip
    data = text(*ROWS)
    report = read(data, mapping=Mapping(positions=fields))
    assert rows(report) == EXPECTED
    assert report.rows["record"].tolist() == [1, 2, 3]
    assert read(data).reason == "MISSING_REQUIRED_COLUMN"


# -- encodings ------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["cp1250", "iso8859_2", "iso8859_16", "cp852", "utf-16-le"])
def test_code_pages(encoding):
    report = read(CLEAN.encode(encoding))
    assert (report.issues, rows(report)) == ((), EXPECTED)


def test_lines_of_another_encoding():
    lines = CLEAN.splitlines(keepends=True)
    report = read(
        b"".join(line.encode("cp1250" if n == 2 else "utf-8") for n, line in enumerate(lines))
    )
    assert rows(report) == EXPECTED
    assert [(i.code, i.record) for i in report.issues] == [("MOJIBAKE", 3)]
    assert report.dialect["encoding"] == "utf-8, cp1250"


def test_a_byte_order_mark_before_lines_of_another_encoding():
    lines = CLEAN.splitlines(keepends=True)
    mixed = [line.encode("cp1250" if n == 2 else "utf-8") for n, line in enumerate(lines)]
    report = read(b"\xef\xbb\xbf" + b"".join(mixed))
    assert rows(report) == EXPECTED
    assert [(i.code, i.record) for i in report.issues] == [("MOJIBAKE", 3)]


def sign_of(byte: int, page: str) -> str:
    """As browsers read a byte that a page leaves undefined."""
    sign = bytes([byte]).decode(page, "replace")
    return chr(byte) if sign == "\ufffd" else sign


@pytest.mark.parametrize("page", ["cp1252", "cp1250"])
def test_text_encoded_twice(page):
    report = read("".join(sign_of(byte, page) for byte in CLEAN.encode()))
    assert rows(report) == EXPECTED
    assert [(i.code, i.record) for i in report.issues] == [("MOJIBAKE", 2), ("MOJIBAKE", 3)]
    assert report.headers[5] == "Ilość"


# -- what is no data ------------------------------------------------------------


def reasons(data: str) -> dict[int, str]:
    report = read(data)
    assert (report.status, report.issues, rows(report)) == (FileStatus.ACCEPTED, (), EXPECTED)
    return dict(report.ignored)


def test_titles_pages_and_headers_again():
    page = text(["Strona 1 z 2"], ["\ufeffNr faktury", *HEAD[1:]])
    data = text(["Raport", "styczeń"], [""], HEAD, ROWS[0]) + page + text(*ROWS[1:])
    assert reasons(data) == {
        1: "PREAMBLE",
        2: "BLANK",
        5: "PAGE_MARKER",
        6: "REPEATED_HEADER",
    }


def test_totals_and_subtotals_with_labels():
    data = text(
        HEAD,
        *ROWS[:2],
        ["Razem FV/1", "", "", "", "", "4", "3713,50"],
        ROWS[2],
        ["Suma częściowa", "", "", "", "", "2", "2400,00"],
        ["", "", "", "Ogółem", "", "6", "6113,50"],
        [""] * 7,
        ["* ceny netto", "", "", "", "", "", ""],
        ["Liczba pozycji: 3"],
    )
    assert reasons(data) == {
        4: "SUBTOTAL_ROW",
        6: "SUBTOTAL_ROW",
        7: "TOTALS_ROW",
        8: "BLANK",
        9: "FOOTNOTE",
        10: "FOOTNOTE",
    }


def test_sums_without_labels():
    data = text(
        HEAD,
        *ROWS[:2],
        ["", "", "", "", "", "4", ""],
        ROWS[2],
        ["", "", "", "", "", "2", ""],
        ["", "", "", "", "", "6", ""],
    )
    assert reasons(data) == {4: "SUBTOTAL_ROW", 6: "SUBTOTAL_ROW", 7: "TOTALS_ROW"}


def test_a_number_that_is_no_sum_is_a_bad_row():
    report = read(text(HEAD, *ROWS, ["", "", "", "", "", "7", ""]))
    assert {i.record for i in report.errors} == {5}
    assert report.ignored == {}


def test_a_reseller_named_total_is_data():
    report = read(changed(name="Total Systems"), keep_unmatched=True)
    assert (report.n_accepted, report.ignored) == (3, {})


def test_a_broken_row_of_a_reseller_named_total_is_not_dropped():
    broken = ["", "", "", "Total Systems", "", "2", "10,00"]
    report = read(text(HEAD, *ROWS[:2], broken, ROWS[2]), keep_unmatched=True)
    assert report.ignored == {}
    assert {i.record for i in report.errors} == {4}


def test_a_subtotal_of_a_party_or_a_document_of_the_table():
    party = ["", "", "", "Razem Łódź Net", "", "", "3713,50"]
    document = ["Suma FV/2", "", "", "", "", "", "2400,00"]
    assert reasons(text(HEAD, *ROWS[:2], party, ROWS[2], document, ["Razem"])) == {
        4: "SUBTOTAL_ROW",
        6: "SUBTOTAL_ROW",
        7: "TOTALS_ROW",
    }


def test_a_row_of_one_cell_among_the_data_is_not_dropped():
    report = read(text(HEAD, ROWS[0], ["FV/9", "", "", "", "", "", ""], *ROWS[1:]))
    assert report.ignored == {}
    assert {i.record for i in report.errors} == {3}


# -- cells ------------------------------------------------------------


@pytest.mark.parametrize(
    ("sku", "product", "code"),
    [
        ("sw-1", 1, None),
        ('="00123456"', 2, None),
        ("123456", 2, "LEADING_ZERO_RESTORED"),
        ("4E10", 5, None),
        ("12345", None, "AMBIGUOUS_SKU"),
        ("4E+10", None, "SKU_CORRUPTED"),
        ("1,2E+04", None, "SKU_CORRUPTED"),
        ("01.mar", None, "SKU_CORRUPTED"),
        ("NOPE", None, "UNKNOWN_SKU"),
        ("\u200bSW-1\u00a0", 1, None),
    ],
)
def test_article_numbers(sku, product, code):
    report = read(changed(sku=sku))
    assert [i.code for i in report.issues] == ([code] if code else [])
    found = report.rows.loc[report.rows["record"] == 3, "product_id"].tolist()
    assert found == ([product] if product else [])


@pytest.mark.parametrize(
    ("sku", "gtin", "product", "code"),
    [
        ("", "5900010012374", 1, None),
        ("SW-1", "", 1, None),
        ("", "70010000000", 6, "LEADING_ZERO_RESTORED"),
        ("", "00070010000000"[1:], 6, None),
        ("", "5,90001E+12", None, "SKU_CORRUPTED"),
        ("", "5900010099999", None, "UNKNOWN_SKU"),
        ("", "", None, "MISSING_VALUE"),
        ("SW-1", "0070010000000", None, "AMBIGUOUS_SKU"),
        ("OWN-77", "5900010012374", 1, None),
    ],
)
def test_gtins(sku, gtin, product, code):
    row = [*ROWS[1][:4], sku, *ROWS[1][5:], gtin]
    report = read(text([*HEAD, "EAN"], [*ROWS[0], ""], row))
    assert [i.code for i in report.issues] == ([code] if code else [])
    found = report.rows.loc[report.rows["record"] == 3, ["product_id", "sku"]].values.tolist()
    codes = {number: sku for sku, number in KNOWN.products.items()}
    assert [pair[0] for pair in found] == ([product] if product else [])
    assert all(pair[1] in (codes[pair[0]], sku) for pair in found)


@pytest.mark.parametrize(
    ("qty", "price", "minor", "code"),
    [
        ("3 szt.", "10,00 zł", 3000, None),
        ("(3)", "PLN 10,00", -3000, None),
        ("3", "10,00 EUR", 3000, None),
        ("3", "10,00 ???", None, "BAD_PRICE"),
        ("trzy", "10,00", None, "BAD_QTY"),
    ],
)
def test_units_and_currencies_beside_numbers(qty, price, minor, code):
    report = read(changed(qty=qty, price=price))
    assert [i.code for i in report.issues] == ([code] if code else [])
    row = report.rows[report.rows["record"] == 3]
    assert row["line_amount_minor"].tolist() == ([minor] if minor else [])
    assert row["currency"].tolist() == (
        [] if minor is None else ["EUR" if "EUR" in price else "PLN"]
    )


def test_a_column_of_known_article_numbers_needs_no_name():
    rows_ = [*ROWS, ["FV/2", "2", *ROWS[2][2:4], "4E10", *ROWS[2][5:]]]
    report = read(text([*HEAD[:4], "Kolumna X", *HEAD[5:]], *rows_))
    assert rows(report)[:3] == EXPECTED
    assert report.dialect["told_by_content"] == "Kolumna X = sku"
    assert report.column_map["Kolumna X"] == "sku"
    few = read(text([*HEAD[:4], "Kolumna X", *HEAD[5:]], [*ROWS[0][:4], "NOPE", *ROWS[0][5:]]))
    assert few.reason == "MISSING_REQUIRED_COLUMN"


def test_two_columns_of_known_article_numbers_are_not_chosen_from():
    rows_ = [[*row, row[4]] for row in ROWS]
    report = read(text([*HEAD[:4], "Kolumna X", *HEAD[5:], "Kolumna Y"], *rows_))
    assert report.reason == "MISSING_REQUIRED_COLUMN"


def test_a_country_that_is_none_is_a_remark_only():
    report = read(text([*HEAD, "Kraj"], [*ROWS[0], "Polska"], [*ROWS[1], "??"]))
    assert report.rows["reseller_country"].tolist() == ["PL", None]
    assert [(i.code, i.severity.value) for i in report.issues] == [("BAD_COUNTRY", "warning")]


def test_a_mark_against_the_currency_column():
    report = read(text([*HEAD, "Waluta"], [*ROWS[0][:6], "10,00 zł", "EUR"]))
    assert [(i.code, i.column) for i in report.issues] == [("BAD_CURRENCY", "Cena netto")]


def test_the_currency_in_a_header():
    report = read(CLEAN.replace("Cena netto", "Cena netto (EUR)"))
    assert report.rows["currency"].tolist() == ["EUR"] * 3


def test_a_decimal_mark_proven_by_the_amounts():
    head = [*HEAD, "Wartość"]
    data = text(head, [*ROWS[0][:5], "2", "1.234", "2.468"], [*ROWS[1][:5], "3", "5", "15"])
    report = read(data)
    assert (report.status, report.reason) == (FileStatus.HELD, "AMBIGUOUS_NUMBER")
    data = text(head, [*ROWS[0][:5], "1.000", "1.234", "1.234.000"], [*ROWS[1][:5], "3", "5", "15"])
    assert read(data).rows["line_amount_minor"].tolist() == [123_400_000, 1_500]
    data = text(head, [*ROWS[0][:5], "1.500", "2", "3"], [*ROWS[1][:5], "3", "5", "15"])
    report = read(data)
    assert report.rows["qty_milli"].tolist() == [1500, 3000]


# -- spreadsheets and archives ------------------------------------------------------------


def workbook(change=None) -> bytes:
    book = Workbook()
    page = book.active
    page.append(HEAD)
    for no, line, day, name, sku, qty, price in ROWS:
        cells = [no, int(line), date.fromisoformat(day), name, sku, int(qty)]
        page.append([*cells, float(price.replace(",", "."))])
    if change:
        change(book, page)
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def test_a_workbook_with_typed_cells():
    report = read(workbook())
    assert (report.issues, rows(report)) == ((), EXPECTED)
    assert report.rows["line"].tolist() == [0, 0, 0]


def test_hidden_rows_are_data():
    def change(_book, page):
        page.row_dimensions[3].hidden = True
        page.column_dimensions["B"].hidden = True

    report = read(workbook(change))
    assert rows(report) == EXPECTED
    assert [(i.code, i.record) for i in report.issues] == [("HIDDEN_ROW", 3)]


def test_error_cells_are_not_empty_cells():
    def change(_book, page):
        page["F3"].value = "#N/A"
        page["F3"].data_type = "e"

    report = read(workbook(change))
    assert [(i.code, i.record, i.cell) for i in report.issues] == [("BAD_QTY", 3, "#N/A")]


def test_cells_merged_downwards_keep_their_value():
    def change(_book, page):
        page.merge_cells("A2:A3")

    assert rows(read(workbook(change))) == EXPECTED


def test_the_sheet_with_the_rows_is_found():
    def change(book, _page):
        cover = book.create_sheet("Info", 0)
        cover.append(["Raport", "styczeń 2026"])

    report = read(workbook(change))
    assert (report.dialect["sheet"], rows(report)) == ("Sheet", EXPECTED)


def test_two_sheets_with_rows_are_asked_about():
    def change(book, page):
        book.copy_worksheet(page).title = "Luty"

    report = read(workbook(change))
    assert (report.status, report.reason) == (FileStatus.REJECTED, "SEVERAL_SHEETS")
    chosen = read(workbook(change), mapping=Mapping(sheet="Luty"))
    assert (chosen.dialect["sheet"], rows(chosen)) == ("Luty", EXPECTED)
    missing = read(workbook(change), mapping=Mapping(sheet="Marzec"))
    assert missing.issues[0].params == {"sheet": "Marzec", "sheets": "Sheet, Luty"}


ODS = """<?xml version="1.0" encoding="UTF-8"?><office:document-content
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">
<office:body><office:spreadsheet><table:table table:name="S">%s</table:table>
</office:spreadsheet></office:body></office:document-content>"""


def test_an_opendocument_sheet():
    lines = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p>'
            "</table:table-cell>"
            for cell in line
        )
        + "</table:table-row>"
        for line in [HEAD, *ROWS]
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", ODS % lines)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    report = read(packed.getvalue())
    assert (report.dialect["container"], rows(report)) == ("ods", EXPECTED)


@pytest.mark.parametrize("inside", [CLEAN.encode("cp1250"), workbook()])
def test_an_archive_of_one_file(inside):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("styczeń/raport.csv", inside)
        archive.writestr("__MACOSX/raport.csv", "x")
    report = read(packed.getvalue())
    assert rows(report) == EXPECTED
    assert report.dialect["container"] in ("zip, text", "zip, xlsx")


# -- day numbers -----------------------------------------------------------------------------------


def test_day_numbers_that_may_count_from_two_years():
    data = changed(day="44579").replace("2026-01-19", "44580").replace("2026-01-20", "44581")
    report = read(data)
    assert (report.status, report.reason) == (FileStatus.HELD, "AMBIGUOUS_DATE")
    for epoch, day in (("1900", "2022-01-18"), ("1904", "2026-01-19")):
        answered = read(data, mapping=Mapping(day_numbers_from=epoch))
        assert (answered.status, rows(answered)[1][2]) == (FileStatus.ACCEPTED, day)


@pytest.mark.parametrize(("mac", "day"), [(False, "2022-01-18"), (True, "2026-01-19")])
def test_a_workbook_says_which_year_its_day_numbers_count_from(mac, day):
    book = Workbook()
    if mac:
        book.epoch = CALENDAR_MAC_1904
    for row in [HEAD, *([*row[:2], 44579, *row[3:]] for row in ROWS)]:
        book.active.append(row)
    saved = io.BytesIO()
    book.save(saved)
    report = read(saved.getvalue())
    assert (report.status, {row[2] for row in rows(report)}) == (FileStatus.ACCEPTED, {day})
    assert report.dialect["day_numbers_from"] == ("1904" if mac else "1900")
