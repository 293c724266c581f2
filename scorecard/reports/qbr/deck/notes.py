"""Speaker notes: say, decide, definition, source rows."""

from __future__ import annotations

from scorecard.i18n.message import Message
from scorecard.i18n.text import render, t, tn
from scorecard.reports.qbr.deck.fit import clean
from scorecard.reports.qbr.outline import Notes


def notes_text(notes: Notes, lang: str) -> str:
    """The notes as paragraphs; parts without anything to say are left out."""
    parts = (
        (t("Say", lang), notes.say),
        (t("Decide", lang), notes.decide),
        (t("How it is made", lang), notes.definition),
        (t("Source rows", lang), notes.rows),
    )
    lines: list[str] = []
    if notes.minutes:
        lines.append(tn("{n} minute", "{n} minutes", notes.minutes, lang))
    for title, said in parts:
        lines += _part(title, said, lang)
    return "\n".join(lines)


def _part(title: str, said: tuple[Message, ...], lang: str) -> list[str]:
    return [f"{title}:", *(f"- {clean(render(one, lang))}" for one in said)] if said else []
