"""Servers with the demo programme, and pages that remember what went wrong in them."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Response

ROOT = Path(__file__).resolve().parents[2]
# On a deep link Streamlit's own client first asks for these under the page's path.
PROBES = re.compile(r"/[a-z_]+/_stcore/(health|host-config)$")
NUMBER = {
    "/": ".ps-card-value",
    "/scorecards": ".ps-table td",
    "/partner": ".ps-card-value",
    "/tiers": ".ps-rungs .n, .ps-empty",
    "/nps": ".ps-card-value, .ps-comment, .ps-table td",
    "/qbr": ".ps-table td",
    "/pipeline": ".ps-card-value, .ps-table td",
    "/at_risk": ".ps-alerts, .ps-table td",
    "/upload": ".ps-table td",
    "/kpi_dictionary": "table td, dd, code",
    "/admin": "input, td",
}


@dataclass
class Server:
    """A served app on a store of its own."""

    url: str
    database: str


@dataclass
class Sight:
    """A page with what its console and the network complained about."""

    page: Page
    base: str
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str, first: str | None = None) -> Page:
        """Go there and wait until the page's first number (or `first`) is painted."""
        self.page.goto(self.base + path)
        selector = first or NUMBER[path.split("?")[0]]
        self.page.locator(selector).first.wait_for(state="visible", timeout=20_000)
        self.settle()
        return self.page

    def settle(self) -> None:
        """Wait until the script has run to its end."""
        self.page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]')

    def overflow(self) -> int:
        """By how many pixels the page is wider than its window."""
        return int(
            self.page.evaluate(
                "() => { const main = document.querySelector('[data-testid=stMain]');"
                " return Math.max(document.documentElement.scrollWidth - window.innerWidth,"
                " main.scrollWidth - main.clientWidth); }"
            )
        )


def _listen(sight: Sight) -> None:
    def console(message: ConsoleMessage) -> None:
        if message.type == "error" and not PROBES.search(message.location.get("url", "")):
            sight.complaints.append(message.text)

    def response(answer: Response) -> None:
        if answer.status >= 400 and not PROBES.search(answer.url):
            sight.complaints.append(f"{answer.status} {answer.url}")

    sight.page.on("console", console)
    sight.page.on("response", response)
    sight.page.on("pageerror", lambda error: sight.complaints.append(str(error)))


@pytest.fixture(scope="session")
def serve(
    demo_sqlite: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[..., Server]]:
    """Starts servers, each on its own copy of the demo store; ends them all."""
    running: list[subprocess.Popen[bytes]] = []

    def start(**env: str) -> Server:
        folder = tmp_path_factory.mktemp("served")
        database = f"sqlite:///{shutil.copy(demo_sqlite, folder / 'store.db')}"
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        command = [sys.executable, "cli.py", "serve", "--db", database, "--port", str(port)]
        log = (folder / "server.log").open("wb")
        server = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **env}, stdout=log,
                                  stderr=subprocess.STDOUT)  # fmt: skip
        running.append(server)
        _wait(server, port, folder / "server.log")
        return Server(f"http://127.0.0.1:{port}", database)

    yield start
    for server in running:
        server.terminate()
        server.wait(20)


def _wait(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and server.poll() is None:
        try:
            with urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2):
                return
        except (URLError, OSError):
            time.sleep(0.05)
    pytest.fail(f"the server did not start: {log.read_text()[-2000:]}")


@pytest.fixture(scope="session")
def read_only(serve: Callable[..., Server]) -> Server:
    """One server for all tests that change nothing; who sits at this machine is a chief."""
    return serve()


@pytest.fixture
def look(browser: Browser) -> Iterator[Callable[..., Sight]]:
    """Opens a fresh browser context of a width on a server; nothing may have complained."""
    sights: list[Sight] = []

    def at(server: Server, width: int = 1440, height: int = 1000, **options: object) -> Sight:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            **options,  # type: ignore[arg-type]
        )
        sight = Sight(context.new_page(), server.url)
        sight.page.set_default_timeout(20_000)
        _listen(sight)
        sights.append(sight)
        return sight

    yield at
    for sight in sights:
        sight.page.context.close()
    assert [sight.complaints for sight in sights] == [[] for _ in sights]
