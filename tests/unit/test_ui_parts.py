"""Cards, bullets, charts and tables as exact markup, with every name a hostile one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from pages.ui.bullets import Bullet, bullets, legend_of_segments, of_item, of_segments
from pages.ui.cards import PARTNERS_AT_RISK, SCORE, card, cards, partner_facts
from pages.ui.charts import revenue_columns
from pages.ui.html import tag
from pages.ui.losses import lost_points, weights
from pages.ui.marks import sparkline, status_chip, status_text
from pages.ui.reader import Reader
from pages.ui.tables import evidence_table, kpi_columns, needs_list, partner_table
from scorecard.errors import NoValue
from scorecard.i18n.message import Message, Share
from scorecard.kpis.registry import Reading
from scorecard.period import parse_period
from scorecard.views import (
    Evidence,
    Figure,
    Need,
    PartnerLine,
    PartnerPage,
    QuarterBar,
    ScoredItem,
    Segment,
    Stamp,
    Status,
)

READER = Reader()
HOSTILE = "<img src=x onerror=alert(1)>"
SAFE = "&lt;img src=x onerror=alert(1)&gt;"
NO_TREND: tuple[tuple[str, float | None], ...] = ()


def reading(key: str, value: float | None, reason: NoValue | None = None) -> Reading:
    return Reading(key, value, 9, 42, 42, reason)


def figure(key: str = "net_sell_through", value: float | None = 1_139_000_000) -> Figure:
    missing = NoValue.LOW_SAMPLE if value is None else None
    return Figure(
        key, reading(key, value, missing), Status.WATCH, Message("vs plan"), -0.027, True, NO_TREND
    )


# -- status ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "mark", "word"),
    [
        (Status.GOOD, "●", "On track"),
        (Status.WATCH, "▲", "Watch"),
        (Status.RISK, "◆", "At risk"),
        (Status.UNKNOWN, "○", "Unknown"),
    ],
)
def test_a_status_is_never_colour_alone(status: Status, mark: str, word: str) -> None:
    sign = f'<i class="ps-mark" aria-hidden="true">{mark}</i>'
    assert status_text(status, READER) == (
        f'<span class="ps-status is-{status.value}">{sign}{word}</span>'
    )
    assert status_chip(status, READER) == (
        f'<span class="ps-chip is-{status.value}">{sign}{word}</span>'
    )


# -- figure cards ------------------------------------------------------------------------------


def test_a_card_says_what_how_much_and_against_what() -> None:
    made = card(figure(), READER)
    assert made.startswith('<section class="ps-card is-watch"><h3 class="ps-card-label">')
    assert "<span>Revenue</span>" in made
    assert 'href="./kpi_dictionary?k=net_sell_through"' in made
    assert '<p class="ps-card-value" title="€11,390,000.00">€11.39M</p>' in made
    assert (
        '<p class="ps-card-foot"><span class="ps-delta is-watch">'
        '<i aria-hidden="true">↓</i>−2.7%</span><span>vs plan</span></p>'
    ) in made
    assert "ps-spark" not in made


def test_the_question_mark_carries_the_definition() -> None:
    made = card(figure("win_rate", 0.31), READER)
    assert 'title="Share of deals closed in the period that were won.' in made
    assert 'aria-label="How Win rate is made">?</a>' in made


def test_a_card_without_a_value_says_why() -> None:
    made = card(figure(value=None), READER)
    assert '<section class="ps-card is-watch is-empty">' in made
    assert '<p class="ps-card-value">–</p>' in made
    assert '<p class="ps-card-foot"><span>Too few cases</span></p>' in made


def test_a_gain_is_grey_even_where_the_figure_is_in_trouble() -> None:
    better = replace(figure(), delta=0.05)
    assert '<span class="ps-delta"><i aria-hidden="true">↑</i>+5%</span>' in card(better, READER)


def test_no_change_is_said_in_words() -> None:
    same = replace(figure(), delta=0.0)
    assert '<span class="ps-delta"><i aria-hidden="true">→</i>unchanged</span>' in card(
        same, READER
    )


def test_more_partners_at_risk_is_worse() -> None:
    more = Figure(PARTNERS_AT_RISK, reading(PARTNERS_AT_RISK, 9.0), Status.RISK,
                  Message("vs Q2"), 2.0, False, NO_TREND)  # fmt: skip
    made = card(more, READER)
    assert ">9<small> / 42</small></p>" in made
    assert '<span class="ps-delta is-risk"><i aria-hidden="true">↑</i>+2</span>' in made


def test_a_score_is_out_of_a_hundred() -> None:
    made = card(
        Figure(SCORE, reading(SCORE, 74.4), Status.GOOD, None, None, False, NO_TREND), READER
    )
    assert ">74<small> / 100</small></p>" in made
    assert '<p class="ps-card-foot"></p>' in made


def test_a_share_moves_by_points() -> None:
    moved = replace(figure("win_rate", 0.31), delta=-0.04, delta_is_share=False)
    assert "−4 pp</span>" in card(moved, READER)


def test_cards_stand_in_one_row() -> None:
    made = cards([figure(), figure()], READER)
    assert made.startswith('<div class="ps-cards"><section')
    assert made.count("<section") == 2


def test_versus_is_escaped() -> None:
    assert f"<span>vs {SAFE}</span>" in card(
        replace(figure(), versus=Message("vs {what}", {"what": HOSTILE})), READER
    )


# -- sparklines --------------------------------------------------------------------------------


def test_a_sparkline_needs_four_values() -> None:
    assert sparkline([1, 2, 3], "words") is None
    assert sparkline([1, None, 3, None, 5], "words") is None


def test_a_sparkline_goes_from_low_to_high_and_leaves_a_gap() -> None:
    made = sparkline([0, 10, None, 5, 10], HOSTILE, Status.RISK)
    assert made is not None
    assert "d='M1 28.0L26 2.0M74 15.0L99 2.0'" in made
    assert made.startswith(f'<span class="ps-spark is-risk" role="img" title="{SAFE}"')


def test_a_flat_line_lies_in_the_middle() -> None:
    made = sparkline([3, 3, 3, 3], "")
    assert made is not None
    assert "d='M1 15.0L34 15.0L66 15.0L99 15.0'" in made


def test_columns_start_at_zero() -> None:
    made = sparkline([5, 10, 0, None, 10], "", columns=True)
    assert made is not None
    assert "y='15.0' width='1.6' height='15.0'" in made
    assert made.count("%3Crect") == 3


# -- bullets -----------------------------------------------------------------------------------


def bullet(actual: float | None, last_year: float | None = None) -> Bullet:
    return Bullet("DACH", "detail", Status.GOOD, actual, last_year, (0.9, 0.98), words="words")


def test_a_bullet_on_a_scale_to_125_per_cent_of_its_target() -> None:
    made = bullets([bullet(1.0, 0.5)], READER)
    assert made == (
        '<div class="ps-bullets"><div class="ps-bullet"><div class="ps-bullet-head">'
        "<span><b>DACH</b>detail</span>"
        '<span class="ps-status is-good"><i class="ps-mark" aria-hidden="true">●</i>On track</span>'
        '</div><div class="ps-bar is-good" role="img" aria-label="words" title="words" '
        'style="--low:72%;--mid:78.4%">'
        '<i class="v" style="--x:0%;--v:80%"></i><i class="t" style="--t:80%"></i>'
        '<i class="y" style="--y:40%"></i></div></div>'
        '<div class="ps-axis" aria-hidden="true"><span style="--v:40%">50%</span>'
        '<span style="--v:80%">target</span></div></div>'
    )


def test_the_scale_grows_with_the_values_and_ends_in_an_arrow() -> None:
    assert '<i class="t" style="--t:66.67%">' in bullets([bullet(1.4423)], READER)
    far = bullets([bullet(9.0)], READER)
    assert '<i class="v" style="--x:0%;--v:100%"></i><i class="over"></i>' in far
    assert '<i class="t" style="--t:62.5%">' in far


def test_a_bullet_without_a_value_has_no_bar() -> None:
    made = bullets([bullet(None)], READER)
    assert '<div class="ps-bullet is-empty">' in made
    assert '<div class="ps-bar" aria-hidden="true"></div>' in made
    assert "ps-axis" not in made


BANDS = (0.9, 0.98)


def segment(actual: int, target: int | None, gap: float | None, key: str = "Iberia") -> Segment:
    return Segment("region", key, actual, target, 200_000_000, 7, Status.WATCH, gap)


def drawn(*segments: Segment) -> list[Bullet]:
    return of_segments(segments, BANDS, READER, lambda key: HOSTILE, lambda key: f"?region={key}")


def test_a_segment_in_words() -> None:
    (made,) = drawn(segment(215_000_000, 230_000_000, -0.0652))
    assert made.label == f'<a href="?region=Iberia">{SAFE}</a>'
    assert made.detail == "€2.15M of €2.3M · −7%"
    assert made.words == f"{HOSTILE}: €2.15M of €2.3M · −7% · last year €2M"
    assert made.actual == pytest.approx(215 / 230)
    assert made.last_year == pytest.approx(200 / 230)


def test_a_segment_without_a_target_among_others_has_no_gap() -> None:
    made = drawn(segment(100, 100, 0.0), segment(215_000_000, None, None))[1]
    assert (made.detail, made.actual, made.last_year) == ("€2.15M · no target set", None, None)


def test_without_any_target_the_largest_segment_is_the_measure() -> None:
    made = drawn(segment(100_000_000, None, None, "DACH"), segment(400_000_000, None, None))
    assert [(row.actual, row.last_year, row.aimed) for row in made] == [
        (1.0, 0.5, False),
        (0.25, 0.5, False),
    ]
    html = bullets(made, READER)
    assert 'class="t"' not in html
    assert "ps-status" not in html
    assert "ps-axis" not in html
    assert legend_of_segments(made, BANDS, parse_period("2026Q3"), READER) == (
        '<p class="ps-note">Revenue, Q3 2026; no target is set. Bar: actual. Circle: last year.</p>'
    )


def test_the_legend_names_the_bands() -> None:
    assert legend_of_segments([bullet(1.0)], BANDS, parse_period("2026Q3"), READER) == (
        '<p class="ps-note">Revenue against plan, Q3 2026. Bar: actual. Line: target. '
        "Circle: last year. Bands: below 90%, 90% to 98%, above.</p>"
    )


def item(key: str, value: float | None, target: float | None, floor: float | None) -> ScoredItem:
    why = None if value is None else Message("{who} fell", {"who": HOSTILE})
    missing = NoValue.LOW_SAMPLE if value is None else None
    return ScoredItem(key, reading(key, value, missing), target, floor, 15.0,
                      None if value is None else 40.0, 9.0, Status.RISK, None, why)  # fmt: skip


def test_a_measure_against_its_target() -> None:
    made = of_item(item("win_rate", 0.14, 0.35, 0.07), READER)
    assert made.detail == "14% of 35%"
    assert (made.actual, made.zero, made.lower_is_better) == (pytest.approx(0.4), 0.0, False)
    assert made.bands == (pytest.approx(0.2), 1.0)


def test_a_measure_of_which_less_is_better() -> None:
    made = of_item(item("sales_cycle_days", 90, 60, 120), READER)
    assert made.detail == "90 days, at most 60 days"
    assert (made.actual, made.bands, made.lower_is_better) == (1.5, (1.0, 2.0), True)


def test_a_measure_that_may_be_negative_keeps_its_zero() -> None:
    made = of_item(item("growth_t12m", -0.08, 0.08, -0.24), READER)
    assert made.detail == "−8% of 8%"
    assert made.zero == pytest.approx(0.75)
    assert made.actual == pytest.approx(0.5)
    drawn = bullets([made], READER)
    assert (
        '<i class="v" style="--x:40%;--v:20%"></i><i class="z" style="--z:60%"></i>'
        '<i class="t" style="--t:80%"></i>'
    ) in drawn


def test_a_measure_without_a_value_or_a_target() -> None:
    unknown = of_item(item("win_rate", None, 0.35, 0.1), READER)
    assert (unknown.detail, unknown.actual) == ("Too few cases", None)
    aimless = of_item(item("win_rate", 0.35, None, None), READER)
    assert (aimless.detail, aimless.actual) == ("35% · no target set", None)


def test_points_lost_come_most_first_with_their_reason() -> None:
    small = replace(item("win_rate", 0.14, 0.35, 0.07), lost=0.4)
    none = replace(small, lost=0.0)
    made = lost_points([small, item("pipeline_coverage", 0.5, 1, 0.5), none], READER)
    assert made == (
        '<div class="ps-lost"><b class="p">−9</b>'
        '<i class="is-risk" style="--v:100%" aria-hidden="true"></i>'
        f"<span><b>Coverage</b>{SAFE} fell</span>"
        '<b class="p">−0.4</b><i class="is-risk" style="--v:4.44%" aria-hidden="true"></i>'
        f"<span><b>Win rate</b>{SAFE} fell</span></div>"
    )


def test_a_reason_does_not_name_its_measure_twice() -> None:
    unknown = replace(item("win_rate", None, 0.35, 0.1), why=Message("Win rate: only 4 cases"))
    assert "<span><b>Win rate</b>only 4 cases</span>" in lost_points([unknown], READER)


def test_what_is_not_known_of_a_score_is_named() -> None:
    items = [
        item("win_rate", None, 0.35, 0.1),
        item("growth_t12m", 0.1, 0.08, -0.2),
        replace(
            item("partner_nps", None, 40, -20),
            reading=reading("partner_nps", None, NoValue.NOT_APPLICABLE),
        ),
    ]
    assert weights(items, 0.85, READER) == (
        '<p class="ps-note">Points lost out of 100. Weights: Win rate 15, Growth 12 mo. 15. '
        "Known: 85% of the card. Not known: Win rate (Too few cases). "
        "Does not apply here: Partner NPS.</p>"
    )


def test_no_points_lost() -> None:
    perfect = replace(item("win_rate", 0.5, 0.35, 0.1), lost=0.0)
    assert lost_points([perfect], READER) == '<p class="ps-note">No points are lost.</p>'


# -- revenue by quarter ------------------------------------------------------------------------


def test_columns_of_actual_and_plan() -> None:
    bars = [
        QuarterBar(parse_period("2026Q3"), 100_000_00, 200_000_00, -0.5),
        QuarterBar(parse_period("2026Q4"), 50_000_00, None),
    ]
    made = revenue_columns(bars, READER, date(2026, 10, 6))
    assert '<i class="p" style="--t:72%"></i><i class="a"></i>' in made
    assert 'style="--v:36%;--l:72%"' in made
    assert '<small class="is-risk">−50%</small>' in made
    assert "<b title=" in made
    assert '<i class="a is-running"></i>' in made
    assert '<div class="q">Q4 2026<small>so far</small></div>' in made
    assert 'aria-label="Q4 2026: €50,000.00 · no target set"' in made
    assert made.endswith('<p class="ps-note">Solid: actual. Outline: plan.</p>')
    assert "No plan is set." in revenue_columns(bars[1:], READER, date(2026, 10, 6))


# -- tables ------------------------------------------------------------------------------------


def line(**changes: object) -> PartnerLine:
    base = PartnerLine(
        "P001", HOSTILE, Status.RISK, 61.0, 70.0, 0.85, "Gold", HOSTILE, "ES", "reseller", HOSTILE,
        47_000_000, 58_000_000, -11_000_000,
        {
            "net_sell_through": reading("net_sell_through", 47_000_000),
            "revenue_attainment": reading("revenue_attainment", 0.81),
            "win_rate": reading("win_rate", None, NoValue.LOW_SAMPLE),
            "growth_t12m": reading("growth_t12m", 0.1),
        },
        (1, 2, 3, 4), (Message("Revenue {gap} vs plan.", {"gap": Share(-0.19, signed=True)}),),
    )  # fmt: skip
    return replace(base, **changes)  # type: ignore[arg-type]


def link(code: str) -> str:
    return f"./partner?p={code}"


def test_a_partner_in_a_row() -> None:
    made = partner_table([line()], READER, link, ["growth_t12m"])
    assert (
        f'<td class="lead"><div><a href="./partner?p=P001" class="who">{SAFE}</a>'
        f'<span class="sub">{SAFE}</span></div></td><td>{SAFE}</td>'
    ) in made
    assert '<td class="n" data-label="Revenue" title="€470,000.00">470,000</td>' in made
    assert (
        '<span class="ps-of is-risk"><i style="--v:81%" aria-hidden="true"></i><span>81%</span>'
    ) in made
    assert '<td class="n" data-label="Gap">−110,000</td>' in made
    assert '<td class="n" data-label="Growth 12 mo.">10%</td>' in made
    assert '<span title="85% of the card is known">61</span><span class="sub">was 70</span>' in made
    assert '<td class="why">Revenue −19% vs plan.</td>' in made
    assert "<img" not in made


def test_a_partner_of_whom_nothing_is_known() -> None:
    nobody = line(score=None, target_minor=None, gap_minor=None, owner="", readings={}, trend=())
    made = partner_table([line(), nobody], READER, link, ["win_rate"])
    assert '<span class="sub">no owner</span>' in made
    assert '<td class="n dash" data-label="Gap" title="no target set">–</td>' in made
    assert '<span class="dash" title="no target set">–</span>' in made
    assert '<span class="dash" title="No data">–</span>' in made


def test_a_brief_table_may_drop_columns() -> None:
    other = line(readings={"win_rate": reading("win_rate", 0.5)})
    made = partner_table([line(), other], READER, link, ["win_rate"], brief=True)
    assert f'<td class="room">{SAFE}</td><td class="wide-only room">Gold</td>' in made
    assert '<td class="n room dash" data-label="Win rate" title="Too few cases">–</td>' in made


def test_a_column_that_says_nothing_is_left_out() -> None:
    bare = line(tier="", target_minor=None, gap_minor=None)
    made = partner_table([bare], READER, link, ["win_rate"])
    heads = [part.split("<")[0] for part in made.split('scope="col"')[1:]]
    assert [head.rsplit(">", 1)[1] for head in heads] == [
        "Status", "Partner", "Region", "Score", "Revenue, EUR", "By quarter", "Why",
    ]  # fmt: skip


def test_kpi_columns_leave_out_what_has_its_own() -> None:
    assert kpi_columns([line()], 5) == ["growth_t12m", "win_rate"]
    assert kpi_columns([], 5) == []


def test_an_entry_of_this_week() -> None:
    need = Need("P001", HOSTILE, Status.RISK, (Message("Revenue fell."),), 21_600_000, "")
    assert needs_list([need], READER, link) == (
        '<ul class="ps-needs"><li><a href="./partner?p=P001" class="ps-need">'
        f'<span class="ps-need-name">{SAFE}<span class="ps-chip is-risk">'
        '<i class="ps-mark" aria-hidden="true">◆</i>At risk</span></span>'
        '<span class="ps-need-why">Revenue fell.</span>'
        '<span class="ps-need-foot">€216K at stake · no owner</span>'
        '<span class="ps-go" aria-hidden="true">Open ›</span></a></li></ul>'
    )


def test_without_a_target_no_money_is_named() -> None:
    need = Need("P001", "Carpat", Status.RISK, (), None, "Ann")
    assert '<span class="ps-need-foot">no target set · Ann</span>' in needs_list(
        [need], READER, link
    )


def test_evidence_names_file_and_line() -> None:
    row = Evidence("sale", date(2026, 8, 14), HOSTILE, HOSTILE, HOSTILE, 1_840_000, "PLN",
                   7_840_000, HOSTILE, 412, 4)  # fmt: skip
    made = evidence_table([row], READER, lambda batch: f"./upload?batch={batch}")
    assert '<td class="lead"><div>14 Aug 2026</div></td><td class="state">Sale</td>' in made
    assert '<td class="n" data-label="Amount" title="PLN78,400.00">€18,400.00</td>' in made
    assert (
        f'<a href="./upload?batch=4" title="Open the upload and its original file">{SAFE}' in made
    )
    assert '<td class="n" data-label="Line">412</td>' in made
    assert "<img" not in made
    assert "href" not in evidence_table([row], READER, None)


def test_facts_below_a_partners_name() -> None:
    stamp = Stamp(date(2026, 10, 6), 1, "EUR", Message(""), "1.0")
    page = PartnerPage(line(region="Iberia"), parse_period("2026Q3"), stamp, HOSTILE,
                       date(2019, 3, 1), (), (), (), (), (), (), 0, "sales", (), ())  # fmt: skip
    made = partner_facts(page, READER)
    assert '<span class="ps-chip is-plain">Gold</span>' in made
    assert '<span class="t">Spain</span><span class="t">Reseller</span>' in made
    assert f'<span class="t">Part of {SAFE}</span><span class="t">Signed 1 Mar 2019</span>' in made


def test_the_markup_of_a_name_is_a_name() -> None:
    assert tag("p", HOSTILE) == f"<p>{SAFE}</p>"
