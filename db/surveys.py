"""Waves that are opened here, and their links: one a contact and wave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from secrets import randbits
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, insert, select, update

from db.audit import note
from db.engine import reading, writing
from db.facts import PARTNER
from db.readmodel import table_of
from db.store import Store
from db.survey_book import WAVE, load_survey_book
from db.voice_models import SurveyLink
from db.voice_sums import INVITATION
from scorecard.access import Role, Viewer
from scorecard.errors import NotFound, UserError
from scorecard.ids import stable_id
from scorecard.ingest.survey_rules import WAVE_DAYS, wave_key
from scorecard.voice.token import Link

LINK = table_of(SurveyLink)
LINK_BITS = 63


@dataclass(frozen=True, slots=True)
class OpenedWave:
    wave: str
    opens_on: date
    closes_on: date
    closed: bool


@dataclass(frozen=True, slots=True)
class SentLink:
    """A link and whom it is for: contact data, for who sends the invitations only."""

    partner_code: str
    respondent_id: str
    person_name: str
    language: str
    link: Link


def open_wave(
    store: Store, viewer: Viewer, wave: str, opens_on: date, closes_on: date, *, at: datetime
) -> None:
    """Open a wave for answers on the survey page (chief only).

    Raises:
        NotFound: the viewer is no chief.
        UserError: `wave_exists` (one may differ in case, spaces and punctuation only),
            `wave_days`.
    """
    _chief(viewer)
    name = wave.strip()[:100]
    if not timedelta(0) <= closes_on - opens_on <= timedelta(days=WAVE_DAYS) or not wave_key(name):
        raise UserError("wave_days", days=WAVE_DAYS)
    with writing(store.engine) as connection:
        _refuse_namesake(connection, name, opens_on)
        connection.execute(
            insert(WAVE).values(
                wave_id=stable_id("wave", wave_key(name)), wave=name, wave_key=wave_key(name),
                opens_on=opens_on, closes_on=closes_on, opened_at=at, opened_by=viewer.who,
            )
        )  # fmt: skip
        days = {"opens_on": opens_on.isoformat(), "closes_on": closes_on.isoformat()}
        note(connection, viewer, at, "survey.open", name, days)
        store.bump_version(connection)


def _refuse_namesake(connection: Connection, name: str, opens_on: date) -> None:
    opened = connection.scalar(select(WAVE.c.wave).where(WAVE.c.wave_key == wave_key(name)))
    if opened is not None:
        raise UserError("wave_exists", known=opened)
    for known, began in load_survey_book(connection).waves.items():
        if wave_key(known) == wave_key(name):
            same = known == name and abs((began - opens_on).days) <= WAVE_DAYS
            if not same:
                raise UserError("wave_exists", known=known)


def close_wave(store: Store, viewer: Viewer, wave: str, day: date, *, at: datetime) -> None:
    """Take no more answers of a wave after `day` (chief only).

    Raises:
        NotFound: the viewer is no chief.
        UserError: `wave_not_open`, `wave_closed`.
    """
    _chief(viewer)
    with writing(store.engine) as connection:
        row = wave_row(connection, wave)
        if row["closed_at"] is not None:
            raise UserError("wave_closed", wave=row["wave"], closed=row["closes_on"])
        last = max(min(day, row["closes_on"]), row["opens_on"])
        said = {"closes_on": last, "closed_at": at, "closed_by": viewer.who}
        connection.execute(update(WAVE).where(WAVE.c.wave_id == row["wave_id"]).values(**said))
        note(connection, viewer, at, "survey.close", row["wave"], {"closes_on": last.isoformat()})
        store.bump_version(connection)


def wave_row(connection: Connection, wave: str) -> RowMapping:
    """
    Raises:
        UserError: `wave_not_open`.
    """
    query = select(WAVE).where(WAVE.c.wave_key == wave_key(wave))
    found = connection.execute(query).mappings().first()
    if found is None:
        raise UserError("wave_not_open", wave=wave)
    return found


def make_links(
    store: Store, viewer: Viewer, wave: str, *, at: datetime, renew: bool = False
) -> list[SentLink]:
    """A link for each invitation of a wave; the same ones again unless they are renewed, which
    makes the earlier ones useless (chief only).

    Raises:
        NotFound: the viewer is no chief.
        UserError: `wave_not_open`, `wave_closed`, `no_invitations`.
    """
    _chief(viewer)
    with writing(store.engine) as connection:
        row = wave_row(connection, wave)
        if row["closed_at"] is not None:
            raise UserError("wave_closed", wave=row["wave"], closed=row["closes_on"])
        asked = connection.execute(_invitations(row["wave"])).mappings().all()
        if not asked:
            raise UserError("no_invitations", wave=row["wave"])
        if renew:
            old = (LINK.c.wave == row["wave"]) & LINK.c.replaced_at.is_(None)
            connection.execute(update(LINK).where(old).values(replaced_at=at))
        links = _links(connection, viewer, row["wave"], asked, at)
        told = {"links": len(asked), "renew": renew}
        note(connection, viewer, at, "survey.links", row["wave"], told)
    return [
        SentLink(a["partner_code"], a["respondent_id"], a["person_name"] or "",
                 a["language"] or "", Link(links[a["invitation_id"]], row["closes_on"]))
        for a in asked
    ]  # fmt: skip


def _invitations(wave: str) -> Select[Any]:
    return (
        select(PARTNER.c.partner_code, INVITATION)
        .join(PARTNER, PARTNER.c.partner_id == INVITATION.c.partner_id)
        .where(INVITATION.c.wave == wave)
        .order_by(PARTNER.c.partner_code, INVITATION.c.respondent_id)
    )


def _links(
    connection: Connection, viewer: Viewer, wave: str, asked: Sequence[RowMapping], at: datetime
) -> dict[int, int]:
    """Invitation -> its link's number; those that have none get one."""
    current = select(LINK.c.invitation_id, LINK.c.link_id).where(
        LINK.c.wave == wave, LINK.c.replaced_at.is_(None)
    )
    links = {int(row[0]): int(row[1]) for row in connection.execute(current)}
    fresh = [
        {"link_id": randbits(LINK_BITS), "partner_id": a["partner_id"],
         "invitation_id": a["invitation_id"], "wave": wave, "made_at": at,
         "made_by": viewer.who, "n_answers": 0}
        for a in asked if a["invitation_id"] not in links
    ]  # fmt: skip
    if fresh:
        connection.execute(insert(LINK), fresh)
    return links | {int(row["invitation_id"]): int(row["link_id"]) for row in fresh}


def opened_waves(store: Store, viewer: Viewer) -> list[OpenedWave]:
    """Waves opened here, the latest first (chief only)."""
    _chief(viewer)
    with reading(store.engine) as connection:
        rows = connection.execute(select(WAVE).order_by(WAVE.c.opens_on.desc())).mappings()
        return [
            OpenedWave(r["wave"], r["opens_on"], r["closes_on"], r["closed_at"] is not None)
            for r in rows
        ]


def _chief(viewer: Viewer) -> None:
    if viewer.role is not Role.CHIEF:
        raise NotFound("not_found", what="survey")
