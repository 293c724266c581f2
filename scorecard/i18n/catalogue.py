"""Which languages there are, and the translations of each: never installed process-wide."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from gettext import NullTranslations, translation
from pathlib import Path

LANGUAGES = ("en", "pl", "ro", "hu", "es")
LANGUAGE_NAMES = {
    "en": "English",
    "pl": "Polski",
    "ro": "Română",
    "hu": "Magyar",
    "es": "Español",
}
SOURCE_LANGUAGE = "en"
DOMAIN = "messages"
LOCALES = Path(__file__).parent / "locales"


@cache
def catalogue(lang: str) -> NullTranslations:
    """The translations of one language; English, which the msgids are, needs none."""
    return translation(DOMAIN, LOCALES, [lang], fallback=True)


@cache
def offered() -> tuple[str, ...]:
    """Languages a viewer can choose: English and those whose catalogue is there."""
    found = [
        lang for lang in LANGUAGES if (LOCALES / lang / "LC_MESSAGES" / f"{DOMAIN}.mo").is_file()
    ]
    return tuple(dict.fromkeys([SOURCE_LANGUAGE, *found]))


def best_language(wishes: Iterable[str | None], choices: tuple[str, ...] | None = None) -> str:
    """The first wish that is offered (`pl-PL` asks for `pl`), else English."""
    known = choices if choices is not None else offered()
    for wish in wishes:
        base = (wish or "").replace("_", "-").split("-")[0].lower()
        if base in known:
            return base
    return SOURCE_LANGUAGE


def translate(msgid: str, lang: str = SOURCE_LANGUAGE, /, **words: str) -> str:
    """The sentence in `lang`, its `{name}` places filled with words that are ready to read."""
    return catalogue(lang).gettext(msgid).format_map(words) if msgid else ""


def translate_n(singular: str, plural: str, n: int, lang: str, /, **words: str) -> str:
    """The form the language uses for `n` things."""
    return catalogue(lang).ngettext(singular, plural, n).format_map(words)
