"""The store's life: create, fill with the demo programme, serve, rebuild, check, own rates."""

from __future__ import annotations

import os
import socket
from datetime import date
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
    created_store,
    now,
    open_store,
    show,
    shown_progress,
)

if TYPE_CHECKING:
    from db.store import Store

APP = Path(__file__).resolve().parent.parent / "app.py"


def init(
    db: Db = DEFAULT_DB,
    name: Annotated[str, typer.Option(help="Name of the programme.")] = "",
    currency: Annotated[str, typer.Option(help="Reporting currency, for example EUR.")] = "",
    fiscal_year_start: Annotated[int, typer.Option(help="Its first month, 1 to 12.")] = 0,
    as_of: AsOf = None,
) -> None:
    """Create the store or bring it up to date, and set what a programme decides once."""
    store = created_store(db)
    asked = {
        "programme_name": name,
        "reporting_currency": currency.upper(),
        "fiscal_year_start": fiscal_year_start,
        "as_of": as_of.date() if as_of else None,
    }
    changes = {key: value for key, value in asked.items() if value}
    if changes:
        _change_settings(store, changes)
    typer.echo(f"The store is ready: {db}")


def _change_settings(store: Store, changes: dict[str, object]) -> None:
    from pydantic import ValidationError

    from db import rollups
    from scorecard.errors import UserError
    from scorecard.settings import ProgrammeSettings

    wanted = {**store.settings().model_dump(), **changes}
    try:
        settings = ProgrammeSettings.model_validate(wanted)
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0])
        raise UserError("bad_setting", name=name, detail=first["msg"]) from error
    store.save_settings(command_line(), settings, now())
    rollups.rebuild(store, date.today())


def demo(db: Db = DEFAULT_DB) -> None:
    """Load the demo programme of a fictional vendor into an empty store."""
    from scorecard.errors import UserError

    store = created_store(db)
    if not store.is_empty():
        raise UserError("store_not_empty", url=db)
    _load_demo(store)


def _load_demo(store: Store) -> None:
    from db.seed import load_demo

    with shown_progress("Loading the demo programme, once") as progress:
        load_demo(store, progress=progress)


def serve(
    db: Db = DEFAULT_DB,
    address: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)] = 8501,
) -> None:
    """Prepare the store, load the demo programme if it is empty, and serve the app."""
    refuse_taken(address, port)
    store = created_store(db)
    if wants_demo(store):
        _load_demo(store)
    store.close()
    os.environ["SCORECARD_DATABASE_URL"] = db
    shown = f"[{address}]" if ":" in address else address
    typer.echo(f"Partner Performance Scorecard: http://{shown}:{port}  (Ctrl+C stops it)")
    # In this very process: what the store needed is imported already.
    from asgi import make_app

    make_app().run(
        config={
            "server.address": address,
            "server.port": port,
            "server.headless": True,
            "logger.hideWelcomeMessage": True,
        }
    )


def wants_demo(store: Store) -> bool:
    """True for an empty store, unless somebody has set it up: then it is somebody's own."""
    from scorecard.settings import ProgrammeSettings

    return store.is_empty() and store.settings() == ProgrammeSettings()


def refuse_taken(address: str, port: int) -> None:
    """Raise `UserError` when nothing can listen on this address and port."""
    from scorecard.errors import UserError

    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            detail = error.strerror or str(error)
            raise UserError("port_taken", address=address, port=port, detail=detail) from error


def rebuild(db: Db = DEFAULT_DB) -> None:
    """Make everything derived anew from the uploaded rows: money, KPIs, risks, forecasts."""
    from db import rollups
    from db.pipeline_forecast import freshen_pipeline
    from db.risk import freshen_store_risk

    store = open_store(db)
    with shown_progress("Rebuilding") as progress:
        rollups.rebuild(store, date.today(), progress)
        as_of = store.as_of(date.today())
        freshen_store_risk(store.engine, as_of, learn=True)
        freshen_pipeline(store.engine, store.settings(), as_of)


def check(db: Db = DEFAULT_DB, as_json: Json = False) -> None:
    """Prove that what was kept step by step equals what the rows say; exit 1 if not."""
    from db import rollups

    found = rollups.check(open_store(db))
    text = "\n".join(found) or "The store is right."
    show(as_json, lambda: {"ok": not found, "findings": found}, lambda: text)
    raise Exit(1 if found else 0)


def rates(file: File, db: Db = DEFAULT_DB) -> None:
    """Load your own exchange rates: CSV with currency, date, rate (units for one euro)."""
    from db import rollups
    from db.engine import writing
    from db.rates import load_own

    store = open_store(db)
    with writing(store.engine) as connection:
        loaded = load_own(connection, file.read_bytes())
    rollups.rebuild(store, date.today())
    typer.echo(f"{loaded} rates loaded.")
