"""What pages change: called by buttons only, never while drawing."""

from __future__ import annotations

import hashlib

import streamlit as st

from db import people, uploads
from db.people import Person
from db.uploads import Landed
from pages.ui.data.opened import Key, now, store, version
from scorecard.access import Viewer
from scorecard.ingest.kinds import FileKind
from scorecard.ingest.mapping import Mapping
from scorecard.ingest.report import UploadReport


@st.cache_resource(max_entries=16, ttl=900, show_spinner=False)
def _prepared(
    viewer: Viewer, kind: FileKind, sender: str | None, file_name: str, digest: str,
    mapping: str, key: Key, _data: bytes,
) -> UploadReport:  # fmt: skip
    # `digest` stands for the bytes, which are too many to hash on every run.
    return uploads.prepare(
        store(), viewer, kind=kind, data=_data, file_name=file_name, as_of=key[1], sender=sender,
        mapping=Mapping.model_validate_json(mapping) if mapping else None,
    )  # fmt: skip


def prepare(
    viewer: Viewer, kind: FileKind, sender: str | None, file_name: str, content: bytes,
    mapping: Mapping | None,
) -> UploadReport:  # fmt: skip
    """Read and judge a file; nothing is stored."""
    digest = hashlib.sha256(content).hexdigest()
    text = mapping.model_dump_json() if mapping else ""
    return _prepared(viewer, kind, sender, file_name, digest, text, version(), content)


def land(viewer: Viewer, report: UploadReport, content: bytes, mapping: Mapping | None) -> Landed:
    """Store a prepared file, whole or not at all."""
    return uploads.land(store(), viewer, report, content, landed_at=now(), mapping=mapping)


def undo(viewer: Viewer, batch_id: int) -> None:
    uploads.undo(store(), viewer, batch_id, at=now())


def save_user(viewer: Viewer, person: Person) -> None:
    people.save_user(store(), viewer, person, at=now())


def note_refused(viewer: Viewer, page: str) -> None:
    """Once a session and page, so that reloading does not fill the log."""
    told = st.session_state.setdefault("refused", set())
    if page not in told:
        told.add(page)
        people.note_refused(store(), viewer, page, at=now())
