"""Typed values of every field of a table, and what is wrong with each cell."""

from __future__ import annotations

import string
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scorecard.ingest.convert import Converted, Problem, Style, convert
from scorecard.ingest.dates import prove_order
from scorecard.ingest.fields import PAST, FieldSpec, FieldType, fields_of
from scorecard.ingest.findings import Findings
from scorecard.ingest.kinds import FileKind
from scorecard.ingest.mapping import Mapping
from scorecard.ingest.marks import without_marks
from scorecard.ingest.mojibake import LOST, mend_text
from scorecard.ingest.numbers import prove_style
from scorecard.ingest.products_proof import prove_by_products
from scorecard.ingest.table import Column, Table
from scorecard.reports.safe import STARTS, is_formula_like, plain_cell

NUMERIC = (FieldType.MONEY, FieldType.QUANTITY, FieldType.COUNT)
INVISIBLE = (
    string.whitespace
    + "\u00a0\u2000\u2002\u2003\u2007\u2009\u200b\u200e\u200f\u202f\u2060\u3000\ufeff"
)
# Fields that only describe: a text that cannot be read is remarked on and left out.
REMARKED = {FileKind.SELL_THROUGH: ("reseller_country",)}
FIRST_SIGNS = frozenset(STARTS)
DATED = (FieldType.DATE, FieldType.MONTH)


@dataclass
class Judged:
    """Args:
    values: field -> one value a row (see `Converted`), for every field of the kind.
    missing: field -> True for the rows whose cell is empty and has no default.
    valued: field -> True for the rows that have a good value (not missing, not refused).
    words: field -> its distinct texts, trimmed and translated; `by_word`: their values.
    marks: field -> index of a text -> currencies that a mark beside the number can mean.
    notes: what was understood of the whole file, for the report's dialect.
    style: what the file proved about dates and numbers.
    """

    kind: FileKind
    table: Table
    findings: Findings
    style: Style
    values: dict[str, NDArray[Any]] = field(default_factory=dict)
    missing: dict[str, NDArray[np.bool_]] = field(default_factory=dict)
    valued: dict[str, NDArray[np.bool_]] = field(default_factory=dict)
    words: dict[str, list[str]] = field(default_factory=dict)
    by_word: dict[str, NDArray[Any]] = field(default_factory=dict)
    marks: dict[str, dict[int, frozenset[str]]] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)

    def has(self, name: str) -> bool:
        """True when the file (or the mapping) gives this field."""
        return name in self.table.columns


def judge_cells(
    kind: FileKind,
    table: Table,
    mapping: Mapping,
    *,
    as_of: date | None = None,
    period: tuple[date, date] | None = None,
) -> Judged:
    """Convert every field, reject rows whose cells fail, and fill in defaults.

    Args:
        as_of: day after which nothing has happened yet; helps to prove the order of dates.
        period: first and last day the file says it is about; likewise.
    """
    specs = fields_of(kind)
    words = {name: _words(column, mapping, name) for name, column in table.columns.items()}
    marks, mended = _tidied(specs, words)
    style = _style(kind, table, words, mapping, as_of, period)
    judged = Judged(kind, table, Findings(table), style, words=words, marks=marks)
    for name, spec in specs.items():
        if name in table.columns:
            _judge(judged, spec, mapping.multiply.get(name, Decimal(1)))
        else:
            _absent(judged, spec)
    for name, found in mended.items():
        _report(judged.findings, table.columns[name], found, name, error=False)
    return judged


def _words(column: Column, mapping: Mapping, name: str) -> list[str]:
    """Trimmed texts, with the sender's words for nothing and its own values translated."""
    translate = dict.fromkeys(mapping.null_texts, "") | mapping.values.get(name, {})
    words = [word.strip(INVISIBLE) for word in column.words]
    together = "\n".join(words)
    if "'" in together:
        words = [plain_cell(word) if word[:1] == "'" else word for word in words]
    if '="' in together:
        words = [w[2:-1] if w.startswith('="') and w.endswith('"') else w for w in words]
    if "\r" in together:
        words = [word.replace("\r\n", "\n") for word in words]
    return [translate.get(word, word) for word in words] if translate else words


def _tidied(
    specs: MappingOf[str, FieldSpec], words: dict[str, list[str]]
) -> tuple[dict[str, dict[int, frozenset[str]]], dict[str, dict[int, Problem]]]:
    """Take marks off numbers and mend texts, in place; say which and where."""
    marks, mended = {}, {}
    for name in words:
        if specs[name].type in NUMERIC:
            words[name], marks[name] = without_marks(words[name])
        elif specs[name].type is FieldType.TEXT:
            words[name], mended[name] = _readable(words[name])
    return marks, mended


def _readable(words: list[str]) -> tuple[list[str], dict[int, Problem]]:
    """Words with wrongly decoded text mended, and a remark on each that was or cannot be."""
    mended = {word: mend_text(word) for word in {*words} if not word.isascii()}
    better = [mended.get(word, word) for word in words] if mended else words
    odd: dict[int, Problem] = {
        index: ("MOJIBAKE", {})
        for index, (old, new) in enumerate(zip(words, better, strict=True))
        if new != old or LOST in new
    }
    return better, odd


def _style(
    kind: FileKind,
    table: Table,
    words: MappingOf[str, list[str]],
    mapping: Mapping,
    as_of: date | None,
    period: tuple[date, date] | None,
) -> Style:
    specs = fields_of(kind)
    dated = [n for n, spec in specs.items() if n in words and spec.type in DATED]
    numeric = [n for n, spec in specs.items() if n in words and spec.type in NUMERIC]
    happened = as_of if set(dated) <= set(PAST.get(kind, ())) else None
    dates = prove_order(
        (text for name in dated for text in words[name]),
        mapping.date_order,
        epoch=mapping.day_numbers_from,
        period=period,
        as_of=happened,
    )
    numbers = prove_style([words[name] for name in numeric], mapping.decimal_mark)
    if numbers.ambiguous and numbers.decimal is None:
        numbers = prove_by_products(table, words) or numbers
    return Style(dates, numbers)


def _judge(judged: Judged, spec: FieldSpec, factor: Decimal) -> None:
    name = spec.name
    column, words = judged.table.columns[name], judged.words[name]
    converted = convert(spec, words, judged.style, factor)
    if name == "status" and _told_by_stage(judged.table):
        converted.bad = {i: ("UNKNOWN_STAGE", {}) for i in converted.bad}
    missing = column.where(not word for word in words)
    soft = name in REMARKED.get(judged.kind, ())
    _report(judged.findings, column, converted.bad, name, error=not soft)
    _report(judged.findings, column, converted.odd, name, error=False)
    if spec.type is FieldType.TEXT:
        _report(judged.findings, column, _formulas(words), name, error=False)
    judged.by_word[name] = _filled(spec, converted)
    values = judged.by_word[name][column.codes]
    if spec.default is not None and missing.any():
        values[missing] = spec.default
        missing = np.zeros_like(missing)
    if spec.required:
        judged.findings.error("MISSING_VALUE", missing, name)
    judged.values[name], judged.missing[name] = values, missing
    judged.valued[name] = ~missing
    if converted.bad:
        judged.valued[name] &= ~column.where(i in converted.bad for i in range(len(words)))


def _told_by_stage(table: Table) -> bool:
    """True for deals whose status is read from the column of their stage."""
    status, stage = table.columns.get("status"), table.columns.get("stage")
    if status is None or stage is None or status.header is None:
        return False
    return status.header == stage.header


def _formulas(words: list[str]) -> dict[int, Problem]:
    likely = [index for index, word in enumerate(words) if word[:1] in FIRST_SIGNS]
    return {i: ("FORMULA_LIKE_TEXT", {}) for i in likely if is_formula_like(words[i])}


def _filled(spec: FieldSpec, converted: Converted) -> NDArray[Any]:
    """Values of refused texts must not travel on: they read as missing."""
    values = converted.values
    for index in converted.bad:
        if values.dtype == object:
            values[index] = None
        else:
            values[index] = np.datetime64("NaT") if spec.type in DATED else 0
    return values


def _report(
    findings: Findings, column: Column, found: MappingOf[int, Problem], name: str, *, error: bool
) -> None:
    alike: dict[tuple[str, tuple[tuple[str, str], ...]], list[int]] = {}
    for index, (code, params) in found.items():
        alike.setdefault((code, tuple(params.items())), []).append(index)
    for (code, pairs), indexes in alike.items():
        marked = np.zeros(len(column.words), dtype=bool)
        marked[indexes] = True
        note = findings.error if error else findings.warn
        note(code, marked[column.codes], name, **dict(pairs))


def _absent(judged: Judged, spec: FieldSpec) -> None:
    rows = len(judged.table)
    missing = np.ones(rows, dtype=bool)
    if spec.type in NUMERIC:
        values: NDArray[Any] = np.zeros(rows, dtype=np.int64)
    elif spec.type in DATED:
        values = np.full(rows, np.datetime64("NaT"), dtype="datetime64[ns]")
    else:
        values = np.full(rows, None, dtype=object)
    if spec.default is not None:
        values[:] = spec.default
        missing = np.zeros(rows, dtype=bool)
    judged.values[spec.name], judged.missing[spec.name] = values, missing
    judged.valued[spec.name] = ~missing
