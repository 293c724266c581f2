"""The catalogues of the languages: made from the code, complete, with the places of each text."""

from __future__ import annotations

from pathlib import Path

import pytest

from scorecard.i18n.catalogue import TRANSLATED, catalogue_file
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
from scorecard.i18n.user_errors import USER_ERRORS
from scorecard.ingest.issue_texts import IGNORED, TEXTS

TEXTS_OF_CODE = collect()
OF_FILES = {"scorecard/ingest/giveback.py", "scorecard/ingest/issues.py"} | {
    "scorecard/ingest/reasons.py"
}


@pytest.fixture(params=TRANSLATED)
def lang(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_catalogue_is_made_from_the_code(lang: str) -> None:
    """Fails when a text changed: `make texts` mends it."""
    written = catalogue_file(lang).read_text(encoding="utf-8")
    assert po_text(lang, brought_up_to_date(lang, TEXTS_OF_CODE)) == written


def test_what_a_sender_reads_is_translated(lang: str) -> None:
    missing = {str(message.id) for message in untranslated(kept(lang))}
    needed = {*USER_ERRORS.values(), *IGNORED.values()}
    for text in TEXTS.values():
        needed |= {text.title, text.sentence, text.mend}
    needed |= {text for text, found in TEXTS_OF_CODE.items() if found.files & OF_FILES}
    assert len(needed) > 200
    assert sorted(missing & needed) == []


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


def test_a_translation_survives_and_a_changed_text_does_not() -> None:
    texts = {"Empty file": Found(files={"a.py"}), "Empty folder": Found(files={"a.py"})}
    catalog = brought_up_to_date("pl", texts)
    assert catalog.get("Empty file").string == "Pusty plik"
    assert [message.id for message in untranslated(catalog)] == ["Empty folder"]
    assert catalog.get("The file has no content.") is None
