"""Files sent through the page: a good one, a bad one, taken back; and who may see what."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from typer.testing import CliRunner

from cli import app
from tests.browser.conftest import Server, Sight

# One worker: the tests share servers, and the machine has few cores.
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
Look = Callable[..., Sight]
Serve = Callable[..., Server]
HEAD = "invoice_no,invoice_date,vendor_partner_id,sku,qty,unit_price,line_amount,currency\n"
SKU = "HX-CAB-1"  # of the demo programme


def net(server: Server, partner: str) -> int:
    """Net sell-through of a partner in the third quarter, from the store behind the page."""
    words = ["kpis", "--period", "2026Q3", "--by", "partner_id", "--kpi", "net_sell_through"]
    done = CliRunner().invoke(app, [*words, "--db", server.database, "--json"])
    assert done.exit_code == 0, done.stderr
    return int(json.loads(done.stdout)["groups"][partner]["net_sell_through"]["numerator"])


@pytest.fixture(scope="module")
def mine(serve: Serve) -> Server:
    """A server whose store these tests may change."""
    return serve()


def send(page: Page, name: str, text: str) -> None:
    """Choose the distributor and drop a file."""
    page.get_by_label("Who sent it").click()
    page.get_by_role("option", name="Norvia").click()
    file = {"name": name, "mimeType": "text/csv", "buffer": text.encode()}
    page.locator('input[type="file"]').first.set_input_files(file)


def test_good_file_lands_and_is_taken_back(look: Look, mine: Server) -> None:
    before = net(mine, "P142")
    page = look(mine).open("/upload?view=send", "text=Who sent it")
    send(page, "good.csv", HEAD + f"X1,2026-09-15,P142,{SKU},2,500.00,1000.00,EUR\n")
    page.get_by_role("button", name="Confirm: land 1 row").click()
    expect(page.get_by_text("1 row has landed.")).to_be_visible()
    assert net(mine, "P142") == before + 100_000

    page.goto(mine.url + "/upload?view=uploads")
    page.get_by_role("link", name="good.csv").click()
    page.get_by_role("button", name="Take back").click()
    page.get_by_role("button", name="Yes, take it back").click()
    expect(page.get_by_text("is taken back.")).to_be_visible()
    assert net(mine, "P142") == before


def test_bad_file_is_explained_by_line_and_column_and_nothing_lands(
    look: Look, mine: Server
) -> None:
    before = net(mine, "P142")
    page = look(mine).open("/upload?view=send", "text=Who sent it")
    send(page, "bad.csv", HEAD + f"X2,31.02.2026,P142,{SKU},2,500.00,1000.00,EUR\n")
    expect(page.get_by_text("1 refused")).to_be_visible()
    expect(page.get_by_role("button", name="Confirm")).to_have_count(0)
    assert net(mine, "P142") == before


def test_distributor_sees_its_own_files_and_no_partner(look: Look, serve: Serve) -> None:
    server = serve(SCORECARD_LOCAL_USER="pos@norvia.example")
    sight = look(server)
    page = sight.open("/upload?view=uploads")
    expect(page.get_by_text("NORVIA-POS", exact=False).first).to_be_visible()
    expect(page.get_by_text("carpadis", exact=False)).to_have_count(0)
    expect(page.get_by_text("WISLOKA", exact=False)).to_have_count(0)
    for path in ("/", "/scorecards", "/partner?p=P142", "/admin"):
        page.goto(server.url + path)
        sight.settle()
        expect(page.locator(".ps-card-value")).to_have_count(0)
        expect(page.get_by_text("Carpat Soft", exact=False)).to_have_count(0)
