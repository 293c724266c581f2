"""How tiers were held, day by day: reviews, grace, locks, new versions.

State of a partner in a ladder: the tier held, and for each tier a clock that runs from the down
review that found it no longer earned until it is earned again. A tier whose clock has run for
the days of grace is lost. What is not known keeps a tier and never raises one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from scorecard.errors import UserError
from scorecard.programme import state as ladders
from scorecard.programme.book import Book
from scorecard.programme.evaluation import Evaluation, Verdicts
from scorecard.programme.events import Events, events_of
from scorecard.programme.held import Held, Tiers
from scorecard.programme.order import ladder_order
from scorecard.programme.replayed import MOVEMENTS, Moment, Recorded, Replay, dates_of, names_of
from scorecard.programme.results import Move
from scorecard.programme.schema import Ladder, Programme
from scorecard.programme.state import State
from scorecard.programme.table import Ints, ordinals


def replay(
    programmes: Sequence[Programme],
    book: Book,
    start: date,
    end: date,
    opening: Mapping[str, pd.Series] | None = None,
    since: Mapping[str, pd.Series] | None = None,
    recorded: Recorded | None = None,
) -> Replay:
    """What partners held from start to end, both inside.

    Args:
        programmes: versions, each valid from its `valid_from` until the next.
        opening: tiers held before start: ladder -> tier names by partner. Partners that are not
            in it begin with what they earn.
        since: days since which those are held: ladder -> dates by partner; else start.
        recorded: what was decided already; start and opening are not looked at then.

    Raises:
        UserError: `version_order`, when versions do not follow each other; `version_tiers`, when
            a tier is gone and no migration says where its partners go.
    """
    run = _Run(programmes, book, start, end, opening or {}, since or {})
    if recorded is not None:
        run.go_on(recorded)
    return run.result()


@dataclass
class _Run:
    programmes: Sequence[Programme]
    book: Book
    start: date
    end: date
    opening: Mapping[str, pd.Series]
    since: Mapping[str, pd.Series]
    states: dict[str, State] = field(default_factory=dict)
    moments: dict[str, list[Moment]] = field(default_factory=dict)
    rows: list[pd.DataFrame] = field(default_factory=list)

    def go_on(self, recorded: Recorded) -> None:
        """Begin after what was recorded, with the state it ended in."""
        self.start = recorded.to + timedelta(days=1)
        self.moments = {name: list(found) for name, found in recorded.moments.items()}
        self.states = {name: found[-1].state for name, found in recorded.moments.items()}
        self.rows = [recorded.movements] if len(recorded.movements) else []

    def result(self) -> Replay:
        for before, after in zip(self.programmes, self.programmes[1:], strict=False):
            if after.valid_from <= before.valid_from:
                raise UserError("version_order", version=after.version, day=after.valid_from,
                                before=before.version, since=before.valid_from)  # fmt: skip
        signed = pd.Series(self.book.attribute("signed_on", self.end))
        self.signed = ordinals(pd.to_datetime(signed, errors="coerce"))
        for i, programme in enumerate(self.programmes):
            first = max(self.start, programme.valid_from) if i else self.start
            later = self.programmes[i + 1 :]
            ends = [one.valid_from - timedelta(days=1) for one in later[:1]]
            last = min([self.end, *ends])
            if first <= last:
                self._version(programme, first, last)
        reached = {name: state.reached for name, state in self.states.items()}
        return Replay(self.book.partners, self.signed, self.moments, self._moved(), reached)

    def _version(self, programme: Programme, first: date, last: date) -> None:
        """All events from the first day to the last, both inside."""
        order = ladder_order(programme)
        events = events_of(programme, self.book, order, first, last, self.signed)
        went_on = self._goes_on(programme, first)
        carried: dict[str, State] = {}
        if not went_on:
            carried, self.states = self.states, {}
        verdicts: Verdicts = {}
        for day in events.days:
            held = self._held()
            evaluation = Evaluation(programme, self.book, date.fromordinal(day), held, verdicts)
            for ladder in order:
                begins = day == first.toordinal() and not went_on
                if begins or events.concerns(ladder.ladder, day):
                    self._event(evaluation, ladder, day, events, carried)
                    state = self.states[ladder.ladder]
                    held.now[ladder.ladder] = state.held
        self._latecomers(programme, last.toordinal())

    def _goes_on(self, programme: Programme, first: date) -> bool:
        """Whether the version ruled already before what was recorded ended."""
        return bool(self.states) and programme.valid_from < first == self.start

    def _held(self) -> Held:
        held = {name: state.held for name, state in self.states.items()}
        reached = {name: state.reached for name, state in self.states.items()}
        return Held(before=held, now=dict(held), reached=reached)

    def _event(
        self, evaluation: Evaluation, ladder: Ladder, day: int, events: Events,
        carried: dict[str, State],
    ) -> None:  # fmt: skip
        name, version = ladder.ladder, evaluation.programme.version
        if name not in self.states:
            self._begin(evaluation, ladder, day, carried.get(name))
        before = self.states[name]
        earned, possible = evaluation.standing(ladder)
        entered = ladders.entered(before, self.signed, day)
        self._entries(ladder, day, version, (before.held < 0) & (entered.held >= 0), entered)
        up, down = events.up[name].who(day), events.down[name].who(day)
        shared = not (events.up[name].own or events.down[name].own)
        after = ladders.reviewed(
            entered, ladder, day, earned, possible, up=up, down=down, all_together=shared
        )
        self.states[name] = after
        self._note(ladder, day, version, entered, after)
        self.moments.setdefault(name, []).append(Moment(
            day, version, tuple(tier.tier for tier in ladder.tiers), after.held,
            after.since, after.due(ladder), earned, possible, after,
        ))  # fmt: skip

    def _begin(
        self, evaluation: Evaluation, ladder: Ladder, day: int, carried: State | None
    ) -> None:
        """The state before the first event of a version."""
        version, name = evaluation.programme.version, ladder.ladder
        there = self.signed <= day
        if carried is not None:
            old = self.moments[name][-1].tiers
            brought = ladders.brought(carried, old, ladder, version)
            evaluation.held.before[name] = brought
            earned = evaluation.standing(ladder)[0] if ladder.migration else None
            found = ladders.migrated(carried, old, ladder, day, brought, earned)
            names = np.array(old, dtype=object)[carried.held], names_of(ladder)[found.held]
            changed = there & (carried.held >= 0) & (names[0] != names[1])
            self._rows(Move.MIGRATED, changed, ladder, day, version, names[0], names[1], None)
        else:
            given = self._given(ladder)
            found = self._opened(evaluation, ladder, day, given, there)
            self._entries(ladder, day, version, (found.held >= 0) & (given < 0), found)
        self.states[name] = found
        self._refresh(evaluation, name, found)

    def _refresh(self, evaluation: Evaluation, name: str, found: State) -> None:
        """What a partner brings along counts as held before."""
        evaluation.held.before[name] = found.held
        evaluation.held.reached[name] = found.reached

    def _given(self, ladder: Ladder) -> Tiers:
        """Tiers of the opening, -1 where it says nothing."""
        if ladder.ladder not in self.opening:
            return np.full(len(self.book.partners), -1, dtype=np.int8)
        ordinal = {tier.tier: i for i, tier in enumerate(ladder.tiers)}
        found = self.opening[ladder.ladder].reindex(self.book.partners).map(ordinal)
        return found.fillna(-1).to_numpy().astype(np.int8)

    def _opened(
        self, evaluation: Evaluation, ladder: Ladder, day: int, given: Tiers, there: Any
    ) -> State:
        """Tiers of the opening; others begin with what they earn."""
        name, since = ladder.ladder, self.since.get(ladder.ladder)
        days = None
        if since is not None:
            days = ordinals(pd.to_datetime(since.reindex(self.book.partners)))
        before = ladders.fresh(given, len(ladder.tiers), day, days)
        self._refresh(evaluation, name, before)
        earned = evaluation.standing(ladder)[0]
        held = np.where(given >= 0, given, np.where(there, earned, -1)).astype(np.int8)
        return ladders.fresh(held, len(ladder.tiers), day, days)

    def _entries(self, ladder: Ladder, day: int, version: str, who: Any, state: State) -> None:
        """First tiers, each on the day since which it is held."""
        names = names_of(ladder)[state.held]
        nothing = np.full(len(names), "", dtype=object)
        late = (state.since == self.signed) & (self.signed > 0)
        days = np.where(late, state.since, day)
        self._rows(Move.ENTRY, who, ladder, days, version, nothing, names, None)

    def _note(self, ladder: Ladder, day: int, version: str, before: State, after: State) -> None:
        names = names_of(ladder)
        old, new = names[before.held], names[after.held]
        due, was = after.due(ladder), before.due(ladder)
        there = before.held >= 0
        up, down = there & (after.held > before.held), there & (after.held < before.held)
        self._rows(Move.UP, up, ladder, day, version, old, new, None)
        self._rows(Move.DOWN, down, ladder, day, version, old, new, None)
        warned = (due > 0) & (due != was) & (after.held >= 0)
        self._rows(Move.WARNED, warned, ladder, day, version, new, new, due)
        saved = there & (was > 0) & (due == 0) & (after.held == before.held)
        self._rows(Move.RECOVERED, saved, ladder, day, version, old, new, None)

    def _rows(
        self, move: Move, who: Any, ladder: Ladder, day: int | Ints, version: str, before: Any,
        after: Any, due: Ints | None,
    ) -> None:  # fmt: skip
        places = np.flatnonzero(who)
        if not len(places):
            return
        days = np.broadcast_to(day, len(self.signed))[places]
        self.rows.append(pd.DataFrame({
            "partner": self.book.partners[places], "ladder": ladder.ladder,
            "day": dates_of(days), "move": str(move), "before": before[places],
            "after": after[places],
            "due_on": None if due is None else dates_of(due[places]), "version": version,
            "place": places,
        }))  # fmt: skip

    def _latecomers(self, programme: Programme, last: int) -> None:
        """Entries of those who signed after the last event."""
        for ladder in ladder_order(programme):
            before = self.states[ladder.ladder]
            state = ladders.entered(before, self.signed, last)
            new = (before.held < 0) & (state.held >= 0)
            self._entries(ladder, last, programme.version, new, state)
            self.states[ladder.ladder] = state

    def _moved(self) -> pd.DataFrame:
        if not self.rows:
            return pd.DataFrame(columns=list(MOVEMENTS))
        moved = pd.concat(self.rows, ignore_index=True)
        moved = moved.reindex(columns=[*MOVEMENTS, "place"])  # what was recorded has no place
        moved = moved.sort_values(["day", "ladder", "place"], kind="stable", ignore_index=True)
        return moved[list(MOVEMENTS)].drop_duplicates(ignore_index=True)
