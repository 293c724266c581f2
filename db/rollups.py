"""The read models as a whole: rebuild from the lines, bring to a new day, prove correct."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from db.check import findings
from db.engine import reading, writing
from db.lines import revalue
from db.months import rebuild_months
from db.past import revalue_past
from db.progress import Progress as Progress
from db.progress import silent
from db.projection import redraw_all
from db.refresh import current_state, kept_state, refresh_all, refresh_day
from db.store import Store
from db.tiers import is_due, record_in


def rebuild(store: Store, today: date, progress: Progress = silent) -> None:
    """Everything derived anew from the uploaded rows, in one transaction.

    Also converts money anew, so another reporting currency or other rates take effect.
    """
    with writing(store.engine) as connection:
        settings = store.settings(connection)
        progress(0.0, "Converting money")
        revalue(connection, settings.reporting_currency)
        revalue_past(connection, settings.reporting_currency)
        redraw_all(connection, settings.reporting_currency)
        progress(0.3, "Adding up months")
        rebuild_months(connection)
        progress(0.5, "Computing KPIs")
        refresh_all(connection, settings, today)
        store.bump_version(connection)
        progress(1.0, "Done")


def freshen(store: Store, today: date) -> bool:
    """Bring the read models to today, and record the tiers of reviews that have come; False when
    all stood for today already."""
    with reading(store.engine) as connection:
        settings = store.settings(connection)
        as_of = settings.as_of or today
        now = current_state(connection, settings, as_of)
        if kept_state(connection) == now and not is_due(connection, as_of):
            return False
    with writing(store.engine) as connection:
        settings, version = store.settings(connection), store.data_version(connection)
        changed = refresh_day(connection, settings, today)
        if is_due(connection, as_of):
            at = datetime.combine(as_of, time(0), tzinfo=UTC)
            changed = record_in(connection, settings, today, at, version) > 0 or changed
        if changed:
            store.bump_version(connection)
    return changed


def check(store: Store) -> list[str]:
    """What is wrong with the store, in words; empty when rebuilt equals incremental, foreign
    keys hold and nothing is orphaned."""
    with reading(store.engine) as connection:
        return findings(connection, store.settings(connection))
