"""What people did about answers of the demo's surveys, through the verbs of the pages."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select

from db.engine import reading
from db.facts import PARTNER
from db.store import Store
from db.surveys import open_wave
from db.voice import assign, close, retag
from db.voice_sums import ANSWER
from scorecard.access import EVERYTHING, Viewer
from scorecard.kpis.voice import DETRACTOR

CHIEF = Viewer("chief@helio.example", "Ingrid Sandvall", EVERYTHING)
DONE = (
    "Called; the open price request was approved the same day.",
    "Visited with presales; the next two projects are registered.",
    "Portal access mended, a short guide sent.",
    "Marketing money paid out; the delay explained.",
    "Called twice, no answer yet; wrote to the owner of the company.",
    "A training in the partner's language is booked.",
)
GIVEN = 3  # of the latest wave that somebody else has taken on


def play_voice(store: Store, as_of: date) -> None:
    """Some detractors of the wave before are closed, some of the latest are given to somebody,
    one comment is put right, and the latest wave is open for a few more days."""
    waves = store.voice_waves(EVERYTHING)
    if len(waves) < 2:
        return
    latest, before = waves.iloc[-1], waves.iloc[-2]
    at = datetime.combine(as_of, time(5, 40), tzinfo=UTC)
    opens = latest["starts_on"].date()
    open_wave(store, CHIEF, latest["wave"], opens, as_of + timedelta(days=14), at=at)
    for number, (answer, day) in enumerate(_detractors(store, str(before["wave"]), 2 * len(DONE))):
        if number % 2:
            when = min(day + timedelta(days=9 + number), as_of)
            close(store, CHIEF, answer, DONE[number // 2], when, at=at)
    for answer, _day in _detractors(store, str(latest["wave"]), GIVEN):
        assign(store, CHIEF, answer, CHIEF.name, as_of + timedelta(days=10), at=at)
    _put_right(store, str(latest["wave"]), at)


def _detractors(store: Store, wave: str, n: int) -> list[tuple[int, date]]:
    """The first by partner and answer: id and day."""
    query = (
        select(ANSWER.c.answer_id, ANSWER.c.answered_on)
        .join(PARTNER, PARTNER.c.partner_id == ANSWER.c.partner_id)
        .where(ANSWER.c.wave == wave, ANSWER.c.score <= DETRACTOR)
        .order_by(PARTNER.c.partner_code, ANSWER.c.respondent_id)
        .limit(n)
    )
    with reading(store.engine) as connection:
        return [(int(row[0]), row[1]) for row in connection.execute(query)]


def _put_right(store: Store, wave: str, at: datetime) -> None:
    """A comment in which the program finds no theme (the lists know five languages)."""
    none = (ANSWER.c.comment_key != "") & (ANSWER.c.themes == "") & (ANSWER.c.wave == wave)
    query = select(ANSWER.c.answer_id).where(none).order_by(ANSWER.c.answer_id).limit(1)
    with reading(store.engine) as connection:
        found = connection.scalar(query)
    if found is not None:
        retag(store, CHIEF, int(found), ("support",), at=at)
