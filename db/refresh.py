"""Decides what an upload, an undo or a new day makes stale, and has exactly that made again."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Connection, delete, func, insert, select

from db.deal_book import forget_count
from db.facts import PARTNER_MONTH, loaded_sources, omitted_kpis, reported_to
from db.materialise import Task, known_quarters, materialise, sum_up
from db.models import Setting
from db.months import LINE, PRODUCT, add_months
from db.pipeline_count import recount
from db.readmodel import DISTRIBUTOR_PERIOD, PARTNER_PERIOD, SEGMENT_PERIOD, table_of
from db.scores import card_book
from scorecard.ingest.kinds import FileKind
from scorecard.period import Period, quarter_of
from scorecard.programme.cards import CardBook
from scorecard.settings import ProgrammeSettings

SETTING = table_of(Setting)
STATE = "rollup_state"
COMPARED = frozenset({"sales", "targets", "customers"})  # sources of what a sender's file moves
SOURCES_OF = {
    FileKind.SELL_THROUGH: {"sales", "customers"},
    FileKind.TARGETS: {"targets"},
    FileKind.DEALS: {"deals"},
    FileKind.CERTIFICATIONS: {"certifications"},
    FileKind.NPS: {"nps"},
    FileKind.ENGAGEMENT: {"engagement"},
    FileKind.MDF: {"mdf"},
    FileKind.STOCK: set(),
    FileKind.SELL_IN: set(),
    FileKind.INVITATIONS: set(),
    FileKind.PRODUCTS: {"sales"},
}


@dataclass(frozen=True)
class Touched:
    """What a batch changed: partners, the first month (None: any), keys of its things.

    `new_partners` have no rows yet, so all their quarters are made; with `fewer_partners` some
    are gone, so all quarters are summed again.
    """

    kind: FileKind
    partner_ids: list[int]
    first_month: int | None = None
    keys: list[int] = field(default_factory=list)
    new_partners: list[int] = field(default_factory=list)
    fewer_partners: bool = False


@dataclass(frozen=True)
class State:
    """What the read models were made for; when it changes they are made anew for everybody.

    A first file of deals, say, brings weights of the card to life for every partner.
    """

    as_of: str
    first_month: int | None
    reported_to: int | None
    loaded: tuple[str, ...]
    omitted: tuple[str, ...]
    fiscal_year_start: int
    currency: str
    card: str


def current_state(connection: Connection, settings: ProgrammeSettings, as_of: date) -> State:
    return State(
        as_of=as_of.isoformat(),
        first_month=connection.scalar(select(func.min(PARTNER_MONTH.c.month))),
        reported_to=reported_to(connection, as_of),
        loaded=tuple(sorted(loaded_sources(connection))),
        omitted=tuple(sorted(omitted_kpis(connection))),
        fiscal_year_start=settings.fiscal_year_start,
        currency=settings.reporting_currency,
        card=card_book(connection).state,
    )


def kept_state(connection: Connection) -> State | None:
    """The state the read models stand for; None when they were never made, or by a program
    that kept another kind of state."""
    text = connection.scalar(select(SETTING.c.value).where(SETTING.c.key == STATE))
    if text is None:
        return None
    kept = json.loads(text)
    if set(kept) != set(State.__dataclass_fields__):
        return None
    return State(**{**kept, "loaded": tuple(kept["loaded"]), "omitted": tuple(kept["omitted"])})


def _keep_state(connection: Connection, state: State) -> None:
    connection.execute(delete(SETTING).where(SETTING.c.key == STATE))
    connection.execute(insert(SETTING).values(key=STATE, value=json.dumps(state.__dict__)))


def refresh(
    connection: Connection, settings: ProgrammeSettings, today: date, touched: Touched
) -> None:
    """Bring all read models to what the lines and things say after a change."""
    if touched.kind is FileKind.PRODUCTS:
        touched = _with_reclassified(connection, touched)
    _make(connection, settings, settings.as_of or today, touched)


def recount_for(connection: Connection, settings: ProgrammeSettings, today: date) -> None:
    """Count the pipeline anew after a person's word, and what follows from it."""
    _make(connection, settings, settings.as_of or today, None)


def refresh_all(connection: Connection, settings: ProgrammeSettings, today: date) -> None:
    """All read models anew."""
    connection.execute(delete(SETTING).where(SETTING.c.key == STATE))
    forget_count(connection)
    _make(connection, settings, settings.as_of or today, None)


def refresh_day(connection: Connection, settings: ProgrammeSettings, today: date) -> bool:
    """Bring the read models to a new day; False when they stand for it already."""
    as_of = settings.as_of or today
    if kept_state(connection) == current_state(connection, settings, as_of):
        return False
    _make(connection, settings, as_of, None)
    return True


def _make(
    connection: Connection, settings: ProgrammeSettings, as_of: date, touched: Touched | None
) -> None:
    moved = recount(connection, as_of)
    before, now = kept_state(connection), current_state(connection, settings, as_of)
    known = known_quarters(connection, as_of, settings.fiscal_year_start)
    _forget_other_quarters(connection, known)
    book = card_book(connection)
    whole = _stale_whole(connection, known, before, now)
    others = [period for period in known if period not in whole]
    sources = _stale_sources(before, now)
    materialise(connection, Task(whole, as_of, book))
    if sources is not None:
        materialise(connection, Task(others, as_of, book, None, sources))
    running = _compared_anew(others, before, now)
    materialise(connection, Task(running, as_of, book, None, COMPARED))
    if touched is not None and touched.new_partners:
        materialise(connection, Task(others, as_of, book, touched.new_partners))
    if touched is not None and touched.fewer_partners:
        sum_up(connection, Task(others, as_of, book))
    if touched is not None:
        done = running if touched.kind is FileKind.SELL_THROUGH else []
        rest = [p for p in _periods_of(touched, known) if p in others and p not in done]
        materialise(connection, _task(touched, rest, as_of, book))
    if moved:
        materialise(connection, Task(others, as_of, book, moved, frozenset({"deals"})))
    _keep_state(connection, now)


def _stale_whole(
    connection: Connection, known: list[Period], before: State | None, now: State
) -> list[Period]:
    """Quarters to be made for every partner and KPI: new ones, those the day moved through, or
    all when money or the calendar changed."""
    if before is None or (before.fiscal_year_start, before.currency) != (
        now.fiscal_year_start,
        now.currency,
    ):
        return known
    made = set(connection.execute(select(SEGMENT_PERIOD.c.period).distinct()).scalars())
    moved = sorted([date.fromisoformat(before.as_of), date.fromisoformat(now.as_of)])
    moves = before.as_of != now.as_of
    first = quarter_of(moved[0], now.fiscal_year_start)
    return [period for period in known if period.key not in made or (moves and period >= first)]


def _compared_anew(periods: list[Period], before: State | None, now: State) -> list[Period]:
    """Running quarters, when senders have reported further: plan and last year move for all."""
    if before is None or before.reported_to == now.reported_to:
        return []
    as_of = date.fromisoformat(now.as_of)
    return [period for period in periods if period.cut(as_of) < period.end]


def _stale_sources(before: State | None, now: State) -> frozenset[str] | None:
    """Sources whose KPIs are to be made, and scores with them, for every partner; None: none.

    A first file of a kind wakes its KPIs and weights of the card; an earlier first month of
    sell-through changes what is known about growth.
    """
    if before is None:
        return None
    sources = set(before.loaded) ^ set(now.loaded)
    if before.first_month != now.first_month:
        sources.add("sales")
    rescored = (before.omitted, before.card) != (now.omitted, now.card)
    return frozenset(sources) if sources or rescored else None


def _periods_of(touched: Touched, known: list[Period]) -> list[Period]:
    if touched.kind in (FileKind.STOCK, FileKind.SELL_IN, FileKind.INVITATIONS):
        return []  # no KPI is made from it
    if touched.first_month is None:
        return known
    return [period for period in known if period.last_month >= touched.first_month]


def _task(touched: Touched, periods: list[Period], as_of: date, book: CardBook) -> Task:
    if touched.kind in (FileKind.PARTNERS, FileKind.DISTRIBUTORS):
        return Task(periods, as_of, book, touched.partner_ids, None)
    sources = frozenset(SOURCES_OF[touched.kind])
    return Task(periods, as_of, book, touched.partner_ids, sources)


def _with_reclassified(connection: Connection, touched: Touched) -> Touched:
    """A product's class decides a month's split: make the months of its batches again."""
    found = connection.execute(
        select(LINE.c.batch_id).distinct().where(LINE.c.product_id.in_(touched.keys))
    )
    batches = [int(row[0]) for row in found]
    if not batches:
        return touched
    add_months(connection, batches)
    of_batches = PARTNER_MONTH.c.batch_id.in_(batches)
    partners = connection.execute(select(PARTNER_MONTH.c.partner_id).distinct().where(of_batches))
    month = connection.scalar(select(func.min(PARTNER_MONTH.c.month)).where(of_batches))
    return Touched(touched.kind, [int(row[0]) for row in partners], month)


def _forget_other_quarters(connection: Connection, known: list[Period]) -> None:
    keys = [period.key for period in known]
    for table in (PARTNER_PERIOD, SEGMENT_PERIOD, DISTRIBUTOR_PERIOD):
        connection.execute(delete(table).where(table.c.period.not_in(keys)))


__all__ = ["PRODUCT", "State", "Touched", "kept_state", "refresh", "refresh_all", "refresh_day"]
