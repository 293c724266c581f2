"""Files that mean harm, one of each kind, small on disk and made on demand."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

HEAD = b"invoice_no,line_no,invoice_date,vendor_partner_id,sku,qty,line_amount,currency,note\n"
ROW = b"A,%d,2026-01-03,P1,S1,1,5,EUR,%s\n"
TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
    'content-types"><Default Extension="xml" ContentType="application/xml"/><Default '
    'Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
ODF = "urn:oasis:names:tc:opendocument:xmlns:"


def zipped(**parts: bytes | str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def xlsx(sheet: bytes | str, shared: str = "", doctype: str = "") -> bytes:
    """A workbook of one sheet, whose XML is given."""
    parts: dict[str, bytes | str] = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r1" '
        f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{doctype}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
        '<sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r1" '
        f'Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" '
        f'Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": sheet,
        "xl/sharedStrings.xml": shared or f'<sst xmlns="{MAIN}" count="0"></sst>',
    }
    return zipped(**parts)


def ods(table: str) -> bytes:
    """A spreadsheet of one table, whose XML is given."""
    content = (
        f'<?xml version="1.0"?><office:document-content xmlns:office="{ODF}office:1.0" '
        f'xmlns:table="{ODF}table:1.0" xmlns:text="{ODF}text:1.0"><office:body>'
        f'<office:spreadsheet><table:table table:name="S">{table}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    )
    return zipped(
        **{
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": content,
            "META-INF/manifest.xml": manifest,
        }
    )


def inline(rows: list[list[str]]) -> str:
    """Rows of a sheet with texts in place."""
    made = []
    for number, row in enumerate(rows, 1):
        cells = "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in row)
        made.append(f'<row r="{number}">{cells}</row>')
    return "".join(made)


def _cell(text: str, more: str = "") -> str:
    value = 'office:value-type="string"' if text else ""
    return f"<table:table-cell {value} {more}><text:p>{text}</text:p></table:table-cell>"


def _sheet(rows: str) -> str:
    return f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'


def _lying_zip() -> bytes:
    """An archive whose directory understates what its member unpacks to."""
    data = bytearray(zipped(**{"a.csv": b"0" * 300_000_000}))
    entry = data.rindex(b"PK\x01\x02")
    struct.pack_into("<I", data, entry + 24, 1000)
    struct.pack_into("<I", data, 22, 1000)
    return bytes(data)


def _quoted() -> bytes:
    return HEAD + b'"' * 5_000_000


def _nested() -> bytes:
    data = HEAD + ROW % (1, b"")
    for _depth in range(50):
        data = zipped(**{"a.zip": data})
    return data


def _formatted_rows() -> bytes:
    names = inline([HEAD.decode().strip().split(",")])
    rows = "".join(f'<row r="{n}" s="1" ht="15"/>' for n in range(2, 1_000_001))
    return xlsx(_sheet(names + rows))


def _formatted_cells() -> bytes:
    names = inline([HEAD.decode().strip().split(",")])
    rows = "".join(
        f'<row r="{n}">' + "".join(f'<c r="{c}{n}" s="1"/>' for c in "ABCDEFGHI") + "</row>"
        for n in range(2, 250_001)
    )
    return xlsx(_sheet(names + rows))


def _entities() -> str:
    """A billion laughs."""
    first = '<!ENTITY a0 "ha">'
    rest = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    return f"<!DOCTYPE x [{first}{rest}]>"


def _dense_cells() -> bytes:
    """Just below the bound on cells: 1.9 million numbers in 65 MB of XML."""
    rows = "".join(
        f'<row r="{n}">'
        + "".join(f'<c r="{c}{n}"><v>{n * 7919 % 999983}</v></c>' for c in "ABCDEFGHIJKL")
        + "</row>"
        for n in range(1, 160_001)
    )
    return xlsx(_sheet(rows))


def _strings_bomb() -> bytes:
    shared = f'<sst xmlns="{MAIN}">' + "<si><t>" + "x" * 120_000_000 + "</t></si></sst>"
    return xlsx(_sheet('<row r="1"><c r="A1" t="s"><v>0</v></c></row>'), shared)


def _corners() -> bytes:
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c>'
    return xlsx(_sheet(rows + "</row>"))


def _repeated_rows() -> bytes:
    head = "".join(_cell(name) for name in HEAD.decode().strip().split(","))
    row = "".join(_cell(text) for text in ["A", "1", "2026-01-03", "P1", "S1", "1", "5", "EUR", ""])
    many = 'table:number-rows-repeated="1000000"'
    return ods(
        f"<table:table-row>{head}</table:table-row><table:table-row {many}>{row}</table:table-row>"
    )


def _repeated_columns() -> bytes:
    cell = _cell("x", 'table:number-columns-repeated="1000000"')
    return ods(f'<table:table-row table:number-rows-repeated="1000">{cell}</table:table-row>')


def _empty_repeats() -> bytes:
    """What LibreOffice writes for a sheet whose every row bears a format."""
    head = "".join(_cell(name) for name in HEAD.decode().strip().split(","))
    row = "".join(_cell(text) for text in ["A", "1", "2026-01-03", "P1", "S1", "1", "5", "EUR", ""])
    empty = '<table:table-cell table:number-columns-repeated="16384"/>'
    many = 'table:number-rows-repeated="1048574"'
    return ods(
        f"<table:table-row>{head}</table:table-row><table:table-row>{row}</table:table-row>"
        f"<table:table-row {many}>{empty}</table:table-row>"
    )


def _many_sheets() -> bytes:
    names = "".join(f"<table:table table:name='S{n}'/>" for n in range(200_000))
    return ods("</table:table>" + names + "<table:table table:name='end'>")


HOSTILE: dict[str, Callable[[], bytes]] = {
    "zip bomb of 400 MB": lambda: zipped(**{"a.csv": b"0" * 400_000_000}),
    "zip whose directory lies": _lying_zip,
    "50 zips within each other": _nested,
    "zip of 9,000 members": lambda: zipped(**{f"{n}.csv": b"a" for n in range(9000)}),
    "zip with path tricks": lambda: zipped(**{"../../etc/x.csv": HEAD + ROW % (1, b"")}),
    "cell of 10 MB": lambda: HEAD + ROW % (1, b"x" * 10_000_000) + ROW % (2, b""),
    "10 MB in quotation marks": lambda: HEAD + ROW % (1, b'"' + b"x,\n" * 3_400_000 + b'"'),
    "5 million quotation marks": _quoted,
    "quotes that open and never close": lambda: HEAD + (b'A,1,"x\n' * 400_000),
    "16,384 columns": lambda: b",".join(b"c%d" % n for n in range(16_384)) + b"\n" + b"1," * 16_383,
    "16,384 columns, 500 rows": lambda: (
        b",".join(b"c%d" % n for n in range(16_384)) + b"\n" + (b"1," * 16_383 + b"1\n") * 500
    ),
    "5 million delimiters": lambda: HEAD + b"," * 5_000_000,
    "2 million empty lines": lambda: HEAD + b"\n" * 2_000_000,
    "30 MB of random bytes": lambda: _noise(30_000_000),
    "20 MB of zero bytes and a letter": lambda: b"\x00" * 20_000_000 + b"a",
    "20 MB on one line": lambda: b"a b;c,d|e\tf " * 1_700_000,
    "XLSX with entities in it": lambda: xlsx(
        _entities() + _sheet(inline([["&a9;"] * 3] * 3)), doctype=_entities()
    ),
    "XLSX of 1,000,000 formatted rows": _formatted_rows,
    "XLSX of 2 million formatted cells": _formatted_cells,
    "XLSX with a text of 120 MB": _strings_bomb,
    "XLSX of 1.9 million numbers": _dense_cells,
    "XLSX with two cells in opposite corners": _corners,
    "ODS of 1,000,000 repeated rows": _repeated_rows,
    "ODS of 1,000,000 repeated columns": _repeated_columns,
    "ODS of empty repeats to the end": _empty_repeats,
    "ODS of 200,000 sheets": _many_sheets,
}


def _noise(size: int) -> bytes:
    block = b""
    seed = 1
    while len(block) < 1 << 16:
        seed = zlib.crc32(seed.to_bytes(8, "big"))
        block += seed.to_bytes(4, "big")
    return (block * (size // len(block) + 1))[:size]
