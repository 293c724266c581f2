"""The way in: choose files, see what they would bring, confirm. Drawing writes nothing."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.typing import UploadedFile

from pages.ui import answers, data
from pages.ui.errors import action, shown_errors
from pages.ui.html import show, tag
from pages.ui.reader import Reader
from pages.ui.text import plain, t, tn
from scorecard.access import Role, Viewer
from scorecard.errors import UserError
from scorecard.i18n.sentences import kind_name
from scorecard.ingest.kinds import OF_SENDERS, FileKind
from scorecard.ingest.mapping import Mapping, load_mapping
from scorecard.ingest.mended import for_mended
from scorecard.ingest.report import FileStatus, UploadReport

MOST_FILES = 12
LANDABLE = (FileStatus.ACCEPTED, FileStatus.PARTIALLY_ACCEPTED)
_Told = Callable[[float, str], None]
_ROUND = "sending_round"  # session key: a new round has an empty drop zone


@dataclass(frozen=True)
class Choice:
    """What the files are, and who sent them (None: the vendor itself, or not chosen yet)."""

    kind: FileKind
    sender: str | None
    complete: bool = True


@dataclass(frozen=True)
class Pending:
    """A file read and judged, not stored."""

    report: UploadReport
    content: bytes
    mapping: Mapping | None  # given by a file or by answers; None: what was kept for the sender
    key: str = ""  # what the answers about this file are kept under
    used: Mapping = field(default_factory=Mapping)
    last: data.LastLayout | None = None

    @property
    def can_land(self) -> bool:
        return self.report.status in LANDABLE


def clean_name(name: str) -> str:
    """A file's name without folders, control and direction characters; at most 120 characters."""
    bare = name.replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(c for c in bare if unicodedata.category(c)[0] != "C").strip() or "file"
    suffix = PurePosixPath(shown).suffix[:10]
    return shown if len(shown) <= 120 else shown[: 120 - len(suffix)] + suffix


def choose(viewer: Viewer, reader: Reader) -> Choice:
    """Kind and sender; a distributor sends its own sell-through and stock, nothing else."""
    senders = dict(data.senders(viewer.scope))
    left, right = st.columns(2)
    own = viewer.role is Role.DISTRIBUTOR
    kinds = list(OF_SENDERS if own else FileKind)
    usual = FileKind.SELL_THROUGH if senders else FileKind.DISTRIBUTORS
    kind = left.selectbox(
        reader.t("What is it"), kinds, index=kinds.index(usual), key="send_kind",
        format_func=lambda kind: kind_name(kind, reader.lang),
    )  # fmt: skip
    if own:
        return Choice(kind, next(iter(senders), None))
    if kind not in OF_SENDERS:
        return Choice(kind, None)
    with right:
        return _from(kind, senders, reader)


def _from(kind: FileKind, senders: dict[str, str], reader: Reader) -> Choice:
    """Who sent the report: chosen by a person, because a wrong guess spoils two senders."""
    sender = st.selectbox(
        reader.t("Who sent it"), [*senders, ""], index=None if senders else 0, key="send_sender",
        placeholder=reader.t("Choose"),
        format_func=lambda code: senders.get(code) or reader.t("We ourselves"),
    )  # fmt: skip
    return Choice(kind, sender or None, sender is not None)


def drop(viewer: Viewer, choice: Choice, reader: Reader) -> list[Pending]:
    """The drop zone, an optional mapping, and what the dropped files would bring."""
    if not choice.complete:
        show(tag("p", reader.t("Choose who sent the files, then drop them."), class_="ps-note"))
        return []
    round_ = st.session_state.get(_ROUND, 0)
    files = st.file_uploader(
        reader.t("Drop files here"),
        accept_multiple_files=True,
        key=f"send_files_{round_}",
        help=reader.t("CSV, text, XLSX, XLS or ODS. What a file is, its content decides."),
    )
    with st.popover(reader.t("Use a mapping"), icon=":material/conversion_path:"):
        st.write(reader.t("A mapping says which columns mean what: a YAML, TOML or JSON file."))
        wanted = st.file_uploader(reader.t("Mapping"), key=f"send_mapping_{round_}")
    mapping = None
    if wanted is not None:
        with shown_errors() as reading:
            mapping = _mapping(wanted.getvalue(), wanted.name, choice.kind)
        if reading.failed:
            return []
    if len(files) > MOST_FILES:
        st.warning(reader.t("Only the first {n} files are read at once.", n=MOST_FILES))
    return _read(viewer, choice, files[:MOST_FILES], mapping)


def _mapping(content: bytes, name: str, kind: FileKind) -> Mapping:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UserError("mapping_broken", line=1, detail="the file is not UTF-8") from error
    return load_mapping(text, PurePosixPath(name).suffix, kind)


def _read(
    viewer: Viewer, choice: Choice, files: Sequence[UploadedFile], mapping: Mapping | None
) -> list[Pending]:
    found = []
    for file in files:
        name = clean_name(file.name)
        with shown_errors(), st.spinner(t("Reading {file}", file=plain(name))):
            found.append(_pending(viewer, choice, name, file.getvalue(), mapping))
    return found


def _pending(
    viewer: Viewer, choice: Choice, name: str, content: bytes, mapping: Mapping | None
) -> Pending:
    """Read with the mapping given or kept, and with what was answered about the file."""
    kept = mapping or data.mapping_of(viewer, choice.kind, choice.sender) or Mapping()
    key = f"{choice.kind} {choice.sender} {hashlib.sha256(content).hexdigest()}"
    said = answers.of(key)
    if said:
        kept = mapping = answers.applied(kept, said)
    report = data.prepare(viewer, choice.kind, choice.sender, name, content, mapping)
    last = data.last_layout(viewer, choice.kind, choice.sender)
    used = for_mended(content, kept)
    return Pending(report, content, mapping, key, used, last)


def confirm(viewer: Viewer, pending: Sequence[Pending], reader: Reader) -> None:
    """One button for all files that can land; what cannot is left out and says so above."""
    ready = tuple(one for one in pending if one.can_land)
    rows = sum(one.report.n_accepted for one in ready)
    left_out = sum(one.report.n_rejected for one in ready)
    label = reader.tn("Confirm: land {n} row", "Confirm: land {n} rows", rows)
    if left_out:
        label += reader.tn(", leave {n} out", ", leave {n} out", left_out)
    if ready:
        st.button(
            label,
            type="primary",
            icon=":material/check:",
            on_click=_land,
            args=(viewer, ready),
            key="confirm",
        )


def _told(bar: DeltaGenerator, name: str, number: int, files: int) -> _Told:
    """Moves the bar of several files by what one of them tells."""

    def move(share: float, step: str) -> None:
        told = f"{name}: {t(plain(step))}"
        bar.progress(min((number + share) / files, 1.0), told)

    return move


@action
def _land(viewer: Viewer, ready: Sequence[Pending]) -> str:
    bar = st.progress(0.0)
    landed = 0
    for number, one in enumerate(ready):
        name = t("Landing {file}", file=plain(one.report.file_name))
        told = _told(bar, name, number, len(ready))
        done = data.land(viewer, one.report, one.content, one.mapping, told)
        landed += done.batch_id is not None
    bar.empty()
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
    if not landed:
        return t("These files are in the store already. Nothing was changed.")
    rows = sum(one.report.n_accepted for one in ready)
    return tn("{n} row has landed.", "{n} rows have landed.", rows)
