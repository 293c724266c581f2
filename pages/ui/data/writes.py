"""What pages change: called by buttons only, never while drawing."""

from __future__ import annotations

import hashlib

import streamlit as st

from db import customers, decisions, matching, merging, people, rollups, skus, uploads
from db.audit import note
from db.engine import writing
from db.people import Person
from db.rates import load_own
from db.skus import Mended
from db.uploads import Landed
from pages.ui.data.opened import Key, now, store, today, version
from scorecard.access import Role, Viewer
from scorecard.errors import NotFound, UserError
from scorecard.ingest.kinds import FileKind
from scorecard.ingest.mapping import Mapping
from scorecard.ingest.report import UploadReport
from scorecard.settings import ProgrammeSettings


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


def land(
    viewer: Viewer, report: UploadReport, content: bytes, mapping: Mapping | None,
    progress: rollups.Progress,
) -> Landed:  # fmt: skip
    """Store a prepared file, whole or not at all."""
    return uploads.land(
        store(), viewer, report, content, landed_at=now(), mapping=mapping, progress=progress
    )


def undo(viewer: Viewer, batch_id: int) -> None:
    uploads.undo(store(), viewer, batch_id, at=now())


def decide(viewer: Viewer, reseller_key: int, partner_code: str, branch: bool = False) -> int:
    """Give all lines of a reseller to a partner; returns how many."""
    return matching.decide(store(), viewer, reseller_key, partner_code, at=now(), branch=branch)


def set_outsider(viewer: Viewer, reseller_key: int) -> int:
    """A reseller is no partner of the programme; returns how many lines it has."""
    return matching.set_outsider(store(), viewer, reseller_key, at=now())


def undo_decision(viewer: Viewer, subject: str, key: int) -> None:
    decisions.undo_decision(store(), viewer, subject, key, at=now())


def decide_sku(viewer: Viewer, sender: str, written: str, sku: str) -> Mended:
    """An article number of a sender is this product; its waiting rows come in."""
    return skus.decide(store(), viewer, sender, written, sku, at=now(), today=version()[1])


def decide_customer(viewer: Viewer, sender: str, name: str, customer_id: int) -> int:
    """A sender's name for an end customer means another one; returns how many lines."""
    return customers.decide(store(), viewer, sender, name, customer_id, at=now())


def keep_apart(viewer: Viewer, sender: str, name: str) -> None:
    """A sender's name for an end customer is a customer of its own."""
    customers.keep_apart(store(), viewer, sender, name, at=now())


def merge(viewer: Viewer, partner_code: str, into_code: str) -> int:
    """Count everything of a partner at another; returns how many lines."""
    return merging.merge(store(), viewer, partner_code, into_code, at=now())


def set_parent(viewer: Viewer, partner_code: str, parent_code: str) -> None:
    """A partner is a branch of another."""
    merging.set_parent(store(), viewer, partner_code, parent_code, at=now())


def save_user(viewer: Viewer, person: Person) -> None:
    people.save_user(store(), viewer, person, at=now())


def note_refused(viewer: Viewer, page: str) -> None:
    """Once a session and page, so that reloading does not fill the log."""
    told = st.session_state.setdefault("refused", set())
    if page not in told:
        told.add(page)
        people.note_refused(store(), viewer, page, at=now())


# -- the programme ------------------------------------------------------------------------------


def save_settings(viewer: Viewer, wanted: ProgrammeSettings, progress: rollups.Progress) -> bool:
    """Keep settings and make the numbers fit them; True when they had to be made anew.

    Raises:
        UserError: what is in the way of the new numbers; the settings stay as they were then.
    """
    before = store().settings()
    store().save_settings(viewer, wanted, now())
    recount = (wanted.reporting_currency, wanted.fiscal_year_start) != (
        before.reporting_currency,
        before.fiscal_year_start,
    )
    try:
        if recount:
            rollups.rebuild(store(), today(), progress)
        else:
            rollups.freshen(store(), today())
    except UserError:
        store().save_settings(viewer, before, now())
        raise
    return recount


def rebuild(viewer: Viewer, progress: rollups.Progress) -> None:
    """Make everything derived anew from the uploaded rows."""
    _only_chief(viewer)
    rollups.rebuild(store(), today(), progress)
    with writing(store().engine) as connection:
        note(connection, viewer, now(), "store.rebuild")


def check(viewer: Viewer) -> list[str]:
    """What is wrong with the store, in words; empty when all is well."""
    _only_chief(viewer)
    return rollups.check(store())


def load_rates(viewer: Viewer, name: str, content: bytes, progress: rollups.Progress) -> int:
    """Load own exchange rates and convert everything anew; returns how many were loaded."""
    _only_chief(viewer)
    with writing(store().engine) as connection:
        loaded = load_own(connection, content)
        note(connection, viewer, now(), "rates.load", name, {"rates": loaded})
    rollups.rebuild(store(), today(), progress)
    return loaded


def load_demo(viewer: Viewer, progress: rollups.Progress) -> None:
    """Fill an empty store with the fictional programme."""
    from db.seed import load_demo as load  # its word lists are needed once, if ever

    _only_chief(viewer)
    load(store(), viewer, progress=progress)


def _only_chief(viewer: Viewer) -> None:
    if viewer.role is not Role.CHIEF:
        raise NotFound("not_found", what="admin")
