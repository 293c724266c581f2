"""How to read one sender's files of one kind, as data: kept per sender or given as a file."""

from __future__ import annotations

import json
import re
import tomllib
from decimal import Decimal
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from scorecard.errors import UserError, did_you_mean
from scorecard.ingest.kinds import ROWS, FileKind

MONTH_HEADER = re.compile(r"^(?:(?P<year>\d{4})[-/.]?(?P<month>\d{2})|M?(?P<only>\d{1,2}))$", re.I)


class Wide(BaseModel):
    """Months that stand side by side as columns, to be turned into one row a month.

    Args:
        columns: the headers that hold months (`M01`, `07`, `2026-07` are understood), or
        pattern: a regular expression with a group `month` and, without `year_column`, `year`.
        year_column: header of the column that holds the year, where the headers name none.
        field: canonical field that receives the month.
        value: canonical field that receives the cell.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    columns: tuple[str, ...] = ()
    pattern: str | None = None
    year_column: str | None = None
    field: str = "month"
    value: str = "amount"

    @field_validator("pattern")
    @classmethod
    def _compiles(cls, pattern: str | None) -> str | None:
        if pattern is None:
            return None
        try:
            groups = re.compile(pattern).groupindex
        except re.error as error:
            raise ValueError(f"the pattern is not a regular expression: {error}") from error
        if "month" not in groups:
            raise ValueError("the pattern needs a group (?P<month>...)")
        return pattern

    @model_validator(mode="after")
    def _names_months(self) -> Wide:
        if not self.columns and not self.pattern:
            raise ValueError("wide needs columns or a pattern")
        return self


class Mapping(BaseModel):
    """How a sender's file is to be read. Everything left out is proven from the file itself.

    Args:
        columns: canonical field -> header, or several headers of which the first found is used.
        constants: canonical field -> value of every row.
        values: canonical field -> {text of the file: canonical text}.
        multiply: canonical field -> factor as decimal text, for example `amount: "1000"`.
        header_record: record number of the header, first record of the file = 1.
        under_header: how many records right under the header are no data but more about the
            columns (the question's text, ids), as survey tools write them.
        day_numbers_from: the year that a spreadsheet's day numbers count from.
        resend: what a file does that covers documents which are there already: "replace" its
            period (changed lines updated, missing ones taken out) or "add" to it.
        positions: for a file without a header, the field of each column; "" for one not read.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    columns: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    constants: dict[str, str] = Field(default_factory=dict)
    values: dict[str, dict[str, str]] = Field(default_factory=dict)
    multiply: dict[str, Decimal] = Field(default_factory=dict)
    date_order: Literal["ymd", "dmy", "mdy"] | None = None
    day_numbers_from: Literal["1900", "1904"] | None = None
    resend: Literal["replace", "add"] | None = None
    decimal_mark: Literal[".", ","] | None = None
    thousands_mark: str | None = None
    null_texts: tuple[str, ...] = ()
    encoding: str | None = None
    delimiter: str | None = Field(default=None, min_length=1, max_length=1)
    sheet: str | None = None
    header_record: int | None = Field(default=None, ge=1)
    under_header: int = Field(default=0, ge=0, le=5)
    positions: tuple[str, ...] = ()
    wide: Wide | None = None

    @field_validator("columns", mode="before")
    @classmethod
    def _one_or_many(cls, columns: Any) -> Any:
        if not isinstance(columns, dict):
            return columns
        return {
            field: (header,) if isinstance(header, str) else header
            for field, header in columns.items()
        }

    @field_validator("constants", mode="before")
    @classmethod
    def _as_text(cls, constants: Any) -> Any:
        if not isinstance(constants, dict):
            return constants
        return {field: str(value) for field, value in constants.items()}

    @field_validator("multiply", mode="before")
    @classmethod
    def _exact(cls, multiply: Any) -> Any:
        if isinstance(multiply, dict) and any(isinstance(f, float) for f in multiply.values()):
            raise ValueError('write factors as text, for example "0.01"')
        return multiply

    @field_validator("encoding")
    @classmethod
    def _known(cls, encoding: str | None) -> str | None:
        if encoding is not None:
            try:
                "".encode(encoding)
            except LookupError as error:
                raise ValueError(f"unknown encoding {encoding!r}") from error
        return encoding

    def as_json(self) -> dict[str, Any]:
        """Plain JSON, as it is kept in the store; `Mapping.model_validate` reads it back."""
        return self.model_dump(mode="json", exclude_defaults=True)


def load_mapping(text: str, format: str, kind: FileKind | None = None) -> Mapping:
    """Read a mapping file.

    Args:
        text: content of the file.
        format: yaml, yml, toml or json (a file's suffix, with or without the dot).
        kind: when given, every field must be one of this kind's.

    Raises:
        UserError: `mapping_format`, `mapping_broken` (with the line) or `mapping_wrong`.
    """
    data = _parsed(text, format.lower().lstrip("."))
    if not isinstance(data, dict):
        raise UserError("mapping_broken", line=1, detail="a mapping with named parts is expected")
    try:
        mapping = Mapping.model_validate(data)
    except ValidationError as error:
        raise UserError("mapping_wrong", detail=_first_error(error)) from error
    check_fields(mapping, kind)
    return mapping


def check_fields(mapping: Mapping, kind: FileKind | None) -> None:
    """Raise `UserError` for a field that the kind (or no kind at all) has."""
    kinds = [kind] if kind else list(FileKind)
    known = sorted({name for one in kinds for name in ROWS[one].model_fields})
    named = [*mapping.columns, *mapping.constants, *mapping.values, *mapping.multiply]
    for field in [*named, *mapping.positions]:
        if field and field not in known:
            hint = did_you_mean(field, known)
            raise UserError("mapping_wrong", detail=f"unknown field {field!r}{hint}")
    for field in set(mapping.columns) & set(mapping.constants):
        raise UserError("mapping_wrong", detail=f"{field!r} is both a column and a constant")


def _parsed(text: str, format: str) -> Any:
    text = text.removeprefix("\ufeff")
    try:
        if format in ("yaml", "yml"):
            return yaml.safe_load(text)
        if format == "toml":
            return tomllib.loads(text)
        if format == "json":
            return json.loads(text)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise UserError("mapping_broken", line=line, detail=error.problem or "") from error
    except (yaml.YAMLError, tomllib.TOMLDecodeError, json.JSONDecodeError) as error:
        line = getattr(error, "lineno", None) or _line_in(str(error), text)
        raise UserError("mapping_broken", line=line, detail=str(error)) from error
    raise UserError("mapping_format", format=format)


def _line_in(sentence: str, text: str) -> int:
    found = re.search(r"line (\d+)", sentence)
    return int(found[1]) if found else len(text.splitlines())


def _first_error(error: ValidationError) -> str:
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        known = [*Mapping.model_fields, *Wide.model_fields]
        return f"unknown part {where!r}{did_you_mean(str(first['loc'][-1]), known)}"
    return f"{where}: {first['msg']}"
