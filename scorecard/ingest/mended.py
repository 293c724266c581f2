"""A file that was given back with reasons, and comes again mended: it has a layout of its own."""

from __future__ import annotations

import re

from scorecard.ingest.giveback import ADDED
from scorecard.ingest.mapping import Mapping

FIRST_BYTES = 1 << 16
_BETWEEN = rb'"?[,;\t|]"?'
_HEADER = re.compile(_BETWEEN.join(re.escape(name.encode()) for name in ADDED) + rb'"?\s*$', re.I)
_LAYOUT = ("encoding", "delimiter", "sheet", "header_record")


def is_given_back(data: bytes) -> bool:
    """True when the first line ends with the columns that `with_reasons` adds, however a
    spreadsheet has saved it since."""
    first = data[:FIRST_BYTES].replace(b"\x00", b"").lstrip(b"\r\n").split(b"\n", 1)[0]
    return _HEADER.search(first.rstrip(b"\r")) is not None


def resend_rule(data: bytes, mapping: Mapping | None) -> str | None:
    """What a file does with lines that are there: mended rows are added, whatever the sender's
    rule for a whole period is."""
    if is_given_back(data):
        return "add"
    return mapping.resend if mapping else None


def for_mended(data: bytes, mapping: Mapping) -> Mapping:
    """The sender's mapping; without what it says about the layout for a file given back."""
    if not is_given_back(data):
        return mapping
    return mapping.model_copy(update=dict.fromkeys(_LAYOUT))
