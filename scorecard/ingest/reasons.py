"""What each reason code means, a page a language: `python -m scorecard.ingest.reasons`."""

from __future__ import annotations

from pathlib import Path
from string import Formatter

from scorecard.i18n.catalogue import LANGUAGE_NAMES, LANGUAGES, SOURCE_LANGUAGE
from scorecard.i18n.message import MsgId
from scorecard.i18n.text import spoken, t
from scorecard.ingest.issue_texts import (
    ABOUT_CELL,
    ABOUT_FILE,
    ABOUT_ROW,
    IGNORED,
    WARNINGS,
    IssueText,
)

DOCS = Path(__file__).parents[2] / "docs"
_MADE = (
    "Made from `scorecard/ingest/issue_texts.py` and the catalogues; do not edit by hand\n"
    "(`python -m scorecard.ingest.reasons`)."
)
_FILE: MsgId = "The file is held for an answer, or refused."
_REFUSED: MsgId = "The record is refused; the others land."
_LANDS: MsgId = "The record lands."


def page_name(lang: str) -> str:
    """The file in `docs/`: `reasons.md`, `reasons.pl.md`."""
    return "reasons.md" if lang == SOURCE_LANGUAGE else f"reasons.{lang}.md"


def reasons_markdown(lang: str = SOURCE_LANGUAGE) -> str:
    """The page of one language: every code with what is wrong and how to mend it."""
    parts = [
        _part(t("The file as a whole", lang), _FILE, ABOUT_FILE, lang),
        _part(t("A cell", lang), _REFUSED, ABOUT_CELL, lang),
        _part(t("A record", lang), _REFUSED, ABOUT_ROW, lang),
        _part(t("Remarks", lang), _LANDS, WARNINGS, lang),
    ]
    return "\n".join([_head(lang), *parts, _ignored(lang)])


def _head(lang: str) -> str:
    others = " · ".join(
        LANGUAGE_NAMES[other] if other == lang else f"[{LANGUAGE_NAMES[other]}]({page_name(other)})"
        for other in LANGUAGES
    )
    words = t(
        "Every record of a file has exactly one fate: accepted, rejected or ignored. These are "
        "the codes that say why, as the page Data, the command line and the file with reasons "
        "show them. Words between ‹ and › stand for what is in the file.",
        lang,
    )
    return f"# {t('Reasons', lang)}\n\n{others}\n\n{_MADE}\n\n{words}\n"


def _part(title: str, fate: MsgId, texts: dict[str, IssueText], lang: str) -> str:
    rows = [
        f"| `{code}` | {spoken(text.title, lang)} | {_shown(spoken(text.sentence, lang))} "
        f"| {_shown(spoken(text.mend, lang))} |"
        for code, text in texts.items()
    ]
    heads = (t("code", lang), t("title", lang), t("what is wrong", lang), t("how to mend it", lang))
    head = [f"| {' | '.join(heads)} |", "|---|---|---|---|"]
    return "\n".join([f"## {title}", "", t(fate, lang), "", *head, *rows, ""])


def _ignored(lang: str) -> str:
    rows = [f"| `{code}` | {spoken(words, lang)} |" for code, words in IGNORED.items()]
    fate = t("The record is provably no data; nothing is to do.", lang)
    head = [f"| {t('code', lang)} | {t('what', lang)} |", "|---|---|"]
    return "\n".join([f"## {t('Ignored', lang)}", "", fate, "", *head, *rows, ""])


def _shown(sentence: str) -> str:
    """The sentence with `‹cell›` where it names a cell, without quotation marks around it."""
    parts = Formatter().parse(sentence)
    words = [text + (f"‹{name}›" if name else "") for text, name, _spec, _conversion in parts]
    shown = "".join(words).replace("|", "\\|")
    for left, right in ("“”", "„”", "«»"):
        shown = shown.replace(f"{left}‹", "‹").replace(f"›{right}", "›")
    return shown


def main() -> None:
    for lang in LANGUAGES:
        (DOCS / page_name(lang)).write_text(reasons_markdown(lang), encoding="utf-8")


if __name__ == "__main__":
    main()
