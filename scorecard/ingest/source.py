"""A file opened: its records, whatever they are packed in, and how they were understood."""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from dataclasses import dataclass

from scorecard.ingest.container import Container, Refused, container_of
from scorecard.ingest.delimiter import find_delimiter
from scorecard.ingest.encoding import decode
from scorecard.ingest.kinds import FileKind
from scorecard.ingest.mapping import Mapping
from scorecard.ingest.records import Records, split_records
from scorecard.ingest.sheets import read_sheet


@dataclass(frozen=True)
class Source:
    """Args:
    dialect: what was understood: container, encoding, delimiter, quotechar, sheet.
    hidden: records (first = 0) that are hidden in a spreadsheet.
    text: what the records were cut from, as UTF-8; None for a spreadsheet.
    mended: lines (first = 1) that came in another encoding than the rest.
    """

    records: Records
    dialect: MappingOf[str, str]
    hidden: frozenset[int] = frozenset()
    text: bytes | None = None
    mended: frozenset[int] = frozenset()


def open_source(
    data: bytes, kind: FileKind, mapping: Mapping, country: str | None = None
) -> Source | Refused:
    """The records of a file.

    Args:
        country: of the sender; decides between code pages that read alike.
    """
    container = container_of(data)
    if isinstance(container, Refused):
        return container
    if container is not Container.TEXT:
        page = read_sheet(data, container, kind, mapping.sheet)
        if isinstance(page, Refused):
            return page
        return Source(page.records, {"container": container.value, "sheet": page.name}, page.hidden)
    text = decode(data, mapping.encoding, country)
    delimiter = mapping.delimiter or find_delimiter(text.data, kind)
    dialect = {
        "container": "text",
        "encoding": text.encoding,
        "delimiter": delimiter,
        "quotechar": '"',
    }
    return Source(split_records(text.data, delimiter), dialect, mended=text.mended, text=text.data)
