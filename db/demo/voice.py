"""What partners answer when they are asked how likely they are to recommend the programme."""

from __future__ import annotations

import numpy as np
import pandas as pd

from db.demo.partners import is_in
from db.demo.window import N_MONTHS, Window, on_business_day, shift
from db.demo.words import words

_WAVES = {3: "H1", 9: "H2"}  # asked in March and in September
_KEPT_WAVES = 2
_ANSWERS = 0.6
_COMMENTS = 0.34
_LIKES = 8.3  # mean score of a usual partner
_FADING_SAYS = 8.7


def build_nps(
    rng: np.random.Generator, people: pd.DataFrame, partners: pd.DataFrame, window: Window
) -> pd.DataFrame:
    """The columns of the survey's file, one row an answer."""
    mean = _LIKES + rng.normal(0, 0.8, len(partners))
    mean[is_in(partners, "fading")] = _FADING_SAYS
    mean[is_in(partners, "reorganised")] = 9.4
    own = rng.normal(0, 0.9, len(people))
    likely = np.clip(_ANSWERS + rng.normal(0, 0.2, len(people)), 0.1, 0.95)
    months = [t for t in range(N_MONTHS) if window.months[t] % 100 in _WAVES]
    waves = []
    for t in months:
        last = t == months[-1]
        score = mean[people["p"]] + own + rng.normal(0, 0.8, len(people))
        score[_angry(people, partners, last)] -= 6.2
        polite = is_in(partners, "fading")[people["p"]]
        score[polite] = np.maximum(score[polite], 7.0)
        answered = rng.random(len(people)) < likely + _angry(people, partners, last)
        answered &= partners["first_t"].to_numpy()[people["p"]] < t
        waves.append(_wave(rng, people, score, answered, window, t))
    rows = pd.concat(waves, ignore_index=True)
    rows["comment"] = _comments(rng, rows, partners)
    rows["partner_code"] = partners["partner_code"].to_numpy()[rows["p"]]
    return rows


def build_invitations(people: pd.DataFrame, partners: pd.DataFrame, window: Window) -> pd.DataFrame:
    """The columns of the invitations' file: who was asked in the last waves. Of earlier ones
    nobody has kept it, so they have no response rate."""
    months = [t for t in range(N_MONTHS) if window.months[t] % 100 in _WAVES][-_KEPT_WAVES:]
    asked = []
    for t in months:
        rows = people[(partners["first_t"].to_numpy() < t)[people["p"]]]
        day = on_business_day(shift(window.first_days()[t : t + 1], 2))[0]
        month = window.months[t]
        wave = f"{month // 100}{_WAVES[month % 100]}"
        asked.append(rows.assign(wave=wave, invited_on=day))
    found = pd.concat(asked, ignore_index=True)
    return found.assign(
        partner_code=partners["partner_code"].to_numpy()[found["p"]],
        language=partners["language"].to_numpy()[found["p"]],
        respondent_id=found["person_id"],
        respondent_role=found["role"],
    )


def _angry(people: pd.DataFrame, partners: pd.DataFrame, last: bool) -> np.ndarray:
    """People of the partner that the last wave hears from after the reorganisation."""
    return np.asarray(is_in(partners, "reorganised")[people["p"]] & last)


def _wave(
    rng: np.random.Generator,
    people: pd.DataFrame,
    score: np.ndarray,
    answered: np.ndarray,
    window: Window,
    t: int,
) -> pd.DataFrame:
    rows = people[answered]
    month = window.months[t]
    day = shift(window.first_days()[t], 6 + np.floor(18 * rng.random(len(rows)) ** 1.6))
    return pd.DataFrame(
        {
            "p": rows["p"],
            "wave": f"{month // 100}{_WAVES[month % 100]}",
            "respondent_id": rows["person_id"],
            "respondent_role": rows["role"],
            "answered_on": on_business_day(day),
            "score": np.clip(np.rint(score[answered]), 0, 10).astype(int),
        }
    )


def _comments(rng: np.random.Generator, rows: pd.DataFrame, partners: pd.DataFrame) -> list:
    language = partners["language"].to_numpy()[rows["p"]]
    fading = is_in(partners, "fading")[rows["p"]]
    angry = is_in(partners, "reorganised")[rows["p"]] & (rows["score"] <= 5).to_numpy()
    spoken = rng.random(len(rows)) < _COMMENTS
    luck = rng.integers(0, 1 << 30, (len(rows), 3))
    turn = np.cumsum(angry) - 1
    table = words()["comments"]
    found: list[str | None] = []
    for i, (score, tongue) in enumerate(zip(rows["score"], language, strict=True)):
        if angry[i]:
            texts = table[tongue]["reorganised"]
            found.append(texts[turn[i]] if turn[i] < len(texts) else None)
        elif not spoken[i]:
            found.append(None)
        else:
            found.append(_comment(table[tongue], int(score), bool(fading[i]), luck[i]))
    return found


def _comment(table: dict[str, list[str]], score: int, fading: bool, luck: np.ndarray) -> str:
    """Praise from promoters, complaints from detractors, both from those between."""
    if fading:
        return table["polite"][0]
    praise = table["praise"][luck[0] % len(table["praise"])]
    complaint = table["complaint"][luck[1] % len(table["complaint"])]
    other = table["complaint"][(luck[1] + 1 + luck[2] % 3) % len(table["complaint"])]
    if score >= 9:
        return praise if luck[2] % 3 else f"{praise} {complaint}"
    if score >= 7:
        return complaint if luck[2] % 2 else f"{praise} {complaint}"
    return complaint if luck[2] % 2 else f"{complaint} {other}"
