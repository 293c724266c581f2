"""A layout compared with the sender's last one."""

from __future__ import annotations

import pytest

from scorecard.ingest.drift import Drift, Layout, find_drift, read_layout
from scorecard.ingest.kinds import FileKind
from scorecard.ingest.mapping import Mapping

BEFORE = Layout(("Date", "SKU", "Menge", "Bemerkung"), {"Date": "invoice_date", "Menge": "qty"})


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (BEFORE, Drift()),
        (Layout(("menge", "SKU", "DATE", "Bemerkung"), {"DATE": "invoice_date"}), Drift()),
        (Layout((*BEFORE.headers, "Farbe", ""), BEFORE.fields), Drift(added=("Farbe",))),
        (Layout((*BEFORE.headers, "status", "reason", "how to mend"), BEFORE.fields), Drift()),
        (Layout(("Date", "SKU", "Menge"), BEFORE.fields), Drift(gone=("Bemerkung",))),
        (
            Layout(("Date", "SKU", "Anzahl", "Bemerkung"), {"Anzahl": "qty"}),
            Drift(renamed=(("Menge", "Anzahl"),)),
        ),
        (
            Layout(("Date", "SKU", "Anzahl", "Bemerkung"), {}),
            Drift(added=("Anzahl",), gone=("Menge",)),
        ),
        (
            # Read from a column that was there before: nothing was renamed.
            Layout(("Date", "SKU", "Bemerkung"), {"Bemerkung": "qty"}),
            Drift(gone=("Menge",)),
        ),
    ],
)
def test_find_drift(now: Layout, expected: Drift) -> None:
    assert find_drift(BEFORE, now) == expected
    assert bool(find_drift(BEFORE, now)) == (expected != Drift())


def test_read_layout_takes_the_header_alone() -> None:
    data = b"Report 2026\n\nInvoice Date;SKU;Qty;Colour\n" + b"2026-01-13;A;1;red\n" * 9000
    found = read_layout(data, FileKind.SELL_THROUGH, Mapping())
    assert found is not None
    assert found.headers == ("Invoice Date", "SKU", "Qty", "Colour")
    assert found.fields == {"Invoice Date": "invoice_date", "SKU": "sku", "Qty": "qty"}


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7 \x00\xff", b"\x00" * 10])
def test_read_layout_of_what_is_no_table(data: bytes) -> None:
    assert read_layout(data, FileKind.SELL_THROUGH, Mapping()) is None
