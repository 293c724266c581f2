"""The voice block of one partner."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd

from scorecard.access import EVERYTHING, Scope
from scorecard.errors import NotFound
from scorecard.i18n.message import Message
from scorecard.ports import VoicePort
from scorecard.usecases import voice_groups as groups
from scorecard.usecases import voice_people as people
from scorecard.usecases.voice_groups import Waves
from scorecard.views import Filters
from scorecard.voice import pooling
from scorecard.voice.summary import NOTHING, unknown
from scorecard.voice.views import (
    Loop,
    OnePartner,
    PartnerVoice,
    Pooled,
    SilentPartner,
    WavePoint,
)

COMMENTS = 20
KPI_NOTE = Message(
    "The KPI Partner NPS counts the latest answer of each person in twelve months; a wave counts "
    "the answers of that wave only."
)


def build_partner_voice(
    reads: VoicePort, scope: Scope, partner_code: str, as_of: date
) -> PartnerVoice:
    """The voice block of one partner.

    The estimates are drawn towards the tiers and regions of the whole programme whoever looks;
    nothing else of other partners is read.

    Raises:
        NotFound: no such partner in this scope.
    """
    ids = [number for number, code in reads.partner_codes(scope).items() if code == partner_code]
    if not ids:
        raise NotFound("not_found", what=partner_code)
    waves = groups.choose_wave(reads, EVERYTHING, as_of, "")
    if not waves.wave:
        return _nothing(reads, scope, partner_code)
    every = reads.voice_partner_waves(EVERYTHING, Filters(), waves.trend)
    own = every[every["partner_id"] == ids[0]]
    trend = _pooled(groups.trend_of(own, waves), waves, every, own)
    only = OnePartner(partner_id=ids[0])
    themes, _n = people.read_themes(reads, scope, only, waves.wave)
    rows, _all = reads.voice_comments(scope, only, waves.trend, (), "", COMMENTS, 0)
    return PartnerVoice(
        partner_code=partner_code,
        wave=waves.wave,
        now=trend[-1].nps,
        kpi_note=KPI_NOTE,
        change=groups.change_at(trend, waves),
        trend=trend,
        silent=_silent(reads, scope, only, waves, own, as_of),
        themes=themes if people.may_read_people(scope) else (),
        comments=people.comments_of(rows),
        loop=people.read_loop(reads, scope, only, waves, as_of),
        shows_people=people.may_read_people(scope),
    )


def _pooled(
    trend: tuple[WavePoint, ...], waves: Waves, every: pd.DataFrame, own: pd.DataFrame
) -> tuple[WavePoint, ...]:
    if own.empty:
        return trend
    model = pooling.fit(every, waves.trend)
    about = own.drop_duplicates("partner_id").set_index("partner_id")[["tier", "region"]]
    found = pooling.estimate(model, own, about)
    return tuple(
        replace(point, pooled=Pooled(*(
            float(frame[point.wave].iloc[0]) * scale
            for frame, scale in ((found.value, 100), (found.low, 100), (found.high, 100),
                                 (found.own, 1))
        )))
        for point in trend
    )  # fmt: skip


def _silent(
    reads: VoicePort, scope: Scope, only: Filters, waves: Waves, own: pd.DataFrame, as_of: date
) -> SilentPartner | None:
    before = waves.trend[-1 - people.SILENT_AFTER : -1]
    silent = reads.voice_silent(scope, only, waves.wave, before)
    silent = silent[silent["partner_id"].isin(own["partner_id"])]
    if silent.empty:
        return None
    partners = reads.voice_partners(scope, only, as_of)
    found = people.silent_partners(waves, own, partners, silent)
    return found[0] if found else None


def _nothing(reads: VoicePort, scope: Scope, partner_code: str) -> PartnerVoice:
    return PartnerVoice(
        partner_code, "", NOTHING, KPI_NOTE, unknown("", ""), (), None, (), (),
        Loop(0, 0, 0, 0, 0, ()), people.may_read_people(scope),
    )  # fmt: skip
