"""From navigation to the first number painted in Chromium, against a near-empty Streamlit app.

    python -m benchmarks.bench_browser M

The two servers are asked in turns in the same run, each time with an empty cache and then once
more with a warm one, so that a busy machine slows both alike. Also the script's own time on the
server, by Streamlit's test client.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, BrowserContext, sync_playwright

from benchmarks.bench_start import ROOT, free_port, wait_until_healthy
from benchmarks.generate import prepare
from benchmarks.programme import partner_code
from benchmarks.sizes import SIZES, WORK, Size
from benchmarks.timing import Row, markdown, verdict

TURNS = 7
LIMIT_RATIO, LIMIT_SCRIPT_MS = 1.6, 250.0
SELECTOR = ".ps-card-value"
NEAR_EMPTY = f'import streamlit as st\nst.html("<p class=\\"{SELECTOR[1:]}\\">42</p>")\n'
# Notes the time of the frame after the first number stands in the page.
WATCH = f"""
  const seen = () => {{
    const found = document.querySelector('{SELECTOR}');
    if (found && /[0-9]/.test(found.textContent)) {{
      requestAnimationFrame(() => setTimeout(() => window.firstNumber = performance.now(), 0));
      return true;
    }}
    return false;
  }};
  new MutationObserver((_all, observer) => seen() && observer.disconnect())
    .observe(document, {{subtree: true, childList: true, characterData: true}});
"""


@contextmanager
def served(command: list[str], **env: str) -> Iterator[str]:
    """A server in a process of its own; yields its address."""
    port = free_port()
    words = [word.replace("PORT", str(port)) for word in command]
    server = subprocess.Popen(
        words, cwd=ROOT, env={**os.environ, **env}, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        wait_until_healthy(port, server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


def near_empty_command() -> list[str]:
    script = WORK / "near_empty.py"
    script.write_text(NEAR_EMPTY)
    return [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", "PORT",
            "--server.headless", "true"]  # fmt: skip


def app_command(size: Size) -> list[str]:
    return [sys.executable, "cli.py", "serve", "--db", size.url, "--port", "PORT"]


def first_number(context: BrowserContext, address: str) -> float:
    """Milliseconds from navigation to the frame that shows the first number."""
    page = context.new_page()
    page.add_init_script(WATCH)
    page.goto(address)
    page.wait_for_function("window.firstNumber > 0", timeout=60_000)
    took = float(page.evaluate("window.firstNumber"))
    page.close()
    return took


def take_turns(browser: Browser, addresses: dict[str, str]) -> dict[str, list[float]]:
    """Times by name, `... cold` with an empty cache and `... warm` with a filled one."""
    found: dict[str, list[float]] = {}
    for turn in range(TURNS + 1):
        for name, address in addresses.items():
            context = browser.new_context(viewport={"width": 1440, "height": 1000})
            times = {"cold": first_number(context, address), "warm": first_number(context, address)}
            context.close()
            if turn:  # the first turn warms the servers up
                for how, took in times.items():
                    found.setdefault(f"{name} {how}", []).append(took)
    return found


def chromium() -> str | None:
    names = ("chromium", "chromium-browser", "google-chrome")
    return next(filter(None, map(shutil.which, names)), None)


def paint_rows(size: Size) -> list[Row]:
    rows: list[Row] = []
    with (
        served(near_empty_command()) as empty,
        served(app_command(size)) as app,
        sync_playwright() as playwright,
    ):
        options = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=chromium(), args=options)
        pages = {"overview": f"{app}/", "partner": f"{app}/partner?p={partner_code(7)}"}
        found = take_turns(browser, {"near-empty": empty, **pages})
        browser.close()
    for how in ("cold", "warm"):
        floor = median(found[f"near-empty {how}"])
        rows.append((f"near-empty app, {how}", f"{floor:,.0f}", "1.00", ""))
        for page in pages:
            took = median(found[f"{page} {how}"])
            ratio = took / floor
            budget = f"{verdict(ratio, LIMIT_RATIO)} (<= {LIMIT_RATIO} times)"
            rows.append((f"{page}, {how}", f"{took:,.0f}", f"{ratio:.2f}", budget))
    return rows


def script_rows(size: Size) -> list[Row]:
    """Server time of a page's script once its reads are kept, by Streamlit's test client."""
    from streamlit.testing.v1 import AppTest

    os.environ["SCORECARD_DATABASE_URL"] = size.url
    rows: list[Row] = []
    for name in ("overview", "scorecards", "partner", "upload", "kpi_dictionary", "admin"):
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
        app.run()
        if name == "partner":
            app.query_params["p"] = partner_code(7)
        app.switch_page(str(Path("pages") / f"{name}.py")).run()
        times = []
        for _ in range(TURNS):
            begin = time.perf_counter()
            app.run()
            times.append((time.perf_counter() - begin) * 1000)
        took = median(times)
        budget = f"{verdict(took, LIMIT_SCRIPT_MS)} (<= {LIMIT_SCRIPT_MS:.0f} ms)"
        rows.append((name, f"{took:.0f}", budget))
    return rows


def measure(size: Size) -> str:
    prepare(size)
    head = ("page", "median ms", "against near-empty", "budget")
    paint = markdown(f"First number painted, size {size.name}", head, paint_rows(size))
    script = markdown(
        f"Script run of a warm page, size {size.name}", ("page", "median ms", "budget"),
        script_rows(size),
    )  # fmt: skip
    return f"{paint}\n{script}"


def main() -> None:
    for name in sys.argv[1:] or ["M"]:
        print(measure(SIZES[name]))


if __name__ == "__main__":
    main()
