"""Issues put into sentences: what is wrong, and how to mend it."""

from __future__ import annotations

from scorecard.errors import Issue
from scorecard.i18n.message import Message
from scorecard.ingest.issue_texts import TEXTS, IssueText


def issue_title(code: str) -> Message:
    """The code in two or three words."""
    return Message(TEXTS[code].title) if code in TEXTS else Message(code)


def issue_message(issue: Issue) -> Message:
    """What is wrong, in one sentence."""
    text = TEXTS.get(issue.code)
    if text is None:
        return Message("This row has a problem ({code}).", {"code": issue.code})
    return Message(text.sentence, _params(issue, text))


def how_to_mend(issue: Issue) -> Message:
    """What to do about it, in one or two sentences."""
    text = TEXTS.get(issue.code)
    return Message(text.mend, _params(issue, text)) if text else Message("Correct the row.")


def issue_sentence(issue: Issue, lang: str = "en") -> str:
    """`issue_message` put into words."""
    from scorecard.i18n.text import render

    return render(issue_message(issue), lang)


def _params(issue: Issue, text: IssueText) -> dict[str, str]:
    cell = (issue.cell or "").replace("\n", " ")
    places = {
        "column": issue.column or "",
        "cell": cell if len(cell) <= 60 else cell[:57] + "...",
        "line": str(issue.line or ""),
    }
    return places | dict.fromkeys(text.params, "") | dict(issue.params)
