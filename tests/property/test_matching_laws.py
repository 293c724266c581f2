"""What must hold of matching, whatever is written."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.dirty_names import Register, dirty
from scorecard.matching import Match, Matcher, Reseller
from scorecard.matching.names import read_name
from scorecard.matching.tax import read_tax_id

REGISTER = Register(400, seed=3)
MATCHER = Matcher(REGISTER.candidates)
DIRTY = [one.reseller for one in dirty(REGISTER, 200, seed=4)]
NAMES = st.one_of(
    st.text(max_size=60),
    st.lists(
        st.sampled_from([
            "Alfa", "Sp. z o.o.", "S.A.", "-", "Kraków", "oddział", "(", ")", "&", "S.", "R.L.",
            "de", "C.V.", "GmbH", "Co.", "KG", "?", "2", "i", "w", "likwidacji", "sp", "z", "o",
        ]),
        max_size=9,
    ).map(" ".join),
)  # fmt: skip


@settings(deadline=None)
@given(NAMES)
def test_any_text_is_read_and_its_case_does_not_matter(text: str) -> None:
    name = read_name(text)
    assert all(word and word == word.strip() for word in name.words)
    if text.isascii():
        assert read_name(text.upper()) == read_name(text.lower())
    read_tax_id(text, "PL")


@settings(deadline=None)
@given(NAMES, st.sampled_from(["PL", "HU", None, "??", ""]), st.text(max_size=12))
def test_any_reseller_gets_a_sound_answer(name: str, country: str | None, number: str) -> None:
    found = MATCHER.match([Reseller("D1", number, name, country, number, name)])[0]
    assert_sound(found)


def assert_sound(found: Match) -> None:
    assert (found.fate == "matched") == (found.partner_id is not None)
    assert (found.rule == "none") == (found.fate == "unknown")
    assert 0.0 <= found.score <= 1.0
    assert len(found.suggestions) <= 5
    assert found.fate != "ambiguous" or len(found.suggestions) >= 2
    assert found.fate != "matched" or not found.suggestions


@settings(deadline=None, max_examples=25)
@given(st.permutations(range(200)))
def test_an_answer_depends_on_nobody_else_in_the_file(order: list[int]) -> None:
    alone = {at: MATCHER.match([DIRTY[at]])[0] for at in order[:10]}
    together = MATCHER.match([DIRTY[at] for at in order])
    assert [alone[at] for at in order[:10]] == together[:10]


@settings(deadline=None, max_examples=10)
@given(st.permutations(range(400)))
def test_the_order_of_the_register_does_not_matter(order: list[int]) -> None:
    shuffled = Matcher([REGISTER.candidates[at] for at in order])
    assert shuffled.match(DIRTY) == MATCHER.match(DIRTY)
