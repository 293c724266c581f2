"""Nobody is kept out: axe finds nothing serious on any page, in either theme."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import Server, Sight
from tests.browser.test_pages import PAGES

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
GRAVE = {"serious", "critical"}


def faults(page: Page) -> list[str]:
    """What keeps somebody out of a page: the rule that is broken and where."""
    found = Axe().run(page).response["violations"]
    return [
        f"{rule['id']}: {node['html'][:200]}"
        for rule in found
        if rule["impact"] in GRAVE
        for node in rule["nodes"]
    ]


GROUND = "() => getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor"
GROUNDS = {"light": "rgb(255, 255, 255)", "dark": "rgb(15, 20, 28)"}


@pytest.mark.parametrize("path", [*PAGES, "/tiers"])
def test_a_page_keeps_nobody_out(look: Callable[..., Sight], read_only: Server, path: str) -> None:
    page = look(read_only, color_scheme="light").open(path)
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        page.wait_for_function(f"ground => ({GROUND})() === ground", arg=GROUNDS[theme])
        assert (theme, faults(page)) == (theme, [])


def test_a_fault_is_found_where_there_is_one(look: Callable[..., Sight], read_only: Server) -> None:
    page = look(read_only).open("/kpi_dictionary")
    page.evaluate(
        "() => { const pale = document.createElement('p'); pale.textContent = 'pale';"
        " pale.style.color = '#ddd'; pale.style.background = '#fff';"
        " document.querySelector('[data-testid=stMainBlockContainer]').prepend(pale); }"
    )
    assert [fault.split(":")[0] for fault in faults(page)] == ["color-contrast"]
