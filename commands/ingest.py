"""The way in from a terminal: one file read, judged and landed."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer.exceptions import Exit

from commands.files import Kind, kind_of
from commands.incoming import Incoming
from commands.options import (
    DEFAULT_DB,
    AsOf,
    Db,
    File,
    Json,
    Lang,
    day_of,
    open_store,
    told_progress,
)
from commands.orders import is_orders, ready_for_orders

if TYPE_CHECKING:
    from commands.context import Context
    from db.store import Store
    from scorecard.ingest.kinds import FileKind
    from scorecard.ingest.mapping import Mapping

EXITS = {"accepted": 0, "partially_accepted": 0, "held": 3, "rejected": 4}


def ingest(
    kind: Kind,
    file: File,
    sender: Annotated[str, typer.Option(metavar="CODE", help="Distributor that sent it.")] = "",
    create_sender: Annotated[
        str, typer.Option(metavar="NAME,COUNTRY,CURRENCY", help="Add the sender if it is new.")
    ] = "",
    mapping: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            dir_okay=False,
            help="How to read it; for deals also salesforce, hubspot, dynamics365 or pipedrive.",
        ),
    ] = None,
    context: Annotated[
        Path | None,
        typer.Option(metavar="FILE", exists=True, dir_okay=False, help="What is known about it."),
    ] = None,
    as_of: AsOf = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Judge it, store nothing.")] = False,
    progress: Annotated[
        bool, typer.Option("--progress", help="Tell the steps on standard error.")
    ] = False,
    lang: Lang = "",
    db: Db = DEFAULT_DB,
    as_json: Json = False,
) -> None:
    """Read a file and land it. Exit 0: landed, 3: held for a person, 4: rejected."""
    from commands.context import NOTHING_KNOWN, read_context
    from scorecard.reports.uploads import report_text

    store, data, given = open_store(db), file.read_bytes(), None
    if is_orders(kind):
        _refuse_with_orders(dry_run, sender, mapping, context)
        data, sender, given = ready_for_orders(store, data)
        kind = "sell_through"
    wanted = kind_of(kind)
    known = read_context(context) if context else NOTHING_KNOWN
    sender = sender or known.sender
    if create_sender and not dry_run:
        _create_sender(store, sender, create_sender)
    refuse_unknown(store, sender)
    with told_progress(progress) as told:
        incoming = Incoming(
            store, wanted, data, known.file_name or file.name, sender or None,
            known.as_of if known.as_of and as_of is None else day_of(store, as_of),
            given or _mapping(store, wanted, sender, mapping, known), known.period, progress=told,
        )  # fmt: skip
        exit_code = EXITS[incoming.report.status.value]
        if exit_code == 0 and not dry_run:
            incoming.land()
    if as_json:
        incoming.write_json(sys.stdout)
    else:
        typer.echo(report_text(incoming.report, incoming.batch_id, lang or "en"))
    raise Exit(exit_code)


def _refuse_with_orders(dry_run: bool, *given: object) -> None:
    """Raise `UserError` for options that mean nothing to an order log."""
    from scorecard.errors import UserError

    if dry_run or any(given):
        raise UserError("orders_options")


def _mapping(
    store: Store, kind: FileKind, sender: str, file: Path | None, known: Context
) -> Mapping | None:
    from db.engine import reading
    from db.uploads import saved_mapping

    given = _given(file, kind) if file else None
    with reading(store.engine) as connection:
        return known.added_to(given, saved_mapping(connection, kind, sender or None))


def _given(file: Path, kind: FileKind) -> Mapping:
    """The mapping in a file, or the one of this name that comes with the product."""
    from scorecard.ingest.mapping import load_mapping
    from scorecard.ingest.shipped_mappings import shipped_mapping

    if not file.exists():
        return shipped_mapping(str(file))
    return load_mapping(file.read_text(encoding="utf-8"), file.suffix, kind)


def refuse_unknown(store: Store, sender: str) -> None:
    """Raise `UserError` for a code that is no distributor's; "" is the vendor itself."""
    from scorecard.access import EVERYTHING
    from scorecard.errors import UserError

    if sender and sender not in dict(store.senders(EVERYTHING)):
        raise UserError("unknown_sender_code", sender=sender)


def _create_sender(store: Store, code: str, described: str) -> None:
    """Land a file of kind distributors with one row, unless the code is known."""
    from commands.registry import land_table
    from scorecard.access import EVERYTHING
    from scorecard.errors import UserError
    from scorecard.ingest.kinds import FileKind

    parts = [part.strip() for part in described.rsplit(",", 2)]
    if not code or len(parts) != 3 or not all(parts):
        raise UserError("bad_create_sender", text=described)
    if code in dict(store.senders(EVERYTHING)):
        return
    names = ("distributor_code", "name", "country", "currency")
    row = dict(zip(names, [code, *parts], strict=True))
    landed = land_table(store, FileKind.DISTRIBUTORS, [row], f"create-sender-{code}.csv")
    if landed.report.n_accepted != 1:
        raise UserError("bad_create_sender", text=described)
