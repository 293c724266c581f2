"""Decks read back: their numbers are the page's, their parts are in order, nobody else is in."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date

import pytest

from db.store import Store
from scorecard.access import EVERYTHING
from scorecard.errors import UserError
from scorecard.i18n import formats
from scorecard.i18n.catalogue import LANGUAGES
from scorecard.i18n.text import render
from scorecard.ingest.kinds import FileKind
from scorecard.period import parse_period
from scorecard.reports.partner_list import partner_csv
from scorecard.reports.qbr.check import deck_faults
from scorecard.reports.qbr.deck import deck_bytes
from scorecard.reports.qbr.deck.fit import clean
from scorecard.reports.qbr.deck.house import house_template
from scorecard.reports.qbr.deck.numbers import scaled
from scorecard.reports.qbr.outline import Chart, ChartKind, Edition, Outline, Table
from scorecard.reports.qbr.template import check_template
from scorecard.reports.qbr.words import spoken_cell, spoken_value
from scorecard.usecases import build_partner
from scorecard.usecases.qbr import build_review
from scorecard.usecases.qbr_more import more_of
from tests.programme import AS_OF, refused, send
from tests.store import deck_reader as read

Q2 = parse_period("2026Q2")
URL = "https://scorecard.example"
LONG = (
    "Przedsiębiorstwo Informatyczno-Handlowe „Zażółć Gęślą Jaźń” Spółka z ograniczoną odpow. " * 2
)
NAMES = {
    "X1": LONG[:120],
    "X2": "شركة التقنية المتقدمة للحلول",
    "X3": "株式会社パートナーシステムズ",
}


def _review(store: Store, code: str = "A1", edition: Edition = Edition.PARTNER) -> Outline:
    return build_review(
        store, EVERYTHING, code, Q2, AS_OF, edition=edition, more=more_of(store, AS_OF)
    )


@pytest.fixture
def odd(loaded: Store) -> Store:
    """Partners with odd names; the first has 400 open deals and one quarter of sales."""
    rows = [f'{code},"{name}",DE,DACH,reseller,ann,silver,2023-01-10,'
            for code, name in NAMES.items()]  # fmt: skip
    head = "partner_code,name,country,region,partner_type,owner,tier,signed_on,parent_code\n"
    send(loaded, FileKind.PARTNERS, None, "odd.csv", head + "\n".join(rows) + "\n")
    deals = [
        f"O-{n},X1,NORD,Deal {n},Kunde {n},{1000 + n},EUR,2026-03-01,2026-03-02,approved,"
        f"2026-03-03,partner,stage {n % 6},2026-05-01,open,2026-08-15,,"
        for n in range(400)
    ]
    columns = (
        "deal_id,partner_code,distributor_code,name,end_customer_name,amount,currency,created_on,"
        "registered_on,decision,decided_on,originated_by,stage,stage_entered_on,status,"
        "expected_close_on,closed_on,mdf_request_id\n"
    )
    send(loaded, FileKind.DEALS, None, "many.csv", columns + "\n".join(deals) + "\n")
    send(loaded, FileKind.TARGETS, None, "targets-x.csv",
         "level,subject,month,amount,currency\npartner,X1,2026-07,90000,EUR\n")  # fmt: skip
    return loaded


def test_every_number_of_the_outline_is_the_pages(loaded: Store) -> None:
    page = build_partner(loaded, EVERYTHING, "A1", Q2, AS_OF)
    outline = _review(loaded)
    card = outline.slide("scorecard")
    assert card is not None
    (table,) = card.blocks
    assert isinstance(table, Table)
    actual = [spoken_cell(row[1], "en") for row in table.rows]
    assert [row[1].text.value for row in table.rows] == [i.reading.value for i in page.items]  # type: ignore[union-attr]
    text = partner_csv([page.line], "EUR").decode("utf-8-sig")
    (values,) = csv.DictReader(io.StringIO(text))
    attained = next(i.reading.value for i in page.items if i.key == "revenue_attainment")
    assert float(values["Attainment"]) == attained
    assert actual[0] == "75.6%"  # 3,400.50 of 4,500.00: three lines of June, one a return
    assert outline.data_version == page.stamp.data_version == loaded.data_version()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_file_says_what_the_outline_says(loaded: Store, lang: str) -> None:
    outline = _review(loaded)
    data = deck_bytes(outline, lang, base_url=URL)
    assert deck_faults(data) == []
    deck = read.opened(data)
    assert len(deck.slides) == len(outline.slides)
    for said, slide in zip(outline.slides, deck.slides, strict=True):
        assert slide.shapes.title.text == render(said.title, lang)
        tables = [block for block in said.blocks if isinstance(block, Table) and block.rows]
        found = read.tables_of(slide)
        assert len(found) == len(tables)
        for block, rows in zip(tables, found, strict=True):
            told = [[clean(spoken_cell(c, lang)) for c in row] for row in block.rows]
            assert rows[1:] == told[: len(rows) - 1]
        charts = [block for block in said.blocks if isinstance(block, Chart)]
        drawn = read.charts_of(slide)
        assert len(drawn) == len(charts)
        for block, chart in zip(charts, drawn, strict=True):
            _same_numbers(block, read.series_of(chart), lang)


def _same_numbers(block: Chart, series: dict[str, list[float | None]], lang: str) -> None:
    if block.kind is ChartKind.BRIDGE:
        totals = list(series.values())[1]
        ends = block.series[0].values
        assert (totals[0], totals[-1]) == (scaled(block, ends[0]), scaled(block, ends[-1]))
        return
    for one in block.series:
        values = [scaled(block, value) for value in one.values]
        found = series[render(one.name, lang)]
        if block.kind is ChartKind.STAGES:
            assert [v for v in found if v is not None] == [v for v in values if v]
        else:
            assert found == values


def test_notes_links_alt_texts_and_footers(loaded: Store) -> None:
    outline = _review(loaded)
    deck = read.opened(deck_bytes(outline, "en", base_url=f"{URL}/"))
    for said, slide in zip(outline.slides, deck.slides, strict=True):
        for shape in slide.shapes:
            if shape.has_chart or shape.has_table:
                assert shape._element.xpath(".//p:cNvPr/@descr")[0]
        footer = next(shape for shape in slide.shapes if shape.name == "Footer")
        assert "data as of 20 Jul 2026" in footer.text_frame.text
        links = [run.hyperlink.address for p in footer.text_frame.paragraphs for run in p.runs]
        assert [link for link in links if link] == [f"{URL}/{said.link}"]
    notes = deck.slides[3].notes_slide.notes_text_frame.text
    assert "How it is made:" in notes
    assert "Attainment: net sell-through / target to date" in notes


def test_a_fifth_of_the_meeting_is_about_the_past(loaded: Store) -> None:
    slides = _review(loaded).slides
    past = sum(slide.notes.minutes for slide in slides if not slide.forward)
    assert (past, sum(slide.notes.minutes for slide in slides)) == (12, 60)


def test_nobody_else_is_in_any_part_of_the_file(loaded: Store) -> None:
    foreign = ["benmark", "Alpha Two", "Alpha Three", "Beta ", "Client Unu", "Client Doi",
               "Client Trei", "Fair", "Romania", "Poland"]  # fmt: skip
    lines = [build_partner(loaded, EVERYTHING, c, Q2, AS_OF).line for c in ("A2", "B1", "B2")]
    theirs = {line.net_minor / 100 for line in lines}
    told = {formats.money(line.net_minor, "EUR") for line in lines}
    for edition in Edition:
        data = deck_bytes(_review(loaded, "A1", edition), "en", base_url=URL)
        text = read.everything(data)
        assert "annmark" in text
        assert [mark for mark in [*foreign, *told] if mark in text] == []
        assert theirs.isdisjoint(read.numbers(data))
    other = read.everything(deck_bytes(_review(loaded, "B1"), "en", base_url=URL))
    assert "benmark" in other
    assert "€1.25K" in told
    assert "€1.25K" in other


def test_the_internal_edition_says_so_and_the_partners_never(loaded: Store) -> None:
    internal = read.everything(deck_bytes(_review(loaded, "A1", Edition.INTERNAL), "en"))
    own = read.everything(deck_bytes(_review(loaded), "en"))
    assert "Internal edition" in internal
    assert "Gap to plan" in internal
    assert "nternal" not in own.replace('TargetMode="Internal"', "")
    assert "Gap to plan" not in own


def test_a_partner_without_any_data_has_a_deck_that_says_so(loaded: Store) -> None:
    outline = _review(loaded, "B3")
    assert render(outline.slides[0].title) == "No sales of Q2 2026 are known"
    missing = {slide.key for slide in outline.slides if slide.missing is not None}
    assert missing == {"commitments", "revenue", "bridge", "pipeline", "wins", "mdf", "voice",
                       "tier", "plan", "goals", "capability"} & missing  # fmt: skip
    assert {"commitments", "revenue", "bridge", "pipeline", "wins", "tier", "plan"} <= missing
    data = deck_bytes(outline, "hu")
    assert deck_faults(data) == []
    assert sum(len(read.charts_of(slide)) for slide in read.opened(data).slides) <= 1


def test_a_quarter_that_is_not_closed_is_said(loaded: Store) -> None:
    outline = build_review(loaded, EVERYTHING, "A1", Q2, date(2026, 6, 20))
    assert not outline.closed
    text = read.everything(deck_bytes(outline, "en"))
    assert "Q2 2026 is not over: its numbers will change." in text
    assert "quarter not closed" in text


def test_one_quarter_of_history_is_a_number_without_a_trend(loaded: Store) -> None:
    revenue = _review(loaded, "A2").slide("revenue")
    assert revenue is not None
    if len(build_partner(loaded, EVERYTHING, "A2", Q2, AS_OF).quarters) < 4:
        assert not any(isinstance(block, Chart) for block in revenue.blocks)


@pytest.mark.parametrize("code", list(NAMES))
def test_odd_names_and_400_deals(odd: Store, code: str) -> None:
    outline = _review(odd, code)
    data = deck_bytes(outline, "pl", base_url=URL)
    assert deck_faults(data) == []
    deck = read.opened(data)
    assert outline.partner_name in read.texts_of(deck.slides[0])
    for slide in deck.slides:
        for shape in slide.shapes:
            assert shape.top + shape.height <= deck.slide_height, shape.name
            assert shape.left + shape.width <= deck.slide_width, shape.name
    if code == "X2":
        assert 'rtl="1"' in read.everything(data)
    if code == "X1":
        pipeline = outline.slide("pipeline")
        assert pipeline is not None
        top = next(block for block in pipeline.blocks if isinstance(block, Table))
        assert (len(top.rows), top.left_off) == (5, 395)
        chart = next(block for block in pipeline.blocks if isinstance(block, Chart))
        *stages, need = chart.series
        assert sum(one.values[0] or 0 for one in stages) == sum(
            (1000 + n) * 100 for n in range(400)
        )
        assert need.values[0] == 90_000_00
        open_now = build_partner(odd, EVERYTHING, "X1", Q2, AS_OF).line.readings
        assert spoken_value(top.rows[0][1].text, "en") == "€1.4K" or open_now  # type: ignore[arg-type]


def _zip(files: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return file.getvalue()


def _with(extra: dict[str, bytes], types: bytes = b"") -> bytes:
    with zipfile.ZipFile(io.BytesIO(house_template())) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    files["[Content_Types].xml"] += types
    return _zip(files | extra)


def test_templates_that_are_refused() -> None:
    with refused("template_unreadable"):
        check_template(b"no zip at all")
    with refused("template_unreadable"):
        check_template(_zip({"[Content_Types].xml": b"<Types/>"}))
    with refused("template_active"):
        check_template(_with({"ppt/vbaProject.bin": b"x"}))
    with refused("template_active"):
        check_template(_with({}, types=b"<!-- macroEnabled -->"))
    with refused("template_bomb"):
        check_template(_with({"ppt/media/image1.png": b"\0" * (8 * 2**20)}))


def test_a_template_without_a_layout_with_a_title() -> None:
    deck = read.opened(house_template())
    for layout in deck.slide_layouts:
        for shape in list(layout.placeholders):
            shape._element.getparent().remove(shape._element)
    file = io.BytesIO()
    deck.save(file)
    with refused("template_layouts"):
        check_template(file.getvalue())
    with pytest.raises(UserError):
        check_template(b"")


def test_a_vendors_template_is_used_with_its_size(loaded: Store) -> None:
    deck = read.opened(house_template())
    deck.slide_width = deck.slide_width * 3 // 4
    deck.slides.add_slide(deck.slide_layouts[0])
    file = io.BytesIO()
    deck.save(file)
    data = deck_bytes(_review(loaded), "en", template=file.getvalue())
    made = read.opened(data)
    assert made.slide_width == deck.slide_width
    assert len(made.slides) == len(_review(loaded).slides)
    assert deck_faults(data) == []
