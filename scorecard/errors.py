"""What can go wrong, as values: issues of a file, errors a person can mend, wrong definitions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import StrEnum


class NoValue(StrEnum):
    """Why a KPI shows no value. Unknown is never 0."""

    NO_DATA = "no_data"
    LOW_SAMPLE = "low_sample"
    STALE = "stale"
    NOT_APPLICABLE = "not_applicable"
    NO_TARGET = "no_target"


class Severity(StrEnum):
    """An `error` keeps a row (or the file) out, a `warning` lands with a remark."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Issue:
    """One finding in an uploaded file, precise enough to mend it.

    Args:
        code: stable code such as `BAD_DATE`; its sentence lives in `scorecard.ingest.issues`.
        record: record number, first record of the file = 1; None for the whole file.
        line: physical line of the file where the record starts; None for the whole file.
        column: the header as it stands in the file; None when not about one cell.
        cell: the raw text of the cell, shortened to 200 characters.
        params: what the sentence names (expected value, period ...), all text.
    """

    code: str
    severity: Severity = Severity.ERROR
    record: int | None = None
    line: int | None = None
    column: str | None = None
    cell: str | None = None
    params: Mapping[str, str] = field(default_factory=dict)


class UserError(Exception):
    """Something the person can mend. `code` names a translated sentence; `params` fill it.

    Sentences live in `scorecard.i18n.sentences.USER_ERRORS`.
    """

    def __init__(self, code: str, **params: object) -> None:
        self.code = code
        self.params = {name: str(value) for name, value in params.items()}
        super().__init__(code, self.params)

    def __str__(self) -> str:
        from scorecard.i18n.sentences import user_error_sentence

        return user_error_sentence(self.code, self.params)


class NotFound(UserError):
    """Not there, or not for this viewer: both read the same."""


class DefinitionError(Exception):
    """A definition in code or programme data is wrong; raised at start-up."""


def did_you_mean(word: str, known: list[str]) -> str:
    """Return ` (did you mean 'x'?)` for the nearest known word, or an empty string."""
    near = get_close_matches(word, known, n=1)
    return f" (did you mean {near[0]!r}?)" if near else ""
