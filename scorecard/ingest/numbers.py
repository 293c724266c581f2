"""Texts -> exact decimal numbers. A mark's meaning is used only when the whole file proves it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

SCALE = 6
SPACES = str.maketrans(dict.fromkeys("\xa0\u202f\u2007\u2009\u2002\u2003\t", " "))
SIGNS = str.maketrans({"\u2212": "-", "\u2013": "-", "’": "'", "´": "'", "`": "'"})
GROUPED = r"\d{{1,3}}(?:{group}\d{{3}})+"


@dataclass(frozen=True)
class NumberStyle:
    """What the number texts of a file prove.

    Args:
        decimal: the decimal mark, `either` when both are proven by cells of their own, or None
            when no cell needs one.
        ambiguous: texts such as `1.234` that read differently while the mark is not proven.
    """

    decimal: str | None
    ambiguous: frozenset[str] = frozenset()


def _proof(mark: str) -> str:
    """Texts that can only be read with `mark` as the decimal mark."""
    mark, other = re.escape(mark), re.escape("," if mark == "." else ".")
    return (
        r"^[-+(]?(?:"
        rf"\d*{mark}(?:\d{{1,2}}|\d{{4,}})|\d{{4,}}{mark}\d{{3}}|0*{mark}\d{{3}}"
        rf"|0\d+{mark}\d{{3}}|\d{{1,3}}(?:{other}\d{{3}})+{mark}\d+"
        rf"|\d{{1,3}}(?:{other}\d{{3}}){{2,}}|\d{{1,3}}(?:[ ']\d{{3}})+{mark}\d+"
        r")[-)]?$"
    )


PROOFS = {".": _proof("."), ",": _proof(",")}
OPEN = r"^[-+(]?[1-9]\d{0,2}[.,]\d{3}[-)]?$"
REGULAR = {
    ".": r"^-?(?:\d{1,12}|\d{1,3}(?:,\d{3}){1,3})(?:\.\d{1,6})?$",
    ",": r"^-?(?:\d{1,12}|\d{1,3}(?:\.\d{3}){1,3})(?:,\d{1,6})?$",
}
INTEGER = r"^-?\d{1,12}$"


def tidy(text: str) -> str:
    """The text with plain spaces, minus and apostrophe."""
    return text.translate(SPACES).translate(SIGNS).strip()


def prove_style(columns: Iterable[Sequence[str]], given: str | None = None) -> NumberStyle:
    """The decimal mark that all number columns of the file together prove.

    Args:
        columns: distinct texts of each number column.
        given: the mark a person or the sender's mapping states; it needs no proof.
    """
    if given:
        return NumberStyle(given)
    proven: set[str] = set()
    open_texts: set[str] = set()
    for words in columns:
        marked = pc.filter(texts := _array(words), pc.match_substring_regex(texts, "[.,]"))
        tidied = _tidied(marked)
        for mark, proof in PROOFS.items():
            if mark not in proven and pc.any(pc.match_substring_regex(tidied, proof)).as_py():
                proven.add(mark)
        is_open = pc.match_substring_regex(tidied, OPEN)
        open_texts.update(pc.filter(marked, is_open).to_pylist())
    if len(proven) == 1:
        return NumberStyle(proven.pop())
    return NumberStyle("either" if proven else None, frozenset(open_texts))


def _tidied(texts: pa.Array) -> pa.Array:
    """`tidy` on the texts that hold anything beside ASCII digits and marks."""
    usual = pc.match_substring_regex(texts, r"^[-+(]?[\d.,]*[-)]?$")
    if pc.all(usual).as_py():
        return texts
    return pa.array([tidy(word) for word in texts.to_pylist()], type=pa.string())


def read_numbers(
    words: Sequence[str], style: NumberStyle
) -> tuple[NDArray[np.int64], dict[int, Decimal | None]]:
    """Numbers in millionths.

    Returns:
        One int64 a word, and the odd words by index: the exact Decimal where it has more than
        six decimals or does not fit, None where the text is no number or is ambiguous.
    """
    texts = _array(words)
    regular = REGULAR.get(style.decimal or ".", INTEGER)
    plain = pc.match_substring_regex(texts, regular)
    if style.ambiguous:
        unclear = pa.array(sorted(style.ambiguous), type=pa.string())
        plain = pc.and_(plain, pc.invert(pc.is_in(texts, value_set=unclear)))
    chosen = np.asarray(plain.to_numpy(zero_copy_only=False), dtype=bool)
    values = np.zeros(len(words), dtype=np.int64)
    values[chosen] = _millionths(pc.filter(texts, plain), style.decimal or ".")
    odd: dict[int, Decimal | None] = {}
    for index in np.flatnonzero(~chosen).tolist():
        number = read_number(words[index], style)
        small = number is not None and abs(number) < Decimal("9.2e12")
        if number is not None and small:
            values[index] = round(number.scaleb(SCALE))
        if number is None or not small or number != number.quantize(Decimal("1e-6")):
            odd[index] = number
    return values, odd


def read_number(text: str, style: NumberStyle) -> Decimal | None:
    """One number, exactly, with trailing minus, parentheses and every thousands mark."""
    if text in style.ambiguous:
        return None
    body, sign = _signed(tidy(text))
    marks = (".", ",") if style.decimal == "either" else (style.decimal or ".",)
    for mark in marks:
        if style.decimal == "either" and not _fits(body, mark):
            continue
        number = _unsigned(body, mark)
        if number is not None:
            return sign * number
    return None


def _fits(body: str, mark: str) -> bool:
    return bool(re.match(PROOFS[mark], body, re.A)) or not re.search("[.,]", body)


def _signed(body: str) -> tuple[str, int]:
    if body.startswith("(") and body.endswith(")"):
        return body[1:-1].strip(), -1
    if body.startswith("-"):
        return body[1:].strip(), -1
    if body.endswith("-"):
        return body[:-1].strip(), -1
    return body.removeprefix("+").strip(), 1


def _unsigned(body: str, mark: str) -> Decimal | None:
    whole, _, fraction = body.partition(mark)
    groups = ("," if mark == "." else ".", " ", "'")
    if not (whole or fraction) or (fraction and not re.fullmatch(r"\d+", fraction, re.A)):
        return None
    grouped = any(
        re.fullmatch(GROUPED.format(group=re.escape(group)), whole, re.A) for group in groups
    )
    if whole and not grouped and not re.fullmatch(r"\d+", whole, re.A):
        return None
    try:
        return Decimal(re.sub(r"\D", "", whole) + "." + fraction)
    except InvalidOperation:
        return None


def _millionths(texts: pa.Array, mark: str) -> NDArray[np.int64]:
    if not len(texts):
        return np.zeros(0, dtype=np.int64)
    group = "," if mark == "." else "."
    plain = pc.replace_substring(texts, group, "")
    if mark == ",":
        plain = pc.replace_substring(plain, ",", ".")
    exact = plain.cast(pa.decimal128(38, SCALE))
    halves = np.frombuffer(exact.buffers()[1], dtype=np.int64)
    return halves[2 * exact.offset : 2 * (exact.offset + len(exact)) : 2]


def _array(words: Sequence[str]) -> pa.Array:
    return words if isinstance(words, pa.Array) else pa.array(words, type=pa.string())
