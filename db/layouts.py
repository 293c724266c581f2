"""The layout of a sender's last file, read again from its original."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from db.engine import reading
from db.projection import BATCH
from db.store import Store
from db.uploads import FILE, may_send, saved_mapping
from scorecard.access import Viewer
from scorecard.errors import NotFound
from scorecard.ids import stable_id
from scorecard.ingest.container import Container, container_of
from scorecard.ingest.drift import FIRST_BYTES, Layout, read_layout
from scorecard.ingest.kinds import FileKind
from scorecard.ingest.mapping import Mapping


@dataclass(frozen=True)
class LastLayout:
    layout: Layout
    file_name: str


def mapping_of(store: Store, viewer: Viewer, kind: FileKind, sender: str | None) -> Mapping | None:
    """How this sender's files of this kind were read last time, if that was kept.

    Raises:
        NotFound: when the viewer may not send this.
    """
    _only_sender(store, viewer, kind, sender)
    with reading(store.engine) as connection:
        return saved_mapping(connection, kind, sender)


def last_layout(
    store: Store, viewer: Viewer, kind: FileKind, sender: str | None
) -> LastLayout | None:
    """Headers of the last landed file of a sender and kind; None when there is none.

    Raises:
        NotFound: when the viewer may not send this.
    """
    _only_sender(store, viewer, kind, sender)
    number = stable_id("distributors", sender) if sender else 0
    query = (
        select(BATCH.c.file_name, BATCH.c.mapping, FILE.c.sha256,
               func.substr(FILE.c.content, 1, FIRST_BYTES))
        .join(FILE, FILE.c.sha256 == BATCH.c.sha256)
        .where(BATCH.c.distributor_id == number, BATCH.c.kind == kind.value,
               BATCH.c.status == "landed")
        .order_by(BATCH.c.batch_id.desc())
        .limit(1)
    )  # fmt: skip
    with reading(store.engine) as connection:
        row = connection.execute(query).first()
        if row is None:
            return None
        saved, data = saved_mapping(connection, kind, sender), bytes(row[3])
        if container_of(data) is not Container.TEXT:  # a spreadsheet opens only as a whole
            whole = select(FILE.c.content).where(FILE.c.sha256 == row[2])
            data = bytes(connection.execute(whole).scalar_one())
    mapping = Mapping.model_validate(row[1]) if row[1] else saved or Mapping()
    layout = read_layout(data, kind, mapping)
    return LastLayout(layout, str(row[0])) if layout else None


def _only_sender(store: Store, viewer: Viewer, kind: FileKind, sender: str | None) -> None:
    if not may_send(viewer, kind, sender, store):
        raise NotFound("not_found", what="sender")
