"""Rows given back and mended are read in the layout they were given back in."""

from __future__ import annotations

from datetime import date

import pytest

from scorecard.ingest.giveback import with_reasons
from scorecard.ingest.kinds import FileKind
from scorecard.ingest.mapping import Mapping
from scorecard.ingest.mended import for_mended, is_given_back
from scorecard.ingest.read import read_upload
from scorecard.ingest.report import Directory, UploadReport

HOME = Directory(
    partners={"P-1": 1}, products={"A": 2}, distributors={"D": 3}, currencies={"D": "PLN"}
)
TITLED = (
    "Raport;;;;\n\nInvoice Date;SKU;Qty;Unit Price;vendor_partner_id\n"
    "13/02/2026;A;3;10,50;P-1\n14/02/2026;GONE;1;7,25;P-1\n"
)
MAPPING = Mapping(
    delimiter=";", encoding="cp1250", header_record=3, date_order="dmy", decimal_mark=","
)


def _read(data: bytes, mapping: Mapping) -> UploadReport:
    return read_upload(
        data, kind=FileKind.SELL_THROUGH, file_name="x.csv", directory=HOME, sender="D",
        as_of=date(2026, 3, 1), mapping=mapping,
    )  # fmt: skip


def test_a_mapping_of_the_senders_layout_does_not_spoil_what_comes_back() -> None:
    data = TITLED.encode("cp1250")
    report = _read(data, MAPPING)
    assert (report.n_accepted, report.n_rejected) == (1, 1)
    back = with_reasons(data, report, mapping=MAPPING, only_rejected=True)
    mended = back.replace(b"GONE", b"A")
    again = _read(mended, for_mended(mended, MAPPING))
    assert (again.n_accepted, again.n_rejected) == (1, 0)
    assert again.totals()["amount_by_currency"] == {"PLN": "7.25"}
    assert _read(mended, MAPPING).n_accepted == 0, "the sender's own layout would not fit"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"\xef\xbb\xbfa,b,status,reason,how to mend\r\n1,2,rejected,x,y\r\n", True),
        (b"a;b;status;reason;how to mend\n", True),
        (b'"a"\t"status"\t"reason"\t"how to mend"\n', True),
        ("a,status,reason,how to mend\n1".encode("utf-16"), True),
        (b"a,b,status,reason\n", False),
        (b"a,status,reason,how to mend,b\n", False),
        (b"", False),
    ],
)
def test_is_given_back(data: bytes, expected: bool) -> None:
    assert is_given_back(data) is expected
    kept = Mapping(date_order="dmy", decimal_mark=",") if expected else MAPPING
    assert for_mended(data, MAPPING) == kept
