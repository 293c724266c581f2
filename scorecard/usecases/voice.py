"""The partner's voice: pure, over a `VoicePort`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from math import ceil

import pandas as pd

from scorecard.access import Scope
from scorecard.errors import UserError, did_you_mean
from scorecard.i18n.message import Message, Number
from scorecard.ports import VoicePort
from scorecard.usecases import voice_groups as groups
from scorecard.usecases import voice_people as people
from scorecard.usecases.stamp import build_stamp
from scorecard.usecases.voice_groups import Waves
from scorecard.usecases.voice_partner import build_partner_voice
from scorecard.views import Filters
from scorecard.voice import sales_link, summary
from scorecard.voice.intervals import Counts, difference
from scorecard.voice.themes import searchable
from scorecard.voice.views import (
    Biggest,
    Certainty,
    Comments,
    GroupNps,
    Loop,
    SalesLink,
    Silence,
    VoicePage,
    WavePoint,
    Weighted,
)

COMMENTS_A_PAGE = 20
EVERYWHERE = Filters()


def build_voice(
    reads: VoicePort, scope: Scope, as_of: date, filters: Filters = EVERYWHERE, wave: str = ""
) -> VoicePage:
    """Page `nps`; `wave` "" is the latest.

    Raises:
        UserError: `unknown_wave`.
    """
    waves = groups.choose_wave(reads, scope, as_of, wave)
    if not waves.wave:
        return _nothing(reads, scope, as_of, filters, waves)
    partners = reads.voice_partners(scope, filters, as_of)
    counts = groups.of_partners(reads, scope, filters, waves, partners)
    trend = _weighed(groups.trend_of(counts, waves), counts, partners)
    now, change = trend[-1].nps, groups.change_at(trend, waves)
    by, biggest = _groups(reads, scope, filters, waves, counts, partners)
    silence = people.read_silence(reads, scope, filters, waves, now, counts, partners)
    themes, n_comments = people.read_themes(reads, scope, filters, waves.wave)
    return VoicePage(
        stamp=build_stamp(reads, scope, as_of),
        filters=filters,
        wave=waves.wave,
        waves=waves.newest_first,
        n_partners=len(partners),
        headline=_headline(trend[-1], change.sentence, silence),
        rule=summary.RULE,
        now=now,
        weighted=trend[-1].weighted or _unweighted(),
        change=change,
        trend=trend,
        groups=by,
        biggest=biggest,
        silence=silence,
        sales=_sales(reads, scope, filters, as_of, counts, partners),
        themes=themes,
        n_comments=n_comments if people.may_read_people(scope) else 0,
        loop=people.read_loop(reads, scope, filters, waves, as_of),
        choices=reads.choices(scope),
        owners=reads.voice_owners(scope),
    )


def find_comments(
    reads: VoicePort, scope: Scope, as_of: date, filters: Filters = EVERYWHERE, wave: str = "",
    *, search: str = "", theme: str = "", page: int = 1,
) -> Comments:  # fmt: skip
    """Comments newest first; `wave` "" is all waves; search by words, accents and case aside."""
    known = groups.choose_wave(reads, scope, as_of, wave)
    wanted = [wave] if wave else [str(name) for name in known.all["wave"]]
    words, at = searchable(search).split(), max(page, 1)
    rows, n = reads.voice_comments(
        scope, filters, wanted, words, theme, COMMENTS_A_PAGE, (at - 1) * COMMENTS_A_PAGE
    )
    return Comments(people.comments_of(rows), n, at, max(ceil(n / COMMENTS_A_PAGE), 1))


def nps_by(
    reads: VoicePort, scope: Scope, as_of: date, by: str, wave: str = "",
    filters: Filters = EVERYWHERE,
) -> tuple[GroupNps, ...]:  # fmt: skip
    """NPS of each group of a dimension in a wave, for the command line.

    Raises:
        UserError: `unknown_wave`, `bad_grain`.
    """
    if by not in groups.GRAINS:
        hint = did_you_mean(by, list(groups.GRAINS))
        raise UserError("bad_grain", by=by, hint=hint, grains=", ".join(groups.GRAINS))
    waves = groups.choose_wave(reads, scope, as_of, wave)
    if not waves.wave:
        return ()
    if by in groups.DIMENSIONS:
        return groups.grouped(reads.voice_groups(scope, filters), by, waves)[0]
    if by == "role":
        return _by_role(reads, scope, filters, waves)[0]
    partners = reads.voice_partners(scope, filters, as_of)
    counts = groups.of_partners(reads, scope, filters, waves, partners)
    found, _p = groups.grouped(counts, by, waves)
    return _named(found, partners) if by == "partner_id" else found


def _groups(
    reads: VoicePort, scope: Scope, filters: Filters, waves: Waves, counts: pd.DataFrame,
    partners: pd.DataFrame,
) -> tuple[dict[str, tuple[GroupNps, ...]], Biggest]:  # fmt: skip
    types = partners.set_index("partner_id")["partner_type"]
    counts = counts.assign(partner_type=counts["partner_id"].map(types).fillna(""))
    found, every, chance = {}, list[GroupNps](), list[float]()
    for by in (*groups.DIMENSIONS, "distributor"):
        found[by], p = groups.grouped(counts, by, waves)
        every, chance = [*every, *found[by]], [*chance, *p]
    found["role"], p = _by_role(reads, scope, filters, waves)
    every, chance = [*every, *found["role"]], [*chance, *p]
    likely, rest = _partners_changed(counts, waves)
    alone, p = groups.grouped(counts[counts["partner_id"].isin(likely)], "partner_id", waves)
    every, chance = [*every, *_named(alone, partners)], [*chance, *p]
    return found, summary.biggest(every, chance, rest)


def _partners_changed(counts: pd.DataFrame, waves: Waves) -> tuple[list[int], list[float]]:
    """Of partners with enough answers in both waves: those whose change could be kept, and the
    probabilities by chance of all others."""
    names = ["n", "promoters", "detractors"]
    wide = counts.pivot_table(index="partner_id", columns="wave", values=names, fill_value=0)
    if any((name, wave) not in wide for name in names for wave in (waves.before, waves.wave)):
        return [], []
    heard = pd.DataFrame(wide["n"])
    enough = heard[[waves.before, waves.wave]].min(axis=1) >= summary.MIN_N
    both = wide[enough]
    now, before = (
        Counts.of(both["promoters"][w], both["detractors"][w], both["n"][w])
        for w in (waves.wave, waves.before)
    )
    p = difference(now, before).p
    likely = p <= summary.FALSE_SHARE
    return [int(x) for x in both.index[likely]], [float(x) for x in p[~likely]]


def _by_role(
    reads: VoicePort, scope: Scope, filters: Filters, waves: Waves
) -> tuple[tuple[GroupNps, ...], list[float]]:
    names = waves.trend[-2:]
    counts = groups.role_counts(reads, scope, filters, names)
    short = waves.all[waves.all["wave"].isin(names)]
    return groups.grouped(counts, "role", Waves(short, waves.wave, waves.before))


def _named(groups_: Sequence[GroupNps], partners: pd.DataFrame) -> tuple[GroupNps, ...]:
    """Partners by their codes and names instead of their ids."""
    columns = (partners[name] for name in ("partner_id", "partner_code", "name"))
    known = {str(number): (code, name) for number, code, name in zip(*columns, strict=True)}
    return tuple(
        replace(g, key=known[g.key][0], label=known[g.key][1]) for g in groups_ if g.key in known
    )


def _weighed(
    trend: tuple[WavePoint, ...], counts: pd.DataFrame, partners: pd.DataFrame
) -> tuple[WavePoint, ...]:
    revenue = partners.set_index("partner_id")["net_minor"]
    return tuple(
        replace(point, weighted=summary.weighted(counts[counts["wave"] == point.wave], revenue))
        for point in trend
    )


def _sales(
    reads: VoicePort, scope: Scope, filters: Filters, as_of: date, counts: pd.DataFrame,
    partners: pd.DataFrame,
) -> SalesLink:  # fmt: skip
    sales = reads.voice_sales(scope, filters, as_of)
    compared = sales_link.compare(counts[counts["n"] > 0], sales)
    worst = reads.voice_worst(scope, filters, sales_link.fallen_ids(compared))
    scores = {(int(r.partner_id), str(r.wave)): int(r.score) for r in worst.itertuples()}  # type: ignore[arg-type]
    return sales_link.link(compared, partners.set_index("partner_id"), scores)


def _headline(point: WavePoint, moved: Message, silence: Silence) -> tuple[Message, ...]:
    if point.nps.value is None or point.nps.low is None or point.nps.high is None:
        few = Message("{n} answers in wave {wave}: too few for an NPS.",
                      {"n": point.nps.n, "wave": point.wave})  # fmt: skip
        return few, silence.sentence
    values = {"nps": point.nps.value, "low": point.nps.low, "high": point.nps.high}
    known = {name: Number(round(value)) for name, value in values.items()}
    said = Message("NPS {nps} in wave {wave}, between {low} and {high}, from {n} answers.",
                   {**known, "wave": point.wave, "n": point.nps.n})  # fmt: skip
    return said, moved, silence.sentence


def _unweighted() -> Weighted:
    return Weighted(None, None, None, 0, None)


def _nothing(
    reads: VoicePort, scope: Scope, as_of: date, filters: Filters, waves: Waves
) -> VoicePage:
    """Before the first answer."""
    none, sentence = summary.NOTHING, Message("There is no survey answer yet.")
    return VoicePage(
        build_stamp(reads, scope, as_of), filters, "", waves.newest_first, 0, (sentence,),
        summary.RULE, none, _unweighted(), summary.unknown("", ""), (), {},
        Biggest((), 0, summary.FALSE_SHARE, sentence),
        Silence(0, 0, none, none, sentence, ()),
        SalesLink(0, 0, None, None, None, sentence, ()), (), 0, Loop(0, 0, 0, 0, 0, ()),
        reads.choices(scope), reads.voice_owners(scope),
    )  # fmt: skip


__all__ = ["Certainty", "build_partner_voice", "build_voice", "find_comments", "nps_by"]
