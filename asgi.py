"""The app as an ASGI application, with its JavaScript packed: what `cli.py serve` runs.

Streamlit serves its own files as they are, 9 MB for the first page, because it would have to pack
them anew for every visitor. Here they are packed once, beside a copy of their own in `data/`.
"""

from __future__ import annotations

import logging
import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import streamlit as st
from servestatic import ServeStaticASGI
from servestatic.compress import Compressor
from starlette.middleware import Middleware
from starlette.types import ASGIApp
from streamlit import config, file_util

HERE = Path(__file__).parent
PACKED = HERE / "data" / "packed"
ROUTE = "static"  # under which Streamlit serves files whose names carry a hash of their content
TEXT = {".js", ".css", ".svg"}
LOG = logging.getLogger("scorecard.serve")


def packed_files(folder: Path = PACKED) -> Path:
    """A copy of Streamlit's files with packed ones beside them; made when it is not there.

    Args:
        folder: where copies are kept, one a version of Streamlit.

    Raises:
        OSError: when the folder cannot be written.
    """
    made = folder / st.__version__
    if not made.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        began = Path(tempfile.mkdtemp(prefix=".part-", dir=folder))
        try:
            shutil.copytree(Path(file_util.get_static_dir()) / ROUTE, began, dirs_exist_ok=True)
            _pack([file for file in began.rglob("*") if file.suffix in TEXT])
            began.chmod(0o755)
            _put(began, made)
        finally:
            shutil.rmtree(began, ignore_errors=True)
    return made


def _put(began: Path, made: Path) -> None:
    """Take the place, unless another server that started at the same time has taken it."""
    try:
        began.replace(made)
    except OSError:
        if not made.is_dir():
            raise


def _pack(files: list[Path]) -> None:
    packer = Compressor(use_brotli=False, use_zstd=False, quiet=True)
    with ThreadPoolExecutor() as threads:
        list(threads.map(packer.compress, files))


def with_packed_files(app: ASGIApp) -> ASGIApp:
    """The application behind one that answers for Streamlit's files, if they can be packed."""
    try:
        root = packed_files()
    except OSError as error:
        LOG.warning("Streamlit's files are served unpacked: %s", error)
        return app
    base = str(config.get_option("server.baseUrlPath")).strip("/")
    served: ASGIApp = ServeStaticASGI(
        app,
        root=root,
        prefix=f"{base}/{ROUTE}" if base else ROUTE,
        immutable_file_test=lambda path, url: True,
        allow_all_origins=False,
    )
    return served


def make_app() -> st.App:
    """The app; its options of the server are read when it starts, not before."""
    return st.App(HERE / "app.py", middleware=[Middleware(with_packed_files)])
