"""A review as HTML and on one page: geometry by hand, nothing executed, nothing fetched, small."""

from __future__ import annotations

import re
import zlib
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pytest

from scorecard.errors import NoValue, UserError
from scorecard.i18n.message import Message, Money
from scorecard.kpis.registry import Unit
from scorecard.period import parse_period
from scorecard.reports.qbr.outline import (
    Cell,
    Chart,
    ChartKind,
    Column,
    Edition,
    Outline,
    Series,
    Slide,
    Table,
    Text,
    Tile,
    Tiles,
    Value,
)
from scorecard.reports.qbr.sheet.sheet import one_pager
from scorecard.reports.qbr.web.bars import Bar, drawn
from scorecard.reports.qbr.web.pages import (
    MOST_BYTES,
    leave_behind,
    monthly_digest,
    slide_html,
)
from scorecard.views import Status

HOSTILE = '<img src=x onerror="alert(1)"> & "Söhne" ' + "x" * 80
Q1, Q2 = Message("Q1"), Message("Q2")


def chart(kind: ChartKind, *series: tuple[float | None, ...], unit: Unit = Unit.SHARE) -> Chart:
    named = tuple(Series(f"s{n}", Message("Series {n}", {"n": n}), values)
                  for n, values in enumerate(series))  # fmt: skip
    return Chart(kind, Message("What"), Message("{name} seen", {"name": HOSTILE}), unit, (Q1, Q2),
                 named, "EUR")  # fmt: skip


def outline(*slides: Slide) -> Outline:
    return Outline("P-0001", HOSTILE, "Programme", "1", parse_period("2026Q3"), Edition.PARTNER,
                   date(2026, 10, 5), 7, "EUR", False, slides)  # fmt: skip


def full(n_rows: int = 400) -> Outline:
    rows = tuple(
        (Cell(Message("{text}", {"text": f"{HOSTILE} {n}"}), status=Status.RISK),
         Cell(Value(Unit.MONEY, float(n), "EUR")))
        for n in range(n_rows)
    )  # fmt: skip
    deals = Table((Column(Message("Deal"), 3), Column(Message("Amount"), 1, True)), rows)
    tile = Tile(Message("Revenue"), Value(Unit.MONEY, 31_20000.0, "EUR"), Status.RISK)
    gone = Tile(Message("NPS"), Value(Unit.POINTS, None, reason=NoValue.LOW_SAMPLE))
    return outline(
        Slide("title", Message("{name}", {"name": HOSTILE})),
        Slide("summary", Message("{name} is behind", {"name": HOSTILE}),
              blocks=(Tiles((tile, gone)), Text((Message("So"),)))),
        Slide("scorecard", Message("Table"), blocks=(deals,), link="partner?p=P-0001"),
        Slide("revenue", Message("Money"), blocks=(
            chart(ChartKind.PLAN, (100.0, 50.0), (80.0, None), unit=Unit.MONEY),)),
        Slide("voice", Message("None"), blocks=(Text((Message("No answers."),)),),
              missing=Message("No answers.")),
    )  # fmt: skip


class Tags(HTMLParser):
    """Names of all elements, and every address that something would be fetched from."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.fetched: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.fetched += [f"{k}={v}" for k, v in attrs if k in ("src", "srcset") or k[:2] == "on"]


def test_plan_and_actual_share_one_scale() -> None:
    found = drawn(chart(ChartKind.PLAN, (100.0, 50.0), (80.0, None)), "en")
    top = 100 * 1.04
    assert found.rows[0].bars == (Bar("plan", 0.0, 80 / top), Bar("actual", 0.0, 100 / top))
    assert found.rows[1].bars == (Bar("actual", 0.0, 50 / top),)


def test_a_bridge_goes_from_total_to_total() -> None:
    one = Chart(ChartKind.BRIDGE, Message("B"), Message("b"), Unit.MONEY,
                tuple(Message(n) for n in "abcd"),
                (Series("change", Message("c"), (100.0, 30.0, -50.0, 80.0)),), "EUR")  # fmt: skip
    bars = [row.bars[0] for row in drawn(one, "en").rows]
    span = 130 * 1.04
    assert [(bar.kind, round(bar.start * span), round(bar.width * span)) for bar in bars] == [
        ("total", 0, 100), ("up", 100, 30), ("down", 80, 50), ("total", 0, 80),
    ]  # fmt: skip


def test_a_bridge_below_zero_moves_its_zero() -> None:
    one = Chart(ChartKind.BRIDGE, Message("B"), Message("b"), Unit.MONEY,
                tuple(Message(n) for n in "abc"),
                (Series("change", Message("c"), (10.0, -30.0, -20.0)),), "EUR")  # fmt: skip
    found = drawn(one, "en")
    span = 30 * 1.04
    assert found.zero == pytest.approx(20 / span)
    assert found.rows[2].bars == (Bar("total", 0.0, pytest.approx(20 / span)),)


def test_stages_stack_and_the_need_is_a_tick() -> None:
    found = drawn(chart(ChartKind.STAGES, (10.0, 0.0), (30.0, 5.0), (80.0, None)), "en")
    top = 80 * 1.04
    assert found.rows[0].bars == (Bar("stage-0", 0.0, 10 / top), Bar("stage-1", 10 / top, 30 / top))
    assert found.rows[0].tick == pytest.approx(80 / top)
    assert found.rows[1].tick is None


def test_an_interval_has_its_dot_within_its_range() -> None:
    found = drawn(
        chart(ChartKind.INTERVAL, (20.0, None), (-20.0, None), (60.0, None), unit=Unit.POINTS), "en"
    )
    assert found.rows[0].bars == (Bar("range", 0.0, 1.0),)
    assert (found.rows[0].dot, found.zero) == (0.5, 0.25)
    assert found.rows[1].bars == ()
    assert found.rows[1].dot is None


def test_shares_of_target_and_steps_have_their_ticks() -> None:
    attained = drawn(chart(ChartKind.ATTAINMENT, (0.5, None)), "en")
    assert attained.rows[0].tick == pytest.approx(1 / (1.25 * 1.04))
    assert attained.rows[1].bars == ()
    steps = drawn(chart(ChartKind.STEPS, (0.5, 1.0), (1.0, 1.0)), "en")
    assert steps.rows[0].bars[0].width == pytest.approx(0.5 / 1.04)


@pytest.mark.parametrize("lang", ["en", "pl", "ro", "hu", "es"])
def test_a_leave_behind_is_small_escaped_and_alone(lang: str) -> None:
    page = leave_behind(full(), lang, "https://app.example.com")
    assert len(page) < MOST_BYTES
    text, tags = page.decode(), Tags()
    tags.feed(text)
    assert tags.fetched == []
    assert tags.names.isdisjoint({"img", "script", "link", "iframe", "object"})
    assert "&lt;img src=x onerror=&#34;alert(1)&#34;&gt; &amp; &#34;Söhne&#34;" in text
    assert re.findall(r'href="([^"]*)"', text) == ["https://app.example.com/partner?p=P-0001"]
    assert f'lang="{lang}"' in text


def test_rows_that_were_cut_are_counted() -> None:
    text = leave_behind(full(), "en").decode()
    shown = text.count("</tr>") - 1
    assert f"and {400 - shown} more" in text


def test_a_slide_says_once_what_is_missing() -> None:
    text = slide_html(full().slides[-1], "en")
    assert text.count("No answers.") == 1


def test_the_digest_is_a_part_of_the_review() -> None:
    text = monthly_digest(full(3), "en").decode()
    assert 'id="summary"' in text
    assert 'id="voice"' not in text
    assert len(text.encode()) < MOST_BYTES // 2


@pytest.mark.parametrize("name", ["Αθήνα עברית 株式会社", HOSTILE, "#sys.inputs $x$ *b* [c] \\ @d"])
def test_one_page_is_one_page_and_tagged(name: str) -> None:
    pdf = one_pager(replace(full(), partner_name=name), "hu")
    assert pdf.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", _unpacked(pdf))) == 1
    assert b"/StructTreeRoot" in _unpacked(pdf)
    assert b"/Lang" in _unpacked(pdf)


def _unpacked(pdf: bytes) -> bytes:
    """A PDF with its packed streams opened, as far as they are text."""
    found = [pdf]
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            found.append(zlib.decompress(stream))
        except zlib.error:  # a font or a picture
            continue
    return b"\n".join(found)


def test_what_cannot_be_one_page_says_so() -> None:
    lines = tuple(Message("{money} " + "word " * 120, {"money": Money(1, "EUR")}) for _ in range(3))
    slides = tuple(
        Slide(key, Message("{text}", {"text": "long " * 300}), blocks=(Text(lines),))
        for key in ("summary", "scorecard", "revenue", "tier", "plan", "asks")
    )
    with pytest.raises(UserError, match="does not fit on one page"):
        one_pager(outline(*slides), "en")
