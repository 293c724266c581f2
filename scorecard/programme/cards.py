"""The `scorecard` section of a programme file: one card for all partners, or one a track."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Protocol

from pydantic import Field, model_validator

from scorecard.card_file import Bands, Card, Measure, check_measures, default_card
from scorecard.errors import did_you_mean
from scorecard.kpis.registry import Unit
from scorecard.period import Period
from scorecard.programme.metrics import Name, Strict
from scorecard.programme.rules import ByAttribute
from scorecard.score.targets import ATTRIBUTES, times


class Buckets(Protocol):
    """A group of a programme file: names for sets of an attribute's values."""

    @property
    def of(self) -> str: ...

    @property
    def values(self) -> Mapping[str, tuple[str, ...]]: ...

    @property
    def otherwise(self) -> str: ...


class Track(Strict):
    """The card of some partner types; types are compared without regard to case.

    Args:
        partner_types: empty: those that no other track names.
    """

    track: Name
    label: str = ""
    partner_types: tuple[str, ...] = ()
    measures: tuple[Measure, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _sums_up(self) -> Track:
        check_measures(self.measures)
        return self


class Cards(Strict):
    """Every partner has exactly one card: that of its type's track, else of the default one.

    Args:
        version: made that of the programme; it goes into footers and makes stored scores stale.
        status: bands of the score, the same for all tracks.
        measures: the card of all partners, where there are no tracks.
        default: track of the types that no track names; where it is not said, the one without
            `partner_types`.
    """

    name: str = Field(default="Scorecard", min_length=1)
    version: str = Field(default="1", min_length=1)
    status: Bands = Bands(risk_below=60, watch_below=80, least_known=40)
    measures: tuple[Measure, ...] = ()
    tracks: tuple[Track, ...] = ()
    default: str | None = None

    @model_validator(mode="after")
    def _gives_one_card_each(self) -> Cards:
        if bool(self.measures) is bool(self.tracks):
            raise ValueError("say either measures or tracks")
        if self.measures:
            check_measures(self.measures)
            return self
        names = [track.track for track in self.tracks]
        _refuse_twice("track", names)
        _refuse_twice("partner type", [fold for t in self.tracks for fold in _folded(t)])
        if self.default is not None and self.default not in names:
            raise ValueError(f"no track {self.default!r}{did_you_mean(self.default, names)}")
        rest = [track.track for track in self.tracks if not track.partner_types]
        if self.default is None and len(rest) != 1:
            raise ValueError("say in `default` which track other partner types have")
        if set(rest) - {self.default_track}:
            raise ValueError(f"track {rest[0]!r} has no partner_types, so nobody is on it")
        return self

    @cached_property
    def default_track(self) -> str:
        """Name of the track of other types; empty where there are no tracks."""
        rest = [track.track for track in self.tracks if not track.partner_types]
        return self.default or next(iter(rest), "")

    @cached_property
    def cards(self) -> dict[str, Card]:
        """Track -> card; "" where there are no tracks."""
        if self.measures:
            return {"": self._card(self.name, self.measures)}
        return {t.track: self._card(t.label or t.track, t.measures) for t in self.tracks}

    def _card(self, name: str, measures: tuple[Measure, ...]) -> Card:
        return Card(name=name, version=self.version, status=self.status, measures=measures)

    @cached_property
    def _tracks_of_types(self) -> dict[str, str]:
        return {fold: track.track for track in self.tracks for fold in _folded(track)}

    def track_of(self, partner_type: str) -> str:
        """The one track of a partner of this type."""
        return self._tracks_of_types.get(_fold(partner_type), self.default_track)

    def card_of(self, partner_type: str) -> Card:
        return self.cards[self.track_of(partner_type)]

    @property
    def by_tier(self) -> bool:
        """Whether a target goes by the tier held."""
        targets = [measure.target for measure in self.every_measure]
        return any(isinstance(target, ByAttribute) and target.by == "tier" for target in targets)

    @property
    def every_measure(self) -> list[Measure]:
        return [measure for card in self.cards.values() for measure in card.measures]

    def bound(
        self, groups: Mapping[str, Buckets], version: str | None = None, minor: float = 1.0
    ) -> Cards:
        """The cards as scores need them: targets by a group by its attribute, money in minor units.

        Args:
            minor: minor units of the reporting currency in one unit of the file's money.

        Raises:
            ValueError: a target goes by something that is neither an attribute nor a group.
        """
        changes: dict[str, Any] = {"version": version or self.version}
        changes["measures"] = _bound(self.measures, groups, minor)
        changes["tracks"] = tuple(
            track.model_copy(update={"measures": _bound(track.measures, groups, minor)})
            for track in self.tracks
        )
        kept = {name: getattr(self, name) for name in ("name", "status", "default")}
        return Cards(**kept, **changes)


def one_card(card: Card) -> Cards:
    """The same card for every partner."""
    return Cards(name=card.name, version=card.version, status=card.status, measures=card.measures)


def default_cards() -> Cards:
    """The card that ships with the product, for all partners."""
    return one_card(default_card())


def _bound(
    measures: tuple[Measure, ...], groups: Mapping[str, Buckets], minor: float
) -> tuple[Measure, ...]:
    found = []
    for measure in measures:
        one = measure
        if isinstance(one.target, ByAttribute):
            one = one.model_copy(update={"target": _by_attribute(one.target, groups)})
        if one.definition.unit is Unit.MONEY:
            one = one.model_copy(update=times(one, minor))
        found.append(one)
    return tuple(found)


def _by_attribute(target: ByAttribute, groups: Mapping[str, Buckets]) -> ByAttribute:
    if target.by in ATTRIBUTES:
        return target
    if target.by not in groups:
        known = [*ATTRIBUTES, *groups]
        raise ValueError(f"no attribute or group {target.by!r}{did_you_mean(target.by, known)}")
    group = groups[target.by]
    rest = math.nan if target.otherwise is None else target.otherwise  # NaN: no target
    values = {
        value: target.values.get(bucket, rest)
        for bucket, those in group.values.items()
        for value in those
    }
    otherwise = target.values.get(group.otherwise, target.otherwise)
    changes = {"by": group.of, "values": values, "otherwise": otherwise}
    return target.model_copy(update=changes)


def _fold(text: str) -> str:
    return text.strip().casefold()


def _folded(track: Track) -> list[str]:
    return [_fold(text) for text in track.partner_types]


def _refuse_twice(what: str, names: list[str]) -> None:
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"{what} named twice: {', '.join(twice)}")


@dataclass(frozen=True)
class CardBook:
    """The cards of every version of the programme with the day from which they rule, in order.

    Args:
        ladder: whose tiers targets go by: the first of the newest version; empty: none.
    """

    rulings: tuple[tuple[date, Cards], ...]
    ladder: str = ""

    @property
    def by_tier(self) -> bool:
        return any(cards.by_tier for _since, cards in self.rulings)

    def on(self, day: date) -> Cards:
        """The cards that rule a day; before the first version those of the first."""
        past = [cards for since, cards in self.rulings if since <= day]
        return past[-1] if past else self.rulings[0][1]

    def of(self, period: Period, as_of: date) -> Cards:
        """The cards that ruled at the end of a period; of a running one those of `as_of`."""
        return self.on(period.last_day(as_of))

    @property
    def state(self) -> str:
        """Tells two books apart: stored scores are stale when it changes."""
        return " ".join(f"{since.isoformat()}={cards.version}" for since, cards in self.rulings)


def default_book() -> CardBook:
    """The product's own card, since ever."""
    return CardBook(((date.min, default_cards()),))
