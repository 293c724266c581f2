"""How a sender's file is laid out otherwise than its last one."""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field

from scorecard.ingest.container import Container, Refused, container_of
from scorecard.ingest.giveback import ADDED
from scorecard.ingest.header import find_header
from scorecard.ingest.kinds import FileKind
from scorecard.ingest.mapping import Mapping
from scorecard.ingest.names import plain
from scorecard.ingest.source import open_source

FIRST_BYTES = 1 << 16  # of a text file hold its header


@dataclass(frozen=True)
class Layout:
    """The headers of a file in its order, and what was read from them: header -> field."""

    headers: tuple[str, ...]
    fields: MappingOf[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Drift:
    """Headers that are new, that are gone, and (before, now) of those that changed their name."""

    added: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.gone or self.renamed)


def read_layout(data: bytes, kind: FileKind, mapping: Mapping) -> Layout | None:
    """The layout of a file as it would be read; None for a file without one."""
    if container_of(data) is Container.TEXT:
        data = data[:FIRST_BYTES]
    source = open_source(data, kind, mapping)
    if isinstance(source, Refused):
        return None
    header = find_header(source.records, kind, mapping)
    if header is None:
        return None
    fields = {header.names[place]: name for name, place in header.fields.items()}
    return Layout(header.names, fields)


def find_drift(before: Layout, now: Layout) -> Drift:
    """Compare two layouts; case, diacritics and order of headers do not matter.

    A field that is read from another header than before was renamed when the former header is
    gone and the present one is new.
    """
    old, new = _by_plain(before.headers), _by_plain(now.headers)
    gone = {key: name for key, name in old.items() if key not in new}
    added = {key: name for key, name in new.items() if key not in old}
    now_in = {name: plain(header) for header, name in now.fields.items()}
    renamed = []
    for header, name in before.fields.items():
        was, is_now = plain(header), now_in.get(name)
        if was in gone and is_now in added:
            renamed.append((gone.pop(was), added.pop(is_now)))
    return Drift(tuple(added.values()), tuple(gone.values()), tuple(renamed))


def _by_plain(headers: tuple[str, ...]) -> dict[str, str]:
    if headers[-len(ADDED) :] == ADDED:  # rows given back and mended
        headers = headers[: -len(ADDED)]
    return {plain(header): header for header in headers if header.strip()}
