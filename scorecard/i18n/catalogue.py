"""Which languages there are, and the translations of each: never installed process-wide.

Catalogues are kept as text (`locale/<language>/LC_MESSAGES/scorecard.po`) and compiled in memory
when a language is first asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from scorecard.i18n.message import MsgId

LANGUAGES = ("en", "pl", "ro", "hu", "es")
LANGUAGE_NAMES = {
    "en": "English",
    "pl": "Polski",
    "ro": "Română",
    "hu": "Magyar",
    "es": "Español",
}
SOURCE_LANGUAGE = "en"
TRANSLATED = tuple(lang for lang in LANGUAGES if lang != SOURCE_LANGUAGE)
STOPPED = re.compile(r"(\{(\w+)\})\.(?=\s|$)")  # a place at the end of a sentence
LOCALE = Path(__file__).parent / "locale"


def catalogue_file(lang: str) -> Path:
    """Where the catalogue of a language is kept."""
    return LOCALE / lang / "LC_MESSAGES" / "scorecard.po"


@cache
def catalogue(lang: str) -> NullTranslations:
    """The translations of one language; English, which the msgids are, needs none."""
    path = catalogue_file(lang)
    if lang not in TRANSLATED or not path.is_file():
        return NullTranslations()
    compiled = BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=lang))
    compiled.seek(0)
    return GNUTranslations(compiled)


@cache
def offered() -> tuple[str, ...]:
    """Languages a viewer can choose: English and those whose catalogue is there."""
    return (SOURCE_LANGUAGE, *(lang for lang in TRANSLATED if catalogue_file(lang).is_file()))


def best_language(wishes: Iterable[str | None], choices: tuple[str, ...] | None = None) -> str:
    """The first wish that is offered (`pl-PL` asks for `pl`), else English."""
    known = choices if choices is not None else offered()
    for wish in wishes:
        base = (wish or "").replace("_", "-").split("-")[0].lower()
        if base in known:
            return base
    return SOURCE_LANGUAGE


def translate(msgid: MsgId, lang: str = SOURCE_LANGUAGE, /, **words: str) -> str:
    """The sentence in `lang`, its `{name}` places filled with words that are ready to read."""
    return _filled(catalogue(lang).gettext(msgid), words) if msgid else ""


def translate_n(singular: MsgId, plural: MsgId, n: int, lang: str, /, **words: str) -> str:
    """The form the language uses for `n` things."""
    return _filled(catalogue(lang).ngettext(singular, plural, n), words)


def _filled(text: str, words: Mapping[str, str]) -> str:
    """A full stop after a place is left out where what fills it ends with one ("Sp. z o.o.")."""
    if any(word.endswith(".") for word in words.values()):
        text = STOPPED.sub(lambda at: _stopped(at, words), text)
    return text.format_map(words)


def _stopped(at: re.Match[str], words: Mapping[str, str]) -> str:
    return at[1] if words.get(at[2], "").endswith(".") else at[0]
