"""Files: land, list, take back, get the original, templates."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer.exceptions import Exit

from commands.options import (
    DEFAULT_DB,
    AsOf,
    Db,
    File,
    Json,
    command_line,
    day_of,
    now,
    open_store,
    show,
)

if TYPE_CHECKING:
    from db.store import Store
    from scorecard.ingest.kinds import FileKind

EXITS = {"accepted": 0, "partially_accepted": 0, "held": 3, "rejected": 4}

Kind = Annotated[str, typer.Argument(metavar="KIND", help="partners, products, sell_through ...")]
Batch = Annotated[int, typer.Argument(metavar="BATCH", help="Its number, see `batches`.")]


def ingest(
    kind: Kind,
    file: File,
    sender: Annotated[str, typer.Option(metavar="CODE", help="Distributor that sent it.")] = "",
    create_sender: Annotated[
        str, typer.Option(metavar="NAME,COUNTRY,CURRENCY", help="Add the sender if it is new.")
    ] = "",
    mapping: Annotated[
        Path | None,
        typer.Option(metavar="FILE", exists=True, dir_okay=False, help="How to read it."),
    ] = None,
    as_of: AsOf = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Judge it, store nothing.")] = False,
    db: Db = DEFAULT_DB,
    as_json: Json = False,
) -> None:
    """Read a file and land it. Exit 0: landed, 3: held for a person, 4: rejected."""
    from db import uploads
    from scorecard.ingest.mapping import load_mapping
    from scorecard.reports.uploads import report_text, report_values

    store, viewer, wanted = open_store(db), command_line(), kind_of(kind)
    layout = None
    if mapping:
        layout = load_mapping(mapping.read_text(encoding="utf-8"), mapping.suffix, wanted)
    if create_sender and not dry_run:
        _create_sender(store, sender, create_sender)
    data = file.read_bytes()
    _refuse_unknown(store, sender)
    report = uploads.prepare(
        store, viewer, kind=wanted, data=data, file_name=file.name,
        as_of=day_of(store, as_of), sender=sender or None, mapping=layout,
    )  # fmt: skip
    exit_code, batch_id = EXITS[report.status.value], None
    if exit_code == 0 and not dry_run:
        landed = uploads.land(store, viewer, report, data, landed_at=now(), mapping=layout)
        batch_id = landed.batch_id
    show(
        as_json,
        lambda: report_values(report, batch_id, _partner_codes(store)),
        lambda: report_text(report, batch_id),
    )
    raise Exit(exit_code)


def _partner_codes(store: Store) -> dict[int, str]:
    from db.directory import load_directory
    from db.engine import reading

    with reading(store.engine) as connection:
        return {number: code for code, number in load_directory(connection).partners.items()}


def kind_of(text: str) -> FileKind:
    """A kind of file by its name; `sell-through` is `sell_through`.

    Raises:
        UserError: `unknown_kind`, with the nearest one.
    """
    from scorecard.errors import UserError, did_you_mean
    from scorecard.ingest.kinds import FileKind

    known = [kind.value for kind in FileKind]
    name = text.strip().lower().replace("-", "_")
    if name not in known:
        hint = did_you_mean(name, known)
        raise UserError("unknown_kind", kind=text, hint=hint, kinds=", ".join(known))
    return FileKind(name)


def _refuse_unknown(store: Store, sender: str) -> None:
    from scorecard.access import EVERYTHING
    from scorecard.errors import UserError

    if sender and sender not in dict(store.senders(EVERYTHING)):
        raise UserError("unknown_sender_code", sender=sender)


def _create_sender(store: Store, code: str, described: str) -> None:
    """Land a file of kind distributors with one row, unless the code is known."""
    import csv
    import io

    from db import uploads
    from scorecard.access import EVERYTHING
    from scorecard.errors import UserError
    from scorecard.ingest.kinds import FileKind

    parts = [part.strip() for part in described.rsplit(",", 2)]
    if not code or len(parts) != 3 or not all(parts):
        raise UserError("bad_create_sender", text=described)
    if code in dict(store.senders(EVERYTHING)):
        return
    text = io.StringIO()
    csv.writer(text).writerows(
        [["distributor_code", "name", "country", "currency"], [code, *parts]]
    )
    data = text.getvalue().encode()
    report = uploads.prepare(
        store, command_line(), kind=FileKind.DISTRIBUTORS, data=data,
        file_name=f"create-sender-{code}.csv", as_of=day_of(store, None),
    )  # fmt: skip
    if report.n_accepted != 1:
        raise UserError("bad_create_sender", text=described)
    uploads.land(store, command_line(), report, data, landed_at=now())


def undo(batch: Batch, db: Db = DEFAULT_DB) -> None:
    """Take a landed file back completely."""
    from db import uploads

    uploads.undo(open_store(db), command_line(), batch, at=now())
    typer.echo(f"Upload {batch} is taken back.")


def batches(
    limit: Annotated[int, typer.Option(help="How many, the newest first.", min=1)] = 100,
    db: Db = DEFAULT_DB,
    as_json: Json = False,
) -> None:
    """List the files that landed, newest first."""
    from scorecard.access import EVERYTHING
    from scorecard.reports.uploads import batches_text

    found = open_store(db).batches(EVERYTHING, limit=limit)
    show(as_json, lambda: found, lambda: batches_text(found))


def original(
    batch: Batch,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Default: its own name.")
    ] = None,
    db: Db = DEFAULT_DB,
) -> None:
    """Write the original file of an upload, byte for byte."""
    from db import uploads
    from scorecard.access import EVERYTHING
    from scorecard.errors import UserError

    name, content = uploads.original(open_store(db), EVERYTHING, batch)
    path = output or Path(Path(name).name)
    if output is None and path.exists():
        raise UserError("file_exists", path=path)
    path.write_bytes(content)
    typer.echo(str(path))


def template(
    kind: Kind,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="A .csv or .xlsx file; default: standard out."
        ),
    ] = None,
) -> None:
    """An example file of a kind that its own reader accepts."""
    from scorecard.ingest.template import template_csv, template_xlsx

    wanted = kind_of(kind)
    excel = output is not None and output.suffix.lower() == ".xlsx"
    content = template_xlsx(wanted) if excel else template_csv(wanted)
    if output is None:
        typer.echo(content, nl=False)
    else:
        output.write_bytes(content)
        typer.echo(str(output))
