"""A file opened: its records, whatever they are packed in, and how they were understood."""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, replace

from scorecard.ingest.container import Container, Refused, container_of, only_member
from scorecard.ingest.cutting import fixed_records, split_records, tidied
from scorecard.ingest.dialect import cut, find_dialect, is_plain
from scorecard.ingest.encoding import decode
from scorecard.ingest.kinds import FileKind
from scorecard.ingest.mapping import Mapping
from scorecard.ingest.records import Records
from scorecard.ingest.sheets import read_sheet

MAX_COLUMNS = 20_000  # a sheet has at most 16,384
END_OF_FILE = b"\x00\x1a"  # padding, and the sign that DOS programs end a text with


@dataclass(frozen=True)
class Source:
    """Args:
    dialect: what was understood: container, encoding, delimiter, quotechar, sheet.
    hidden: records (first = 0) that are hidden in a spreadsheet.
    text: what the records were cut from, as UTF-8; None for a spreadsheet.
    epoch: the year that a spreadsheet's day numbers count from, where the file says it.
    mended: lines (first = 1) that came in another encoding than the rest.
    """

    records: Records
    dialect: MappingOf[str, str]
    hidden: frozenset[int] = frozenset()
    text: bytes | None = None
    mended: frozenset[int] = frozenset()
    epoch: str | None = None


def open_source(
    data: bytes, kind: FileKind | None, mapping: Mapping, country: str | None = None
) -> Source | Refused:
    """The records of a file.

    Args:
        kind: whose header names to look for; None reads any table.
        country: of the sender; decides between code pages that read alike.
    """
    container = container_of(data)
    if isinstance(container, Refused):
        return container
    if container is Container.ZIP:
        inner = only_member(data)
        return inner if isinstance(inner, Refused) else _packed(inner, kind, mapping, country)
    if container is not Container.TEXT:
        page = read_sheet(data, container, kind, mapping.sheet)
        if isinstance(page, Refused):
            return page
        described = {"container": container.value, "sheet": page.name}
        return Source(page.records, described, page.hidden, epoch=page.epoch)
    return _text(data, kind, mapping, country)


def _packed(
    data: bytes, kind: FileKind | None, mapping: Mapping, country: str | None
) -> Source | Refused:
    """The one file of an archive; an archive in an archive is not opened."""
    if container_of(data) is Container.ZIP:
        return Refused("UNSUPPORTED_TYPE", {"type": "ZIP in a ZIP"})
    source = open_source(data, kind, mapping, country)
    if isinstance(source, Refused):
        return source
    container = f"zip, {source.dialect['container']}"
    return replace(source, dialect={**source.dialect, "container": container})


def _text(
    data: bytes, kind: FileKind | None, mapping: Mapping, country: str | None
) -> Source | Refused:
    text = decode(data, mapping.encoding, country)
    text = replace(text, data=text.data.rstrip(END_OF_FILE))
    dialect = find_dialect(text.data, kind, mapping.delimiter)
    described = {"container": "text", "encoding": text.encoding} | dialect.described()
    if dialect.columns:
        records: Records = fixed_records(text.data.decode("utf-8", "replace"), dialect.columns)
    elif is_plain(dialect):
        records = split_records(text.data, dialect.delimiter)
    else:
        plain = cut(text.data.decode("utf-8", "replace"), dialect).encode()
        records = split_records(plain, dialect.delimiter)
    if int(records.widths[:1].max(initial=0)) > MAX_COLUMNS:
        return Refused("NOT_TABULAR", {"type": "text"})
    if dialect.quotechar == "'" or dialect.spaced:
        records = tidied(records, dialect.quotechar == "'", dialect.spaced)
    return Source(records, described, mended=text.mended, text=text.data)
