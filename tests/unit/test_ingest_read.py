"""The whole way from bytes to a report: every record one fate, every issue said."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from scorecard.errors import Issue, Severity
from scorecard.ingest.kinds import FileKind
from scorecard.ingest.mapping import Mapping, Wide
from scorecard.ingest.read import read_upload
from scorecard.ingest.report import Directory, FileStatus

AS_OF = date(2026, 2, 3)
KNOWN = Directory(
    partners={"P1": 1, "P2": 2},
    aliases={("D1", "c-1"): 1, ("D1", "acme ltd"): 2, ("D2", "c-1"): 2},
    products={"S1": 11, "S2": 12},
    distributors={"D1": 5, "D2": 6},
    currencies={"D1": "EUR"},
    owners=frozenset({"ann"}),
)
LINES = "invoice_no,line_no,invoice_date,vendor_partner_id,sku,qty,unit_price,currency\n"


def read(text: str | bytes, kind=FileKind.SELL_THROUGH, *, known=KNOWN, sender=None, **mapping):
    return read_upload(
        text if isinstance(text, bytes) else text.encode(),
        kind=kind,
        file_name="file",
        directory=known,
        as_of=AS_OF,
        sender=sender,
        mapping=Mapping(**mapping) if mapping else None,
    )


def found(report):
    return [(i.code, i.record, i.line, i.column, i.cell) for i in report.issues]


# -- the frame ------------------------------------------------------------


def test_the_frame_of_sell_through():
    report = read(
        "invoice_date;reseller_id;sku;qty;unit_price;line_amount\n"
        "2026-01-03;c-1;S1;3;12,50;\n"
        "2026-01-04;C-1;S2;-0,5;;-1,005\n",
        sender="D1",
    )
    rows = report.rows
    assert list(rows.columns) == [
        "record", "line", "invoice_no", "line_no", "invoice_date", "transaction_type",
        "vendor_partner_id", "reseller_id", "reseller_name", "reseller_country",
        "end_customer_name", "sku", "gtin", "qty_milli", "currency", "deal_id", "partner_id",
        "product_id", "unit_price_e6", "unit_price_minor", "line_amount_e6", "line_amount_minor",
    ]  # fmt: skip
    assert rows["invoice_date"].dtype == np.dtype("datetime64[ns]")
    assert rows["invoice_date"].tolist() == [pd.Timestamp(2026, 1, 3), pd.Timestamp(2026, 1, 4)]
    assert rows["record"].tolist() == rows["line"].tolist() == [2, 3]
    assert rows["qty_milli"].tolist() == [3000, -500]
    assert rows["unit_price_minor"].tolist() == [1250, None]
    assert rows["line_amount_e6"].tolist() == [37_500_000, -1_005_000]
    assert rows["line_amount_minor"].tolist() == [3750, -100]
    assert rows["transaction_type"].tolist() == ["sale", "return"]
    assert rows["currency"].tolist() == ["EUR", "EUR"]
    assert rows["partner_id"].tolist() == [1, 1]
    assert rows["product_id"].tolist() == [11, 12]
    assert rows["invoice_no"].tolist() == [None, None]
    assert found(report) == [("ROUNDED", 3, 3, "line_amount", "-1,005")]
    assert report.status is FileStatus.ACCEPTED
    assert report.column_map["reseller_id"] == "reseller_id"
    assert report.dialect == {
        "container": "text", "encoding": "utf-8", "delimiter": ";", "quotechar": '"',
        "header_record": "1", "decimal_mark": ",",
    }  # fmt: skip
    assert report.totals() == {
        "rows_accepted": 2,
        "rows_rejected": 0,
        "rows_ignored": 0,
        "qty": "2.5",
        "amount_by_currency": {"EUR": "36.495"},
    }


def test_money_of_other_kinds():
    report = read(
        "request_id,partner_code,currency,requested_on,requested_amount,paid_amount\n"
        "M1,P1,JPY,2026-01-05,1500,\nM2,P2,EUR,2026-01-06,0.125,0.10\n",
        FileKind.MDF,
    )
    rows = report.rows
    assert rows["requested_amount_minor"].tolist() == [1500, 12]
    assert rows["paid_amount_minor"].tolist() == [None, 10]
    assert rows["approved_amount_minor"].tolist() == [None, None]
    assert rows["partner_id"].tolist() == [1, 2]
    assert found(report) == [("ROUNDED", 3, 3, "requested_amount", "0.125")]


def test_large_sums_stay_exact():
    price, lines = Decimal("8999999999.99"), 2000
    text = LINES + "".join(f"I{n},1,2026-01-03,P1,S1,1,{price},EUR\n" for n in range(lines))
    assert read(text).totals()["amount_by_currency"] == {"EUR": "17999999999980"}


def test_quantity_times_price_is_exact():
    report = read(
        LINES + "A,1,2026-01-03,P1,S1,0.333,0.333,EUR\nA,2,2026-01-03,P1,S1,1000000,999999.99,EUR\n"
    )
    assert report.rows["line_amount_e6"].tolist() == [110_889, 999_999_990_000_000_000]


# -- rows refused ------------------------------------------------------------

GOOD = {
    "invoice_no": "A", "line_no": "1", "invoice_date": "2026-01-03", "vendor_partner_id": "P1",
    "sku": "S1", "qty": "2", "unit_price": "5.00", "currency": "EUR",
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "code", "column", "cell"),
    [
        ({"invoice_date": "2026-02-31"}, "BAD_DATE", "invoice_date", "2026-02-31"),
        ({"invoice_date": "2026-02-04"}, "FUTURE_DATE", "invoice_date", "2026-02-04"),
        ({"invoice_date": ""}, "MISSING_VALUE", "invoice_date", ""),
        ({"qty": "abc"}, "BAD_QTY", "qty", "abc"),
        ({"qty": "1e999"}, "BAD_QTY", "qty", "1e999"),
        ({"qty": ""}, "MISSING_VALUE", "qty", ""),
        ({"qty": "1000000001"}, "BAD_QTY", "qty", "1000000001"),
        ({"unit_price": "#REF!"}, "BAD_PRICE", "unit_price", "#REF!"),
        ({"unit_price": "99999999999999"}, "BAD_PRICE", "unit_price", "99999999999999"),
        ({"unit_price": ""}, "MISSING_VALUE", "unit_price", ""),
        ({"currency": "EURO"}, "BAD_CURRENCY", "currency", "EURO"),
        ({"currency": ""}, "MISSING_VALUE", "currency", ""),
        ({"sku": "S9"}, "UNKNOWN_SKU", "sku", "S9"),
        ({"sku": ""}, "MISSING_VALUE", "sku", ""),
        ({"vendor_partner_id": "P9"}, "UNKNOWN_PARTNER", "vendor_partner_id", "P9"),
        ({"vendor_partner_id": ""}, "MISSING_VALUE", "vendor_partner_id", ""),
        ({"invoice_no": ""}, "MISSING_VALUE", "invoice_no", ""),
        ({"invoice_no": "A" * 101}, "FIELD_TOO_LARGE", "invoice_no", "A" * 101),
        ({"sku": "S\x071"}, "CONTROL_CHARS", "sku", "S\x071"),
    ],
)
def test_one_bad_cell_refuses_its_row_only(change, code, column, cell):
    rows = [GOOD, GOOD | {"line_no": "2"} | change, GOOD | {"line_no": "3"}]
    text = ",".join(GOOD) + "\n" + "\n".join(",".join(row.values()) for row in rows)
    report = read(text)
    assert found(report)[0] == (code, 3, 3, column, cell)
    assert (report.status, report.n_records) == (FileStatus.PARTIALLY_ACCEPTED, 3)
    assert (report.n_accepted, report.n_rejected, report.n_ignored) == (2, 1, 0)
    assert report.rows["line_no"].tolist() == ["1", "3"]


def test_the_day_of_the_upload_is_no_future():
    report = read(LINES + "A,1,2026-02-03,P1,S1,2,5.00,EUR\n")
    assert (report.status, report.issues) == (FileStatus.ACCEPTED, ())


def test_all_issues_of_a_row_are_said():
    report = read(LINES + "A,1,yesterday,P9,S9,x,y,EUR\n")
    assert [issue.code for issue in report.issues] == [
        "BAD_DATE", "UNKNOWN_PARTNER", "UNKNOWN_SKU", "BAD_QTY", "BAD_PRICE",
    ]  # fmt: skip
    assert (report.status, report.reason) == (FileStatus.REJECTED, "BAD_DATE")


def test_shapes_of_records():
    report = read(LINES + "A,1\n\nA,2,2026-01-03,P1,S1,2,5.00,EUR,,\n,,,,,,,\nA,3,x,y,z,1,2,3,4\n")
    assert found(report) == [
        ("COLUMN_COUNT", 2, 2, None, "A | 1"),
        ("COLUMN_COUNT", 6, 6, None, "A | 3 | x | y | z | 1 | 2 | 3 | 4"),
    ]
    assert report.issues[0].params == {"expected": "8", "found": "2"}
    assert report.ignored == {3: "BLANK", 5: "BLANK"}
    assert report.rows["record"].tolist() == [4]


def test_repeats_within_a_file():
    row = "2026-01-03,P1,S1,{},5.00,EUR\n"
    report = read(
        LINES
        + "A,1," + row.format(2)
        + "A,2," + row.format(2)
        + "A,1," + row.format("2.0")
        + "B,1," + row.format(1)
        + "B,1," + row.format(3)
        + "A,1," + row.format(2)
    )  # fmt: skip
    assert [(issue.code, issue.record) for issue in report.issues] == [
        ("DUPLICATE_IN_FILE", 4),
        ("CONFLICTING_DUPLICATE", 5),
        ("CONFLICTING_DUPLICATE", 6),
        ("DUPLICATE_IN_FILE", 7),
    ]
    assert report.rows["record"].tolist() == [2, 3]


def test_equal_lines_without_a_line_number_are_two_sales():
    text = "invoice_no,invoice_date,vendor_partner_id,sku,qty,line_amount,currency\n"
    report = read(text + "A,2026-01-03,P1,S1,1,5,EUR\n" * 2)
    assert [(i.code, i.record, i.severity) for i in report.issues] == [
        ("POSSIBLE_DUPLICATE", 3, Severity.WARNING)
    ]
    assert (report.status, report.n_accepted) == (FileStatus.ACCEPTED, 2)


@pytest.mark.parametrize(
    ("qty", "price", "amount", "fits"),
    [
        ("3", "0.33", "1.00", True),
        ("3", "0.33", "0.99", True),
        ("1000", "0.33", "333.33", True),
        ("10", "12.50", "125.00", True),
        ("10", "12.50", "152.00", False),
        ("10", "12.50", "-125.00", False),
    ],
)
def test_amount_against_quantity_and_price(qty, price, amount, fits):
    head = "invoice_date,vendor_partner_id,sku,qty,unit_price,line_amount,currency\n"
    report = read(head + f"2026-01-03,P1,S1,{qty},{price},{amount},EUR\n")
    assert [i.code for i in report.issues] == ([] if fits else ["AMOUNT_MISMATCH"])


def test_returns_that_are_all_positive_are_turned_by_their_type():
    head = "invoice_date,transaction_type,vendor_partner_id,sku,qty,unit_price,currency\n"
    report = read(head + "2026-01-03,Zwrot,P1,S1,3,5,EUR\n2026-01-03,Sprzedaż,P1,S1,1,5,EUR\n")
    assert report.issues == ()
    assert report.rows["transaction_type"].tolist() == ["return", "sale"]
    assert report.rows["qty_milli"].tolist() == [-3000, 1000]
    assert report.rows["line_amount_minor"].tolist() == [-1500, 500]
    assert report.dialect["returns"] == "quantities turned negative by their type"


def test_a_return_must_be_negative_where_others_are():
    head = "invoice_date,transaction_type,vendor_partner_id,sku,qty,line_amount,currency\n"
    report = read(head + "2026-01-03,Return,P1,S1,1,5,EUR\n2026-01-03,return,P1,S1,-1,-5,EUR\n")
    assert found(report) == [("RETURN_NOT_NEGATIVE", 2, 2, "qty", "1")]
    assert report.rows["transaction_type"].tolist() == ["return"]


def test_resellers_by_the_senders_own_names():
    head = "invoice_date,vendor_partner_id,reseller_id,reseller_name,sku,qty,line_amount\n"
    row = "2026-01-03,{},S1,1,5\n"
    text = head + "".join(
        row.format(names)
        for names in (",C-1,", ",,ACME Ltd", "P1,zz,yy", ",zz,Acme LTD", ",zz,", "P9,c-1,")
    )
    report = read(text, sender="D1")
    assert report.rows["partner_id"].tolist() == [1, 2, 1, 2]
    assert found(report) == [
        ("UNKNOWN_PARTNER", 6, 6, "reseller_id", "zz"),
        ("UNKNOWN_PARTNER", 7, 7, "vendor_partner_id", "P9"),
    ]
    assert read(head + row.format(",C-1,"), sender="D2").issues[0].code == "MISSING_VALUE"


# -- the whole file ------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "status", "reason"),
    [
        ("", FileStatus.REJECTED, "EMPTY_FILE"),
        (LINES, FileStatus.REJECTED, "NO_DATA_ROWS"),
        (LINES + "\n,,,,,,,\n", FileStatus.REJECTED, "NO_DATA_ROWS"),
        ("sku,qty\nS1,2\n", FileStatus.REJECTED, "MISSING_REQUIRED_COLUMN"),
        ("hello\nworld\n", FileStatus.REJECTED, "NOT_TABULAR"),
        ("The export failed. Try again, later.\n", FileStatus.REJECTED, "NOT_TABULAR"),
        ("<html><body>log in</body></html>", FileStatus.REJECTED, "NOT_TABULAR"),
        ("partner_code,name,country\nP1,A,PL\n", FileStatus.REJECTED, "WRONG_KIND"),
        (LINES + "A,1,03/02/2025,P1,S1,1,2.50,EUR\n", FileStatus.HELD, "AMBIGUOUS_DATE"),
        (LINES + "A,1,2026-01-03,P1,S1,1,2.500,EUR\n", FileStatus.HELD, "AMBIGUOUS_NUMBER"),
    ],
)
def test_fate_of_the_file(text, status, reason):
    report = read(text)
    assert (report.status, report.reason) == (status, reason)
    assert report.n_records == report.n_accepted + report.n_rejected + report.n_ignored
    assert reason in {issue.code for issue in report.issues}


def test_what_a_refused_header_lacks():
    report = read("sku;qty\nS1;2\n\n")
    assert report.issues == (
        Issue(
            "MISSING_REQUIRED_COLUMN",
            params={
                "columns": "invoice_date, vendor_partner_id / reseller_id / reseller_name, "
                "line_amount / unit_price",
                "found": "sku, qty",
            },
        ),
    )
    assert (report.n_records, report.n_rejected, report.ignored) == (2, 1, {3: "BLANK"})


def test_the_right_kind_is_named():
    report = read("partner_code,wave,respondent_id,answered_on,score\nP1,w,r,2026-01-01,9\n")
    assert report.issues[0].params == {"kind": "sell_through", "fits": "nps"}


def test_a_senders_answer_settles_what_was_held():
    text = LINES + "A,1,03/02/2025,P1,S1,1,2.500,EUR\n"
    report = read(text, date_order="mdy", decimal_mark=",")
    assert report.status is FileStatus.ACCEPTED
    assert report.rows["invoice_date"].tolist() == [pd.Timestamp(2025, 3, 2)]
    assert report.rows["unit_price_minor"].tolist() == [250_000]


TWICE = "Date,Posting date,vendor_partner_id,sku,qty,line_amount,currency\n"


def test_two_columns_for_one_field_are_asked_about():
    rows = "2026-01-03,2026-01-04,P1,S1,1,5,EUR\n"
    report = read(TWICE + rows)
    assert (report.status, report.reason) == (FileStatus.HELD, "AMBIGUOUS_COLUMN")
    assert report.issues[0].params == {"field": "invoice_date", "columns": "Date, Posting date"}
    settled = read(TWICE + rows, columns={"invoice_date": "Posting date"})
    assert settled.status is FileStatus.ACCEPTED
    assert settled.rows["invoice_date"].tolist() == [pd.Timestamp(2026, 1, 4)]


@pytest.mark.parametrize(
    ("rows", "day"),
    [("2026-01-03,2026-01-03,P1,S1,1,5,EUR\n", 3), (",2026-01-04,P1,S1,1,5,EUR\n", 4)],
)
def test_columns_that_say_the_same_or_nothing_need_no_question(rows, day):
    report = read(TWICE + rows)
    assert (report.status, report.issues) == (FileStatus.ACCEPTED, ())
    assert report.rows["invoice_date"].tolist() == [pd.Timestamp(2026, 1, day)]


def test_the_usual_name_goes_before_a_looser_one():
    report = read(TWICE.replace("Posting date", "Invoice Date") + "x,2026-01-04,P1,S1,1,5,EUR\n")
    assert report.rows["invoice_date"].tolist() == [pd.Timestamp(2026, 1, 4)]


def test_unknown_sender():
    report = read(LINES, sender="D9")
    assert (report.status, report.reason) == (FileStatus.REJECTED, "UNKNOWN_DISTRIBUTOR")


def test_titles_above_the_header():
    report = read(
        "Report;January\n\n" + LINES.replace(",", ";") + "A;1;2026-01-03;P1;S1;2;5,00;EUR"
    )
    assert report.ignored == {1: "PREAMBLE", 2: "BLANK"}
    assert report.dialect["header_record"] == "3"
    assert report.rows[["record", "line"]].values.tolist() == [[4, 4]]


def test_quoted_newlines_count_physical_lines():
    text = LINES.replace("\n", ",end_customer_name\n")
    report = read(
        text
        + 'A,1,2026-01-03,P1,S1,2,5.00,EUR,"two\nlines"\n'
        + "A,2,2026-01-03,P9,S1,2,5.00,EUR,\n"
    )
    assert report.rows["end_customer_name"].tolist() == ["two\nlines"]
    assert found(report) == [("UNKNOWN_PARTNER", 3, 4, "vendor_partner_id", "P9")]


# -- mappings ------------------------------------------------------------


def test_a_mapping_names_columns_constants_and_values():
    report = read(
        "Day|Who|What|How many|Total cents|Kind\n2026-01-03|P1|S1|2|1000|N/A\n"
        "2026-01-03|P2|S2|-2|-1000|R\n",
        delimiter="|",
        columns={
            "invoice_date": "Day",
            "vendor_partner_id": ["Whom", "Who"],
            "sku": "What",
            "qty": "How many",
            "line_amount": "Total cents",
            "transaction_type": "Kind",
        },
        constants={"currency": "usd"},
        multiply={"line_amount": "0.01"},
        values={"transaction_type": {"R": "return"}},
        null_texts=["N/A"],
    )
    assert report.issues == ()
    assert report.rows["line_amount_minor"].tolist() == [1000, -1000]
    assert report.rows["currency"].tolist() == ["USD", "USD"]
    assert report.rows["transaction_type"].tolist() == ["sale", "return"]


def test_a_header_the_mapping_names_in_vain():
    report = read("a,b\n1,2\n", FileKind.PRODUCTS, columns={"sku": "a", "name": "c"})
    assert report.reason == "MISSING_REQUIRED_COLUMN"
    assert report.issues[0].params["absent"] == "c"


def test_wide_months_by_their_own_headers():
    report = read(
        "partner,2026-07,2026-08,total\nP1,10.5,,10.5\nP9,1,2,3\n",
        FileKind.TARGETS,
        columns={"subject": "partner"},
        constants={"currency": "EUR"},
        wide=Wide(pattern=r"(?P<year>\d{4})-(?P<month>\d{2})"),
    )
    assert report.rows[["record", "line", "month", "amount_minor"]].values.tolist() == [
        [2001, 2, 202607, 1050]
    ]
    assert report.ignored == {2002: "EMPTY_CELL"}
    assert [(i.code, i.record, i.line, i.column) for i in report.issues] == [
        ("UNKNOWN_PARTNER", 3, 3, "partner"),
        ("UNKNOWN_PARTNER", 3, 3, "partner"),
    ]
    assert report.n_records == 4


# -- rules of the other kinds ------------------------------------------------------------


def test_parents_of_the_same_file():
    report = read(
        "partner_code,name,country,parent_code,signed_on,ended_on\n"
        "A,a,PL,,,\nB,b,Poland,A,,\nC,c,XX,,,\nD,d,PL,C,,\nE,e,PL,D,,\nF,f,PL,P1,,\n"
        "G,g,PL,H,,\nH,h,PL,G,,\nI,i,PL,I,,\nJ,j,PL,,2026-01-02,2026-01-01\n",
        FileKind.PARTNERS,
    )
    assert found(report) == [
        ("BAD_COUNTRY", 4, 4, "country", "XX"),
        ("UNKNOWN_PARENT", 5, 5, "parent_code", "C"),
        ("UNKNOWN_PARENT", 6, 6, "parent_code", "D"),
        ("PARENT_CIRCLE", 8, 8, "parent_code", "H"),
        ("PARENT_CIRCLE", 9, 9, "parent_code", "G"),
        ("PARENT_CIRCLE", 10, 10, "parent_code", "I"),
        ("DATE_ORDER", 11, 11, "ended_on", "2026-01-01"),
    ]
    assert report.rows["partner_code"].tolist() == ["A", "B", "F"]
    assert report.rows["partner_id"].tolist() == [0, 0, 0]


def test_targets_stand_at_one_level():
    head = "level,subject,month,amount,currency\n"
    mixed = head + "owner,ann,2026-07,10,EUR\nowner,bob,2026-07,10,EUR\nall,,2026-07,5,EUR\n"
    report = read(mixed, FileKind.TARGETS)
    assert found(report) == [
        ("OWNER_UNKNOWN", 3, 3, "subject", "bob"),
        ("TARGET_LEVEL_MIXED", 4, 4, "level", "all"),
    ]
    kept = Directory(target_level="all")
    assert [i.code for i in read(mixed, FileKind.TARGETS, known=kept).errors] == [
        "TARGET_LEVEL_MIXED"
    ] * 2
    bad = head + "partner,,2026-07,1,EUR\nall,x,2026-07,1,EUR\npartner,P1,2026-07-02,-1,EUR\n"
    assert [(i.code, i.column) for i in read(bad, FileKind.TARGETS).issues] == [
        ("MISSING_VALUE", "subject"),
        ("BAD_VALUE", "subject"),
        ("BAD_DATE", "month"),
        ("BAD_PRICE", "amount"),
    ]


def test_deals_close_on_a_day():
    head = (
        "deal_id,partner_code,distributor_code,amount,currency,created_on,stage,status,closed_on\n"
    )
    report = read(
        head
        + "1,P1,D1,10,EUR,2026-01-01,Won,won,2026-01-05\n"
        + "2,P1,,10,EUR,2026-01-01,Won,won,\n"
        + "3,P1,D9,10,EUR,2026-01-01,New,open,2026-01-05\n"
        + "4,P1,,10,EUR,2026-01-06,Lost,lost,2026-01-05\n"
        + "5,P1,,10,EUR,2026-01-06,Lost,gone,2026-01-07\n",
        FileKind.DEALS,
    )
    assert found(report) == [
        ("MISSING_VALUE", 3, 3, "closed_on", ""),
        ("UNKNOWN_DISTRIBUTOR", 4, 4, "distributor_code", "D9"),
        ("OPEN_BUT_CLOSED", 4, 4, "closed_on", "2026-01-05"),
        ("DATE_ORDER", 5, 5, "closed_on", "2026-01-05"),
        ("BAD_VALUE", 6, 6, "status", "gone"),
    ]
    assert report.rows[["partner_id", "distributor_id"]].values.tolist() == [[1, 5]]


def test_scores_are_whole_numbers_from_0_to_10():
    head = "partner_code,wave,respondent_id,answered_on,score\n"
    rows = "".join(
        f"P1,w,r{n},2026-01-01,{score}\n" for n, score in enumerate((0, 10, 11, -1, 7.5))
    )
    report = read(head + rows, FileKind.NPS)
    assert report.rows["score"].tolist() == [0, 10]
    assert [(i.code, i.cell) for i in report.issues] == [
        ("BAD_VALUE", "11"),
        ("BAD_VALUE", "-1"),
        ("BAD_VALUE", "7.5"),
    ]


def test_formulas_stay_text():
    report = read("sku,name\nX,=1+1\nY,-12\n", FileKind.PRODUCTS)
    assert report.rows["name"].tolist() == ["=1+1", "-12"]
    assert [(i.code, i.severity) for i in report.issues] == [
        ("FORMULA_LIKE_TEXT", Severity.WARNING)
    ]
