"""What comments are about, by beginnings of words: plain, the same every time, no network."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from scorecard.errors import DefinitionError, UserError, did_you_mean
from scorecard.i18n.message import Message, MsgId
from scorecard.names import fold

LANGUAGES = ("en", "pl", "ro", "hu", "es")
LABELS: dict[str, MsgId] = {
    "registration": "Deal registration",
    "price": "Prices and discounts",
    "funds": "Marketing funds",
    "portal": "Portal and tools",
    "training": "Training and certification",
    "support": "Technical support",
    "contact": "Our contact and the team",
    "delivery": "Delivery",
    "product": "Products",
    "programme": "Programme and tiers",
    "materials": "Sales materials",
}
THEMES = tuple(LABELS)


@dataclass(frozen=True)
class _Theme:
    key: str
    words: re.Pattern[str]


def themes_of(comment: str | None) -> tuple[str, ...]:
    """Themes that the comment names, in the order of the list; () for none or no comment."""
    if not comment or not comment.strip():
        return ()
    text = searchable(comment)
    return tuple(theme.key for theme in _themes() if theme.words.search(text))


def searchable(comment: str | None) -> str:
    """The comment without case, accents and signs between its words, to search in."""
    return " ".join(re.findall(r"[^\W_]+(?:-[^\W_]+)*", fold(comment or "")))


def theme_label(key: str) -> Message:
    return Message(LABELS[key])


def checked(themes: tuple[str, ...]) -> tuple[str, ...]:
    """The themes in the list's order, each once.

    Raises:
        UserError: `unknown_theme`.
    """
    for theme in themes:
        if theme not in LABELS:
            hint = did_you_mean(theme, list(THEMES))
            raise UserError("unknown_theme", theme=theme, hint=hint, themes=", ".join(THEMES))
    return tuple(theme for theme in THEMES if theme in themes)


@cache
def _themes() -> tuple[_Theme, ...]:
    text = (files("scorecard.voice") / "themes.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)
    if [*table] != [*LABELS] or any(table[key]["label"] != LABELS[key] for key in LABELS):
        raise DefinitionError("themes.toml and scorecard.voice.themes name other themes")
    return tuple(_Theme(key, _pattern(part)) for key, part in table.items())


def _pattern(part: dict[str, list[str]]) -> re.Pattern[str]:
    """One pattern of all beginnings; one that ends in a blank is a whole word."""
    beginnings = {stem for lang in LANGUAGES for stem in part[lang]}
    found = [_one(stem) for stem in sorted(beginnings, key=lambda stem: (-len(stem), stem))]
    return re.compile(r"(?<![\w-])(?:" + "|".join(found) + ")")


def _one(stem: str) -> str:
    words = [re.escape(word) for word in stem.split()]
    return r"[^\s]*\s+".join(words) + (r"(?![\w-])" if stem.endswith(" ") else "")
