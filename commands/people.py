"""Users: who may look at what."""

from __future__ import annotations

from typing import Annotated

import typer

from commands.options import DEFAULT_DB, Db, Json, command_line, now, open_store, show

users = typer.Typer(help="Users: who may look at what.", no_args_is_help=True)


@users.command("add")
def add(
    email: Annotated[str, typer.Argument(metavar="EMAIL")],
    role: Annotated[str, typer.Option(help="chief, manager, distributor or partner.")],
    name: Annotated[str, typer.Option(help="Name; default: the e-mail.")] = "",
    subject: Annotated[
        str, typer.Option(metavar="CODE", help="The manager's owner name, or the code.")
    ] = "",
    off: Annotated[bool, typer.Option("--off", help="May not sign in any more.")] = False,
    language: Annotated[
        str | None, typer.Option(metavar="LANG", help='en, pl, ro, hu, es; "": the browser\'s.')
    ] = None,
    db: Db = DEFAULT_DB,
) -> None:
    """Add a user, or change the one with this e-mail."""
    from db.people import Person, save_user
    from scorecard.access import Role
    from scorecard.errors import UserError, did_you_mean

    roles = [known.value for known in Role]
    if role not in roles:
        raise UserError("unknown_role", role=role, hint=did_you_mean(role, roles))
    person = Person(email, name or email, Role(role), subject, not off, language)
    save_user(open_store(db), command_line(), person, at=now())
    typer.echo(f"{email.strip().lower()}: {role}")


@users.command("list")
def list_all(db: Db = DEFAULT_DB, as_json: Json = False) -> None:
    """List the users."""
    from db.people import list_users
    from scorecard.access import EVERYTHING
    from scorecard.reports.plain import text_table

    found = list_users(open_store(db), EVERYTHING)
    rows = [
        (p.email, p.name, p.role.value, p.subject, p.language or "", "" if p.active else "off")
        for p in found
    ]
    head = ("e-mail", "name", "role", "of", "language", "")
    show(as_json, lambda: found, lambda: text_table(head, rows))
