"""End customers of deals, read as resellers are, and how two of them compare."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from rapidfuzz import fuzz

from scorecard.matching.evidence import Evidence, weigh
from scorecard.matching.register import Candidate, Entry, Register
from scorecard.matching.tax import same_number

Ints = NDArray[np.int64]
LETTERS, LOOSE = 88, 76  # of 100
BEGINS_FROM = 7  # letters
NUMBERS = re.compile(r"\b\d+\b")
MISREAD = str.maketrans("015", "ols")
KEYS_OF_NAME = 3  # rarest words by which a customer is looked for


class Customer(StrEnum):
    """How alike two customers are, the likest first."""

    TAX = "tax"  # the same tax number
    SAME = "same"  # the same words, nothing against it
    SPELLING = "spelling"  # differs in spelling alone
    FORM = "form"  # the same words, but another legal form, city or branch
    NEAR = "near"  # may be the same
    BEGINS = "begins"  # one is the beginning of the other: cut off, or a department added
    LETTERS = "letters"  # other words, of nearly the same letters
    LOOSE = "loose"  # ... of much the same letters
    OTHER = "other"


@dataclass(frozen=True)
class Customers:
    """The customers of a frame of deals.

    Args:
        of_deal: number of each deal's customer, -1 where none is named.
        register: all of them read; positions are the numbers.
        texts: words in alphabetical order, for comparing letters.
        spelled: number of the words, equal for names with the same words, form and country.
    """

    of_deal: Ints
    register: Register
    texts: NDArray[np.object_]
    spelled: Ints


def read_customers(deals: pd.DataFrame) -> Customers:
    """Each customer as it is written once, read."""
    columns = ["customer_name", "customer_country", "customer_tax_id"]
    written = deals[columns].astype("object")
    code = np.asarray(written.groupby(columns, sort=True).ngroup(), dtype=np.int64)
    _, first = np.unique(code, return_index=True)
    register = Register(_candidates(written.iloc[first].itertuples(index=False, name=None)))
    texts = [" ".join(sorted(entry.name.words)) for entry in register.entries]
    keys = [
        (text, entry.name.form, entry.country, entry.name.branch)
        for text, entry in zip(texts, register.entries, strict=True)
    ]
    numbers = {key: n for n, key in enumerate(dict.fromkeys(keys))}
    known = np.array([bool(e.name.words) or e.tax is not None for e in register.entries], bool)
    return Customers(
        of_deal=np.asarray(np.where(known[code], code, -1) if len(code) else code, np.int64),
        register=register,
        texts=np.array(texts, dtype=object),
        spelled=np.array([numbers[key] for key in keys], dtype=np.int64),
    )


def _candidates(written: Iterable[tuple[str, str, str]]) -> Iterable[Candidate]:
    for at, (name, country, tax) in enumerate(written):
        yield Candidate(at, str(at), name, country or None, tax or None)


def compare_customers(customers: Customers, one: Ints, other: Ints) -> NDArray[np.object_]:
    """A `Customer` for each pair of numbers; equal names are told without weighing them."""
    found = np.full(len(one), Customer.SAME.value, dtype=object)
    weighed: dict[tuple[int, int], str] = {}
    numbered = np.flatnonzero(customers.spelled[one] != customers.spelled[other])
    taxed = np.array([entry.tax is not None for entry in customers.register.entries], dtype=bool)
    both = np.flatnonzero(taxed[one] & taxed[other])
    for at in np.union1d(numbered, both).tolist():
        pair = (int(min(one[at], other[at])), int(max(one[at], other[at])))
        if pair not in weighed:
            weighed[pair] = _level(customers.register, *pair)
        found[at] = weighed[pair]
    return found


def _level(register: Register, one: int, other: int) -> str:
    entries = register.entries
    told = same_number(entries[one].tax, entries[other].tax)
    if told is not None:
        return (Customer.TAX if told else Customer.OTHER).value
    if not (entries[one].name.words and entries[other].name.words):
        return Customer.OTHER.value
    # Either may be the one whose name is shortened.
    best = _likeness(weigh(entries[one], other, register))
    if best not in (Customer.SAME, Customer.SPELLING):
        turned = _likeness(weigh(entries[other], one, register))
        best = max(best, turned, key=ORDER.__getitem__)
    return best.value if best is not Customer.OTHER else _letters(entries[one], entries[other])


ORDER = {level: -at for at, level in enumerate(Customer)}


def _letters(one: Entry, other: Entry) -> str:
    """Other words, but hardly other letters, and no other number."""
    if one.country and other.country and one.country != other.country:
        return Customer.OTHER.value
    a, b = " ".join(one.name.words), " ".join(other.name.words)
    short, long = sorted((a.replace(" ", ""), b.replace(" ", "")), key=len)
    if len(short) >= BEGINS_FROM and long.startswith(short):
        return Customer.BEGINS.value
    if NUMBERS.findall(a) != NUMBERS.findall(b):
        return Customer.OTHER.value
    alike = fuzz.ratio(a.translate(MISREAD), b.translate(MISREAD), score_cutoff=LOOSE)
    if alike >= LETTERS:
        return Customer.LETTERS.value
    return (Customer.LOOSE if alike else Customer.OTHER).value


def _likeness(evidence: Evidence) -> Customer:
    if evidence.alike and not evidence.barred:
        return Customer.SAME
    if evidence.certain:
        return Customer.SPELLING
    if evidence.alike:
        return Customer.FORM
    if evidence.plausible and not evidence.barred:
        return Customer.NEAR
    return Customer.OTHER
