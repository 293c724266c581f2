"""Single stages of the reader: container, encoding, delimiter, records."""

from __future__ import annotations

import io
import zipfile

import pytest

from scorecard.ingest.container import Container, Refused, container_of
from scorecard.ingest.cutting import split_records
from scorecard.ingest.dialect import Dialect, find_dialect
from scorecard.ingest.encoding import decode
from scorecard.ingest.kinds import FileKind
from scorecard.ingest.records import ListedRecords
from scorecard.ingest.regular import RegularRecords
from scorecard.ingest.sheet_child import cell_text, number_text
from scorecard.ingest.tokenizer import tokenize


def zipped(**members: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/"), content)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", Refused("EMPTY_FILE")),
        (b"\xef\xbb\xbf \r\n\x00\n", Refused("EMPTY_FILE")),
        (b"%PDF-1.7 ...", Refused("UNSUPPORTED_TYPE", {"type": "PDF"})),
        (b"\x1f\x8b\x08xxxx", Refused("UNSUPPORTED_TYPE", {"type": "gzip"})),
        (b"\xef\xbb\xbf\n<!DOCTYPE HTML><html>", Refused("NOT_TABULAR", {"type": "HTML"})),
        (b"  <table><tr><td>1", Refused("NOT_TABULAR", {"type": "HTML"})),
        (b'<?xml version="1.0"?><a/>', Refused("NOT_TABULAR", {"type": "XML"})),
        (b"PK\x03\x04 broken", Refused("UNSUPPORTED_TYPE", {"type": "ZIP"})),
        (zipped(a=b"1"), Container.ZIP),
        (
            zipped(**{"[Content_Types].xml": b"x", "word__document.xml": b"x"}),
            Refused("UNSUPPORTED_TYPE", {"type": "office document"}),
        ),
        (
            zipped(mimetype=b"application/vnd.oasis.opendocument.text"),
            Refused("UNSUPPORTED_TYPE", {"type": "office document"}),
        ),
        (b'{"error": "not found"}\n', Refused("NOT_TABULAR", {"type": "JSON"})),
        (b'[{"sku": 1}, {"sku": 2}]', Refused("NOT_TABULAR", {"type": "JSON"})),
        (b"[Region];name\n1;2\n", Container.TEXT),
        (b"sku,name\n1,2\n", Container.TEXT),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", Container.XLS),
    ],
)
def test_what_the_bytes_are(data, expected):
    found = container_of(data)
    if isinstance(expected, Refused) and isinstance(found, Refused):
        assert (found.code, found.params["type"] if found.params else None) == (
            expected.code,
            expected.params["type"] if expected.params else None,
        )
    else:
        assert found is expected


def test_a_zip_bomb_is_told_by_its_directory():
    bomb = zipped(**{"[Content_Types].xml": b"x", "xl__sheet.xml": b"0" * 60_000_000})
    assert len(bomb) < 100_000
    assert container_of(bomb) == Refused("ZIP_BOMB", {"unpacked": "57 MB"})


def test_a_lying_zip_directory_is_refused():
    honest = zipped(**{"[Content_Types].xml": b"x", "xl__sheet.xml": b"0" * 100_000})
    size = (100_000).to_bytes(4, "little")
    assert honest.count(size) == 2
    found = container_of(honest.replace(size, (100).to_bytes(4, "little")))
    assert isinstance(found, Refused)


@pytest.mark.parametrize(
    ("text", "encoding", "name"),
    [
        ("Ilość;1", "utf-8", "utf-8"),
        ("Ilość;1", "utf-8-sig", "utf-8+bom"),
        ("Ilość;1", "utf-16", "utf-16-le+bom"),
        ("qty,price\n1,2\n3,4\n", "utf-16-le", "utf-16-le"),
        ("qty,price\n1,2\n3,4\n", "utf-16-be", "utf-16-be"),
        ("Żółw Łódź Wąsik śnieg źle", "cp1250", "cp1250"),
        ("Żółw Łódź Wąsik śnieg źle", "iso8859_2", "iso8859_2"),
        ("Réseaux Français à côté, œuvre, tête", "cp1252", "cp1252"),
        ("Őrség Számítástechnika, Égő Kábel", "cp1250", "cp1250"),
        (
            "Brașov, Știință".replace("ș", "ş").replace("ț", "ţ").replace("Ș", "Ş"),
            "cp1250",
            "cp1250",
        ),
        ("Größe & Söhne, Müller", "cp1252", "cp1252"),
        ("Peñíscola, Línea, Razón", "cp1252", "cp1252"),
    ],
)
def test_encodings(text, encoding, name):
    found = decode(text.encode(encoding))
    assert (found.encoding, found.data.decode()) == (name, text)


def test_a_given_code_page_is_used_when_the_bytes_prove_none():
    assert decode("Привет".encode("cp1251"), "cp1251").data.decode() == "Привет"
    assert decode("Ilość".encode(), "cp1251").encoding == "utf-8"


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_delimiters(sign):
    rows = [["sku", "name", "family"], ["A1", "Switch", "LAN"], ["A2", 'x, "y"; z', "L|A\tN"]]
    text = "\n".join(sign.join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows)
    assert find_dialect(text.encode(), FileKind.PRODUCTS) == Dialect(sign)
    assert split_records(text.encode(), sign).cells(2) == rows[2]


def test_excels_hint_decides_over_the_header():
    assert find_dialect(b"sep=;\nsku,name,family\n1;2;3\n", FileKind.PRODUCTS) == Dialect(";")


def lines_of(records):
    return records.lines.tolist()


def test_quoted_newlines_keep_the_physical_lines():
    data = b'a,b\n1,"x\ny\r\nz"\n\n2,q\n3,"w\nv"'
    records = split_records(data, ",")
    assert isinstance(records, RegularRecords)
    assert lines_of(records) == [1, 2, 5, 6, 7]
    assert records.widths.tolist() == [2, 2, 0, 2, 2]
    assert records.cells(1) == ["1", "x\ny\nz"]
    assert records.cells(2) == []


@pytest.mark.parametrize(
    "text",
    [
        "a,b,c\n1,2,3\n4,5,6\n",
        'a,b,c\r\n"1","2,2","3""3"\r\n4,"5\n5",6\r\n\r\n7,8\r\n9,10,11,12',
        'a,b\n"",""\n"""","x"\n',
        "a,b\n , \n1,\n,2\n",
        "ä,ß\nł,\u00a0\n",
    ],
)
def test_both_readers_of_records_agree(text):
    quick = split_records(text.encode(), ",")
    slow = tokenize(text, ",")
    assert isinstance(quick, RegularRecords)
    assert [quick.cells(i) for i in range(len(quick))] == slow.rows
    assert lines_of(quick) == slow.lines
    wide = [i for i, row in enumerate(slow.rows) if len(row) == len(slow.rows[0])]
    columns = quick.columns(range(len(slow.rows[0])), quick.lines[wide] * 0 + wide)
    assert [columns[0].to_pylist(), columns[1].to_pylist()] == [
        [slow.rows[i][0] for i in wide],
        [slow.rows[i][1] for i in wide],
    ]


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ('1,"Firma "Nova" Ltd",3', ["1", 'Firma "Nova" Ltd', "3"]),
        ('1,Monitor 24" wide,3', ["1", 'Monitor 24" wide', "3"]),
        ('1,"Firma "Nova"",3', ["1", 'Firma "Nova"', "3"]),
        ('1,"Monitor 24"",3', ["1", 'Monitor 24"', "3"]),
        ('1,"open,3', ["1", '"open', "3"]),
        ('1,"a, "b" c",3', ["1", 'a, "b" c', "3"]),
        ('1,"a" b,3', ["1", '"a" b', "3"]),
    ],
)
def test_broken_quoting_is_mended_when_one_reading_fits(line, cells):
    found = tokenize(f"x,y,z\n{line}\n7,8,9\n", ",")
    assert found.rows == [["x", "y", "z"], cells, ["7", "8", "9"]]
    assert (found.lines, found.unclear) == ([1, 2, 3], set())


def test_broken_quoting_without_one_reading_is_unclear():
    found = tokenize('w,x,y,z\n"a",b",c,"d",e"\n6,7,8,9\n1,"2","3","4","5"6\n', ",")
    assert found.unclear == {1, 3}
    assert found.rows[2] == ["6", "7", "8", "9"]


def test_an_open_quote_does_not_swallow_its_neighbours():
    text = "x,y,z\n" + '1,"open,3\n' + "4,5,6\n" * 5000
    found = tokenize(text, ",")
    assert len(found.rows) == 5002
    assert found.rows[1] == ["1", '"open', "3"]


def test_old_macintosh_lines_and_lists():
    records = split_records(b"a,b\r1,2\r3,4\r", ",")
    assert isinstance(records, ListedRecords)
    assert records.rows == [["a", "b"], ["1", "2"], ["3", "4"]]


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (1679.41, "1679.41"),
        (3.0, "3"),
        (0.1 + 0.2, "0.3"),
        (1.234, "1.2340"),
        (5900010309252.0, "5900010309252"),
        (-0.5, "-0.5"),
    ],
)
def test_stored_numbers_of_a_spreadsheet(number, text):
    assert number_text(number) == text


def test_other_cells_of_a_spreadsheet():
    from datetime import date, datetime

    assert cell_text(datetime(2026, 1, 31)) == "2026-01-31"
    assert cell_text(datetime(2026, 1, 31, 7, 15)) == "2026-01-31 07:15:00"
    assert cell_text(date(2026, 1, 31)) == "2026-01-31"
    assert (cell_text(True), cell_text("x"), cell_text(7)) == ("TRUE", "x", "7")
