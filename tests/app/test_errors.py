"""What a person sees when something goes wrong, and what only the log gets."""

from __future__ import annotations

import logging
import re
from pathlib import Path

import pytest

from tests.app.conftest import ROOT, OpenApp


def test_an_unexpected_fault_shows_a_reference_and_logs_the_traceback(
    open_app: OpenApp, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from scorecard import usecases

    def broken(*_args: object, **_named: object) -> None:
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr(usecases, "build_overview", broken)
    with caplog.at_level(logging.ERROR, "scorecard.app"):
        app = open_app().run()
    assert not app.exception
    said = app.error[0].value
    found = re.search(r"reference ([0-9A-F]{8}) ", said)
    assert found
    assert "secret detail" not in said
    assert found[1] in caplog.text
    assert "ZeroDivisionError: secret detail" in caplog.text


@pytest.mark.parametrize(
    ("url", "start"),
    [
        ("mysql://x/y", "“mysql\\://x/y” is not a database address."),
        ("sqlite:////nowhere/at/all.db", "The folder “/nowhere/at” of the database"),
    ],
)
def test_a_store_that_cannot_be_opened_is_one_sentence(
    url: str, start: str, open_app: OpenApp
) -> None:
    app = open_app(None, database_url=url).run()
    assert not app.exception
    assert len(app.error) == 1
    assert app.error[0].value.startswith(start)


def test_an_empty_file_as_database_says_what_to_run(open_app: OpenApp, tmp_path: Path) -> None:
    app = open_app(None, database_url=f"sqlite:///{tmp_path / 'new.db'}").run()
    assert "is empty. Run “python cli.py init” or “make run” first." in app.error[0].value


def test_only_one_place_in_the_pages_catches_everything() -> None:
    found = [
        path.name
        for path in (ROOT / "pages").rglob("*.py")
        if re.search(r"except (Base)?Exception|except:", path.read_text("utf-8"))
    ]
    assert found == ["errors.py"]


def test_the_store_is_imported_behind_one_door_only() -> None:
    found = {
        str(path.relative_to(ROOT / "pages"))
        for path in (ROOT / "pages").rglob("*.py")
        if re.search(r"^\s*(from|import) (db|sqlalchemy|sqlmodel)\b", path.read_text("utf-8"), re.M)
        or "st.cache_" in path.read_text("utf-8")
    }
    assert {name.split("/")[1] for name in found} == {"data"}, found


def test_every_cached_read_is_bounded_and_takes_a_scope() -> None:
    text = "".join(p.read_text("utf-8") for p in (ROOT / "pages/ui/data").glob("*.py"))
    caches = re.findall(r"st\.cache_(?:data|resource)\(([^)]*)\)", text)
    assert len(caches) >= 5
    assert all("max_entries=" in arguments for arguments in caches)
    reads = re.findall(r"@cached\ndef \w+\(\s*(\w+): (\w+)", text)
    assert len(reads) >= 10
    assert set(reads) == {("scope", "Scope")}
