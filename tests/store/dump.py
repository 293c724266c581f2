"""The whole content of a store, to see whether something changed."""

from __future__ import annotations

from typing import Any

from sqlmodel import SQLModel

from db.engine import reading
from db.store import Store

# What an undone upload leaves on purpose: the list of uploads, their bytes, the log, counters, and
# what the verdicts' memory holds of paces between two learnings (verdicts themselves are compared).
HISTORY = {"upload_batch", "upload_file", "audit_log", "setting", "batch_row", "sender_mapping",
           "past_line", "past_void", "refused_sum", "risk_kept"}  # fmt: skip


def dump(store: Store, without: set[str] = HISTORY) -> dict[str, list[tuple[Any, ...]]]:
    """Rows of every table, sorted."""
    with reading(store.engine) as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(table.select())), key=repr)
            for table in SQLModel.metadata.sorted_tables
            if table.name not in without
        }
