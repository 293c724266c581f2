"""The pages' only door to the store, and the only caches."""

from db.layouts import LastLayout
from db.matching import Decision, Unmatched
from db.people import Person
from db.upload_reads import BatchSummary, Entry
from pages.ui.data.opened import (
    as_of,
    is_empty,
    now,
    period,
    reader,
    settings,
    settle,
    store,
    today,
)
from pages.ui.data.reads import (
    arrivals,
    audit_log,
    batch,
    batches,
    choices,
    decisions,
    find_partners,
    freshness,
    last_layout,
    mapping_of,
    match_queue,
    original,
    overview,
    own_code,
    partner,
    periods,
    rates,
    scorecards,
    senders,
    stamp,
    stock,
    trust,
    unmatched,
    users,
    viewer_of,
)
from pages.ui.data.writes import (
    check,
    decide,
    land,
    load_demo,
    load_rates,
    note_refused,
    prepare,
    rebuild,
    save_settings,
    save_user,
    undo,
    undo_decision,
)

__all__ = [
    "BatchSummary", "Decision", "Entry", "LastLayout", "Person", "Unmatched", "arrivals", "as_of",
    "audit_log", "batch", "batches", "check", "choices", "decide", "decisions", "find_partners",
    "freshness", "is_empty", "land", "last_layout", "load_demo", "load_rates", "mapping_of",
    "match_queue", "note_refused", "now", "original", "overview", "own_code", "partner", "period",
    "periods", "prepare", "rates", "reader", "rebuild", "save_settings", "save_user",
    "scorecards", "senders", "settings", "settle", "stamp", "stock", "store", "today", "trust",
    "undo", "undo_decision", "unmatched", "users", "viewer_of",
]  # fmt: skip
