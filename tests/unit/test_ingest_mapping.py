"""Mapping files: three formats, and sentences that say what is wrong and where."""

from __future__ import annotations

from decimal import Decimal

import pytest

from scorecard.errors import UserError
from scorecard.ingest.kinds import FileKind
from scorecard.ingest.mapping import Mapping, load_mapping

YAML = """
columns:
  sku: Part
  qty: [Qty, Quantity]
constants: {currency: USD}
multiply: {line_amount: "0.01"}
date_order: dmy
"""
TOML = """
date_order = "dmy"
[columns]
sku = "Part"
qty = ["Qty", "Quantity"]
[constants]
currency = "USD"
[multiply]
line_amount = "0.01"
"""
JSON = """{"columns": {"sku": "Part", "qty": ["Qty", "Quantity"]},
"constants": {"currency": "USD"}, "multiply": {"line_amount": "0.01"}, "date_order": "dmy"}"""


@pytest.mark.parametrize(("text", "format"), [(YAML, "yaml"), (TOML, ".toml"), (JSON, "json")])
def test_the_three_formats_say_the_same(text, format):
    assert load_mapping(text, format, FileKind.SELL_THROUGH) == Mapping(
        columns={"sku": ("Part",), "qty": ("Qty", "Quantity")},
        constants={"currency": "USD"},
        multiply={"line_amount": Decimal("0.01")},
        date_order="dmy",
    )


def test_survives_the_store():
    mapping = load_mapping(YAML, "yaml")
    assert mapping.as_json() == {
        "columns": {"sku": ["Part"], "qty": ["Qty", "Quantity"]},
        "constants": {"currency": "USD"},
        "multiply": {"line_amount": "0.01"},
        "date_order": "dmy",
    }
    assert Mapping.model_validate(mapping.as_json()) == mapping


@pytest.mark.parametrize(
    ("text", "format", "code", "part"),
    [
        ("a: 1\nb: [1\nc: 2", "yaml", "mapping_broken", "Line 3"),
        ('a = 1\nb = "x', "toml", "mapping_broken", "Line 2"),
        ('{"a": 1,\n"b" 2}', "json", "mapping_broken", "Line 2"),
        ("- a\n- b", "yaml", "mapping_broken", "named parts"),
        ("a: 1", "docx", "mapping_format", "docx"),
        ("colums: {}", "yaml", "mapping_wrong", "did you mean 'columns'?"),
        ("columns: {quantity: Q}", "yaml", "mapping_wrong", "unknown field 'quantity'"),
        ("columns: {invoice_nr: Q}", "yaml", "mapping_wrong", "did you mean 'invoice_no'?"),
        ("columns: {sku: S}\nconstants: {sku: X}", "yaml", "mapping_wrong", "both a column"),
        ("multiply: {qty: 0.1}", "yaml", "mapping_wrong", "write factors as text"),
        ("encoding: klingon", "yaml", "mapping_wrong", "unknown encoding 'klingon'"),
        ("wide: {year_column: Y}", "yaml", "mapping_wrong", "needs columns or a pattern"),
        ("wide: {pattern: '(M'}", "yaml", "mapping_wrong", "not a regular expression"),
        ("wide: {pattern: 'M(..)'}", "yaml", "mapping_wrong", "?P<month>"),
    ],
)
def test_what_is_wrong_is_said(text, format, code, part):
    with pytest.raises(UserError) as caught:
        load_mapping(text, format, FileKind.SELL_THROUGH)
    assert caught.value.code == code
    assert part in str(caught.value)


def test_a_field_of_another_kind_is_refused():
    with pytest.raises(UserError, match="unknown field 'sku'"):
        load_mapping("columns: {sku: S}", "yaml", FileKind.PARTNERS)
