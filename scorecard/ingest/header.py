"""Which record is the header, and which canonical field each of its cells names."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping as MappingOf
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from scorecard.ingest.fields import fields_of
from scorecard.ingest.kinds import FileKind
from scorecard.ingest.mapping import Mapping
from scorecard.ingest.records import Records
from scorecard.ingest.wide import wide_columns

LOOK_AHEAD = 40
LONGEST = 200
UNDECOMPOSED = str.maketrans(
    {"ł": "l", "Ł": "l", "ß": "ss", "ø": "o", "đ": "d", "œ": "oe", "æ": "ae"}
)


def plain(header: str) -> str:
    """A header without case, diacritics and punctuation: `Számla kelte:` -> `szamla kelte`."""
    text = (
        re.sub(r"(?<=[a-z])(?=[A-Z])", " ", header)
        .casefold()
        .translate(UNDECOMPOSED)
        .replace("_", " ")
    )
    text = unicodedata.normalize("NFKD", text)
    text = "".join(sign for sign in text if not unicodedata.combining(sign))
    return " ".join(re.sub(r"[^a-z0-9%#]+", " ", text).split())


@cache
def names_of(kind: FileKind) -> MappingOf[str, str]:
    """Plain header name -> canonical field: the field's own name, then known synonyms."""
    found = {plain(name): name for name in fields_of(kind)}
    for name, by_language in _table().get(kind.value, {}).items():
        for names in by_language.values():
            for synonym in names:
                found.setdefault(synonym, name)
    return found


@cache
def _table() -> dict[str, dict[str, dict[str, list[str]]]]:
    text = files("scorecard.ingest").joinpath("synonyms.toml").read_text("utf-8")
    return tomllib.loads(text)


def recognised(cells: Sequence[str], kind: FileKind) -> int:
    """How many different fields of the kind these cells name."""
    names = names_of(kind)
    return len({names[p] for p in map(plain, cells) if p in names})


@dataclass(frozen=True)
class Header:
    """Args:
    record: its place among the records, first = 0; None when the file has none.
    names: header texts as they stand in the file.
    fields: canonical field -> position of its column.
    missing: required fields without a column; `absent`: headers the mapping names in vain.
    twice: canonical field -> the headers that all name it.
    months: position -> month of the columns that are to become rows (wide files).
    extra: positions of the other columns that unpivoting needs.
    """

    record: int | None
    names: tuple[str, ...] = ()
    fields: MappingOf[str, int] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    twice: MappingOf[str, tuple[str, ...]] = field(default_factory=dict)
    months: MappingOf[int, str] = field(default_factory=dict)
    extra: tuple[int, ...] = ()


def find_header(records: Records, kind: FileKind, mapping: Mapping) -> Header:
    """The header by the mapping's `header_record`, else the record that names most columns."""
    place = _place(records, kind, mapping)
    if place is None:
        return Header(None)
    names = tuple(cell.strip() for cell in records.cells(place))
    fields, absent, twice = _fields(names, kind, mapping)
    missing = tuple(
        name
        for name, spec in fields_of(kind).items()
        if spec.required
        and name not in fields
        and name not in mapping.constants
        and not (mapping.wide and name in (mapping.wide.field, mapping.wide.value))
    )
    if mapping.wide is None:
        return Header(place, names, fields, missing, absent, twice)
    months, extra, gone = wide_columns(names, mapping.wide)
    return Header(place, names, fields, missing, absent + gone, twice, months, extra)


def _place(records: Records, kind: FileKind, mapping: Mapping) -> int | None:
    if mapping.header_record:
        place = mapping.header_record - 1
        return place if place < len(records) else None
    wanted = {plain(name) for names in mapping.columns.values() for name in names}
    best, most, first = None, 0, None
    for place in range(min(len(records), LOOK_AHEAD)):
        cells = records.cells(place)
        if not any(cell.strip() for cell in cells) or _is_hint(cells):
            continue
        first = place if first is None else first
        score = recognised(cells, kind) + len({plain(cell) for cell in cells} & wanted)
        if score > most:
            best, most = place, score
    return best if most > 1 else first


def _is_hint(cells: Sequence[str]) -> bool:
    return cells[0].strip().strip('"').lower().startswith("sep=") and not any(cells[1:])


def _fields(
    names: Sequence[str], kind: FileKind, mapping: Mapping
) -> tuple[dict[str, int], tuple[str, ...], dict[str, tuple[str, ...]]]:
    fields: dict[str, int] = {}
    absent: list[str] = []
    twice: dict[str, tuple[str, ...]] = {}
    spoken_for = set(mapping.columns) | set(mapping.constants)
    exact = {name: place for place, name in reversed(list(enumerate(names)))}
    folded = {plain(name): place for name, place in exact.items()}
    for name, headers in mapping.columns.items():
        found = [exact.get(header, folded.get(plain(header))) for header in headers]
        places = [place for place in found if place is not None]
        if places:
            fields[name] = places[0]
        else:
            absent.extend(headers)
    taken = set(fields.values())
    for name, places in _by_name(names, kind).items():
        free = [place for place in places if place not in taken]
        if name in spoken_for or not free:
            continue
        own = [place for place in free if plain(names[place]) == plain(name)]
        chosen = own or free
        fields[name] = chosen[0]
        if len(chosen) > 1:
            twice[name] = tuple(names[place] for place in chosen)
    return fields, tuple(absent), twice


def _by_name(names: Sequence[str], kind: FileKind) -> dict[str, list[int]]:
    known = names_of(kind)
    found: dict[str, list[int]] = {}
    for place, name in enumerate(names):
        canonical = known.get(plain(name))
        if canonical:
            found.setdefault(canonical, []).append(place)
    return found


def better_kind(names: Sequence[str], kind: FileKind) -> FileKind | None:
    """Another kind whose required columns all stand in this header, the best fitting one."""
    fits = []
    for other in FileKind:
        known = {names_of(other).get(plain(name)) for name in names} - {None}
        required = {name for name, spec in fields_of(other).items() if spec.required}
        if other is not kind and required <= known:
            fits.append((len(known), other))
    return max(fits, key=lambda fit: fit[0])[1] if fits else None
