"""Pages in other languages: the document says which one it is in, and nothing overflows."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Server, Sight
from tests.browser.test_pages import PAGES

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
Look = Callable[..., Sight]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("lang", ["hu", "es"])
def test_page_fits_a_phone_in_a_longer_language(
    look: Look, read_only: Server, path: str, lang: str
) -> None:
    sight = look(read_only, 390, 844)
    page = sight.open(f"{path}{'&' if '?' in path else '?'}lang={lang}")
    assert sight.overflow() == 0
    page.set_viewport_size({"width": 1024, "height": 900})
    assert sight.overflow() == 0


def test_document_says_its_language_and_keeps_it(look: Look, read_only: Server) -> None:
    page = look(read_only, locale="pl-PL").open("/kpi_dictionary")
    root = page.locator("html")
    expect(root).to_have_attribute("lang", "pl")
    page.get_by_role("link", name="Español").click()
    expect(root).to_have_attribute("lang", "es")
    page.locator("a[data-testid='stTopNavLink']").first.click()
    expect(page.get_by_role("heading", name="Resumen", level=1)).to_be_visible()
    assert re.search(r"[?&]lang=es\b", page.url)
    expect(root).to_have_attribute("lang", "es")
