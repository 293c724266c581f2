"""Texts of cells: what is proven is used, what is not proven is never guessed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from scorecard.ingest.dates import DateOrder, prove_order, read_date, read_month
from scorecard.ingest.marks import header_currency, split_marks
from scorecard.ingest.months import stated_period
from scorecard.ingest.numbers import NumberStyle, prove_style, read_number, read_numbers
from scorecard.ingest.places import country_code, currency_code
from scorecard.reports.safe import safe_cell

AS_OF = date(2026, 2, 3)


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
    found = prove_order(["25-01-26", "24-02-26"])
    assert found == DateOrder(None, frozenset({"25-01-26", "24-02-26"}))


def test_an_order_that_scatters_the_dates_over_years_is_none():
    assert prove_order(["19.01.26", "09.01.26", "06.01.26"]).order == "dmy"
    assert prove_order(["26.01.19", "26.01.09", "26.01.06"]).order == "ymd"


def test_the_day_of_the_upload_rules_readings_out():
    texts = ["05/01/2026", "11/01/2026", "02/02/2026"]
    assert prove_order(texts, as_of=date(2026, 2, 3)).order == "dmy"
    assert prove_order(texts, as_of=date(2026, 12, 31)).order is None
    assert prove_order([*texts, "11/02/2026"], as_of=date(2026, 2, 3)).order is None


def test_the_period_of_the_file_settles_the_order():
    january = (date(2025, 1, 1), date(2025, 1, 31))
    assert prove_order(["05/01/2025", "11/01/2025"], period=january).order == "dmy"
    assert prove_order(["01/05/2025", "01/11/2025"], period=january).order == "mdy"
    assert prove_order(["01/05/2025", "01/11/2025"], period=(AS_OF, AS_OF)).order is None


def test_day_numbers_count_from_1900_or_1904():
    now = prove_order(["46041", "46042.5"], as_of=AS_OF)
    assert now == DateOrder(None, frozenset(), "1900")
    assert read_date("46041", now) == date(2026, 1, 19)
    old = prove_order(["44579"], as_of=AS_OF)
    assert old == DateOrder(None, frozenset({"44579"}), None)
    period = (date(2026, 1, 1), date(2026, 1, 31))
    assert read_date("44579", prove_order(["44579"], period=period)) == date(2026, 1, 19)


@pytest.mark.parametrize(
    "text",
    [
        "19-Jan-2026", "19 stycznia 2026", "19 sty 2026 07:15", "2026. január 19.",
        "19 de enero de 2026", "January 19, 2026", "19. Januar 2026", "19 janv. 2026",
        "19 ianuarie 2026", "19.I.2026", "19-Jan-26", "January 19th, 2026",
    ],
)  # fmt: skip
def test_months_by_name(text):
    assert read_date(text, DateOrder(None)) == date(2026, 1, 19)


@pytest.mark.parametrize("text", ["19 Foo 2026", "Jan 2026", "19 Jan", "31 Feb 2026", "1 2 3 Jan"])
def test_no_dates(text):
    assert read_date(text, DateOrder(None)) is None


@pytest.mark.parametrize(
    ("title", "period"),
    [
        ("Okres:;2026-01-01;2026-01-31", ("2026-01-01", "2026-01-31")),
        ("Raport odsprzedaży – styczeń 2026", ("2026-01-01", "2026-01-31")),
        ("Zeitraum 2024-02", ("2024-02-01", "2024-02-29")),
        ("Wygenerowano: styczeń 2026", None),
        ("Report 2026", None),
        ("2026-01-31;2026-01-01", None),
    ],
)
def test_periods_that_titles_state(title, period):
    expected = period and tuple(date.fromisoformat(day) for day in period)
    assert stated_period([title]) == expected


@pytest.mark.parametrize(
    ("text", "number", "currencies"),
    [
        ("12,50 zł", "12,50", {"PLN"}), ("€ 5", "5", {"EUR"}), ("25 szt.", "25", set()),
        ("PLN 1 234,50", "1 234,50", {"PLN"}), ("(34) EUR", "(34)", {"EUR"}),
        ("35- Ft", "35-", {"HUF"}), ("€-5", "-5", {"EUR"}),
        ("1 234,50 zł netto", "1 234,50", {"PLN"}),
    ],
)  # fmt: skip
def test_marks_beside_numbers(text, number, currencies):
    assert split_marks(text) == (number, currencies)


@pytest.mark.parametrize("text", ["12", "abc", "3x", "1e999", "#N/A", "EUR12.5 USD", "10%", "n/a"])
def test_what_is_no_mark(text):
    assert split_marks(text) is None


def test_a_dollar_is_one_of_several():
    number, currencies = split_marks("$5") or ("", frozenset())
    assert (number, {"USD", "MXN"} <= currencies, "EUR" in currencies) == ("5", True, False)


@pytest.mark.parametrize(
    ("header", "currency"),
    [
        ("Cena netto (PLN)", "PLN"), ("Price EUR", "EUR"), ("Valoare [RON]", "RON"),
        ("Wartość zł", "PLN"), ("Net price", None), ("Total", None), ("Reseller ID", None),
    ],
)  # fmt: skip
def test_currencies_that_headers_name(header, currency):
    assert header_currency(header) == currency


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
