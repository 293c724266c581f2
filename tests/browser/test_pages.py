"""Every page opens in a real browser, shows its first number, fits, and complains of nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Server, Sight

# One worker: the tests share servers, and the machine has few cores.
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
Look = Callable[..., Sight]
PAGES = (
    "/", "/scorecards", "/partner?p=P142", "/nps", "/nps?view=comments", "/nps?view=loop",
    "/qbr", "/pipeline", "/at_risk", "/upload", "/kpi_dictionary", "/admin",
)  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_page_shows_its_first_number_and_fits(look: Look, read_only: Server, path: str) -> None:
    sight = look(read_only)
    page = sight.open(path)
    expect(page.locator('[data-testid="stException"]')).to_have_count(0)
    expect(page.get_by_text("Something went wrong")).to_have_count(0)
    for width in (1440, 1024, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert (width, sight.overflow()) == (width, 0)


def test_overflow_is_seen_where_there_is_some(look: Look, read_only: Server) -> None:
    sight = look(read_only, 390, 844)
    page = sight.open("/kpi_dictionary")
    page.evaluate(
        "() => { const wide = document.createElement('div'); wide.style.width = '500px';"
        " wide.textContent = 'wide';"
        " document.querySelector('[data-testid=stMainBlockContainer]').append(wide); }"
    )
    assert sight.overflow() > 0


def test_overview_leads_to_a_partner_and_keeps_the_quarter(look: Look, read_only: Server) -> None:
    page = look(read_only).open("/?q=2026Q2&region=Romania")
    page.locator('.ps-table a[href*="partner"]').first.click()
    page.wait_for_url("**/partner?**")
    assert "q=2026Q2" in page.url
    expect(page.get_by_text("Why this score")).to_be_visible()


def test_deep_link_shows_the_filtered_list(look: Look, read_only: Server) -> None:
    page = look(read_only).open("/scorecards?q=2026Q2&region=Iberia&s=r")
    regions = page.locator(".ps-table tbody tr td:nth-child(3)").all_inner_texts()
    assert set(regions) == {"Iberia"}
    statuses = page.locator(".ps-table tbody tr td:nth-child(1)").all_inner_texts()
    assert {status.replace("◆", "").strip() for status in statuses} == {"At risk"}


def test_unknown_partner_reads_as_not_found(look: Look, read_only: Server) -> None:
    sight = look(read_only)
    sight.page.goto(read_only.url + "/partner?p=NOBODY")
    expect(sight.page.get_by_text("NOBODY")).to_be_visible()
    expect(sight.page.locator(".ps-card-value")).to_have_count(0)


def test_dark_theme_has_dark_ground(look: Look, read_only: Server) -> None:
    page = look(read_only, color_scheme="dark").open("/")
    ground = page.evaluate(
        "() => getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor"
    )
    assert ground == "rgb(15, 20, 28)"  # #0F141C


WIRE = 3_000_000  # bytes of a first visit to the overview


def test_a_first_visit_is_light(look: Look, read_only: Server) -> None:
    page = look(read_only).open("/")
    page.wait_for_load_state("networkidle")
    files = page.evaluate(
        "() => performance.getEntriesByType('resource')"
        ".map(f => [f.name, f.transferSize, f.decodedBodySize])"
    )
    packed = {name: (sent, size) for name, sent, size in files if "/static/js/" in name and sent}
    assert packed
    assert all(sent < size for sent, size in packed.values() if size > 2_000)
    assert sum(sent for _, sent, _ in files) <= WIRE
