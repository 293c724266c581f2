"""Programme files without a store: `programme try`."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from commands.options import AsOf, File, Json, show

programme = typer.Typer(no_args_is_help=True, help="Programme files: try one on given values.")


@programme.callback()
def _group() -> None:
    """A command group even while it has one command."""


@programme.command(name="try")
def try_(
    file: File,
    metrics: Annotated[
        Path | None,
        typer.Option(metavar="FILE", exists=True, dir_okay=False, help="Values, as CSV."),
    ] = None,
    rows: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=FILE", help="A table of rows, as CSV; may be repeated."),
    ] = None,
    as_of: AsOf = None,
    since: Annotated[
        datetime | None,
        typer.Option(metavar="DATE", formats=["%Y-%m-%d"], help="Replay from this day on."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Evaluate a programme file on given values: tiers, why, and what is missing."""
    from scorecard.programme.loading import load_programme
    from scorecard.programme.metrics_file import Given, read_metrics
    from scorecard.programme.trial import read_table, trial_book, tried
    from scorecard.reports.plain import plain
    from scorecard.reports.trials import trial_text

    found = load_programme(_text(file), file.name)
    given = read_metrics(_text(metrics), found, metrics.name) if metrics else Given()
    tables = {name: read_table(_text(path), path.name) for name, path in _tables(rows or [])}
    day = as_of.date() if as_of else date.today()
    start = since.date() if since else None
    result = tried(found, trial_book(given, tables), given.held, day, start, given.unused)
    show(as_json, lambda: plain(result), lambda: trial_text(result))


def _tables(rows: list[str]) -> list[tuple[str, Path]]:
    from scorecard.errors import UserError

    found = []
    for text in rows:
        name, mark, path = text.partition("=")
        if not (name and mark and Path(path).is_file()):
            raise UserError("bad_rows_option", text=text)
        found.append((name, Path(path)))
    return found


def _text(path: Path) -> str:
    """
    Raises:
        UserError: `metrics_line`, for a file that is no UTF-8 text.
    """
    from scorecard.errors import UserError

    raw = path.read_bytes()
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise UserError(
            "metrics_line", file=path.name, line=line, detail="it is not UTF-8 text"
        ) from error
