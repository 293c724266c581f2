"""Report cards as markup, and what the banner of late files says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from pages.ui.reader import Reader
from pages.ui.trust import answer, card_table, missing_words, usual
from scorecard.nowcast import Abstained, Nowcast
from scorecard.trust import Standing, TrustCard, Unknown

READER = Reader()
WHOLE = TrustCard(
    code="NORD",
    name="<b>Nord</b>",
    month=202609,
    standing=Standing.WHOLE,
    due_on=date(2026, 10, 5),
    arrived_on=date(2026, 10, 7),
    days_late=2,
    n_lines=1505,
    net_minor=5_341_802_21,
    matched=0.963,
    restated=0.0,
    against_mean=0.31,
    asked=True,
    recomputed=Unknown.NO_PRICES,
    rejected=0.0,
)
GONE = Unknown.NOT_HERE
MISSING = replace(
    WHOLE,
    standing=Standing.MISSING,
    arrived_on=None,
    n_lines=GONE,
    net_minor=GONE,
    matched=GONE,
    restated=GONE,
    against_mean=GONE,
    asked=False,
    recomputed=GONE,
    rejected=GONE,
    expected=Nowcast(202609, 300_000_00, 200_000_00, 400_000_00, n_errors=20, method="level"),
)


def test_a_missing_month_is_named_with_its_band() -> None:
    assert missing_words([MISSING], READER) == {
        "NORD": "September is missing; usually €200K to €400K"
    }
    partial = replace(MISSING, standing=Standing.PARTIAL)
    assert missing_words([partial], READER) == {
        "NORD": "September is here in part; usually €200K to €400K"
    }


def test_without_a_band_nothing_is_claimed() -> None:
    unknown = Nowcast(202609, None, None, None, abstained=Abstained.SHORT_HISTORY)
    assert missing_words([WHOLE, replace(MISSING, expected=unknown)], READER) == {}
    assert usual(replace(MISSING, expected=unknown), READER) == ""


def test_a_band_without_width_is_one_amount() -> None:
    band = Nowcast(202609, 100_000_00, 100_000_00, 100_000_00)
    assert usual(replace(MISSING, expected=band), READER) == "€100K"


def test_totals_to_ask_about_are_counted() -> None:
    assert answer([MISSING]) == []
    assert [READER.say(message) for message in answer([WHOLE, MISSING])] == [
        "1 total is more than 15% off its 12-month mean: ask its sender."
    ]


def test_cells_of_a_whole_month() -> None:
    table = str(card_table([WHOLE], READER))
    for cell in (
        "<b>&lt;b&gt;Nord&lt;/b&gt;</b>",
        '<div>7 Oct 2026<span class="sub">2 days late</span></div>',
        '<td data-label="Lines" class="n">1,505</td>',
        '<td data-label="Net sales" class="n">€5.34M</td>',
        '<td data-label="Matched" class="n">96.3%</td>',
        '<td data-label="Restated" class="n">0%</td>',
        '<span class="dash">no unit prices given</span>',
    ):
        assert cell in table
    assert "+31%, ask" in table


def test_what_is_missing_is_never_zero_and_comes_first() -> None:
    table = str(card_table([replace(WHOLE, name="A", asked=False), MISSING], READER))
    assert table.index("Nord") < table.index("<b>A</b>")
    alone = str(card_table([MISSING], READER))
    assert '<span class="sub">usually €200K to €400K</span>' in alone
    assert "0%" not in alone
    assert alone.count('title="not here yet"') == 6
