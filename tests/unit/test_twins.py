"""Names of one list that may mean the same company."""

from __future__ import annotations

from scorecard.matching.twins import look_alikes

NAMES = [
    "Kunde Eins", "KUNDE EINS GmbH", "Kunde Zwei", "Eins Kunde", "Lékárny Vřesová s.r.o.",
    "Pekárny Vřesová", "", "Blue Harbour Logistics", "Blue Harbor Logistics",
]  # fmt: skip


def test_the_same_words_are_found_and_other_words_are_not() -> None:
    found = [[NAMES[twin.at] for twin in twins] for twins in look_alikes(NAMES)]
    assert sorted(found[0]) == ["Eins Kunde", "KUNDE EINS GmbH"]
    assert found[2] == found[4] == found[5] == found[6] == []
    assert found[7] == ["Blue Harbor Logistics"]
    assert found[8] == ["Blue Harbour Logistics"]


def test_the_likeliest_comes_first_and_few_are_named() -> None:
    (first, *_rest), *_others = look_alikes(["Alfa Beta", "Beta Alfa", "ALFA BETA Ltd"], most=1)
    assert (first.at, 0 < first.score <= 1) == (1, True)
    assert look_alikes([]) == []
