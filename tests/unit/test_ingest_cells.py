"""Texts of cells: what is proven is used, what is not proven is never guessed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from scorecard.ingest.dates import DateOrder, prove_order, read_date, read_month
from scorecard.ingest.numbers import NumberStyle, prove_style, read_number, read_numbers
from scorecard.ingest.places import country_code, currency_code
from scorecard.reports.safe import safe_cell


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        (["25/01/2026", "03/02/2026"], "dmy"),
        (["01/25/2026", "03/02/2026"], "mdy"),
        (["19.01.2026"], "dmy"),
        (["25-01-33", "03-02-26"], "dmy"),
        (["2026-01-31", "2026/02/01", "20260203"], None),
        (["2026.01.06."], None),
        (["31.02.2026", "brak", ""], None),
        (["31.02.2026", "30.01.2026"], "dmy"),
    ],
)
def test_the_whole_file_proves_the_order(texts, order):
    assert prove_order(texts) == DateOrder(order)


def test_an_order_nobody_proves_stays_open():
    found = prove_order(["12/01/2026", "11/02/2026", "05/05/2026", "2026-01-31"])
    assert found == DateOrder(None, frozenset({"12/01/2026", "11/02/2026"}))
    assert read_date("12/01/2026", found) is None
    assert read_date("05/05/2026", found) == date(2026, 5, 5)
    assert read_date("2026-01-31", found) == date(2026, 1, 31)


def test_two_digits_of_a_year_leave_three_orders():
    found = prove_order(["25-01-26", "12-02-26"])
    assert found == DateOrder(None, frozenset({"25-01-26", "12-02-26"}))


def test_a_counterexample_takes_the_proof_away():
    found = prove_order(["25/01/2026", "01/26/2026", "03/02/2026"])
    assert found == DateOrder(None, frozenset({"03/02/2026"}))
    assert read_date("25/01/2026", found) == date(2026, 1, 25)
    assert read_date("01/26/2026", found) == date(2026, 1, 26)


def test_a_given_order_needs_no_proof():
    assert read_date("03/02/2026", prove_order(["03/02/2026"], "mdy")) == date(2026, 3, 2)
    assert read_date("25/02/2026", DateOrder("mdy")) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-01-31", date(2026, 1, 31)),
        ("2026-01-31 07:15", date(2026, 1, 31)),
        ("2026-01-31T07:15:00Z", date(2026, 1, 31)),
        ("2026/1/5", date(2026, 1, 5)),
        ("2026.01.06.", date(2026, 1, 6)),
        ("20260131", date(2026, 1, 31)),
        ("2026-02-30", None),
        ("00.00.0000", None),
        ("brak", None),
        ("0001-01-01", None),
    ],
)
def test_dates_that_need_no_order(text, day):
    assert read_date(text, DateOrder(None)) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-07", date(2026, 7, 1)),
        ("202607", date(2026, 7, 1)),
        ("2026-13", None),
        ("07", None),
    ],
)
def test_months(text, day):
    assert read_month(text) == day


@pytest.mark.parametrize(
    ("columns", "mark"),
    [
        ([["1,234.56", "7"]], "."),
        ([["1.234,56", "7"]], ","),
        ([["1.234", "7"], ["56,94"]], ","),
        ([["1.234", "7"], ["56.94"]], "."),
        ([["1.234.567"]], ","),
        ([["0.500", "1.250"]], "."),
        ([["1 234,567"]], ","),
        ([["1\u00a0296,83"]], ","),
        ([["12345.678"]], "."),
        ([["(1.5)"], ["2.5-"]], "."),
        ([["1", "22", "-3", "abc", ""]], None),
    ],
)
def test_the_whole_file_proves_the_decimal_mark(columns, mark):
    assert prove_style(columns) == NumberStyle(mark)


def test_a_mark_nobody_proves_stays_open():
    style = prove_style([["1.234", "5"], ["12"]])
    assert style == NumberStyle(None, frozenset({"1.234"}))
    assert read_number("1.234", style) is None
    assert read_number("5", style) == 5


def test_both_marks_proven_leave_only_clear_cells():
    style = prove_style([["1.5", "1,5", "1.234"]])
    assert style == NumberStyle("either", frozenset({"1.234"}))
    assert [read_number(text, style) for text in ("1.5", "1,5", "1.234", "7")] == [
        Decimal("1.5"),
        Decimal("1.5"),
        None,
        Decimal(7),
    ]


@pytest.mark.parametrize(
    ("text", "mark", "number"),
    [
        ("12", ".", "12"),
        ("-12.5", ".", "-12.5"),
        ("+12.5", ".", "12.5"),
        ("35-", ",", "-35"),
        ("(34)", ",", "-34"),
        ("−19", ",", "-19"),
        ("1.945,08", ",", "1945.08"),
        ("7\u202f976,12", ",", "7976.12"),
        ("1'234.50", ".", "1234.50"),
        ("1’234.50", ".", "1234.50"),
        (".5", ".", "0.5"),
        ("5.", ".", "5"),
        ("1,23,456", ".", None),
        ("12,34", ".", None),
        ("1e999", ".", None),
        ("#N/A", ".", None),
        ("abc", ".", None),
        ("", ".", None),
        ("--5", ".", None),
        ("1 2", ".", None),
        ("٣", ".", None),
        ("0.1234567", ".", "0.1234567"),
    ],
)
def test_numbers(text, mark, number):
    assert read_number(text, NumberStyle(mark)) == (Decimal(number) if number else None)


def test_numbers_by_column_are_the_same_in_millionths():
    words = ["12", "-1,234.5", "0.1234567", "(7)", "x", "", "9999999999999"]
    values, odd = read_numbers(words, NumberStyle("."))
    assert values.tolist() == [12_000_000, -1_234_500_000, 123_457, -7_000_000, 0, 0, 0]
    assert odd == {
        2: Decimal("0.1234567"),
        4: None,
        5: None,
        6: Decimal("9999999999999"),
    }


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("PL", "PL"),
        ("pl", "PL"),
        ("POL", "PL"),
        ("Poland", "PL"),
        ("Polska", "PL"),
        ("Węgry", "HU"),
        ("Magyarország", "HU"),
        ("Deutschland", "DE"),
        ("España", "ES"),
        ("United States", "US"),
        ("UK", "GB"),
        ("Türkiye", "TR"),
        ("Atlantis", None),
        ("XX", None),
    ],
)
def test_countries(text, code):
    assert country_code(text) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [("eur", "EUR"), ("PLN", "PLN"), ("zł", "PLN"), ("€", "EUR"), ("$", None), ("EURO", None)],
)
def test_currencies(text, code):
    assert currency_code(text) == code


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("=1+1", "'=1+1"),
        ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("-2+3", "'-2+3"),
        ("＝1", "'＝1"),
        ("-12,5", "-12,5"),
        ("+3 %", "+3 %"),
        ("-1 234,50", "-1 234,50"),
        ("12", "12"),
        ("a=b", "a=b"),
        ("", ""),
    ],
)
def test_cells_a_spreadsheet_would_run(text, safe):
    assert safe_cell(text) == safe
