"""An outline as JSON and back, exactly: what is kept of a deck that was made."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from enum import Enum
from typing import Any

from scorecard.commitments import Side
from scorecard.errors import DefinitionError, NoValue
from scorecard.i18n.message import Message, Money, Number, Share
from scorecard.kpis.registry import Unit
from scorecard.period import Period, Span
from scorecard.reports.qbr import edits, outline
from scorecard.views import Status

KIND = "_"
_CLASSES: dict[str, Any] = {
    kind.__name__: kind
    for kind in (
        Message, Money, Number, Share, Period, outline.Value, outline.Cell, outline.Column,
        outline.Table, outline.Tile, outline.Tiles, outline.Text, outline.Series, outline.Chart,
        outline.Notes, outline.Slide, outline.Outline, edits.Edits, edits.SlideEdit, edits.Ask,
    )
}  # fmt: skip
_ENUMS: dict[str, Any] = {
    kind.__name__: kind
    for kind in (
        NoValue, Unit, Span, Status, outline.Edition, outline.Tone, outline.ChartKind, Side,
    )
}  # fmt: skip


def to_json(value: outline.Outline | edits.Edits) -> str:
    """The whole value as JSON text; `from_json` of it is equal to it."""
    return json.dumps(_plain(value), ensure_ascii=False, separators=(",", ":"))


def from_json(text: str) -> Any:
    """What `to_json` was given.

    Raises:
        DefinitionError: it was written by a later version of the program.
    """
    found = _value(json.loads(text))
    if isinstance(found, outline.Outline) and found.schema > outline.SCHEMA:
        raise DefinitionError(f"outline of schema {found.schema}, known is {outline.SCHEMA}")
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return {KIND: type(value).__name__, "v": value.value}
    if isinstance(value, date):
        return {KIND: "date", "v": value.isoformat()}
    if is_dataclass(value) and not isinstance(value, type):
        kept = {f.name: _plain(getattr(value, f.name)) for f in fields(value) if _told(value, f)}
        return {KIND: type(value).__name__, **kept}
    if isinstance(value, Mapping):
        return {KIND: "map", "v": {key: _plain(item) for key, item in value.items()}}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return value


def _told(value: Any, field: Any) -> bool:
    """What is as it is by default is left out, save the schema."""
    if field.name == "schema" or field.default is MISSING:
        return True
    return bool(getattr(value, field.name) != field.default)


def _value(found: Any) -> Any:
    if isinstance(found, list):
        return tuple(_value(item) for item in found)
    if not isinstance(found, dict):
        return found
    kind = found[KIND]
    if kind == "date":
        return date.fromisoformat(found["v"])
    if kind == "map":
        return {key: _value(item) for key, item in found["v"].items()}
    if kind in _ENUMS:
        return _ENUMS[kind](found["v"])
    if kind not in _CLASSES:
        raise DefinitionError(f"an outline holds an unknown {kind!r}")
    return _CLASSES[kind](**{key: _value(item) for key, item in found.items() if key != KIND})
