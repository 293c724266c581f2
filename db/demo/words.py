"""Reads the invented names, products and comments that stand in files beside this module."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

_HERE = Path(__file__).parent
_NOT_DECOMPOSED = str.maketrans({"ł": "l", "Ł": "L", "ß": "ss", "ø": "o", "đ": "d"})

LANGUAGE = MappingProxyType(
    {"PL": "pl", "RO": "ro", "HU": "hu", "ES": "es", "PT": "pt", "DE": "de", "AT": "de", "CZ": "cs"}
)
REGION = MappingProxyType(
    {
        "PL": "Poland",
        "RO": "Romania",
        "HU": "Hungary",
        "ES": "Iberia",
        "PT": "Iberia",
        "DE": "DACH",
        "AT": "DACH",
        "CZ": "Czechia",
    }
)
# Channel managers of the vendor, by region; each looks after every n-th partner of it.
OWNERS = MappingProxyType(
    {
        "Poland": ("Marek Wójtowicz", "Zofia Adamska"),
        "Romania": ("Ilinca Văleanu",),
        "Hungary": ("Dóra Somogyi",),
        "Iberia": ("Alba Ferrándiz", "Tomás Quintela"),
        "DACH": ("Karin Lindqvist", "Henrik Osterloh"),
        "Czechia": ("Barbora Hlaváčová",),
    }
)


@cache
def words() -> dict[str, Any]:
    """The tables of `words.toml`: people, customers, comments."""
    return tomllib.loads((_HERE / "words.toml").read_text(encoding="utf-8"))


def read_table(name: str) -> pd.DataFrame:
    """A CSV file beside this module, all columns text, empty cells None."""
    frame = pd.read_csv(_HERE / name, dtype=str, keep_default_na=False)
    return frame.astype(object).where(frame != "", None)


@cache
def customers_of(country: str) -> tuple[str, ...]:
    """All end customers' names of a country, in a mixed but fixed order."""
    table = words()["customers"].get(country) or words()["customers"]["DE"]
    names = [f"{sector} {stem}" for stem in table["stem"] for sector in table["sector"]]
    order = np.random.default_rng(len(names)).permutation(len(names))
    return tuple(names[i] for i in order)


def plain(text: str) -> str:
    """Lower-case ASCII letters and digits of a name, as in an e-mail address."""
    folded = unicodedata.normalize("NFKD", text.translate(_NOT_DECOMPOSED))
    return re.sub(r"[^a-z0-9]", "", folded.encode("ascii", "ignore").decode().lower())
