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
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tests.app.conftest import ROOT

SECONDS_TO_START = 60


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
def serve(small_url: str, tmp_path: Path) -> Iterator[Callable[..., str]]:
    """`serve(**settings)`: address of a fresh server on the small store."""
    running: list[subprocess.Popen[bytes]] = []

    def start(**variables: str) -> str:
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
        _wait_for(f"http://127.0.0.1:{port}", server)
        return f"127.0.0.1:{port}"

    yield start
    for server in running:
        server.terminate()
        server.wait(timeout=20)


def _ask(address: str, page: str) -> dict[str, Any]:
    """A page as the first question of a session, answered as a tree of elements."""
    question = Request(
        f"http://{address}/_stcore/agent/interact",
        data=json.dumps({"page": page}).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urlopen(question, timeout=60) as answer:
        found: dict[str, Any] = json.load(answer)
    return found


def _look(address: str, page: str, *headers: tuple[str, str]) -> bytes:
    """All a browser gets to see of a page, with the headers a proxy would add."""
    asked = BackMsg()
    asked.rerun_script.page_name = page
    seen = b""
    with connect(
        f"ws://{address}/_stcore/stream", additional_headers=list(headers),
        subprotocols=["streamlit"], max_size=None,  # type: ignore[list-item]
    ) as socket_:  # fmt: skip
        socket_.send(asked.SerializeToString())
        while True:
            raw = socket_.recv(timeout=60)
            assert isinstance(raw, bytes)
            seen += raw
            message = ForwardMsg.FromString(raw)
            if message.WhichOneof("type") == "script_finished" and not message.script_finished:
                return seen


def test_a_deep_link_into_a_fresh_server_comes_with_menu_and_style(
    serve: Callable[..., str],
) -> None:
    answer = _ask(serve(), "kpi_dictionary")
    assert answer["status"] == "ready"
    titles = [page["title"] for page in answer["pages"]]
    assert titles[:2] == ["Overview", "Scorecards"]
    said = json.dumps(answer["tree"])
    assert "deals won / (deals won + deals lost)" in said


PROXY = {"sign_in": "proxy", "proxy_user_header": "X-User", "proxy_secret": "s3cret"}
SECRET = ("X-Scorecard-Proxy-Secret", "s3cret")
CHIEF = ("X-User", "chief@example.com")


def test_a_stranger_with_a_deep_link_into_a_fresh_server_sees_nothing(
    serve: Callable[..., str],
) -> None:
    said = json.dumps(_ask(serve(**PROXY), "admin")["tree"])
    assert "You are not on the list yet" in said
    assert "Test programme" not in said
    assert "Save settings" not in said


def test_only_the_proxy_that_knows_the_secret_is_believed(serve: Callable[..., str]) -> None:
    address = serve(**PROXY)
    assert b"Save settings" in _look(address, "admin", SECRET, CHIEF)
    refused: list[tuple[tuple[str, str], ...]] = [
        (CHIEF,),
        (("X-Scorecard-Proxy-Secret", "guess"), CHIEF),
        (SECRET, ("X-User", "stranger@example.com")),
        (SECRET, CHIEF, ("X-User", "pos@example.com")),
        (SECRET, ("X-Scorecard-Proxy-Secret", "guess"), CHIEF),
        (SECRET,),
    ]
    for headers in refused:
        seen = _look(address, "admin", *headers)
        assert b"You are not on the list yet" in seen, headers
        assert b"Save settings" not in seen, headers


def _open_session(address: str, name: str) -> None:
    """Connect to the server under a host name."""
    host, port = address.split(":")
    wire = socket.create_connection((host, int(port)))
    url = f"ws://{name}:{port}/_stcore/stream"
    with connect(url, sock=wire, subprotocols=["streamlit"]):  # type: ignore[list-item]
        pass


def test_another_host_name_is_not_served(serve: Callable[..., str]) -> None:
    """A page of another site that points its name to this machine gets no session."""
    address = serve()
    _open_session(address, "localhost")
    with pytest.raises(InvalidStatus):
        _open_session(address, "evil.example")
