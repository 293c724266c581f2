"""Parts of a review worked by hand: bridge, waterfall, tallies, edits, JSON, text that fits."""

from __future__ import annotations

from datetime import date

import pytest

from scorecard.commitments import Commitment, Outcome, Promise, Side, Tally, tally
from scorecard.errors import DefinitionError, NoValue
from scorecard.i18n.message import Message, Money, Share
from scorecard.i18n.text import render
from scorecard.kpis import registry
from scorecard.kpis.registry import Reading, Unit
from scorecard.period import parse_period
from scorecard.reports.qbr.bridge import mix_of, moved
from scorecard.reports.qbr.codec import from_json, to_json
from scorecard.reports.qbr.deck.blocks import text_size
from scorecard.reports.qbr.deck.fit import (
    breaks_word,
    clean,
    fitted,
    is_right_to_left,
    n_lines,
    shortened,
)
from scorecard.reports.qbr.deck.frame import INCH, Box
from scorecard.reports.qbr.deck.numbers import grouped, per_cent, scaled, unit_words
from scorecard.reports.qbr.deck.rows import fit_rows
from scorecard.reports.qbr.deck.waterfall import steps_of
from scorecard.reports.qbr.edits import Ask, Edits, SlideEdit, edited, typed
from scorecard.reports.qbr.outline import (
    Cell,
    Chart,
    ChartKind,
    Column,
    Edition,
    Notes,
    Outline,
    Series,
    Slide,
    Table,
    Text,
    Value,
)
from scorecard.reports.qbr.words import spoken_cell, spoken_value
from scorecard.views import Status


def _read(net: int, solutions: int, recurring: int) -> dict[str, Reading]:
    return {
        "net_sell_through": registry["net_sell_through"].read(net, 0, 5),
        "solution_share": registry["solution_share"].read(solutions, net, 5),
        "recurring_share": registry["recurring_share"].read(recurring, net, 5),
    }


def test_bridge_adds_up_to_the_difference() -> None:
    before, after = _read(100_00, 30_00, 20_00), _read(150_00, 25_00, 60_00)
    assert mix_of(before).products == 50_00
    steps = moved(before, after)
    assert steps.parts == {"products": 15_00, "solutions": -5_00, "subscriptions": 40_00}
    assert steps.before + sum(steps.parts.values()) == steps.after == 150_00


def test_waterfall_steps_hang_on_the_level_before() -> None:
    first, up, down, last = steps_of([100.0, 30.0, -50.0, 80.0])
    assert (first.role, first.base, first.above, first.below) == ("total", 0.0, 100.0, 0.0)
    assert (up.role, up.base, up.above) == ("up", 100.0, 30.0)
    assert (down.role, down.base, down.above) == ("down", 80.0, 50.0)
    assert (last.base, last.above) == (0.0, 80.0)


def test_waterfall_through_zero_is_split_at_zero() -> None:
    _first, down, up, last = steps_of([20.0, -50.0, 10.0, -20.0])
    assert (down.base, down.above, down.below) == (0.0, 20.0, -30.0)
    assert (up.base, up.above, up.below) == (-20.0, 0.0, -10.0)
    assert (last.base, last.above, last.below) == (0.0, 0.0, -20.0)


def _commitment(side: Side, outcome: Outcome) -> Commitment:
    return Commitment(1, "P1", "2026Q1", Promise(side, "x", "y", date(2026, 5, 1)), outcome)


def test_tally_by_side() -> None:
    every = (
        _commitment(Side.VENDOR, Outcome.KEPT),
        _commitment(Side.VENDOR, Outcome.MISSED),
        _commitment(Side.PARTNER, Outcome.PARTLY),
        _commitment(Side.PARTNER, Outcome.OPEN),
    )
    assert tally(every) == Tally(4, 1, 1, 1, 1)
    assert tally(every, Side.VENDOR) == Tally(2, 1, 0, 1, 0)
    assert tally((), Side.PARTNER) == Tally(0, 0, 0, 0, 0)


def _outline() -> Outline:
    chart = Chart(
        ChartKind.PLAN, Message("Revenue"), Message("Columns"), Unit.MONEY,
        (Message("{period}", {"period": parse_period("2026Q2")}),),
        (Series("actual", Message("Actual"), (12_345_678,)),
         Series("plan", Message("Plan"), (None,))),
        currency="EUR", statuses=(Status.RISK,),
    )  # fmt: skip
    table = Table(
        (Column(Message("Measure"), 2), Column(Message("Value"), 1, right=True)),
        ((Cell(typed("a"), strong=True), Cell(Value(Unit.SHARE, None, reason=NoValue.STALE))),),
        left_off=3,
    )
    slides = (
        Slide("revenue", Message("Up {gap}", {"gap": Share(0.1, signed=True)}), blocks=(chart,),
              notes=Notes(say=(Message("one"),), minutes=2)),
        Slide("asks", Message("Asks"), blocks=(table,)),
    )  # fmt: skip
    return Outline("P1", "Zażółć 株式", "Prog", "3", parse_period("2026Q2"), Edition.PARTNER,
                   date(2026, 7, 1), 7, "EUR", True, slides)  # fmt: skip


def test_json_round_trip_is_exact() -> None:
    outline = _outline()
    assert from_json(to_json(outline)) == outline
    edits = Edits((SlideEdit("revenue", "T", "N"),), (Ask(Side.VENDOR, "Pay in 30 days"),))
    assert from_json(to_json(edits)) == edits


def test_json_of_a_later_program_is_refused() -> None:
    later = to_json(_outline()).replace('"schema":1', '"schema":2')
    with pytest.raises(DefinitionError, match="schema 2, known is 1"):
        from_json(later)


def test_edits_change_words_and_never_numbers() -> None:
    before = _outline()
    after = edited(before, Edits((SlideEdit("revenue", "My title", "My note"),),
                                 (Ask(Side.PARTNER, "Name a lead"),)))  # fmt: skip
    slide = after.slides[0]
    assert render(slide.title, "pl") == "My title"
    assert [render(one) for one in slide.notes.say] == ["My note"]
    assert slide.blocks == before.slides[0].blocks
    (asks,) = after.slides[1].blocks
    assert isinstance(asks, Table)
    assert [[spoken_cell(cell, "en") for cell in row] for row in asks.rows] == [
        ["Partner", "Name a lead"]
    ]


def test_hidden_slides_are_left_out() -> None:
    after = edited(_outline(), Edits((SlideEdit("revenue", hidden=True),)))
    assert [slide.key for slide in after.slides] == ["asks"]


@pytest.mark.parametrize(
    ("value", "lang", "text"),
    [
        (Value(Unit.MONEY, 102_000_000, "EUR"), "en", "€1.02M"),
        (Value(Unit.SHARE, 0.915), "pl", "91,5%"),
        (Value(Unit.SHARE, 0.915), "es", "91,5\u00a0%"),
        (Value(Unit.RATIO, 3.21), "hu", "3,2×"),
        (Value(Unit.SHARE, None, reason=NoValue.NO_TARGET), "en", "No target set"),
        (Value(Unit.COUNT, -2, change=True), "en", "−2"),
    ],
)
def test_values_read_as_on_the_pages(value: Value, lang: str, text: str) -> None:
    assert spoken_value(value, lang) == text


def test_status_cells_bear_mark_and_word() -> None:
    assert spoken_cell(Cell(Message("At risk"), status=Status.RISK), "en") == "◆\u00a0At risk"


def test_labels_of_charts_group_as_the_language_does() -> None:
    assert grouped("en") == '[>=999999.5]0","000","000;[>=999.5]0","000;0'
    assert grouped("pl") == '[>=999999.5]0"\u00a0"000"\u00a0"000;[>=9999.5]0"\u00a0"000;0'
    assert per_cent("en") == "0%"
    assert per_cent("es") == '0"\u00a0"%'


def test_charts_count_in_thousands_from_a_hundred_thousand() -> None:
    chart = _outline().slides[0].blocks[0]
    assert isinstance(chart, Chart)
    assert scaled(chart, 12_345_678) == 123.45678
    assert unit_words(chart, "en") == "Revenue, EUR thousand"
    small = Chart(chart.kind, chart.title, chart.alt, Unit.MONEY, chart.categories,
                  (Series("a", Message("A"), (99_999_99,)),), "EUR")  # fmt: skip
    assert scaled(small, 99_999_99) == 99_999.99
    assert unit_words(small, "en") == "Revenue, EUR"


def test_text_that_a_slide_cannot_carry() -> None:
    assert clean("a\x00b\x0bc\u202ed\n e") == "abcd e"
    assert is_right_to_left("شركة التقنية")
    assert is_right_to_left("12 שלום")
    assert not is_right_to_left("株式会社 ABC")


def test_long_words_and_lines() -> None:
    assert n_lines("a" * 10, 60, 10) == 1
    assert n_lines("a" * 100, 60, 10) == 9
    assert n_lines("漢" * 12, 60, 10) == 3
    assert breaks_word("negotiation", 50, 12)
    assert not breaks_word("negotiation", 60, 10)
    assert fitted("a" * 40, 300, (20, 16, 12), 1) == 12
    assert shortened("a" * 40, 60, 10) == "a" * 10 + "…"


def test_money_in_messages_survives() -> None:
    said = Message("{m}", {"m": Money(5, "JPY")})
    kept = Outline("P", "N", "P", "1", parse_period("2026"), Edition.INTERNAL, date(2026, 1, 1), 0,
                   "JPY", False, (Slide("x", said),))  # fmt: skip
    assert from_json(to_json(kept)).slides[0].title == said


def _table(*cells: str) -> Table:
    columns = tuple(Column(Message("{x}", {"x": f"c{i}"}), 1.0) for i in range(len(cells)))
    return Table(columns, (tuple(Cell(Message("{x}", {"x": cell})) for cell in cells),))


def test_a_long_word_takes_room_from_columns_that_have_it() -> None:
    box = Box(0, 0, 4 * INCH, 2 * INCH)
    even = fit_rows(_table("short", "words"), box, "en")
    assert (even.widths, even.size) == ([2 * INCH, 2 * INCH], 13.0)
    found = fit_rows(_table("a", "Nadzwyczajnieskomplikowanego!"), box, "en")
    assert sum(found.widths) == 4 * INCH
    assert found.widths[1] > 2 * INCH
    assert found.size == 12.0  # without it 9 points
    assert found.texts == [["a", "Nadzwyczajnieskomplikowanego!"]]


def test_text_is_large_where_there_is_room_and_of_one_size_beside_another() -> None:
    few = Text((Message("One line"),))
    many = Text(tuple(Message("A line of some words that takes its room") for _ in range(12)))
    box = Box(0, 0, 4 * INCH, 3 * INCH)
    assert text_size(few, box, "en") == 18
    assert text_size(many, box, "en") == 10  # 12 x (1.22 + 0.45) x 11 = 220 > 216 points
    assert text_size(few, Box(0, 0, 4 * INCH, INCH // 3), "en") == 14  # 24 points, 23.4 taken
