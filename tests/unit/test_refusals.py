"""The money of refused rows: read where it stands, never guessed."""

from __future__ import annotations

from datetime import date

from pages.ui.reader import Reader
from pages.ui.refused import refused_table
from scorecard.ingest.kinds import FileKind
from scorecard.ingest.read import read_upload
from scorecard.ingest.report import Directory, Refusal

DIRECTORY = Directory(
    partners={"P1": 1}, products={"S1": 1}, distributors={"D1": 1}, currencies={"D1": "EUR"}
)
HEAD = "invoice_no,line_no,invoice_date,vendor_partner_id,sku,qty,unit_price,line_amount,currency\n"


def _refused(*rows: str) -> tuple[Refusal, ...]:
    report = read_upload(
        (HEAD + "".join(f"{row}\n" for row in rows)).encode(), kind=FileKind.SELL_THROUGH,
        file_name="f.csv", directory=DIRECTORY, as_of=date(2026, 2, 1), sender="D1",
    )  # fmt: skip
    assert sum(one.n_rows for one in report.refused) == report.n_rejected
    return report.refused


GOOD = "I0,1,2026-01-05,P1,S1,1,10.00,10.00,EUR"


def test_amounts_are_summed_by_reason_cell_and_currency() -> None:
    found = _refused(
        GOOD,
        "I1,1,2026-01-05,P1,NOPE,2,50.00,100.00,EUR",
        "I2,1,2026-01-05,P1,NOPE,-1,50.00,-50.00,EUR",
        "I3,1,2026-01-05,P1,NOPE,1,70.00,70.00,PLN",
        "I4,1,2026-01-05,P1,OTHER,1,30.00,30.00,EUR",
        "I5,1,2027-01-05,P1,S1,1,20.00,20.00,EUR",
    )
    assert set(found) == {
        Refusal("UNKNOWN_SKU", "NOPE", "EUR", 2, 0, 50_00),
        Refusal("UNKNOWN_SKU", "NOPE", "PLN", 1, 0, 70_00),
        Refusal("UNKNOWN_SKU", "OTHER", "EUR", 1, 0, 30_00),
        Refusal("FUTURE_DATE", "", "EUR", 1, 0, 20_00),
    }
    assert [one.amount_minor for one in found] == [70_00, 50_00, 30_00, 20_00]


def test_quantity_times_price_stands_for_an_amount_that_is_not_given() -> None:
    (one,) = _refused(GOOD, "I1,1,2026-01-05,P1,NOPE,3,12.50,,EUR")
    assert one == Refusal("UNKNOWN_SKU", "NOPE", "EUR", 1, 0, 37_50)


def test_an_amount_that_cannot_be_read_is_not_known() -> None:
    found = _refused(
        GOOD,
        "I1,1,2026-01-05,P1,S1,many,10.00,,EUR",
        "I2,1,2026-01-05,P1,S1,1,,lots,EUR",
        "I3,1,2026-01-05,P1,S1,1,10.00,10.00,??",
        "I4,1,2026-01-05,P1,S1,x,10.00,40.00,EUR",
        "too,short",
    )
    assert {(one.reason, one.currency, one.n_rows, one.n_unread, one.amount_minor)
            for one in found} == {
        ("BAD_QTY", "", 1, 1, 0), ("BAD_PRICE", "", 1, 1, 0), ("BAD_CURRENCY", "", 1, 1, 0),
        ("BAD_QTY", "EUR", 1, 0, 40_00), ("COLUMN_COUNT", "", 1, 1, 0),
    }  # fmt: skip


def test_the_table_says_money_by_currency_and_what_is_unreadable() -> None:
    table = str(refused_table([
        Refusal("UNKNOWN_SKU", "NOPE", "EUR", 2, 0, 50_00),
        Refusal("UNKNOWN_SKU", "OTHER", "PLN", 1, 0, 70_00),
        Refusal("BAD_QTY", "", "", 4, 4, 0),
    ], Reader()))  # fmt: skip
    assert table.index("BAD_QTY") < table.index("UNKNOWN_SKU")
    assert '<td data-label="Rows" class="n">3</td>' in table
    assert "€50.00, PLN" in table
    assert '–<span class="sub">4 rows without a readable amount</span>' in table
