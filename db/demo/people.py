"""People at the partners, and the certifications they hold."""

from __future__ import annotations

import numpy as np
import pandas as pd

from db.demo.window import Window, shift
from db.demo.words import plain, words

_ROLES = ("management", "sales", "presales", "engineer")
_ROLE_SHARE = (0.14, 0.32, 0.20, 0.34)
_CERTIFICATIONS = {
    "sales": ("Helio Sales Associate", "Helio Cloud Seller"),
    "presales": ("Helio Solution Designer", "Helio Cloud Architect"),
    "engineer": ("Helio Network Engineer", "Helio Security Engineer", "Helio Wireless Expert"),
}
_VALID_DAYS = 730
_RENEWED = 0.80


def build_people(rng: np.random.Generator, partners: pd.DataFrame) -> pd.DataFrame:
    """Columns p, person_id (an e-mail address), person_name, role."""
    size = np.sqrt(partners["size"].to_numpy())
    n = np.clip(np.rint(4.0 + 2.0 * size + rng.normal(0, 0.8, len(partners))), 2, 15)
    p = np.repeat(np.arange(len(partners)), n.astype(int))
    names = _names(rng, partners["country"].to_numpy()[p])
    domain = np.array([_domain(name) for name in partners["name"]], dtype=object)[p]
    first = p != np.roll(p, 1)
    role = np.where(first, "management", rng.choice(_ROLES, len(p), p=_ROLE_SHARE))
    people = pd.DataFrame({"p": p, "person_name": names, "domain": domain, "role": role})
    mail = [".".join(map(plain, name.split(" "))) for name in people["person_name"]]
    again = people.groupby(["p", "person_name"]).cumcount()
    number = again.map(lambda n: str(n + 1) if n else "")
    people["person_id"] = pd.Series(mail, dtype=object) + number + "@" + people["domain"]
    return people[["p", "person_id", "person_name", "role"]]


def _names(rng: np.random.Generator, countries: np.ndarray) -> np.ndarray:
    names = np.empty(len(countries), dtype=object)
    for country in dict.fromkeys(countries):
        table = words()["people"][country]
        at = np.flatnonzero(countries == country)
        given = rng.integers(0, len(table["given"]), len(at))
        family = rng.integers(0, len(table["family"]), len(at))
        order = (1, 0) if country == "HU" else (0, 1)
        pairs = [
            (table["given"][g], table["family"][f]) for g, f in zip(given, family, strict=True)
        ]
        names[at] = [f"{pair[order[0]]} {pair[order[1]]}" for pair in pairs]
    return names


def _domain(name: str) -> str:
    """An address that can never exist: `.example` is reserved (RFC 2606)."""
    return "-".join(plain(word) for word in name.split(" ")[:2]) + ".example"


def build_certifications(
    rng: np.random.Generator, people: pd.DataFrame, partners: pd.DataFrame, window: Window
) -> pd.DataFrame:
    """The columns of the certifications' file: valid for two years, most of them renewed."""
    holders = people[people["role"] != "management"]
    holders = holders[rng.random(len(holders)) < 0.86]
    twice = holders[(holders["role"] == "engineer").to_numpy() & (rng.random(len(holders)) < 0.45)]
    held = pd.concat([holders.assign(k=0), twice.assign(k=1)], ignore_index=True)
    held["certification"] = _choose(rng, held)
    end = np.datetime64(window.end)
    first = shift(np.full(len(held), end), -rng.integers(5, 2300, len(held)))
    signed = partners["signed_on"].to_numpy(dtype="datetime64[D]")[held["p"]]
    held["valid_from"] = np.maximum(first, np.minimum(signed + 20, end))
    rows = _renewed(rng, held)
    rows = rows[rows["valid_from"] <= end]
    rows = rows[rows["valid_to"] >= np.datetime64(window.start)]
    rows = rows.drop_duplicates(["p", "person_id", "certification", "valid_from"])
    rows["partner_code"] = partners["partner_code"].to_numpy()[rows["p"]]
    return rows.sort_values(["valid_from", "person_id"], kind="stable", ignore_index=True)


def _choose(rng: np.random.Generator, held: pd.DataFrame) -> np.ndarray:
    """A certification of the role; the second one of a person is another one."""
    luck = rng.integers(0, 1000, len(held))
    first = pd.Series(luck * (held["k"].to_numpy() == 0))
    start = first.groupby(held["person_id"].to_numpy()).transform("max") + held["k"]
    return np.array(
        [
            _CERTIFICATIONS[role][int(s) % len(_CERTIFICATIONS[role])]
            for role, s in zip(held["role"], start, strict=True)
        ],
        dtype=object,
    )


def _renewed(rng: np.random.Generator, held: pd.DataFrame) -> pd.DataFrame:
    """Each certification and its renewals, three at most."""
    generations = []
    now = held
    for _ in range(4):
        to = shift(now["valid_from"].to_numpy(dtype="datetime64[D]"), _VALID_DAYS - 1)
        now = now.assign(valid_to=to)
        generations.append(now)
        now = now[rng.random(len(now)) < _RENEWED]
        before = rng.integers(0, 40, len(now))
        again = shift(now["valid_to"].to_numpy(dtype="datetime64[D]"), -before)
        now = now.assign(valid_from=again)
    return pd.concat(generations, ignore_index=True)
