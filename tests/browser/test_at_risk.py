"""The week's work in a real browser: an alert opened, acknowledged, closed, and opened again."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Server, Sight

# One worker: the tests share servers, and the machine has few cores.
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
Look = Callable[..., Sight]
Serve = Callable[..., Server]


def test_an_alert_is_worked_on_and_the_page_says_so(look: Look, serve: Serve) -> None:
    sight = look(serve())
    page = sight.open("/at_risk", ".ps-alerts")
    expect(page.locator(".ps-answer")).to_contain_text("at stake with")
    assert sight.overflow() == 0

    fresh = page.locator("[class*='st-key-head_']").filter(has_text="Acknowledge").first
    number = re.search(r"st-key-head_(\d+)", fresh.get_attribute("class") or "")
    assert number is not None
    card = page.locator(f".st-key-card_{number[1]}")
    name = card.locator("a.who").inner_text()
    card.get_by_role("button", name="Why, and how sure").first.click()
    expect(card.locator(".js-plotly-plot")).to_be_visible()
    expect(card.get_by_text("A first question")).to_be_visible()
    assert "alert=" in page.url

    card.get_by_role("button", name="Acknowledge").click()
    expect(page.get_by_text(f"{name}: acknowledged.")).to_be_visible()
    sight.settle()
    expect(card.get_by_role("button", name="Acknowledge")).to_have_count(0)
    card.get_by_role("button", name="Outcome").click()
    page.locator("[data-testid='stRadio'] label").filter(has_text="known and fine").click()
    page.get_by_role("button", name="Close with this outcome").click()
    expect(page.get_by_text(f"{name}: closed, False alarm: known and fine.")).to_be_visible()

    sight.open("/at_risk?view=closed", ".ps-table .who")
    expect(page.get_by_role("link", name=name).first).to_be_visible()
    row = page.locator(".ps-table tr").filter(has_text=name).first
    row.get_by_role("link", name="Details").click()
    page.get_by_role("button", name="Open again").click()
    expect(page.get_by_text(f"{name}: open again.")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_fits_a_phone(look: Look, read_only: Server, scheme: str) -> None:
    sight = look(read_only, 390, 844, color_scheme=scheme)
    page = sight.open("/at_risk", ".ps-alerts")
    page.get_by_role("button", name="Why, and how sure").first.click()
    expect(page.locator(".js-plotly-plot").first).to_be_visible()
    assert sight.overflow() == 0
    sight.open("/at_risk?view=tail", ".ps-table .who")
    assert sight.overflow() == 0
