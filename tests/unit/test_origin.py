"""Records as they came: their line and their own text, whatever they were packed in."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest
from openpyxl import Workbook

from scorecard.ingest.container import Refused
from scorecard.ingest.kinds import FileKind
from scorecard.ingest.mapping import Mapping
from scorecard.ingest.source import open_source
from scorecard.reports.origin import Origin

TEXT = 'sku;name;family\nA;"zwei\nZeilen";x\n\nB;Śruba;"3"" y"\n'


def zipped(text: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("folder/products.csv", text)
    return packed.getvalue()


def origin(data: bytes) -> Origin:
    return Origin(open_source(data, FileKind.PRODUCTS, Mapping(), "PL"))


@pytest.mark.parametrize(
    "pack",
    [str.encode, lambda text: text.encode("utf-16"), lambda text: text.encode("cp1250"),
     lambda text: text.replace("\n", "\r\n").encode(),
     lambda text: text.replace("\n", "\r").encode(), zipped, lambda text: text[:-1].encode()],
    ids=["utf-8", "utf-16", "cp1250", "crlf", "cr", "zip", "no end"],
)  # fmt: skip
def test_line_and_text_of_a_record(pack: Callable[[str], bytes]) -> None:
    found = origin(pack(TEXT))
    assert [found.line(record) for record in (1, 2, 3, 4, 5)] == [1, 2, 4, 5, None]
    assert [found.raw(record) for record in (1, 2, 3, 4, 5)] == [
        "sku;name;family", 'A;"zwei\nZeilen";x', "", 'B;Śruba;"3"" y"', None,
    ]  # fmt: skip


def test_record_of_a_spreadsheet_has_no_line_and_its_cells_with_tabs() -> None:
    book, saved = Workbook(), io.BytesIO()
    book.active.append(["sku", "name"])
    book.active.append(["A", "Śruba"])
    book.save(saved)
    found = origin(saved.getvalue())
    assert (found.line(2), found.raw(2), found.raw(3)) == (None, "A\tŚruba", None)


def test_file_that_cannot_be_opened_has_no_records() -> None:
    found = Origin(Refused("EMPTY_FILE"))
    assert (found.line(1), found.raw(1)) == (None, None)
