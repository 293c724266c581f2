"""Stock at distributors as markup."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from pages.ui.reader import Reader
from pages.ui.stock import (
    MOST,
    Stock,
    explanation_note,
    explanation_table,
    note,
    stock_table,
)
from scorecard.stock import Change, NotKnown, Supply

READER = Reader()
DAY = date(2026, 9, 30)
SUPPLY = Supply(1, 7, DAY, 2_996_000, 250_500, 192_800.0, 15.54)
CHANGE = Change(
    1, 7, date(2026, 8, 31), DAY, 1_751_000, 2_996_000, 534_000, NotKnown.NO_SELL_IN, 1_779_000
)
STOCK = Stock((SUPPLY,), (CHANGE,), {1: "<i>Nord</i>"}, {7: "Power supply"})


def test_a_row_by_hand() -> None:
    table = str(stock_table(STOCK, READER))
    for cell in (
        '<b>Power supply</b><span class="sub">&lt;i&gt;Nord&lt;/i&gt;</span>',
        '<td data-label="Counted on">30 Sep 2026</td>',
        '<td data-label="On hand" class="n">2,996</td>',
        '<td data-label="In transit" class="n">250.5</td>',
        '<td data-label="Sold a week" class="n">192.8</td>',
        '<td data-label="Weeks left" class="n">15.5</td>',
    ):
        assert cell in table


def test_what_is_not_known_says_why_and_comes_last() -> None:
    still = replace(SUPPLY, product_id=8, on_order=None, weekly=0.0, weeks=NotKnown.NO_SALES)
    fast = replace(SUPPLY, product_id=9, weeks=2.0)
    names = {7: "Seven", 8: "Eight", 9: "Nine"}
    table = str(stock_table(Stock((still, fast, SUPPLY), (), {}, names), READER))
    assert table.index("Seven") < table.index("Nine") < table.index("Eight")
    assert '<span class="dash">nothing sold in 13 weeks</span>' in table
    assert table.count("Own files") == 3


def test_rows_that_are_not_shown_are_counted() -> None:
    many = tuple(replace(SUPPLY, product_id=number) for number in range(MOST + 2))
    stock = Stock(many, (), {}, {})
    assert str(stock_table(stock, READER)).count('class="lead"') == MOST
    assert "2 more products are not shown." in str(note(stock, READER))
    assert "not shown" not in str(note(STOCK, READER))


def test_what_should_be_there_by_hand() -> None:
    known = replace(CHANGE, received=1_900_000, rest=-121_000)
    table = str(explanation_table(replace(STOCK, changes=(CHANGE, known)), READER))
    first, second = table.split("<tr>")[2:4]
    for cell in (
        '<td data-label="Between">31 Aug 2026 – 30 Sep 2026</td>',
        '<td data-label="Opening stock" class="n">1,751</td>',
        '<td data-label="Sell-in" class="n">1,900</td>',
        '<td data-label="Sell-through" class="n">534</td>',
        '<td data-label="Expected" class="n">3,117</td>',
        '<td data-label="Counted" class="n">2,996</td>',
        '<td data-label="Difference" class="n">−121</td>',
    ):
        assert cell in first
    # Nothing is said of deliveries: they are in the difference, and nothing was expected.
    for cell in (
        '<td data-label="Sell-in" class="n"><span class="dash">no sell-in reported</span></td>',
        '<td data-label="Expected" class="n">–</td>',
        '<td data-label="Difference" class="n">+1,779<span class="sub">deliveries included</span>',
    ):
        assert cell in second
    many = tuple(replace(CHANGE, product_id=number) for number in range(MOST + 1))
    assert "1 more product is not shown." in str(explanation_note(Stock((), many, {}, {}), READER))
