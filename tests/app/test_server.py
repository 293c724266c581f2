"""A real server, asked for a page before anything else."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

import pytest

from tests.app.conftest import ROOT

SECONDS_TO_START = 60
Ask = Callable[..., dict[str, Any]]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < end and server.poll() is None:
        try:
            with urlopen(f"{address}/_stcore/health", timeout=5) as answer:
                if answer.status == 200:
                    return
        except (URLError, ConnectionError):
            time.sleep(0.2)
    pytest.fail("the server did not answer")


@pytest.fixture
def ask_fresh(small_url: str, tmp_path: Path) -> Iterator[Ask]:
    """`ask_fresh(page, **settings)`: the first answer of a server started for this question."""
    running: list[subprocess.Popen[bytes]] = []

    def ask(page: str, **variables: str) -> dict[str, Any]:
        port = _free_port()
        settings = {f"SCORECARD_{name.upper()}": value for name, value in variables.items()}
        command = [sys.executable, "-m", "streamlit", "run", "app.py",
                   "--server.port", str(port), "--server.enableAgentApi", "true"]  # fmt: skip
        with (tmp_path / "server.log").open("wb") as log:
            server = subprocess.Popen(
                command, cwd=ROOT, stdout=log, stderr=log,
                env={**os.environ, "SCORECARD_DATABASE_URL": small_url, **settings},
            )  # fmt: skip
        running.append(server)
        address = f"http://127.0.0.1:{port}"
        _wait_for(address, server)
        question = Request(
            f"{address}/_stcore/agent/interact",
            data=json.dumps({"page": page}).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urlopen(question, timeout=60) as answer:
            found: dict[str, Any] = json.load(answer)
        return found

    yield ask
    for server in running:
        server.terminate()
        server.wait(timeout=20)


def test_a_deep_link_into_a_fresh_server_comes_with_menu_and_style(ask_fresh: Ask) -> None:
    answer = ask_fresh("kpi_dictionary")
    assert answer["status"] == "ready"
    titles = [page["title"] for page in answer["pages"]]
    assert titles[:2] == ["Overview", "Scorecards"]
    said = json.dumps(answer["tree"])
    assert "deals won / (deals won + deals lost)" in said


def test_a_stranger_with_a_deep_link_into_a_fresh_server_sees_nothing(ask_fresh: Ask) -> None:
    answer = ask_fresh("admin", sign_in="proxy", proxy_user_header="X-User", proxy_secret="s3cret")
    said = json.dumps(answer["tree"])
    assert "You are not on the list yet" in said
    assert "Test programme" not in said
    assert "Save settings" not in said
