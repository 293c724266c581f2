"""What must hold between a survey's answers, its invitations and its waves."""

from __future__ import annotations

import re
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scorecard.ingest.judge import Judged
from scorecard.ingest.kinds import FileKind
from scorecard.ingest.report import Directory, SurveyBook
from scorecard.names import fold

SURVEYED = (FileKind.NPS, FileKind.INVITATIONS)
WAVE_DAYS = 180  # a wave's answers lie within so many days of its beginning
DAY_OF = {FileKind.NPS: "answered_on", FileKind.INVITATIONS: "invited_on"}
Bools = NDArray[np.bool_]


def wave_key(name: str) -> str:
    """A wave's name without case, spaces and punctuation: `2026 h-1` is `2026H1`."""
    return re.sub(r"[^a-z0-9]+", "", fold(name))


def check_survey(judged: Judged, directory: Directory) -> None:
    """Find waves that share a name, answers before their invitation, and people not asked."""
    book = directory.survey or SurveyBook()
    waves = pd.Series(judged.values["wave"])
    good = ~judged.findings.bad & waves.notna().to_numpy()
    _same_people(judged)
    _spellings(judged, book, waves, good)
    _two_waves(judged, book, waves, good)
    if judged.kind is FileKind.NPS:
        known = pd.Series(judged.values["partner_code"]).isin(list(directory.partners))
        _invited(judged, book, waves, good & known.to_numpy())


def _same_people(judged: Judged) -> None:
    """An e-mail address is the same person in upper and lower case."""
    for values in (judged.values["respondent_id"], judged.by_word.get("respondent_id")):
        if values is not None:
            values[:] = [v.lower() if isinstance(v, str) and "@" in v else v for v in values]


def _spellings(judged: Judged, book: SurveyBook, waves: pd.Series, good: Bools) -> None:
    known = {wave_key(name): name for name in reversed(list(book.waves))}
    for name in waves[good].drop_duplicates():
        spelled = known.setdefault(wave_key(name), name)
        if spelled != name:
            other = good & (waves == name).to_numpy()
            judged.findings.error("WAVE_SPELLED_OTHERWISE", other, "wave", known=spelled)


def _two_waves(judged: Judged, book: SurveyBook, waves: pd.Series, good: Bools) -> None:
    days = pd.Series(judged.values[DAY_OF[judged.kind]])
    for name in waves[good].drop_duplicates():
        own = good & (waves == name).to_numpy() & days.notna().to_numpy()
        if not own.any():
            continue
        began = book.waves.get(name) or days[own].min().date()
        away = (days - pd.Timestamp(began)).abs() > pd.Timedelta(days=WAVE_DAYS)
        judged.findings.error(
            "TWO_WAVES_ONE_NAME", own & away.to_numpy(), "wave",
            began=began.isoformat(), days=str(WAVE_DAYS),
        )  # fmt: skip


def _invited(judged: Judged, book: SurveyBook, waves: pd.Series, good: Bools) -> None:
    codes, people = judged.values["partner_code"], judged.values["respondent_id"]
    days = judged.values["answered_on"]
    unasked: dict[str, list[int]] = {}
    early: dict[date, list[int]] = {}
    for row in np.flatnonzero(good & waves.isin(list(book.invited)).to_numpy()).tolist():
        wave = waves[row]
        asked = book.invited[wave].get((codes[row], people[row]))
        if asked is None:
            unasked.setdefault(wave, []).append(row)
        elif days[row] < np.datetime64(asked):
            early.setdefault(asked, []).append(row)
    for wave, rows in unasked.items():
        judged.findings.error("NOT_INVITED", rows, "respondent_id", wave=wave)
    for asked, rows in early.items():
        judged.findings.error(
            "ANSWER_BEFORE_INVITATION", rows, "answered_on", invited=asked.isoformat()
        )
