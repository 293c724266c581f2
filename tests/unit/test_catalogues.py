"""The catalogues of the languages: made from the code, complete, with the places of each text."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from scorecard.i18n.catalogue import LANGUAGES, TRANSLATED
from scorecard.i18n.collect import Found, collect
from scorecard.i18n.extract import (
    PLURALS,
    brought_up_to_date,
    kept,
    misplaced,
    places,
    po_text,
    untranslated,
)
from scorecard.i18n.text import t, tn
from scorecard.i18n.user_errors import USER_ERRORS
from scorecard.ingest.issue_texts import IGNORED, TEXTS
from scorecard.kpis import registry
from scorecard.kpis.registry import Kpi

TEXTS_OF_CODE = collect()


@pytest.fixture(params=TRANSLATED)
def lang(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_catalogue_holds_the_texts_of_the_code(lang: str) -> None:
    """Fails when a text is new, changed or gone: `make texts` mends it."""
    held = {_key(message.id) for message in kept(lang) if message.id}
    wanted = {(text, found.plural) for text, found in TEXTS_OF_CODE.items()}
    assert (held - wanted, wanted - held) == (set(), set())


def _key(found: str | tuple[str, ...] | list[str]) -> tuple[str, str | None]:
    return (found, None) if isinstance(found, str) else (found[0], found[1])


def test_a_catalogue_brought_up_to_date_twice_is_the_same(lang: str) -> None:
    once = po_text(lang, brought_up_to_date(lang, TEXTS_OF_CODE))
    again = brought_up_to_date(lang, TEXTS_OF_CODE, read_po(BytesIO(once.encode()), locale=lang))
    assert po_text(lang, again) == once


def test_every_text_is_translated(lang: str) -> None:
    """Fails when a text is new: `make texts`, then fill what it lists."""
    assert [message.id for message in untranslated(kept(lang))] == []


MARKS = {"pl": "„”", "ro": "„”", "hu": "„”", "es": "«»"}
FOREIGN = {"pl": "“«»", "ro": "“«»şţŞŢ", "hu": "“«»õûÕÛ", "es": "“”„"}  # cedillas, tildes for ő ű


def test_quotation_marks_are_those_of_the_language(lang: str) -> None:
    for message in kept(lang):
        text, forms = str(message.id), [str(form) for form in _all_forms(message.string)]
        for form in forms if message.id else ():
            assert not set(FOREIGN[lang]) & set(form), form
            if "“" in text:
                assert form.count(MARKS[lang][0]) == form.count(MARKS[lang][1]) > 0, form


def _all_forms(found: str | tuple[str, ...] | list[str]) -> list[str]:
    return [found] if isinstance(found, str) else list(found)


@pytest.mark.parametrize("kpi", list(registry), ids=lambda kpi: kpi.key)
def test_names_of_kpis_fit_their_cards(kpi: Kpi) -> None:
    names = {lang: t(kpi.label, lang) for lang in LANGUAGES}
    assert {lang: name for lang, name in names.items() if len(name) > 18} == {}


@pytest.mark.parametrize(
    ("lang", "expected"),
    [
        ("en", ["1 row accepted", "2 rows accepted", "5 rows accepted", "22 rows accepted"]),
        ("pl", ["Przyjęto 1 wiersz", "Przyjęto 2 wiersze", "Przyjęto 5 wierszy",
                "Przyjęto 22 wiersze"]),
        ("ro", ["1 rând acceptat", "2 rânduri acceptate", "5 rânduri acceptate",
                "22 de rânduri acceptate"]),
        ("hu", ["1 sor elfogadva", "2 sor elfogadva", "5 sor elfogadva", "22 sor elfogadva"]),
        ("es", ["1 fila aceptada", "2 filas aceptadas", "5 filas aceptadas",
                "22 filas aceptadas"]),
    ],
)  # fmt: skip
def test_plurals(lang: str, expected: list[str]) -> None:
    one, many = "{n} row accepted", "{n} rows accepted"
    assert [tn(one, many, n, lang) for n in (1, 2, 5, 22)] == expected
    assert "112" in tn(one, many, 112, lang)


def test_translations_have_the_places_of_their_text(lang: str) -> None:
    assert [(message.id, form) for message, form in misplaced(kept(lang))] == []


def test_no_translation_is_a_guess(lang: str) -> None:
    assert [message.id for message in kept(lang) if message.fuzzy] == []
    assert list(kept(lang).obsolete) == []


def test_catalogue_knows_the_plurals_of_its_language(lang: str) -> None:
    assert kept(lang).plural_forms == PLURALS[lang]


def test_places() -> None:
    assert places("{a} of {b:x}") == {"a", "b"}
    assert places("no place") == set()
    assert places("a { that is none") == set()


def test_texts_are_found_where_they_are_declared(tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "one.py").write_text(
        """
def t(msgid: MsgId, lang: str = "en"): ...
class Reader:
    def tn(self, singular: MsgId, plural: MsgId, n: int): ...
class Entry:
    name: str
    title: MsgId
NAMES: dict[str, MsgId] = {"key": "A value"}
REMARKS: dict[str, tuple[MsgId, MsgId]] = {"key": ("{n} file", "{n} files")}
Entry("file", "A title")
t("One" if x else "Other", "pl")
reader.tn("{n} row", "{n} rows", 2)
t(NAMES["key"])
elsewhere("Not a text")
""",
        encoding="utf-8",
    )
    found = {
        text: entry for text, entry in collect(tmp_path).items() if "pages/one.py" in entry.files
    }
    assert {text: entry.plural for text, entry in found.items()} == {
        "A value": None,
        "{n} file": "{n} files",
        "A title": None,
        "One": None,
        "Other": None,
        "{n} row": "{n} rows",
    }


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('t(f"{n} rows")', "an f-string is not a text"),
        ('tn("a", "b", 1); tn("a", "c", 1)', "two plural forms of 'a'"),
    ],
)
def test_texts_that_no_catalogue_can_hold(tmp_path: Path, line: str, said: str) -> None:
    (tmp_path / "app.py").write_text(
        f"def t(msgid: MsgId): ...\ndef tn(singular: MsgId, plural: MsgId, n): ...\n{line}\n",
        encoding="utf-8",
    )
    with pytest.raises(ValueError, match=said):
        collect(tmp_path)


def test_tables_of_texts_are_among_the_texts() -> None:
    issues = {word for text in TEXTS.values() for word in (text.title, text.sentence, text.mend)}
    assert {*USER_ERRORS.values(), *IGNORED.values(), *issues} <= set(TEXTS_OF_CODE)


def test_a_translation_survives_and_a_changed_text_does_not() -> None:
    texts = {"Empty file": Found(files={"a.py"}), "Empty folder": Found(files={"a.py"})}
    catalog = brought_up_to_date("pl", texts)
    assert catalog.get("Empty file").string == "Pusty plik"
    assert [message.id for message in untranslated(catalog)] == ["Empty folder"]
    assert catalog.get("The file has no content.") is None
