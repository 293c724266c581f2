"""Resellers against a register by hand: matched only where certain."""

from __future__ import annotations

from typing import Any

import pytest

from scorecard.i18n.text import render
from scorecard.matching import Candidate, Match, Matcher, Reseller

REGISTER = [
    Candidate(1, "P1", "Alfa Systemy Sp. z o.o.", "PL", "PL5000000008", "Warszawa"),
    Candidate(2, "P2", "Alfa Systems S.A.", "PL", "PL5000079197"),
    Candidate(3, "P3", "Nova Net Sp. z o.o.", "PL", None, "Kraków"),
    Candidate(4, "P4", "Nova Net S.A.", "PL", None, "Warszawa"),
    Candidate(5, "P5", "Kowalski IT Kraków Sp. z o.o.", "PL"),
    Candidate(6, "P6", "Kowalski IT Gdańsk Sp. z o.o.", "PL"),
    Candidate(7, "P7", "Kowalski IT Sp. z o.o.", "PL"),
    Candidate(8, "P8", "Tűzfal Informatika Kft.", "HU", "HU20837832"),
    Candidate(9, "P9", "Müller Systemhaus GmbH", "DE", None, "München"),
    Candidate(10, "P10", "Studio 7 S.R.L.", "RO"),
    Candidate(11, "P11", "Podlaska Hurtownia Danych S.A.", "PL", None, "Białystok"),
    Candidate(12, "P12", "O'Neill Networks Ltd", "GB"),
    Candidate(13, "P13", "Comarex S.A.", "PL"),
    Candidate(14, "P14", "Comarex Serwis Sp. z o.o.", "PL"),
    Candidate(15, "P15", "Redes Muñoz S.L.", "ES"),
    Candidate(16, "P16", "Redes Muñoz S.A. de C.V.", "MX"),
    Candidate(17, "P17", "Betasoloin Ltd", "GB"),
    Candidate(18, "P18", "Netsoft Ltd", "GB"),
    Candidate(19, "P19", "Net Soft Ltd", "GB"),
    Candidate(20, "P20", "Delta Handel Oddział Łódź Sp. z o.o.", "PL", "PL5000999991", "Łódź"),
    Candidate(21, "P21", "Delta Handel Sp. z o.o.", "PL", "PL5000999991", "Poznań"),
    Candidate(22, "P22", "Réseaux Lyon SAS", "FR"),
    Candidate(23, "P23", "Lyon Réseaux SARL", "FR"),
]


def match(name: str | None, country: str | None = "PL", **more: Any) -> Match:
    return Matcher(REGISTER).match([Reseller("D1", name=name, country=country, **more)])[0]


def outcome(found: Match) -> tuple[str, str, object]:
    codes = [suggestion.partner_code for suggestion in found.suggestions]
    return found.fate, found.rule, found.partner_id or codes


@pytest.mark.parametrize(
    ("name", "country", "rule", "partner_id"),
    [
        ("ALFA  SYSTEMY SP Z O O", "PL", "name", 1),
        ("alfa systems, s.a.", "PL", "name", 2),
        ("Alfa Systemy", "PL", "name", 1),
        ("Alfa Systemy", None, "name", 1),
        ("Systemy Alfa Sp. z o.o.", "PL", "name", 1),
        ("Nova Net spółka akcyjna", "PL", "name", 4),
        ("Kowalski IT Krakow", "PL", "name", 5),
        ("Kowalski IT - Kraków", "PL", "name", 5),
        ("Kowalski IT Sp. z o.o.", "PL", "name", 7),
        ("Tuzfal Informatika", "HU", "name", 8),
        ("Tűzfal Infromatika Kft", "HU", "fuzzy", 8),
        ("T?zfal Informatika Kft", "HU", "name", 8),
        ("Tuzfal Informatika Ltd", "HU", "name", 8),
        ("MUELLER SYSTEMHAUS GMBH", "DE", "name", 9),
        ("Muller Systemhaus", "DE", "name", 9),
        ("Müller Systemhaus GmbH, Filiale Hamburg", "DE", "name", 9),
        ("Mueler Systemhaus GmbH", "DE", "fuzzy", 9),
        ("STUDIO 7 SRL", "RO", "name", 10),
        ("Podlaska Hurtownia Da", "PL", "fuzzy", 11),
        ("Podlaska Hurt. Danych", "PL", "fuzzy", 11),
        ("Podlaska Hurtwonia Danych S.A.", "PL", "fuzzy", 11),
        ("O Neill Networks Limited", "GB", "name", 12),
        ("Comarex S.A.", "PL", "name", 13),
        ("Redes Munoz SL", "ES", "name", 15),
        ("Redes Munoz SA de CV", None, "name", 16),
        ("Betasolion Limited", "GB", "fuzzy", 17),
        ("NETSOFT LTD", "GB", "name", 18),
        ("NET SOFT LTD", "GB", "name", 19),
        ("Delta Handel Sp. z o.o. oddział w Łodzi", "PL", "name", 20),
        ("Delta Handel Sp. z o.o. oddział Opole", "PL", "name", 21),
        ("Reseaux Lyon", "FR", "name", 22),
    ],
)
def test_matched(name: str, country: str | None, rule: str, partner_id: int) -> None:
    found = match(name, country)
    assert outcome(found) == ("matched", rule, partner_id)
    assert found.suggestions == ()


@pytest.mark.parametrize(
    ("name", "country", "codes"),
    [
        ("ALFA SYSTEM", "PL", ["P1", "P2"]),
        ("Alfa Syst.", "PL", ["P1", "P2"]),
        ("Alfa", "PL", ["P1", "P2"]),
        ("Alfa Systms", "PL", ["P2", "P1"]),
        ("Nova Net", "PL", ["P3", "P4"]),
        ("Redes Muñoz", None, ["P15", "P16"]),
    ],
)
def test_several_fit_equally_well(name: str, country: str | None, codes: list[str]) -> None:
    found = match(name, country)
    assert (found.fate, found.partner_id) == ("ambiguous", None)
    assert [suggestion.partner_code for suggestion in found.suggestions] == codes


@pytest.mark.parametrize(
    ("name", "country", "first", "why"),
    [
        ("Alfa Serwis Sp. z o.o.", "PL", "P1", "Words on one side only: serwis, systemy"),
        ("Studio 8 S.R.L.", "RO", "P10", "Words on one side only: 8, 7"),
        ("Studio 7", "HU", "P10", "Another country (RO)"),
        ("Podlaska Hurtownia Danych Sp. z o.o.", "PL", "P11", "Another legal form"),
        ("Podlaska Hurtownia", "PL", "P11", "Words on one side only: danych"),
        ("Podlaski Hurtownia Danych", "PL", "P11", "Another word, or misspelt: podlaski"),
        ("Comarex", "PL", "P13", "Other partners' names begin with this word"),
        ("Betasolin", "GB", "P17", "Spelt differently: betasolin"),
        ("Tuzfel Informatika Kft", "HU", "P8", "Another word, or misspelt: tuzfel"),
        ("Kowalski IT - Poznań", "PL", "P7", "A branch of this partner"),
        ("Müller Systemhaus AG", "DE", "P9", "Another legal form"),
    ],
)
def test_one_is_near_and_not_certain(name: str, country: str, first: str, why: str) -> None:
    found = match(name, country)
    assert (found.fate, found.rule, found.partner_id) == ("unknown", "none", None)
    assert found.suggestions[0].partner_code == first
    assert render(found.suggestions[0].why) == why


@pytest.mark.parametrize("name", ["QWERTY Handel", "Zupełnie Obca", "", None, "---", "?????"])
def test_strangers(name: str | None) -> None:
    assert outcome(match(name)) == ("unknown", "none", [])


def test_an_equal_tax_id_decides_whatever_the_name() -> None:
    assert outcome(match("Hurtownia X", tax_id="500-000-00-08")) == ("matched", "tax_id", 1)
    assert outcome(match(None, None, tax_id="PL5000000008")) == ("matched", "tax_id", 1)
    assert outcome(match("Alfa Systems S.A.", tax_id="5000000008")) == ("matched", "tax_id", 1)


def test_another_tax_id_keeps_an_equal_name_from_being_certain() -> None:
    found = match("Alfa Systemy Sp. z o.o.", tax_id="5252344078")
    assert outcome(found) == ("unknown", "none", ["P1"])
    assert render(found.suggestions[0].why) == "Another tax number"


def test_partners_with_one_tax_id_are_told_by_name() -> None:
    shared = "5000999991"
    assert outcome(match("Delta Handel, oddział Łódź", tax_id=shared)) == ("matched", "tax_id", 20)
    assert outcome(match("Delta Handel Sp. z o.o.", tax_id=shared)) == ("matched", "tax_id", 21)
    assert outcome(match("Zupełnie Obca", tax_id=shared)) == ("ambiguous", "tax_id", ["P21", "P20"])


def test_the_city_of_the_address_tells_namesakes_apart() -> None:
    assert outcome(match("Nova Net", city="Krakow")) == ("matched", "name", 3)
    assert outcome(match("Nova Net", city="Warsaw")) == ("matched", "name", 4)
    assert match("Nova Net", city="Gdynia").fate == "ambiguous"
    assert outcome(match("Podlaska Hurtownia Danych S.A.", city="Ełk")) == ("matched", "name", 11)
    assert match("Podlaska Hurtownia Danych", city="Ełk").fate == "unknown"


def test_a_partners_code_decides_between_like_names_only() -> None:
    assert outcome(match("Alfa System", reseller_id="p2")) == ("matched", "code", 2)
    assert match("QWERTY Handel", reseller_id="P2").fate == "unknown"
    assert outcome(match(None, reseller_id="P2")) == ("unknown", "none", [])
    assert outcome(match("Alfa Systemy", reseller_id="P2")) == ("matched", "name", 1)


def test_what_a_person_decided_comes_first() -> None:
    decided = Matcher(REGISTER, {("D1", "żółw 10"): 3, ("D1", "alfa system"): 2})
    asked = [
        Reseller("D1", "ŻÓŁW 10", "Alfa Systemy Sp. z o.o.", "PL", "PL5000000008"),
        Reseller("D1", None, "ALFA  System", "PL"),
        Reseller("D1", "77", "Alfa System", "PL"),
    ]
    assert [outcome(found) for found in decided.match(asked)] == [
        ("matched", "alias", 3), ("matched", "alias", 2), ("matched", "alias", 2),
    ]  # fmt: skip


def test_ids_of_one_sender_say_nothing_about_anothers() -> None:
    decided = Matcher(REGISTER, {("D1", "1001"): 3, ("D2", "1001"): 8})
    asked = [Reseller(sender, "1001", "Firma") for sender in ("D1", "D2", "D3", None)]
    assert [found.partner_id for found in decided.match(asked)] == [3, 8, None, None]


def test_aliases_that_fold_together_decide_nothing() -> None:
    decided = Matcher(REGISTER, {("D1", "Żółw"): 3, ("D1", "zolw"): 4, ("D1", "ŻÓŁW 2"): 5})
    found = decided.match([Reseller("D1", "żółw"), Reseller("D1", "zolw 2")])
    assert [match.partner_id for match in found] == [None, 5]


def test_one_answer_each_in_order() -> None:
    asked = [Reseller(name=name, country="PL") for name in ("Alfa Systemy", "X", "Alfa Systemy")]
    found = Matcher(REGISTER).match(asked)
    assert [match.partner_id for match in found] == [1, None, 1]
    assert Matcher(REGISTER).match([]) == []
    assert Matcher([]).match(asked[:1])[0].fate == "unknown"


def test_at_most_five_are_suggested_the_best_first() -> None:
    many = [Candidate(n, f"C{n}", f"Alfa Beta {n} Kft.", "HU") for n in range(1, 9)]
    found = Matcher(many).match([Reseller(name="Alfa Beta Kft.", country="HU")])[0]
    assert [suggestion.partner_code for suggestion in found.suggestions] == [
        "C1", "C2", "C3", "C4", "C5",
    ]  # fmt: skip
    assert found.score == found.suggestions[0].score == 0.875
