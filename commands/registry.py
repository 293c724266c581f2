"""A registry of partners, products and senders as JSON, brought in as files of their kinds."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping as MappingOf
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.exceptions import Exit

from commands.incoming import Incoming
from commands.options import DEFAULT_DB, Db, Json, open_store, show

if TYPE_CHECKING:
    from db.store import Store
    from scorecard.ingest.kinds import FileKind

# Kind -> file, and canonical field -> names in the file, of which the first that is filled counts.
# What else a file says is not kept.
FILES: dict[str, tuple[str, dict[str, tuple[str, ...]]]] = {
    "distributors": (
        "_distributors.json",
        {
            "distributor_code": ("distributor_id",), "name": ("name",), "country": ("country",),
            "currency": ("currency",),
        },
    ),
    "partners": (
        "_partners.json",
        {
            "partner_code": ("partner_id",), "name": ("name",), "country": ("country",),
            "city": ("city",), "tax_id": ("vat", "tax_id"),
        },
    ),
    "products": (
        "_products.json",
        {"sku": ("sku",), "name": ("description", "name", "sku"), "gtin": ("gtin",)},
    ),
}  # fmt: skip


def import_registry(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", exists=True, file_okay=False, readable=True)
    ],
    db: Db = DEFAULT_DB,
    as_json: Json = False,
) -> None:
    """Load a folder's _distributors.json, _partners.json and _products.json."""
    from scorecard.ingest.kinds import FileKind
    from scorecard.reports.plain import text_table

    tables = {FileKind(kind): _rows(folder / name, fields)
              for kind, (name, fields) in FILES.items()}  # fmt: skip
    store = open_store(db)
    landed = {
        kind: land_table(store, kind, rows, f"registry-{kind.value}.csv")
        for kind, rows in tables.items()
    }
    found = [_summary(one) for one in landed.values()]
    head = ("kind", "status", "upload", "accepted", "rejected")
    lines = [tuple(str(value) for value in one.values()) for one in found]
    show(as_json, lambda: found, lambda: text_table(head, lines))
    raise Exit(0 if all(one.report.n_rejected == 0 for one in landed.values()) else 4)


def land_table(
    store: Store, kind: FileKind, rows: Sequence[MappingOf[str, str]], file_name: str
) -> Incoming:
    """Rows of canonical fields as an upload like any other: sent again it changes nothing."""
    incoming = Incoming(store, kind, _csv(rows), file_name, None, store.as_of(date.today()))
    if incoming.report.status.value in ("accepted", "partially_accepted"):
        incoming.land()
    return incoming


def _summary(incoming: Incoming) -> dict[str, Any]:
    report = incoming.report
    here = report.reason == "DUPLICATE_FILE"
    return {
        "kind": report.kind.value,
        "status": "already here" if here else report.status.value,
        "batch_id": incoming.batch_id,
        "rows_accepted": report.n_accepted,
        "rows_rejected": report.n_rejected,
    }


def _rows(path: Path, fields: MappingOf[str, tuple[str, ...]]) -> list[dict[str, str]]:
    """The objects of a JSON list under canonical names.

    Raises:
        UserError: `bad_registry` when the file is absent or something else.
    """
    from scorecard.errors import UserError

    try:
        found = json.loads(path.read_text(encoding="utf-8-sig"))
        return [
            {
                field: str(next((one[n] for n in names if one.get(n) is not None), ""))
                for field, names in fields.items()
            }
            for one in found
        ]
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise UserError("bad_registry", file=path.name, detail=error) from error


def _csv(rows: Sequence[MappingOf[str, str]]) -> bytes:
    text = io.StringIO(newline="")
    names = list(dict.fromkeys(name for row in rows for name in row))
    writer = csv.DictWriter(text, names, restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("utf-8")
