"""Which record is the header, and which canonical field each of its columns holds."""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from collections.abc import Sequence
from dataclasses import dataclass, field

from scorecard.ingest.fields import fields_of
from scorecard.ingest.kinds import FileKind
from scorecard.ingest.mapping import Mapping
from scorecard.ingest.mojibake import mend_text
from scorecard.ingest.names import field_of, is_unused, names_of, plain, recognised
from scorecard.ingest.records import Records
from scorecard.ingest.wide import wide_columns

LOOK_AHEAD = 40
USUAL = 2
# Names that say nothing but "number" or "name": the group above says of what.
OF_ITS_GROUP = {
    "nr", "no", "n", "num", "number", "numer", "numar", "numero", "nummer", "szam", "szama",
    "name", "nazwa", "denumire", "nume", "nev", "neve", "nombre", "nom", "bezeichnung",
}  # fmt: skip


@dataclass(frozen=True)
class Header:
    """Args:
    records: places of the header's records, first record of the file = 0; empty when the file
        has none (its columns are then named by position).
    names: header texts as they stand in the file; of two lines, group and name.
    fields: canonical field -> position of its column.
    missing: required fields without a column; `absent`: headers the mapping names in vain.
    twice: canonical field -> positions of other columns that bear a name of it as well.
    months: position -> month of the columns that are to become rows (wide files).
    extra: positions of the other columns that must be read: for unpivoting, rivals of a field.
    """

    records: tuple[int, ...]
    names: tuple[str, ...] = ()
    fields: MappingOf[str, int] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    twice: MappingOf[str, tuple[int, ...]] = field(default_factory=dict)
    months: MappingOf[int, str] = field(default_factory=dict)
    extra: tuple[int, ...] = ()

    @property
    def first(self) -> int:
        """Place of the first data record."""
        return self.records[-1] + 1 if self.records else 0

    @property
    def start(self) -> int:
        """Place of the header's first record."""
        return self.records[0] if self.records else 0


def find_header(records: Records, kind: FileKind, mapping: Mapping) -> Header | None:
    """The header by the mapping, else the record that names most columns; None in an empty file."""
    if mapping.positions:
        return _by_position(records, kind, mapping)
    place = _place(records, kind, mapping)
    if place is None:
        return None
    places, names, alone = _with_groups(records, place, kind)
    fields, absent, twice = _fields(names, alone, kind, mapping)
    missing = _missing(kind, mapping, fields)
    rivals = tuple(place for others in twice.values() for place in others)
    if mapping.wide is None:
        return Header(places, names, fields, missing, absent, twice, {}, rivals)
    months, extra, gone = wide_columns(names, mapping.wide)
    return Header(places, names, fields, missing, absent + gone, twice, months, extra + rivals)


def _by_position(records: Records, kind: FileKind, mapping: Mapping) -> Header:
    width = max(len(mapping.positions), int(records.widths.max(initial=0)))
    named = [*mapping.positions, *[""] * (width - len(mapping.positions))]
    fields = {name: place for place, name in enumerate(named) if name}
    names = tuple(name or f"column {place + 1}" for place, name in enumerate(named))
    return Header((), names, fields, _missing(kind, mapping, fields))


def _missing(kind: FileKind, mapping: Mapping, fields: MappingOf[str, int]) -> tuple[str, ...]:
    made = {mapping.wide.field, mapping.wide.value} if mapping.wide else set()
    given = {*fields, *mapping.constants, *made}
    return tuple(n for n, spec in fields_of(kind).items() if spec.required and n not in given)


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


def _with_groups(
    records: Records, place: int, kind: FileKind
) -> tuple[tuple[int, ...], tuple[str, ...], tuple[str, ...]]:
    """The header's places, its names and the names without a group: group names in the line
    above go before them (`Reseller`, `Name`) when that makes more columns known."""
    names = tuple(mend_text(cell.strip()) for cell in records.cells(place))
    above = [cell.strip() for cell in records.cells(place - 1)] if place else []
    if len(above) != len(names):
        return (place,), names, names
    groups, group = [], ""
    for cell in above:
        group = cell or group
        groups.append(group)
    joined = tuple(f"{g} {n}".strip() for g, n in zip(groups, names, strict=True))
    more = len(_by_name(joined, names, kind)) > len(_by_name(names, names, kind))
    if more and len(set(joined)) == len(joined):
        return (place - 1, place), joined, names
    return (place,), names, names


def _fields(
    names: Sequence[str], alone: Sequence[str], kind: FileKind, mapping: Mapping
) -> tuple[dict[str, int], tuple[str, ...], dict[str, tuple[int, ...]]]:
    fields, absent = _mapped(names, mapping)
    twice: dict[str, tuple[int, ...]] = {}
    taken = set(fields.values())
    for name, ranked in _by_name(names, alone, kind).items():
        free = [(_sureness(rank), place) for rank, place in ranked if place not in taken]
        if name in mapping.columns or name in mapping.constants or not free:
            continue
        best = [place for sureness, place in free if sureness == min(free)[0]]
        fields[name] = best[0]
        if len(best) > 1:
            twice[name] = tuple(best[1:])
    return fields, tuple(absent), twice


def _sureness(rank: int) -> int:
    """0 the field's own name, 1 its usual names, 2 looser ones, 3 a mere beginning of one."""
    return 0 if rank == 0 else 1 if rank <= USUAL else 2 if rank < 100 else 3


def _mapped(names: Sequence[str], mapping: Mapping) -> tuple[dict[str, int], list[str]]:
    exact = {name: place for place, name in reversed(list(enumerate(names)))}
    folded = {plain(name): place for name, place in exact.items()}
    fields: dict[str, int] = {}
    absent: list[str] = []
    for name, headers in mapping.columns.items():
        found = [exact.get(header, folded.get(plain(header))) for header in headers]
        places = [place for place in found if place is not None]
        if places:
            fields[name] = places[0]
        else:
            absent.extend(headers)
    return fields, absent


def _by_name(
    names: Sequence[str], alone: Sequence[str], kind: FileKind
) -> dict[str, list[tuple[int, int]]]:
    """Canonical field -> rank and position of each column that bears a name of it."""
    found: dict[str, list[tuple[int, int]]] = {}
    for place, (name, own) in enumerate(zip(names, alone, strict=True)):
        known = field_of(name, kind)
        if known is None and own != name and not is_unused(name):
            known = _in_group(own, name.removesuffix(own).strip(), kind)
        if known:
            found.setdefault(known[0], []).append((known[1], place))
    return found


def _in_group(own: str, group: str, kind: FileKind) -> tuple[str, int] | None:
    """What a name means below its group's: `Nr` below `Faktura` is the invoice's number."""
    turned = field_of(f"{own} {group}", kind)
    if turned is None and plain(own).strip(". ") in OF_ITS_GROUP:
        turned = field_of(group, kind)
    return turned or field_of(own, kind)


def better_kind(names: Sequence[str], kind: FileKind) -> FileKind | None:
    """Another kind whose required columns all stand in this header, the best fitting one."""
    fits = []
    for other in FileKind:
        known = {names_of(other)[name][0] for name in map(plain, names) if name in names_of(other)}
        required = {name for name, spec in fields_of(other).items() if spec.required}
        if other is not kind and required <= known:
            fits.append((len(known), other))
    return max(fits, key=lambda fit: fit[0])[1] if fits else None
