"""Decided tiers: recorded at their reviews for ever; what every page calls a partner's tier."""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterator
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection, Select, func, insert, select, update

from db.facts import PARTNER
from db.frames import chunks, insert_frame, read_frame
from db.programme_models import TierMove, TierReview, TierStanding
from db.programmes import Ruling, ruling_on, rulings
from db.readmodel import table_of
from scorecard.programme.engine import place
from scorecard.programme.explain import explained
from scorecard.programme.held import place_of
from scorecard.programme.replayed import MOVEMENTS, Moment, Recorded, dates_of
from scorecard.programme.results import Move
from scorecard.programme.schema import Ladder
from scorecard.programme.state import State
from scorecard.reports.plain import plain
from scorecard.tier_history import TierHistory

REVIEW, STANDING, MOVE = (table_of(model) for model in (TierReview, TierStanding, TierMove))
NAMES = ("held", "earned", "possible")
DECIDING = {Move.UP: "after", Move.DOWN: "before", Move.WARNED: "before", Move.RECOVERED: "after"}


def recorded(connection: Connection, partners: pd.Index, found: list[Ruling]) -> Recorded | None:
    """What was decided so far, for these partners in their order; None: nothing yet."""
    reviews = read_frame(connection, _by_day(select(*REVIEW.c)))
    if reviews.empty:
        return None
    rows = read_frame(connection, select(*STANDING.c))
    ladders = {one.version_id: {la.ladder: la for la in one.programme.ladders} for one in found}
    versions = {one.version_id: one.programme.version for one in found}
    moments: dict[str, list[Moment]] = {}
    by_event = dict(list(rows.groupby(["ladder", "reviewed_on"])))
    for review in reviews.to_dict("records"):
        name, number, on = review["ladder"], review["version_id"], review["reviewed_on"]
        part = by_event[name, on].set_index("partner_id").reindex(partners)
        moment = _moment(part, ladders[number][name], on.date(), versions[number])
        moments.setdefault(name, []).append(moment)
    to = reviews["reviewed_on"].max().date()
    return Recorded(to, moments, _movements(connection, versions))


def _moment(rows: pd.DataFrame, ladder: Ladder, day: date, version: str) -> Moment:
    tiers = [tier.tier for tier in ladder.tiers]
    places = {tier: place for place, tier in enumerate(tiers)}
    held, earned, possible = (
        rows[name].map(places).fillna(-1 if name == "held" else 0).to_numpy().astype(np.int8)
        for name in NAMES
    )
    state = _state(rows["clocks"], held, _days(rows["held_since"]), len(tiers))
    return Moment(
        day.toordinal(), version, tuple(tiers), held, state.since,
        _days(rows["due_on"]), earned, possible, state,
    )  # fmt: skip


def _days(dates: pd.Series) -> Any:
    return np.array([0 if pd.isna(day) else day.toordinal() for day in dates], dtype=np.int64)


def _state(clocks: pd.Series, held: Any, since: Any, n_tiers: int) -> State:
    """The state as `_clocks` wrote it; nothing runs for a partner without one."""
    empty: dict[str, Any] = {
        "reached": [0] * n_tiers,
        "failing": [0] * n_tiers,
        "floor": 0,
        "until": 0,
    }
    read: list[dict[str, Any]] = [
        json.loads(text) if isinstance(text, str) and text else empty for text in clocks
    ]
    return State(
        held=held,
        since=since,
        reached=np.array([one["reached"] for one in read], np.int64).reshape(len(read), n_tiers),
        failing=np.array([one["failing"] for one in read], np.int64).reshape(len(read), n_tiers),
        floor=np.array([one["floor"] for one in read], dtype=np.int8),
        until=max((one["until"] for one in read), default=0),
    )


def _clocks(state: State) -> Iterator[str]:
    rows = zip(state.reached.tolist(), state.failing.tolist(), state.floor.tolist(), strict=True)
    for reached, failing, floor in rows:
        yield json.dumps(
            {"reached": reached, "failing": failing, "floor": floor, "until": int(state.until)}
        )


def _movements(connection: Connection, versions: dict[int, str]) -> pd.DataFrame:
    names = ("partner_id", "ladder", "moved_on", "move", "before", "after", "due_on", "version_id")
    order = [MOVE.c[name] for name in ("moved_on", "ladder", "move", "partner_id")]
    rows = read_frame(connection, select(*[MOVE.c[name] for name in names]).order_by(*order))
    for name in ("moved_on", "due_on"):
        rows[name] = [None if pd.isna(day) else day.date() for day in rows[name]]
    rows["version_id"] = rows["version_id"].map(versions)
    renamed = rows.rename(
        columns={"partner_id": "partner", "moved_on": "day", "version_id": "version"}
    )
    return renamed[list(MOVEMENTS)]


def _by_day(query: Select[Any]) -> Select[Any]:
    return query.order_by(REVIEW.c.reviewed_on, REVIEW.c.ladder)


def recorded_to(connection: Connection) -> date | None:
    """The last day that is decided."""
    last = func.max(REVIEW.c.reviewed_on, type_=REVIEW.c.reviewed_on.type)
    found: date | None = connection.scalar(select(last))
    return found


def keep_new(
    connection: Connection, history: TierHistory, found: list[Ruling], *, data_version: int,
    at: datetime,
) -> int:  # fmt: skip
    """Record the events of a history that are not recorded yet; returns how many."""
    last = recorded_to(connection)
    count = 0
    for name, moments in history.replay.moments.items():
        for moment in moments:
            day = date.fromordinal(moment.day)
            if last is None or day > last:
                ruling = ruling_on(found, day)
                _keep_moment(connection, history, name, moment, ruling, data_version, at)
                count += 1
    if count:
        _keep_moves(connection, history, found, last)
    return count


def _keep_moment(
    connection: Connection, history: TierHistory, ladder: str, moment: Moment, ruling: Ruling,
    data_version: int, at: datetime,
) -> None:  # fmt: skip
    day = date.fromordinal(moment.day)
    review = {"ladder": ladder, "reviewed_on": day, "version_id": ruling.version_id,
              "data_version": data_version, "recorded_at": at}  # fmt: skip
    connection.execute(insert(REVIEW).values(**review))
    names, there = np.array(moment.tiers, dtype=object), moment.held >= 0
    clocks = np.array(list(_clocks(moment.state)), dtype=object)
    frame = pd.DataFrame(
        {
            "ladder": ladder,
            "reviewed_on": pd.Timestamp(day),
            "partner_id": history.book.partners[there].astype("int64"),
            "held": names[moment.held[there]],
            "earned": names[moment.earned[there]],
            "possible": names[moment.possible[there]],
            "held_since": pd.to_datetime(pd.Series(dates_of(moment.since[there]))),
            "due_on": pd.to_datetime(pd.Series(dates_of(moment.due[there]))),
            "clocks": clocks[there],
        }
    )
    insert_frame(connection, STANDING, frame)


def _keep_moves(
    connection: Connection, history: TierHistory, found: list[Ruling], last: date | None
) -> None:
    rows = history.replay.movements
    new = rows if last is None else rows[rows["day"] > last]
    kept = [
        {
            "ladder": row["ladder"], "moved_on": row["day"], "partner_id": int(row["partner"]),
            "move": row["move"], "before": row["before"], "after": row["after"],
            "due_on": None if pd.isna(row["due_on"]) else row["due_on"],
            "version_id": ruling_on(found, row["day"]).version_id,
            "explanation": _explanation(history, row),
        }
        for row in new.to_dict("records")
    ]  # fmt: skip
    if kept:
        connection.execute(insert(MOVE), kept)


def _explanation(history: TierHistory, row: dict[Hashable, Any]) -> str:
    """The requirements that decided a movement, as JSON; empty for entries and migrations."""
    side = DECIDING.get(Move(row["move"]))
    ladders = {ladder.ladder: ladder for ladder in history.programme_on(row["day"]).ladders}
    if side is None or row["ladder"] not in ladders:
        return ""
    ladder, evaluation = ladders[row["ladder"]], history.evaluation(row["day"])
    at = place(history.book, row["partner"])
    tree = explained(evaluation, at, ladder, place_of(ladder, row[side]))
    return json.dumps(plain(asdict(tree)), ensure_ascii=False)


def apply_held(connection: Connection, partner_ids: list[int] | None = None) -> int:
    """Make the tier held in the programme's first ladder the tier of each partner, by its label;
    returns how many changed. Partners that hold none keep the one that their file lists."""
    found = rulings(connection)
    ladders = found[-1].programme.ladders
    if not ladders:
        return 0
    labels = {tier.tier: tier.label or tier.tier for tier in ladders[0].tiers}
    wanted = set(partner_ids) if partner_ids is not None else None
    changed: dict[str, list[int]] = {}
    for partner_id, held, tier in connection.execute(_latest(ladders[0].ladder)):
        label = labels.get(held, held)
        if label != tier and (wanted is None or partner_id in wanted):
            changed.setdefault(label, []).append(int(partner_id))
    for label, ids in changed.items():
        for part in chunks(ids):
            query = update(PARTNER).where(PARTNER.c.partner_id.in_(part))
            connection.execute(query.values(tier=label))
    return sum(len(ids) for ids in changed.values())


def _latest(ladder: str) -> Select[Any]:
    """partner_id, the tier last decided, and the one the partner is shown with."""
    of_ladder = STANDING.c.ladder == ladder
    last = (
        select(STANDING.c.partner_id, func.max(STANDING.c.reviewed_on).label("day"))
        .where(of_ladder)
        .group_by(STANDING.c.partner_id)
        .subquery()
    )
    newest = (last.c.partner_id == STANDING.c.partner_id) & (last.c.day == STANDING.c.reviewed_on)
    return (
        select(STANDING.c.partner_id, STANDING.c.held, PARTNER.c.tier)
        .join(last, newest)
        .join(PARTNER, PARTNER.c.partner_id == STANDING.c.partner_id)
        .where(of_ladder)
    )
