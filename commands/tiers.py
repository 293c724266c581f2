"""Tiers of a store: standings and movements; versions of its programme."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

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
from commands.programme import programme

if TYPE_CHECKING:
    from scorecard.tier_history import TierHistory
    from scorecard.tier_views import TierLine, TiersPage


def tiers(
    file: Annotated[
        Path | None,
        typer.Option(
            "--programme", metavar="FILE", exists=True, dir_okay=False,
            help="Try this programme file instead of the saved versions.",
        ),
    ] = None,
    as_of: AsOf = None,
    since: Annotated[
        datetime | None,
        typer.Option(metavar="DATE", formats=["%Y-%m-%d"], help="Movements after this day."),
    ] = None,
    ladder: Annotated[str, typer.Option(metavar="NAME", help="A ladder; else the first.")] = "",
    partner: Annotated[
        str, typer.Option(metavar="CODE", help="One partner: which rule and rows decide its tier."),
    ] = "",
    db: Db = DEFAULT_DB,
    as_json: Json = False,
) -> None:  # fmt: skip
    """Who holds which tier on a day, who moved and why, and who is about to fall."""
    from db.tiers import tier_history
    from scorecard.access import EVERYTHING
    from scorecard.errors import UserError
    from scorecard.programme.loading import load_programme
    from scorecard.reports.partner_tier import partner_tier_text
    from scorecard.usecases.partner_tier import build_partner_tier
    from scorecard.usecases.tiers import build_tiers, tier_lines

    store = open_store(db)
    day = day_of(store, as_of)
    instead = [load_programme(file.read_text("utf-8-sig"), file.name)] if file else []
    history = tier_history(store, day, instead)
    if history is None:
        raise UserError("no_tiers")
    if partner:
        with quiet():
            one = build_partner_tier(store, EVERYTHING, history, partner, day, ladder)
        show(as_json, lambda: one, lambda: partner_tier_text(one))
        return
    begun = since.date() if since else _quarter_ago(history, day)
    page = build_tiers(store, EVERYTHING, history, day, begun, ladder)
    lines = tier_lines(store, EVERYTHING, history, day, page.ladder)
    show(as_json, lambda: _values(page, lines), lambda: _text(page, lines))


@contextmanager
def quiet() -> Iterator[None]:
    """Keep what a library writes to the terminal on its own (HiGHS does) out of the output."""
    sys.stdout.flush()
    kept, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


def save(
    file: File,
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why it changes; kept with it.")],
    db: Db = DEFAULT_DB,
) -> None:
    """Save a programme file as the version that rules from its valid_from on."""
    from db.programmes import save_version

    store = open_store(db)
    text = file.read_text("utf-8-sig")
    number = save_version(store, command_line(), text, reason=reason, at=now())
    typer.echo(f"Version {number} is saved.")


def versions(db: Db = DEFAULT_DB, as_json: Json = False) -> None:
    """The saved versions of the programme, the newest first."""
    from db.programmes import list_versions
    from scorecard.access import EVERYTHING
    from scorecard.reports.plain import text_table

    found = list_versions(open_store(db), EVERYTHING)
    heads = ("version", "valid from", "saved", "by", "reason")
    rows = [
        (v.version, str(v.valid_from), str(v.saved_at.date()), v.saved_by, v.reason) for v in found
    ]
    show(as_json, lambda: found, lambda: text_table(heads, rows))


def record(as_of: AsOf = None, db: Db = DEFAULT_DB) -> None:
    """Record every review up to a day as it stands, for ever; later files change it no more."""
    from db.tiers import record as record_reviews

    store = open_store(db)
    n = record_reviews(store, day_of(store, as_of), now())
    typer.echo(f"{n} reviews are recorded.")


def give(file: File, as_of: AsOf = None, db: Db = DEFAULT_DB) -> None:
    """Keep values of given metrics and decisions on gates from a CSV."""
    from db.gates import decide_gate, give_values
    from db.programmes import programme_on
    from scorecard.programme.metrics_file import read_metrics
    from scorecard.programme.table import TRUE

    store, viewer, at = open_store(db), command_line(), now()
    day = day_of(store, as_of)
    given = read_metrics(file.read_text("utf-8-sig"), programme_on(store, day), file.name)
    values = [
        (code, metric, on or day, float(value) if value else None)
        for code, metric, value, on in given.metrics
    ]
    give_values(store, viewer, values, at=at)
    for code, gate, value, on in given.gates:
        decide_gate(store, viewer, code, gate, is_open=value.lower() in TRUE,
                    reason=f"from {file.name}", valid_from=on or day, at=at)  # fmt: skip
    typer.echo(f"{len(values)} values and {len(given.gates)} decisions on gates are kept.")


programme.command(name="give")(give)
programme.command(name="save")(save)
programme.command(name="versions")(versions)
programme.command(name="record")(record)


def _quarter_ago(history: TierHistory, day: date) -> date:
    from scorecard.period import add_months, month_of, month_start

    return max(history.start, month_start(add_months(month_of(day), -3)))


def _values(page: TiersPage, lines: tuple[TierLine, ...]) -> dict[str, Any]:
    """Everything of the page but its stamp, with a line a partner."""
    shown = {name: getattr(page, name) for name in page.__dataclass_fields__ if name != "stamp"}
    return {**shown, "data_version": page.stamp.data_version, "partners": lines}


def _text(page: TiersPage, lines: tuple[TierLine, ...]) -> str:
    from scorecard.reports.plain import text_table

    counts = ", ".join(f"{rung.n} {rung.label}" for rung in page.rungs)
    head = f"{page.programme} {page.version} on {page.day}: {counts}"
    heads = ("partner", "name", "held", "earned", "lost on")
    rows = [
        (line.partner_code, line.name, line.held, line.earned, str(line.due_on or ""))
        for line in lines
    ]
    return f"{head}\n{text_table(heads, rows)}"
