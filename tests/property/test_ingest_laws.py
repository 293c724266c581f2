"""Laws of the reader that hold for any file."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from scorecard.ingest.cutting import split_records
from scorecard.ingest.kinds import ROWS, FileKind, SellThroughRow
from scorecard.ingest.mojibake import mend_text
from scorecard.ingest.read import read_upload
from scorecard.ingest.regular import RegularRecords
from scorecard.ingest.report import Directory
from scorecard.ingest.template import template_csv
from scorecard.ingest.tokenizer import tokenize

AS_OF = date(2026, 2, 3)
KNOWN = Directory(
    partners={f"P{n}": n for n in range(1, 6)},
    products={f"S-{n}": n for n in range(1, 6)},
    distributors={"D1": 7},
    currencies={"D1": "EUR"},
)
LAW = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def read(data: bytes, kind: FileKind = FileKind.SELL_THROUGH):
    return read_upload(data, kind=kind, file_name="f", directory=KNOWN, as_of=AS_OF)


def check_fates(report) -> None:
    assert report.n_records == report.n_accepted + report.n_rejected + report.n_ignored
    rejected = {issue.record for issue in report.errors if issue.record is not None}
    accepted = set(report.rows["record"].tolist()) if report.n_accepted else set()
    assert not accepted & rejected
    assert not accepted & set(report.ignored)
    if not any(issue.record is None for issue in report.errors):
        assert len(rejected) == report.n_rejected


@LAW
@given(st.binary(max_size=400), st.sampled_from(list(FileKind)))
def test_any_bytes_give_a_report(data, kind):
    check_fates(read(data, kind))


@LAW
@given(
    st.sampled_from(list(FileKind)),
    st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 3), st.binary(max_size=4)), max_size=8),
)
def test_a_damaged_template_gives_a_report(kind, cuts):
    data = bytearray(template_csv(kind))
    for at, gone, put in cuts:
        place = at % (len(data) + 1)
        data[place : place + gone] = put
    check_fates(read(bytes(data), kind))


texts = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp")), max_size=12
)
NAMES = ("invoice_date", "vendor_partner_id", "sku", "qty", "line_amount", "end_customer_name")
# text that looks as if it had been decoded wrongly is mended, so it is no fair example
names = st.builds(
    lambda a, b: f"{a}{b}x", texts, st.sampled_from(["", ", ", '"', ";", "\n"])
).filter(lambda name: mend_text(name) == name)
lines = st.fixed_dictionaries(
    {
        "invoice_date": st.integers(0, 700).map(lambda n: date(2024, 1, 31) + timedelta(days=n)),
        "vendor_partner_id": st.sampled_from(sorted(KNOWN.partners)),
        "sku": st.sampled_from(sorted(KNOWN.products)),
        "qty": st.integers(-5000, 5000).map(lambda n: Decimal(n) / 10),
        "line_amount": st.integers(-(10**11), 10**11).map(lambda n: Decimal(n).scaleb(-2)),
        "end_customer_name": names,
    }
)


def number(value: Decimal, mark: str, group: str) -> str:
    return format(value, ",.2f").replace(",", "\x00").replace(".", mark).replace("\x00", group)


@LAW
@given(
    rows=st.lists(lines, min_size=1, max_size=12),
    delimiter=st.sampled_from(",;\t|"),
    marks=st.sampled_from([(".", ""), (".", ","), (",", ""), (",", "."), (",", "\u00a0")]),
    order=st.sampled_from(["%Y-%m-%d", "%d.%m.%Y", "%m/%d/%Y", "%Y%m%d"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    end=st.sampled_from(["\n", "\r\n"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_rows_written_in_any_dialect_read_back_equal(
    rows, delimiter, marks, order, quoting, end, encoding
):
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, quoting=quoting, lineterminator=end)
    writer.writerow([*NAMES, "currency"])
    # a day that only one order allows, so that the file proves its order
    proof = dict(rows[0], invoice_date=date(2025, 12, 25), end_customer_name="proof")
    for row in [proof, *rows]:
        amounts = {n: number(row[n], *marks) for n in ("qty", "line_amount")}
        day = row["invoice_date"].strftime(order)
        cells = row | amounts | {"invoice_date": day}
        writer.writerow([*(cells[name] for name in NAMES), "EUR"])
    report = read(text.getvalue().encode(encoding))
    check_fates(report)
    assert report.errors == ()
    found = report.rows
    assert found["invoice_date"].dt.date.tolist() == [r["invoice_date"] for r in [proof, *rows]]
    assert found["line_amount_minor"].tolist() == [r["line_amount"] * 100 for r in [proof, *rows]]
    assert found["qty_milli"].tolist() == [r["qty"] * 1000 for r in [proof, *rows]]
    assert found["end_customer_name"].tolist() == [
        r["end_customer_name"].strip() for r in [proof, *rows]
    ]
    for row in found.to_dict("records"):
        ROWS[FileKind.SELL_THROUGH].model_validate(canonical(row))


def canonical(row: dict) -> dict:
    """A row of the frame as the row model has it."""
    plain = {name: row.get(name) for name in SellThroughRow.model_fields if name in row}
    return plain | {
        "invoice_date": row["invoice_date"].date(),
        "qty": Decimal(row["qty_milli"]) / 1000,
        "line_amount": Decimal(row["line_amount_e6"]).scaleb(-6),
        "unit_price": None,
    }


@LAW
@given(
    st.lists(
        st.lists(st.text('ab,;"\n é', max_size=5), min_size=2, max_size=3), min_size=1, max_size=8
    ),
    st.sampled_from(["\n", "\r\n"]),
)
@example([["a", 'x"'], ["", ""]], "\n")
def test_both_ways_of_cutting_records_agree(table, end):
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator=end).writerows(table)
    quick, slow = split_records(text.getvalue().encode(), ","), tokenize(text.getvalue(), ",")
    assert [quick.cells(n) for n in range(len(quick))] == table
    if isinstance(quick, RegularRecords):
        same = [n for n, row in enumerate(table) if len(row) == len(table[0])]
        columns = quick.columns([0, len(table[0]) - 1], np.array(same, dtype=np.int64))
        assert columns[0].to_pylist() == [table[n][0] for n in same]
        assert columns[len(table[0]) - 1].to_pylist() == [table[n][-1] for n in same]
    if not slow.mended and not slow.unclear and len({len(row) for row in table}) == 1:
        assert slow.rows == table
        assert quick.lines.tolist() == slow.lines
