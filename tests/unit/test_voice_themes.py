"""Themes of comments in five languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecard.errors import UserError
from scorecard.voice.themes import THEMES, checked, searchable, theme_label, themes_of


@pytest.mark.parametrize(
    ("comment", "themes"),
    [
        ("Deal registration takes weeks and the portal is slow.", ("registration", "portal")),
        ("PRICES change too often", ("price",)),
        ("Rabaty projektowe są zbyt często zmieniane.", ("price",)),
        ("Na zwrot środków marketingowych czekaliśmy ponad dwa miesiące.", ("funds",)),
        ("Brakuje szkoleń po polsku dla handlowców.", ("training", "contact", "materials")),
        ("Terminy dostaw punktów dostępowych wciąż się przesuwają.", ("delivery",)),
        ("Fondurile de marketing se plătesc cu întârziere.", ("funds",)),
        ("Termenele de livrare nu sunt respectate.", ("delivery",)),
        ("Cursurile au fost foarte utile pentru inginerii noștri.", ("training", "support")),
        ("A projektárakra túl sokat kell várni.", ("price",)),
        ("A partnerportál lassú és nehezen átlátható.", ("portal",)),
        ("Az oktatások gyakorlatiasak és jól követhetők.", ("training",)),
        ("A kapcsolattartónk mindig elérhető.", ("contact",)),
        ("Los plazos de entrega cambian cada semana.", ("delivery",)),
        ("Faltan materiales comerciales en español.", ("materials",)),
        ("Desde la reorganización no sabemos quién es nuestro contacto.", ("contact",)),
        ("El soporte técnico responde muy bien.", ("support",)),
        ("Nie wiemy, jakie są warunki wyższego poziomu programu.", ("programme",)),
        ("Minden rendben, köszönjük.", ()),
        ("Todo bien, gracias.", ()),
        ("", ()),
        (None, ()),
    ],
)
def test_what_a_comment_is_about(comment: str | None, themes: tuple[str, ...]) -> None:
    assert themes_of(comment) == themes


def test_a_word_must_begin_so_and_not_only_hold_it() -> None:
    assert themes_of("The concourse and the imprint") == ()  # course, print
    assert themes_of("stool") == ()


def test_every_theme_has_its_words_in_each_language() -> None:
    spoken = {
        "en": "price", "pl": "ceny", "ro": "prețul", "hu": "árak", "es": "precios",
    }  # fmt: skip
    assert {lang: themes_of(word) for lang, word in spoken.items()} == dict.fromkeys(
        spoken, ("price",)
    )
    assert [str(theme_label(theme).msgid) for theme in THEMES][:2] == [
        "Deal registration", "Prices and discounts",
    ]  # fmt: skip


def test_searched_text_has_no_case_accents_or_signs() -> None:
    assert searchable("Świetnie!  Árak, «pre-sales»\nOK") == "swietnie arak pre-sales ok"


def test_a_theme_that_is_not_known_is_named() -> None:
    with pytest.raises(UserError) as caught:
        checked(("prices",))
    assert caught.value.code == "unknown_theme"
    assert caught.value.params["hint"] == " (did you mean 'price'?)"
    assert checked(("portal", "price", "portal")) == ("price", "portal")


@given(st.text(max_size=300))
def test_any_text_has_known_themes_and_the_same_ones_again(text: str) -> None:
    found = themes_of(text)
    assert set(found) <= set(THEMES)
    assert themes_of(text) == found == themes_of(text.upper().lower()) or not text.isascii()
