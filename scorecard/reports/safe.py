"""Cells that a spreadsheet program must not run."""

from __future__ import annotations

import re

STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
PLAIN_NUMBER = re.compile(r"[+-]?[\d\s.,'’]*\d\s?%?")


def is_formula_like(text: str) -> bool:
    """True for text that Excel or LibreOffice would take for a formula.

    That is text beginning with `=`, `+`, `-`, `@`, a tab or a carriage return (also in their
    full-width forms), unless it is that one sign alone or a plain number: an optional sign,
    digits, digit marks and an optional per cent sign, such as `-12,5` or `+3 %`.
    """
    return text.startswith(STARTS) and len(text) > 1 and not PLAIN_NUMBER.fullmatch(text)


def safe_cell(text: str) -> str:
    """The text, with an apostrophe before it where a spreadsheet would run it."""
    return f"'{text}" if is_formula_like(text) else text


def plain_cell(text: str) -> str:
    """What `safe_cell` made harmless, as it was; spreadsheets write text so as well."""
    return text[1:] if text.startswith("'") and is_formula_like(text[1:]) else text
