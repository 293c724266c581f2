"""Files: list, take back, get the original, templates, kinds."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.options import (
    DEFAULT_DB,
    Db,
    Json,
    command_line,
    now,
    open_store,
    show,
)

if TYPE_CHECKING:
    from scorecard.ingest.kinds import FileKind

ALSO_CALLED = {
    "nps_answers": "nps", "engagement_events": "engagement", "inventory": "stock",
    "stock_report": "stock", "returns": "sell_through", "primary_sales": "sell_in",
}  # fmt: skip
Kind = Annotated[str, typer.Argument(metavar="KIND", help="partners, products, sell_through ...")]
Batch = Annotated[int, typer.Argument(metavar="BATCH", help="Its number, see `batches`.")]


def kind_of(text: str) -> FileKind:
    """A kind of file by its name; `sell-through` is `sell_through`.

    Raises:
        UserError: `unknown_kind`, with the nearest one.
    """
    from scorecard.errors import UserError, did_you_mean
    from scorecard.ingest.kinds import FileKind

    known = [kind.value for kind in FileKind]
    name = text.strip().lower().replace("-", "_")
    name = ALSO_CALLED.get(name, name)
    if name not in known:
        hint = did_you_mean(name, known)
        raise UserError("unknown_kind", kind=text, hint=hint, kinds=", ".join(known))
    return FileKind(name)


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
