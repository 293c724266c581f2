"""Resellers of the truth files, and of a drawn register where every answer is known."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.bench_match import tally
from benchmarks.dirty_names import Register, dirty
from scorecard.matching import Candidate, Matcher, Reseller

FATES = {"UNKNOWN_RESELLER": "unknown", "AMBIGUOUS_RESELLER": "ambiguous", None: "matched"}
Expected = tuple[str, str | None, list[str]]


def expected(accepted: dict[str, Any]) -> Expected:
    values = accepted["values"]
    fate = FATES[accepted.get("review")]
    return fate, values["partner_id"], values.get("candidates", [])


@pytest.mark.shared
def test_all_resellers_of_the_truth_files(shared: Path) -> None:
    folder = shared / "data" / "messy_distributor_files"
    partners = json.loads((folder / "_partners.json").read_text("utf-8"))
    codes = {n: partner["partner_id"] for n, partner in enumerate(partners, 1)}
    registered = Matcher(
        Candidate(n, partner["partner_id"], partner["name"], partner["country"], partner["vat"])
        for n, partner in enumerate(partners, 1)
    )
    wrong, counts = [], dict.fromkeys(FATES.values(), 0)
    for file in sorted(folder.glob("*.truth.json")):
        truth = json.loads(file.read_text("utf-8"))
        for accepted in truth["expected"].get("accepted") or []:
            values = accepted["values"]
            if "reseller_name" not in values:
                continue
            reseller = Reseller(
                truth["context"]["distributor_id"], values.get("reseller_id"),
                values["reseller_name"], values.get("reseller_country"),
            )  # fmt: skip
            found = registered.match([reseller])[0]
            suggested = [suggestion.partner_code for suggestion in found.suggestions]
            made: Expected = (
                found.fate,
                codes.get(found.partner_id or 0),
                suggested if found.fate == "ambiguous" else [],
            )
            counts[found.fate] += 1
            if made != expected(accepted):
                wrong.append((file.name, values["reseller_name"], made))
    assert wrong == []
    assert counts == {"unknown": 3, "ambiguous": 3, "matched": 328}


@pytest.fixture(scope="module")
def register() -> Register:
    return Register(2_000, seed=11)


def test_a_drawn_register_is_matched_without_a_wrong_one(register: Register) -> None:
    found = dirty(register, 1_000, seed=12)
    matches = Matcher(register.candidates).match([one.reseller for one in found])
    assert tally(found, matches) == {
        "partner": 789, "stranger": 211,
        "matched": 664, "right": 664,  # and none wrong: automatic precision 1.0
        "ambiguous": 16, "unknown": 320, "first": 114,
    }  # fmt: skip


def test_every_partner_is_found_by_its_own_name(register: Register) -> None:
    asked = [Reseller("D1", None, c.name, c.country) for c in register.candidates]
    found = Matcher(register.candidates).match(asked)
    missed = [c.name for c, match in zip(register.candidates, found, strict=True)
              if match.partner_id != c.partner_id]  # fmt: skip
    assert missed == []


def test_the_same_seed_draws_the_same(register: Register) -> None:
    assert Register(50, seed=11).companies == register.companies[:50]
    assert dirty(register, 20, seed=12) == dirty(register, 20, seed=12)
