"""The pages' only door to the store, and the only caches."""

from db.customer_queue import Alike, Customer
from db.decisions import Decision
from db.layouts import LastLayout
from db.match_queue import Known, Unmatched
from db.people import Person
from db.sku_queue import UnknownSku
from db.skus import Mended
from db.upload_reads import BatchSummary, Entry
from db.versions import Version
from pages.ui.data.names import (
    customer_key,
    customer_queue,
    decisions,
    find_partners,
    find_products,
    match_queue,
    outsiders,
    partner_name,
    resellers_of,
    sku_queue,
    unknown_in,
    unmatched,
)
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
    freshness,
    known_csv,
    known_total,
    last_layout,
    mapping_of,
    original,
    overview,
    own_code,
    partner,
    periods,
    rates,
    refused,
    scorecards,
    senders,
    stamp,
    stock,
    trust,
    users,
    versions,
    viewer_of,
)
from pages.ui.data.writes import (
    check,
    decide,
    decide_customer,
    decide_sku,
    keep_apart,
    land,
    load_demo,
    load_rates,
    merge,
    note_refused,
    prepare,
    rebuild,
    save_settings,
    save_user,
    set_outsider,
    set_parent,
    undo,
    undo_decision,
)

__all__ = [
    "Alike", "BatchSummary", "Customer", "Decision", "Entry", "Known", "LastLayout", "Mended",
    "Person", "UnknownSku", "Unmatched", "Version", "arrivals", "as_of", "audit_log", "batch",
    "batches", "check", "choices", "customer_key", "customer_queue", "decide",
    "decide_customer", "decide_sku", "decisions", "find_partners", "find_products", "freshness",
    "is_empty", "keep_apart", "known_csv", "known_total", "land", "last_layout", "load_demo",
    "load_rates", "mapping_of", "match_queue", "merge", "note_refused", "now", "original",
    "outsiders", "overview", "own_code", "partner", "partner_name", "period", "periods",
    "prepare", "rates", "reader", "rebuild", "refused", "resellers_of", "save_settings",
    "save_user", "scorecards", "senders", "set_outsider", "set_parent", "settings", "settle",
    "sku_queue", "stamp", "stock", "store", "today", "trust", "undo", "undo_decision",
    "unknown_in", "unmatched", "users", "versions", "viewer_of",
]  # fmt: skip
