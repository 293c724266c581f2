"""What is known about a file beside its bytes: `--context FILE`."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scorecard.ingest.mapping import Mapping

RESEND = {
    "full_period": "replace", "full": "replace", "replace": "replace", "snapshot": "replace",
    "incremental": "add", "delta": "add", "append": "add", "add": "add",
}  # fmt: skip


@dataclass(frozen=True)
class Context:
    """Args:
    sender: code of the distributor; "" when it is not said.
    period: first and last day that the file is about.
    changes: parts of a mapping that it decides.
    """

    sender: str = ""
    file_name: str = ""
    as_of: date | None = None
    period: tuple[date, date] | None = None
    changes: dict[str, Any] = field(default_factory=dict)

    def added_to(self, given: Mapping | None, saved: Mapping | None) -> Mapping | None:
        """The mapping a file is read with: what was given wins over the context, the context
        over what was saved. None when there is nothing to add to what was saved."""
        from scorecard.ingest.mapping import Mapping, check_fields

        if not self.changes:
            return given
        kept = given.as_json() if given else {}
        before = {} if given or not saved else saved.as_json()
        added = Mapping.model_validate({**before, **self.changes, **kept})
        check_fields(added, None)
        return added


NOTHING_KNOWN = Context()


def read_context(path: Path) -> Context:
    """The context in a JSON file; a file with a part `context` is read for that part.

    Raises:
        UserError: `bad_context`, with what is wrong.
    """
    from scorecard.errors import UserError

    try:
        found = json.loads(path.read_text(encoding="utf-8-sig"))
        return _context(found.get("context", found))
    except (ValueError, TypeError, AttributeError, KeyError) as error:
        raise UserError("bad_context", file=path.name, detail=error) from error


def _context(found: dict[str, Any]) -> Context:
    as_of = found.get("as_of")
    return Context(
        sender=found.get("distributor_id") or "",
        file_name=Path(found.get("client_filename") or "").name,
        as_of=date.fromisoformat(as_of) if as_of else None,
        period=_period(found.get("period")),
        changes=_changes(found),
    )


def _changes(found: dict[str, Any]) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    if found.get("mapping_by_position"):
        changes["positions"] = _positions(found["mapping_by_position"])
    if found.get("resend_semantics"):
        changes["resend"] = RESEND[found["resend_semantics"]]
    return changes


def _positions(given: list[str] | dict[str, Any]) -> list[str]:
    """The field of each column in order, from a list, {position: field} or {field: position};
    positions count from 0 when there is a 0, else from 1."""
    if isinstance(given, list):
        return [name or "" for name in given]
    pairs = [(at, name) if str(at).isdigit() else (name, at) for at, name in given.items()]
    places = {int(at): str(name or "") for at, name in pairs}
    first = 0 if 0 in places else 1
    return [places.get(at, "") for at in range(first, max(places) + 1)]


def _period(given: Any) -> tuple[date, date] | None:
    """First and last day of a month (2026-01), of two days, or of {from, to}."""
    from scorecard.ingest.months import stated_period

    if not given:
        return None
    parts = given.values() if isinstance(given, dict) else given
    text = given if isinstance(given, str) else " ".join(str(part) for part in parts)
    found = stated_period([f"period {text}"])
    if found is None:
        raise ValueError(f"period {text!r} is neither a month nor two days")
    return found
