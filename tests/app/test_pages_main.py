"""Overview, scorecards and partner: what they show, and that the address is the truth."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from pages.ui import data
from pages.ui.data import at_risk, risk, tiers, voice
from pages.ui.export import scorecards_file
from pages.ui.reader import Reader
from scorecard.access import EVERYTHING, Role, Scope, Viewer
from scorecard.nowcast import Nowcast
from scorecard.reports.partner_list import partner_csv
from scorecard.settings import ProgrammeSettings
from scorecard.views import Filters
from tests.app.alerts_by_hand import AlertsByHand
from tests.app.views_by_hand import CHOICES, HOSTILE, LATE, STAMP, DataByHand, missing_card
from tests.app.voice_by_hand import partner_voice

ROOT = Path(__file__).parents[2]
PARTNER = Viewer("test", "Test", Scope(Role.PARTNER, partner_id=1))


@pytest.fixture
def programme(monkeypatch: pytest.MonkeyPatch) -> DataByHand:
    """The pages on a programme made by hand."""
    st.cache_data.clear()
    st.cache_resource.clear()
    made = DataByHand()
    instead: dict[str, Any] = {
        "settings": lambda: ProgrammeSettings(programme_name="Helio"),
        "settle": lambda title: None,
        "reader": Reader,
        "stamp": lambda scope: STAMP,
        "periods": lambda scope: made.periods_found,
        "choices": lambda scope: CHOICES,
        "freshness": lambda scope: made.sources,
        "trust": lambda scope: made.cards,
        "overview": made.overview,
        "scorecards": made.scorecards,
        "partner": made.partner,
        "own_code": lambda scope: "P003",
    }
    for name, stand_in in instead.items():
        monkeypatch.setattr(data, name, stand_in)
    monkeypatch.setattr(tiers, "of_partner", lambda scope, code: ())
    monkeypatch.setattr(voice, "of_partner", lambda scope, code: partner_voice(code))
    monkeypatch.setattr(risk, "of", made.risk_of)
    monkeypatch.setattr(risk, "counts", made.risk_counts)
    monkeypatch.setattr(at_risk, "rhythm", AlertsByHand().rhythm)
    return made


def opened(page: str, /, **query: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
    app.query_params.update(query)
    app.run()
    if page != "overview":
        app.switch_page(f"pages/{page}.py")
        app.query_params.update(query)
        app.run()
    assert not app.exception
    return app


def markup(app: AppTest) -> str:
    return "".join(part.proto.body for part in app.get("html"))


# -- overview ----------------------------------------------------------------------------------


def test_overview_answers_in_one_sentence_first(programme: DataByHand) -> None:
    page = markup(opened("overview", q="2026Q3"))
    order = ["Overview</h1>", "1 file is late", "3% behind plan.", "ps-cards", "Where the gap is",
             "Needs you this week", "Partners</h2>", "Data as of 6 Oct 2026"]  # fmt: skip
    assert sorted(order, key=page.index) == order
    assert programme.asked == [("overview", EVERYTHING, "2026Q3", Filters())]


@pytest.mark.parametrize(("page", "query"), [("overview", {}), ("partner", {"p": "P001"})])
def test_a_missing_month_is_shown_with_what_it_usually_comes_to(
    page: str, query: dict[str, str], programme: DataByHand
) -> None:
    band = Nowcast(202609, 300_000_00, 200_000_00, 400_000_00, n_errors=20, method="level")
    programme.cards = (missing_card(LATE.distributor_code, 202609, band),)
    assert "September is missing; usually €200K to €400K." in markup(opened(page, **query))


def test_overview_starts_with_the_last_quarter_that_files_cover(programme: DataByHand) -> None:
    app = opened("overview")
    assert programme.asked[-1][2] == "2026Q3"
    assert app.query_params["q"] == "2026Q3"


def test_without_files_of_distributors_the_day_decides(programme: DataByHand) -> None:
    programme.sources = ()
    opened("overview")
    assert programme.asked[-1][2] == "2026Q4"


def test_overview_escapes_names(programme: DataByHand) -> None:
    page = markup(opened("overview"))
    assert HOSTILE not in page
    assert "&lt;img src=x onerror=alert(1)&gt;</a>" in page


def test_links_keep_quarter_and_filters(programme: DataByHand) -> None:
    page = markup(opened("overview", q="2026Q3", region="Iberia", s="r"))
    assert 'href="./partner?p=P001&amp;q=2026Q3&amp;region=Iberia&amp;s=r"' in page
    assert 'href="./scorecards?q=2026Q3&amp;region=Iberia&amp;s=r"' in page
    assert programme.asked[-1][3] == Filters(region="Iberia", status="risk")


def test_a_filter_of_the_page_goes_into_the_address(programme: DataByHand) -> None:
    app = opened("overview", q="2026Q3")
    app.selectbox(key="filter_region").select("DACH").run()
    assert app.query_params["region"] == "DACH"
    assert programme.asked[-1][3] == Filters(region="DACH")
    app.selectbox(key="filter_region").select("").run()
    assert "region" not in app.query_params
    assert programme.asked[-1][3] == Filters()


def test_the_gap_by_another_dimension(programme: DataByHand) -> None:
    page = markup(opened("overview", by="owner"))
    assert "A. Ferrer</a></b>€50 of €100 · −50%" in page
    assert "Iberia</a></b>" not in page


def test_unknown_ids_of_a_link_are_named_and_left_out(programme: DataByHand) -> None:
    page = markup(opened("overview", q="1999Q1", region="Iberai", s="x"))
    for asked in ("Quarter “1999Q1”", "Region “Iberai”", "Status “x”"):
        assert f"This link asks for {asked}, which is not here. It was left out." in page
    assert programme.asked[-1][2:] == ("2026Q3", Filters())


def test_a_filter_without_results_names_itself_and_can_be_cleared(programme: DataByHand) -> None:
    app = opened("overview", q="2026Q3", search="nobody", region="DACH")
    assert "<b>No partner matches</b>Region: DACH · Name: nobody" in markup(app)
    app.button(key="clear_nothing").click().run()
    assert app.query_params == {"q": "2026Q3"}
    assert programme.asked[-1][3] == Filters()


def test_an_empty_store_shows_three_steps(programme: DataByHand) -> None:
    programme.periods_found = []
    page = markup(opened("overview"))
    assert page.count('<section class="ps-step">') == 3
    assert programme.asked == []


# -- scorecards --------------------------------------------------------------------------------


def test_scorecards_list_all_partners_worst_first(programme: DataByHand) -> None:
    page = markup(opened("scorecards", q="2026Q3"))
    assert "3 partners</p>" in page
    assert programme.asked[-1] == ("scorecards", EVERYTHING, "2026Q3", Filters(), "status", 1)


def test_scorecards_sort_search_and_page_live_in_the_address(programme: DataByHand) -> None:
    app = opened("scorecards", q="2026Q3", sort="-score", page="2")
    assert programme.asked[-1][4:] == ("-score", 2)
    app.text_input(key="filter_search").input("zeta").run()
    assert app.query_params["search"] == "zeta"
    assert "page" not in app.query_params
    assert programme.asked[-1][3:] == (Filters(search="zeta"), "-score", 1)
    app.selectbox(key="filter_sort").select("name").run()
    assert app.query_params["sort"] == "name"


def test_scorecards_filter_by_status(programme: DataByHand) -> None:
    app = opened("scorecards", q="2026Q3", s="w")
    assert programme.asked[-1][3] == Filters(status="watch")
    assert "1 partner</p>" in markup(app)


@pytest.mark.parametrize("page", ["0", "-1", "x", "²", ""])
def test_a_wrong_page_number_is_the_first_page(programme: DataByHand, page: str) -> None:
    opened("scorecards", page=page)
    assert programme.asked[-1][5] == 1


def test_the_export_holds_all_pages(programme: DataByHand) -> None:
    content = scorecards_file(EVERYTHING, "2026Q3", Filters(), "name", Reader(), partner_csv)
    codes = [row.split(",")[0] for row in content.decode("utf-8-sig").splitlines()]
    assert codes == ["Code", "P001", "P002", "P003"]
    assert [asked[5] for asked in programme.asked] == [1, 2]


# -- partner -----------------------------------------------------------------------------------


def test_partner_is_opened_by_its_link(programme: DataByHand) -> None:
    page = markup(opened("partner", p="P001", q="2026Q3"))
    assert programme.asked[-1] == ("partner", EVERYTHING, "P001", "2026Q3")
    order = ["Scorecards</a>", "Carpat Soft</h1>", "ps-facts", "Revenue is 19% behind plan.",
             "ps-cards", "Measures against target", "Revenue by quarter", "Why this score", "Low.",
             "What changed the score", "Score by quarter", "Rank among peers",
             "How it orders", "Partner&#x27;s voice, 2026-H1", "Too few cases",
             "Evidence</h2>"]  # fmt: skip
    assert sorted(order, key=page.index) == order
    assert "1 of 1,284 rows that bear on this quarter" in page
    assert 'href="./upload?batch=4"' in page
    assert '<td class="n" data-label="Line">412</td>' in page


def test_the_way_back_keeps_the_filters(programme: DataByHand) -> None:
    page = markup(opened("partner", p="P001", q="2026Q3", owner="A. Ferrer"))
    assert 'href="./scorecards?q=2026Q3&amp;owner=A.%20Ferrer"' in page
    assert 'href="./?q=2026Q3&amp;owner=A.%20Ferrer"' in page


@pytest.mark.parametrize("code", ["P999", HOSTILE])
def test_a_partner_that_is_not_there_is_one_sentence_and_a_way_back(
    programme: DataByHand, code: str
) -> None:
    page = markup(opened("partner", p=code, q="2026Q3"))
    assert "There is no partner “" in page
    assert HOSTILE not in page
    assert '<a href="./scorecards?q=2026Q3">See all partners ›</a>' in page


def test_no_partner_chosen(programme: DataByHand) -> None:
    assert "Choose a partner from the scorecards." in markup(opened("partner"))


# -- every page --------------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["overview", "scorecards", "partner"])
def test_the_script_of_the_links_and_python_carry_the_same_ids(page: str) -> None:
    from pages.ui.address import CARRIED

    script = (ROOT / "static" / "go.js").read_text("utf-8")
    named = script.split("const carried = [")[1].split("]")[0].replace('"', "").split(", ")
    assert named == [*CARRIED, "lang"]
    source = (ROOT / "pages" / f"{page}.py").read_text("utf-8")
    assert source.index("viewer = require(") < source.index("data.")
    assert len(source.splitlines()) <= 120


def test_roles_are_those_of_the_menu() -> None:
    from pages.ui.shell import roles_of

    assert roles_of("overview") == roles_of("scorecards") == (Role.CHIEF, Role.MANAGER)
    assert roles_of("partner") == (Role.CHIEF, Role.MANAGER, Role.PARTNER)


# -- how partners order ------------------------------------------------------------------------


def test_the_status_of_orders_is_said_where_partners_are_listed(programme: DataByHand) -> None:
    page = markup(opened("overview", q="2026Q3"))
    needs = page[page.index("ps-needs") : page.index("Partners</h2>")]
    assert '<i class="ps-mark" aria-hidden="true">◆</i>Silent</span>' in needs
    assert "2 partners are silent or fading, €42K at stake." in page
    assert 'href="./at_risk?q=2026Q3"' in page
    table = markup(opened("scorecards", q="2026Q3"))
    assert 'title="No order for 41 days, unusual for this partner; the last came on 26 Aug' in table
    assert '<span class="ps-chip is-plain">Steady</span>' not in table  # on the second page


def test_the_list_is_narrowed_to_how_partners_order(programme: DataByHand) -> None:
    app = opened("scorecards", q="2026Q3", risk="silent")
    assert programme.asked[-1][3] == Filters(risk="silent")
    assert "Orders: Silent" in markup(app)
    assert app.selectbox(key="filter_risk").options == [
        "All orders", "◆ Silent 1", "◆ Fading 1", "● Steady 1",
    ]  # fmt: skip
    app.selectbox(key="filter_risk").select("fading").run()
    assert app.query_params["risk"] == "fading"
    assert "which is not here" in markup(opened("scorecards", q="2026Q3", risk="red"))


def test_a_partner_is_told_how_it_orders(programme: DataByHand) -> None:
    page = markup(opened("partner", p="P001", q="2026Q3"))
    block = page[page.index("How it orders") : page.index("Evidence</h2>")]
    order = [
        "Silent", "No order for 41 days", "Last order</dt><dd>26 Aug 2026",
        "At stake in 90 days</dt><dd>€12,000", "Certainty</dt><dd>medium",
        'href="./at_risk?alert=11">Silent beyond its rhythm</a>', "New · since 27 Aug 2026",
        "All partners at risk", "Orders of the last 12 months, EUR", "rhythm broken from",
    ]  # fmt: skip
    assert sorted(order, key=block.index) == order


def test_unknown_is_said_with_its_reason(programme: DataByHand) -> None:
    page = markup(opened("partner", p="P002", q="2026Q3"))
    assert "○</i>Unknown</span> No order so far." in page
    assert "At stake in 90 days" not in page


def test_a_partner_is_not_told_that_it_is_watched(
    programme: DataByHand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pages.ui.session.BUILT_IN", PARTNER)
    page = markup(opened("partner", q="2026Q3"))
    assert "Zeta Systems" in page
    assert "How it orders" not in page
