"""What each reason code means, as a page: `python -m scorecard.ingest.reasons`."""

from __future__ import annotations

from string import Formatter

from scorecard.ingest.issue_texts import (
    ABOUT_CELL,
    ABOUT_FILE,
    ABOUT_ROW,
    IGNORED,
    WARNINGS,
    IssueText,
)

_HEAD = """# Reasons

Made from `scorecard/ingest/issue_texts.py`; do not edit by hand
(`python -m scorecard.ingest.reasons > docs/reasons.md`).

Every record of a file has exactly one fate: accepted, rejected or ignored. These are the codes that
say why, as the page *Data*, `python cli.py ingest --json` and the file with reasons show them.
`‹cell›` and the like stand for what is in the file.
"""
_PARTS: tuple[tuple[str, str, dict[str, IssueText]], ...] = (
    ("The file as a whole", "The file is held for an answer, or refused.", ABOUT_FILE),
    ("A cell", "The record is refused; the others land.", ABOUT_CELL),
    ("A record", "The record is refused; the others land.", ABOUT_ROW),
    ("Remarks", "The record lands.", WARNINGS),
)


def reasons_markdown() -> str:
    """The text of `docs/reasons.md`: every code with what is wrong and how to mend it."""
    parts = [_part(*part) for part in _PARTS]
    rows = [f"| `{code}` | {words} |" for code, words in IGNORED.items()]
    ignored = ["## Ignored", "", "The record is provably no data; nothing is to do.", ""]
    table = ["| code | what |", "|---|---|", *rows, ""]
    return "\n".join([_HEAD, *parts, *ignored, *table])


def _part(title: str, fate: str, texts: dict[str, IssueText]) -> str:
    rows = [
        f"| `{code}` | {text.title} | {_shown(text.sentence)} | {_shown(text.mend)} |"
        for code, text in texts.items()
    ]
    head = ["| code | title | what is wrong | how to mend it |", "|---|---|---|---|"]
    return "\n".join([f"## {title}", "", fate, "", *head, *rows, ""])


def _shown(sentence: str) -> str:
    """The sentence with `‹cell›` where it names a cell."""
    parts = Formatter().parse(sentence)
    words = [text + (f"‹{name}›" if name else "") for text, name, _spec, _conversion in parts]
    return "".join(words).replace("|", "\\|").replace("“‹", "‹").replace("›”", "›")


if __name__ == "__main__":
    print(reasons_markdown(), end="")
