"""The reader alone: any file as one plain table, and how it was understood."""

from __future__ import annotations

import gc
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer.exceptions import Exit

from commands.files import kind_of
from commands.options import DEFAULT_DB, Db, File, Json, open_store, show

if TYPE_CHECKING:
    from scorecard.ingest.kinds import FileKind
    from scorecard.ingest.mapping import Mapping


def read(
    file: File,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="FILE", help="Default: standard out.")
    ] = None,
    kind: Annotated[str, typer.Option(metavar="KIND", help="What it holds, if known.")] = "",
    sender: Annotated[str, typer.Option(metavar="CODE", help="Distributor that sent it.")] = "",
    mapping: Annotated[
        Path | None,
        typer.Option(metavar="FILE", exists=True, dir_okay=False, help="How to read it."),
    ] = None,
    db: Db = DEFAULT_DB,
    as_json: Json = False,
) -> None:
    """Write a file as one plain UTF-8 CSV table. Exit 0: read, 4: it cannot be read."""
    from scorecard.ingest.mapping import load_mapping
    from scorecard.reports.plain_table import plain_table

    wanted = kind_of(kind) if kind else None
    layout, country = _of_sender(db, sender, wanted) if sender else (None, None)
    if mapping:
        layout = load_mapping(mapping.read_text(encoding="utf-8"), mapping.suffix, wanted)
    gc.disable()  # collecting takes a third of the time of a hostile file
    try:
        table = plain_table(file.read_bytes(), wanted, layout, country)
    finally:
        gc.enable()
    if out is not None:
        with out.open("w", encoding="utf-8", newline="", errors="replace") as target:
            table.write(target)
    if out is not None or as_json:
        values = table.values()
        show(as_json, lambda: values, lambda: f"{out}: {values['n_rows']} rows")
    else:
        table.write(typer.get_text_stream("stdout", encoding="utf-8", errors="replace"))
    raise Exit(4 if table.reason not in (None, "EMPTY_FILE") else 0)


def _of_sender(db: str, sender: str, kind: FileKind | None) -> tuple[Mapping | None, str | None]:
    """How the sender's files are read, and its country."""
    from commands.ingest import refuse_unknown
    from db.directory import load_directory
    from db.engine import reading
    from db.uploads import saved_mapping
    from scorecard.ingest.kinds import FileKind

    store = open_store(db)
    refuse_unknown(store, sender)
    with reading(store.engine) as connection:
        country = load_directory(connection).countries.get(sender)
        return saved_mapping(connection, kind or FileKind.SELL_THROUGH, sender), country
