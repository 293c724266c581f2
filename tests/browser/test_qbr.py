"""A quarterly review in a real browser: opened, presented with the keys, closed again."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Server, Sight
from tests.browser.test_access import faults

# One worker: the tests share servers, and the machine has few cores.
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
Look = Callable[..., Sight]
REVIEW = "/qbr?p=P083"


def shown(page: Page) -> str:
    """Which slide of how many the foot says."""
    return page.locator(".ps-stage-foot .ps-note").inner_text().rpartition(" · ")[2]


def test_a_review_is_presented_with_the_keys(look: Look, read_only: Server) -> None:
    sight = look(read_only)
    page = sight.open(REVIEW, ".qs h2")
    titles = page.locator(".qs h2").all_inner_texts()
    assert len(titles) > 12
    page.locator("a.ps-go").click()
    heading = page.locator(".ps-stage h2")
    expect(heading).to_have_text(titles[0])
    page.wait_for_function("() => window.scorecardSlides")  # keys are listened to
    for key, at in (("ArrowRight", 1), ("PageDown", 2), ("ArrowRight", 3), ("ArrowLeft", 2)):
        page.keyboard.press(key)
        expect(heading).to_have_text(titles[at])
        assert shown(page) == f"{at + 1} / {len(titles)}"
    assert "slide=3" in page.url
    assert sight.overflow() == 0
    page.keyboard.press("Escape")
    expect(page.locator(".ps-stage")).to_have_count(0)
    expect(page.locator(".qs h2")).to_have_count(len(titles))
    assert "present" not in page.url


def test_lists_are_as_large_as_the_rest_of_a_presented_slide(look: Look, read_only: Server) -> None:
    page = look(read_only).open(f"{REVIEW}&present=1&slide=3", ".ps-stage li")
    sizes = page.evaluate(
        "() => ['li', '.q-note', '.qt h3'].map(one =>"
        " parseFloat(getComputedStyle(document.querySelector('.ps-stage ' + one)).fontSize))"
    )
    assert sizes == [pytest.approx(23.04)] * 3  # 1.6 % of 1440 pixels


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("path", [REVIEW, f"{REVIEW}&present=1&slide=5"])
def test_a_review_keeps_nobody_out(look: Look, read_only: Server, path: str, theme: str) -> None:
    assert faults(look(read_only, color_scheme=theme).open(path, ".qs h2")) == []


def test_a_review_fits_a_phone(look: Look, read_only: Server) -> None:
    sight = look(read_only, 390, 844)
    sight.open(REVIEW, ".qs h2")
    assert sight.overflow() == 0
    sight.open(f"{REVIEW}&present=1&slide=4", ".ps-stage h2")
    assert sight.overflow() == 0
