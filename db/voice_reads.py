"""What the partner's voice is read from; each read takes a `Scope`.

Comments and who wrote them are for the vendor's chief and the partner's manager: a partner itself
and distributors find none of them here.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Engine, Select, and_, false, func, or_, select

from db.engine import reading
from db.facts import DISTRIBUTOR, PARTNER, PARTNER_MONTH, reported_to
from db.frames import read_frame
from db.readmodel import table_of
from db.scoping import narrowed, of_partners_in, partners_in, searched
from db.survey_book import WAVE
from db.voice_models import NpsCase, NpsRetag
from db.voice_sums import ANSWER, INVITATION, PARTNER_WAVE
from scorecard.access import Role, Scope
from scorecard.kpis.voice import DETRACTOR
from scorecard.period import add_months, month_of
from scorecard.views import Filters
from scorecard.voice.views import OnePartner

RETAG, CASE = table_of(NpsRetag), table_of(NpsCase)
MONTHS = 30  # of sales that the voice is compared with
SUMS = ("n", "promoters", "detractors", "invited")
VENDOR = (Role.CHIEF, Role.MANAGER)
THEMES = func.coalesce(RETAG.c.themes, ANSWER.c.themes)


def may_read_people(scope: Scope) -> bool:
    """Whether comments and contacts are for this scope."""
    return scope.role in VENDOR


def _wanted(scope: Scope, filters: Filters) -> list[ColumnElement[bool]]:
    one = [PARTNER.c.partner_id == filters.partner_id] if isinstance(filters, OnePartner) else []
    return [partners_in(scope), *narrowed(PARTNER, filters), *searched(filters), *one]


def _people(scope: Scope, filters: Filters) -> list[ColumnElement[bool]]:
    return _wanted(scope, filters) if may_read_people(scope) else [false()]


class VoiceReads:
    engine: Engine

    def voice_waves(self, scope: Scope) -> pd.DataFrame:
        """Waves, oldest first: wave, starts_on, last_on (last answer), n, closes_on (NaT: no
        survey of ours)."""
        sums = PARTNER_WAVE.c
        first = func.min(sums.first_on, type_=sums.first_on.type).label("starts_on")
        last = func.max(sums.last_on, type_=sums.last_on.type).label("last_on")
        closes = func.max(WAVE.c.closes_on, type_=WAVE.c.closes_on.type).label("closes_on")
        query = (
            select(sums.wave, first, last, func.sum(sums.n).label("n"), closes)
            .outerjoin(WAVE, WAVE.c.wave == sums.wave)
            .where(of_partners_in(scope, sums.partner_id))
            .group_by(sums.wave)
            .order_by(first, sums.wave)
        )
        return self._frame(query)

    def voice_groups(self, scope: Scope, filters: Filters) -> pd.DataFrame:
        """wave, tier, region, partner_type and sums: n, promoters, detractors, invited."""
        keys = [PARTNER_WAVE.c.wave, PARTNER.c.tier, PARTNER.c.region, PARTNER.c.partner_type]
        query = (
            select(*keys, *_sums())
            .join(PARTNER, PARTNER.c.partner_id == PARTNER_WAVE.c.partner_id)
            .where(*_wanted(scope, filters))
            .group_by(*keys)
        )
        return self._frame(query)

    def voice_roles(self, scope: Scope, filters: Filters, waves: Sequence[str]) -> pd.DataFrame:
        """wave, role, score, n of the answers of some waves."""
        role = func.coalesce(ANSWER.c.respondent_role, "").label("role")
        keys = [ANSWER.c.wave, role, ANSWER.c.score]
        query = select(*keys, func.count().label("n")).where(ANSWER.c.wave.in_(waves))
        if scope.role is not Role.CHIEF or filters != Filters():
            query = query.join(PARTNER, PARTNER.c.partner_id == ANSWER.c.partner_id)
            query = query.where(*_wanted(scope, filters))
        return self._frame(query.group_by(*keys))

    def voice_partner_waves(
        self, scope: Scope, filters: Filters, waves: Sequence[str]
    ) -> pd.DataFrame:
        """partner_id, wave, tier, region, sums, score_sum and last_on, by partner and wave."""
        sums = PARTNER_WAVE.c
        query = (
            select(sums.partner_id, sums.wave, PARTNER.c.tier, PARTNER.c.region,
                   *[sums[name] for name in SUMS], sums.score_sum, sums.last_on)
            .join(PARTNER, PARTNER.c.partner_id == sums.partner_id)
            .where(sums.wave.in_(waves), *_wanted(scope, filters))
        )  # fmt: skip
        return self._frame(query)

    def voice_partners(self, scope: Scope, filters: Filters, as_of: date) -> pd.DataFrame:
        """partner_id, partner_code, name, owner, tier, region, partner_type, net_minor of twelve
        months (missing: none) and the distributor that most of it came through ("" for none)."""
        names = ("partner_id", "partner_code", "name", "owner", "tier", "region", "partner_type")
        query = select(*[PARTNER.c[name] for name in names]).where(*_wanted(scope, filters))
        since = add_months(month_of(as_of), -11)
        month = PARTNER_MONTH.c
        sold = (
            select(month.partner_id, month.distributor_id,
                   func.sum(month.net_minor).label("net_minor"))
            .where(month.month >= since, month.month <= month_of(as_of),
                   of_partners_in(scope, month.partner_id))
            .group_by(month.partner_id, month.distributor_id)
        )  # fmt: skip
        senders = select(DISTRIBUTOR.c.distributor_id, DISTRIBUTOR.c.name.label("distributor"))
        with reading(self.engine) as connection:
            partners, sales, named = (read_frame(connection, q) for q in (query, sold, senders))
        return _with_sales(partners, sales, named)

    def voice_sales(self, scope: Scope, filters: Filters, as_of: date) -> pd.DataFrame:
        """partner_id, month, net_minor of the last months that are reported whole."""
        month = PARTNER_MONTH.c
        with reading(self.engine) as connection:
            last = reported_to(connection, as_of) or add_months(month_of(as_of), -1)
            query = (
                select(month.partner_id, month.month, func.sum(month.net_minor).label("net_minor"))
                .join(PARTNER, PARTNER.c.partner_id == month.partner_id)
                .where(month.month > add_months(last, -MONTHS), month.month <= last)
                .where(*_wanted(scope, filters))
                .group_by(month.partner_id, month.month)
            )
            return read_frame(connection, query)

    def voice_silent(
        self, scope: Scope, filters: Filters, wave: str, before: Sequence[str]
    ) -> pd.DataFrame:
        """partner_id, n: people who answered one of the waves `before` and not `wave`. Where
        invitations of `wave` are known, those who were not invited do not count."""
        again, asked = ANSWER.alias(), INVITATION.alias()
        query = select(
            ANSWER.c.partner_id, func.count(ANSWER.c.respondent_id.distinct()).label("n")
        )
        query = query.join(PARTNER, PARTNER.c.partner_id == ANSWER.c.partner_id)
        query = query.where(ANSWER.c.wave.in_(before), *_wanted(scope, filters))
        same = [
            (other.c.partner_id == ANSWER.c.partner_id)
            & (other.c.respondent_id == ANSWER.c.respondent_id) & (other.c.wave == wave)
            for other in (again, asked)
        ]  # fmt: skip
        query = query.where(~select(again.c.answer_id).where(same[0]).exists())
        known = select(INVITATION.c.invitation_id).where(INVITATION.c.wave == wave).limit(1)
        with reading(self.engine) as connection:
            if connection.execute(known).first() is not None:
                query = query.where(select(asked.c.invitation_id).where(same[1]).exists())
            return read_frame(connection, query.group_by(ANSWER.c.partner_id))

    def voice_themes(self, scope: Scope, filters: Filters, wave: str) -> pd.DataFrame:
        """themes (parted by blanks), score, n of the wave's comments."""
        themes = THEMES.label("themes")
        query = (
            select(themes, ANSWER.c.score, func.count().label("n"))
            .outerjoin(RETAG, RETAG.c.answer_id == ANSWER.c.answer_id)
            .join(PARTNER, PARTNER.c.partner_id == ANSWER.c.partner_id)
            .where(ANSWER.c.wave == wave, ANSWER.c.comment_key != "", *_wanted(scope, filters))
            .group_by(themes, ANSWER.c.score)
        )
        return self._frame(query)

    def voice_comments(
        self, scope: Scope, filters: Filters, waves: Sequence[str], words: Sequence[str],
        theme: str, limit: int, offset: int,
    ) -> tuple[pd.DataFrame, int]:  # fmt: skip
        """A page of comments, newest first, and how many there are: answer_id, partner_code,
        partner, wave, answered_on, score, respondent_id, role, comment, themes, retagged_by."""
        conditions = _said(waves, words, theme)
        query = _answers(
            ANSWER.c.comment.label("comment"), THEMES.label("themes"),
            func.coalesce(RETAG.c.retagged_by, "").label("retagged_by"),
        )  # fmt: skip
        query = query.outerjoin(RETAG, RETAG.c.answer_id == ANSWER.c.answer_id)
        query = query.where(*conditions, *_people(scope, filters))
        order = (ANSWER.c.answered_on.desc(), ANSWER.c.answer_id)
        with reading(self.engine) as connection:
            counted = select(func.count()).select_from(query.subquery())
            n = int(connection.scalar(counted) or 0)
            shown = query.order_by(*order).limit(limit).offset(offset)
            return read_frame(connection, shown), n

    def voice_cases(self, scope: Scope, filters: Filters, waves: Sequence[str]) -> pd.DataFrame:
        """Detractors of some waves and what was done: answer_id, partner_id, partner_code,
        partner, wave, answered_on, score, respondent_id, role, comment, partner_owner, owner,
        due_on, done, done_on (missing where nobody has said anything)."""
        said = [CASE.c[name] for name in ("owner", "due_on", "done", "done_on")]
        query = _answers(ANSWER.c.comment.label("comment"), PARTNER.c.owner.label("partner_owner"),
                         ANSWER.c.partner_id, *said)  # fmt: skip
        query = query.outerjoin(CASE, CASE.c.answer_id == ANSWER.c.answer_id)
        wanted = ANSWER.c.wave.in_(waves) | and_(CASE.c.answer_id.is_not(None),
                                                 CASE.c.done_on.is_(None))  # fmt: skip
        return self._frame(
            query.where(wanted, ANSWER.c.score <= DETRACTOR, *_people(scope, filters))
        )

    def voice_next(self, scope: Scope, filters: Filters, waves: Sequence[str]) -> pd.DataFrame:
        """What detractors of some waves answered later: answer_id, wave, answered_on, score."""
        later = ANSWER.alias()
        query = (
            select(ANSWER.c.answer_id, later.c.wave, later.c.answered_on, later.c.score)
            .join(later, (later.c.partner_id == ANSWER.c.partner_id)
                  & (later.c.respondent_id == ANSWER.c.respondent_id)
                  & (later.c.answered_on > ANSWER.c.answered_on))
            .join(PARTNER, PARTNER.c.partner_id == ANSWER.c.partner_id)
            .where(ANSWER.c.wave.in_(waves), ANSWER.c.score <= DETRACTOR,
                   *_people(scope, filters))
        )  # fmt: skip
        return self._frame(query)

    def voice_worst(
        self, scope: Scope, filters: Filters, partner_ids: Sequence[int]
    ) -> pd.DataFrame:
        """partner_id, wave, score: the lowest of each wave."""
        keys = [ANSWER.c.partner_id, ANSWER.c.wave]
        query = (
            select(*keys, func.min(ANSWER.c.score).label("score"))
            .join(PARTNER, PARTNER.c.partner_id == ANSWER.c.partner_id)
            .where(ANSWER.c.partner_id.in_(partner_ids), *_wanted(scope, filters))
            .group_by(*keys)
        )
        return self._frame(query)

    def voice_owners(self, scope: Scope) -> tuple[str, ...]:
        """Owners of partners in scope."""
        query = select(PARTNER.c.owner).where(*_people(scope, Filters()), PARTNER.c.owner != "")
        with reading(self.engine) as connection:
            found = connection.execute(query.distinct().order_by(PARTNER.c.owner)).scalars()
            return tuple(str(owner) for owner in found)

    def _frame(self, query: Select[Any]) -> pd.DataFrame:
        with reading(self.engine) as connection:
            return read_frame(connection, query)


def _sums() -> list[Any]:
    return [func.sum(PARTNER_WAVE.c[name]).label(name) for name in SUMS]


def _answers(*more: Any) -> Select[Any]:
    return select(
        ANSWER.c.answer_id, PARTNER.c.partner_code, PARTNER.c.name.label("partner"),
        ANSWER.c.wave, ANSWER.c.answered_on, ANSWER.c.score, ANSWER.c.respondent_id,
        func.coalesce(ANSWER.c.respondent_role, "").label("role"), *more,
    ).join(PARTNER, PARTNER.c.partner_id == ANSWER.c.partner_id)  # fmt: skip


def _said(waves: Sequence[str], words: Sequence[str], theme: str) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [ANSWER.c.comment_key != ""]
    if waves:
        found.append(ANSWER.c.wave.in_(waves))
    found += [ANSWER.c.comment_key.contains(word, autoescape=True) for word in words]
    if theme:
        same, first, middle, last = theme, f"{theme} %", f"% {theme} %", f"% {theme}"
        found.append(
            or_(
                THEMES.is_not_distinct_from(same),
                THEMES.like(first),
                THEMES.like(middle),
                THEMES.like(last),
            )
        )
    return found


def _with_sales(partners: pd.DataFrame, sales: pd.DataFrame, named: pd.DataFrame) -> pd.DataFrame:
    sales["net_minor"] = sales["net_minor"].astype("int64")
    total = sales.groupby("partner_id")["net_minor"].sum()
    most = sales.sort_values("net_minor").drop_duplicates("partner_id", keep="last")
    main = most.merge(named, on="distributor_id", how="left").set_index("partner_id")
    ids = partners["partner_id"]
    return partners.assign(
        net_minor=ids.map(total).astype("Int64"),
        distributor=ids.map(main["distributor"]).fillna(""),
    )
