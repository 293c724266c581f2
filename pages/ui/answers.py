"""What a person said about a file that was dropped: kept for the session, applied to its mapping.

Nothing is stored before the file lands; then the mapping, answers and all, is kept for its sender.
"""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from typing import Any

import streamlit as st

from scorecard.ingest.mapping import Mapping

_SAID = "answers"  # session key: file -> what was said about it
COLUMNS = "columns"


def of(file: str) -> MappingOf[str, Any]:
    """What was said about a file: fields of `Mapping`; `columns` only the changed ones."""
    found: dict[str, dict[str, Any]] = st.session_state.get(_SAID, {})
    return found.get(file, {})


def say(file: str, name: str, value: Any) -> None:
    """A callback: the answer to one question about a file."""
    st.session_state.setdefault(_SAID, {}).setdefault(file, {})[name] = value


def say_column(file: str, field: str, header: str, before: str) -> None:
    """A column means `field` ("": is not read) instead of `before` ("": was not read)."""
    columns = dict(of(file).get(COLUMNS, {}))
    if before:
        columns[before] = ()
    if field:
        columns[field] = (header,)
    say(file, COLUMNS, columns)


def forget(file: str) -> None:
    """A callback: the file is read as if nothing had been said about it."""
    st.session_state.get(_SAID, {}).pop(file, None)


def applied(mapping: Mapping, said: MappingOf[str, Any]) -> Mapping:
    """The mapping with the answers in it."""
    columns = {**mapping.columns, **said.get(COLUMNS, {})}
    named = said.get(COLUMNS, {})
    constants = {name: text for name, text in mapping.constants.items() if not named.get(name)}
    changes = {**said, COLUMNS: columns, "constants": constants}
    return mapping.model_copy(update=changes)
