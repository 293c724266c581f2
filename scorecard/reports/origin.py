"""Records of a file as they came: the line each starts on and its text."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from scorecard.ingest.container import Refused
from scorecard.ingest.source import Source
from scorecard.ingest.tokenizer import LINE_END


@dataclass(frozen=True)
class Origin:
    """What a report does not keep of the file it was made from.

    Args:
        source: the file, opened as it was for the report; a `Refused` has no records.
    """

    source: Source | Refused

    def line(self, record: int) -> int | None:
        """Physical line on which a record (first = 1) starts; None in a spreadsheet."""
        if isinstance(self.source, Refused) or record > len(self.source.records):
            return None
        return int(self.source.records.lines[record - 1]) or None

    def raw(self, record: int) -> str | None:
        """The text of a record, decoded, without its line end; cells of a sheet with tabs."""
        if isinstance(self.source, Refused) or record > len(self.source.records):
            return None
        if self.source.text is None:
            return "\t".join(self.source.records.cells(record - 1))
        lines = self.source.records.lines
        first = int(lines[record - 1]) - 1
        last = int(lines[record]) - 1 if record < len(lines) else len(self._physical)
        return "\n".join(self._physical[first:last])

    @cached_property
    def _physical(self) -> list[str]:
        text = self.source.text if isinstance(self.source, Source) else None
        physical = LINE_END.split((text or b"").decode("utf-8", "replace"))
        return physical[:-1] if physical[-1] == "" else physical
