"""Streamlit's files, packed once, also when several servers start at the same moment."""

from __future__ import annotations

import gzip
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import asgi


@pytest.fixture
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A Streamlit with two small files."""
    files = tmp_path / "shipped" / asgi.ROUTE / "js"
    files.mkdir(parents=True)
    (files / "a.js").write_text("let a = 1;" * 500)
    (files / "b.woff2").write_bytes(b"font" * 500)
    monkeypatch.setattr(asgi.file_util, "get_static_dir", lambda: str(tmp_path / "shipped"))
    return tmp_path


def test_texts_are_packed_beside_their_originals(shipped: Path) -> None:
    made = asgi.packed_files(shipped / "packed")
    assert gzip.decompress((made / "js" / "a.js.gz").read_bytes()) == b"let a = 1;" * 500
    assert sorted(file.name for file in (made / "js").iterdir()) == ["a.js", "a.js.gz", "b.woff2"]


def test_servers_that_start_together_share_one_copy(shipped: Path) -> None:
    with ThreadPoolExecutor(4) as threads:
        made = list(threads.map(lambda _: asgi.packed_files(shipped / "packed"), range(4)))
    assert len(set(made)) == 1
    assert [file.name for file in (shipped / "packed").iterdir()] == [made[0].name]


def test_a_folder_that_cannot_be_written_leaves_files_unpacked(
    shipped: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (shipped / "file").write_text("")
    monkeypatch.setattr(asgi, "packed_files", lambda: _refused(shipped))
    app = object()
    assert asgi.with_packed_files(app) is app  # type: ignore[arg-type,comparison-overlap]
    assert "served unpacked" in caplog.text


def _refused(folder: Path) -> Path:
    raise NotADirectoryError(folder / "file")
