"""Columns that no name tells, told by their content: most cells are codes that the store knows."""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from dataclasses import replace

from scorecard.ingest.header import Header
from scorecard.ingest.kinds import FileKind
from scorecard.ingest.names import is_unused
from scorecard.ingest.records import Records
from scorecard.ingest.report import Directory
from scorecard.ingest.rules import ONE_OF

SAMPLE = 500
SHARE = 0.9
LEAST_CODES = 3


def complete_header(
    records: Records, header: Header, kind: FileKind, directory: Directory
) -> tuple[Header, dict[str, str]]:
    """Find the columns of codes that the header's names leave out.

    Returns:
        The header with those fields, and header -> field of what was found, to be shown.
    """
    found: dict[str, str] = {}
    last = min(len(records), header.first + SAMPLE)
    sample = [records.cells(row) for row in range(header.first, last)]
    for field, known in _codes(kind, directory).items():
        if not known or not _wanted(field, header, kind):
            continue
        places = [p for p in range(len(header.names)) if _fits(sample, header, p, known)]
        if len(places) == 1:
            fields = {**header.fields, field: places[0]}
            missing = tuple(name for name in header.missing if name != field)
            header = replace(header, fields=fields, missing=missing)
            found[header.names[places[0]]] = field
    return header, found


def _codes(kind: FileKind, directory: Directory) -> dict[str, MappingOf[str, int]]:
    if kind is FileKind.SELL_THROUGH:
        return {
            "sku": directory.products,
            "gtin": directory.gtins,
            "vendor_partner_id": directory.partners,
        }
    return {"partner_code": directory.partners}


def _wanted(field: str, header: Header, kind: FileKind) -> bool:
    """True when the file must have the field, or one of its group, and has none."""
    groups = [group for group in ONE_OF.get(kind, ()) if field in group]
    if groups:
        return not any(name in header.fields for group in groups for name in group)
    return field in header.missing


def _fits(sample: list[list[str]], header: Header, place: int, known: MappingOf[str, int]) -> bool:
    filled = [row[place].strip() for row in sample if len(row) > place and row[place].strip()]
    codes = [cell for cell in filled if cell in known]
    if not codes or len(codes) < SHARE * len(filled) or place in header.fields.values():
        return False
    enough = len(set(codes)) >= LEAST_CODES or len(codes) == len(filled) == len(sample)
    return enough and not is_unused(header.names[place])
