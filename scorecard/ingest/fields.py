"""The fields of each kind of file, drawn from its row model: type, need and bounds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from types import GenericAlias, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from annotated_types import Ge, Le
from pydantic import TypeAdapter
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from scorecard.ingest.kinds import ROWS, Country, Currency, FileKind

# Days of things that have happened: they cannot lie after the day of the upload.
PAST = {
    FileKind.SELL_THROUGH: ("invoice_date",),
    FileKind.DEALS: ("created_on", "registered_on", "decided_on", "stage_entered_on", "closed_on"),
    FileKind.NPS: ("answered_on",),
    FileKind.INVITATIONS: ("invited_on",),
    FileKind.ENGAGEMENT: ("happened_on",),
    FileKind.MDF: ("requested_on", "approved_on", "claimed_on", "paid_on"),
    FileKind.STOCK: ("snapshot_date",),
    FileKind.SELL_IN: ("invoice_date",),
}


class FieldType(StrEnum):
    TEXT = "text"
    COUNTRY = "country"
    CURRENCY = "currency"
    DATE = "date"
    MONTH = "month"
    MONEY = "money"
    QUANTITY = "quantity"
    COUNT = "count"
    CHOICE = "choice"


@dataclass(frozen=True)
class FieldSpec:
    """One field of a kind.

    Args:
        adapter: validates a list of this field's values at once (texts of the row model's type).
        low, high: bounds of numbers, both included.
        choices: allowed words of a `CHOICE`.
    """

    name: str
    type: FieldType
    required: bool
    default: Any
    description: str
    adapter: TypeAdapter
    low: Decimal | None = None
    high: Decimal | None = None
    choices: tuple[str, ...] = ()


@cache
def fields_of(kind: FileKind) -> dict[str, FieldSpec]:
    """Every field of the kind's row model, in its order."""
    row = ROWS[kind]
    hints = get_type_hints(row, include_extras=True)
    return {name: _spec(kind, name, hints[name], info) for name, info in row.model_fields.items()}


def money_fields(kind: FileKind) -> tuple[str, ...]:
    """Names of the kind's money columns."""
    return tuple(n for n, spec in fields_of(kind).items() if spec.type is FieldType.MONEY)


def _spec(kind: FileKind, name: str, hint: Any, info: FieldInfo) -> FieldSpec:
    bare = _without_none(hint)
    bounds = [*info.metadata, *_metadata(bare)]
    return FieldSpec(
        name=name,
        type=_type_of(kind, name, bare),
        required=info.is_required(),
        default=None if info.default is PydanticUndefined else info.default,
        description=info.description or "",
        adapter=_adapter(bare),
        low=next((Decimal(str(b.ge)) for b in bounds if isinstance(b, Ge)), None),
        high=next((Decimal(str(b.le)) for b in bounds if isinstance(b, Le)), None),
        choices=get_args(bare) if get_origin(bare) is Literal else (),
    )


def _adapter(bare: Any) -> TypeAdapter:
    each: Any = GenericAlias(list, (bare,))
    return TypeAdapter(each)


def _without_none(hint: Any) -> Any:
    if get_origin(hint) in (Union, UnionType):
        return next(part for part in get_args(hint) if part is not type(None))
    return hint


def _metadata(hint: Any) -> list[Any]:
    found: list[Any] = []
    if get_origin(hint) is Annotated:
        for part in get_args(hint)[1:]:
            found.extend(part.metadata if isinstance(part, FieldInfo) else [part])
    return found


def _type_of(kind: FileKind, name: str, bare: Any) -> FieldType:
    if bare == Country:
        return FieldType.COUNTRY
    if bare == Currency:
        return FieldType.CURRENCY
    if get_origin(bare) is Literal:
        return FieldType.CHOICE
    plain = get_args(bare)[0] if get_origin(bare) is Annotated else bare
    if plain is date:
        return FieldType.MONTH if (kind, name) == (FileKind.TARGETS, "month") else FieldType.DATE
    if plain is int:
        return FieldType.COUNT
    if plain is Decimal:
        counted = name == "qty" or name.startswith("stock_")
        return FieldType.QUANTITY if counted else FieldType.MONEY
    return FieldType.TEXT
