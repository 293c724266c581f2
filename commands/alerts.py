"""The week's alerts, and the digest that brings them to their owners."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commands.options import (
    DEFAULT_DB,
    AsOf,
    Db,
    Json,
    Lang,
    command_line,
    day_of,
    now,
    open_store,
    show,
)

if TYPE_CHECKING:
    from datetime import date

    from commands.delivery import DeliverySettings
    from db.store import Store
    from scorecard.reports.digest import Digest

Owner = Annotated[str, typer.Option(metavar="NAME", help="One owner; else all.")]


def alerts(
    owner: Owner = "", as_of: AsOf = None, lang: Lang = "", db: Db = DEFAULT_DB,
    as_json: Json = False,
) -> None:  # fmt: skip
    """Who needs a call this week: the inbox within the owners' budgets, the queue, the rest."""
    from scorecard.access import EVERYTHING
    from scorecard.reports.alerts import alerts_text
    from scorecard.usecases.at_risk import inbox

    store = open_store(db)
    page = inbox(store, EVERYTHING, day_of(store, as_of), owner)
    show(as_json, lambda: page, lambda: alerts_text(page, lang or "en"))


def digest(
    owner: Owner = "",
    folder: Annotated[
        Path, typer.Option(metavar="FOLDER", help="Where digests go that nobody is sent.")
    ] = Path("digests"),
    only_files: Annotated[
        bool, typer.Option("--only-files", help="Write files, whatever is configured.")
    ] = False,
    as_of: AsOf = None,
    lang: Lang = "",
    db: Db = DEFAULT_DB,
    as_json: Json = False,
) -> None:
    """The week's inbox of each owner, sent by mail or webhook as configured, else written."""
    from commands.delivery import delivery_settings

    store = open_store(db)
    day, settings = day_of(store, as_of), delivery_settings()
    told = []
    for one in _digests(store, day, owner, lang or "en", settings.public_url):
        ways = {"files": folder} if only_files else _ways(store, settings, one, folder)
        told += [_delivered(settings, one, way, to) for way, to in ways.items()]
    _audit(store, told)
    show(as_json, lambda: told, lambda: "\n".join(map(_line, told)) or _nobody(lang or "en"))
    if any("problem" in one for one in told):
        raise typer.Exit(2)


def _digests(store: Store, day: date, owner: str, lang: str, url: str) -> Iterator[Digest]:
    from scorecard.access import EVERYTHING, Role, Scope
    from scorecard.reports.digest import build_digest
    from scorecard.usecases.at_risk import inbox

    owners = [owner] if owner else inbox(store, EVERYTHING, day).owners
    for name in owners:
        page = inbox(store, Scope(Role.MANAGER, owner=name), day, name)
        found = build_digest(page, name, lang, url)
        if found is not None:
            yield found


def _ways(
    store: Store, settings: DeliverySettings, one: Digest, folder: Path
) -> dict[str, str | Path]:
    """By which ways, and to whom; files where there is no other."""
    from db.people import list_users
    from scorecard.access import EVERYTHING, Role

    to = [user.email for user in list_users(store, EVERYTHING)
          if user.active and user.role is Role.MANAGER and user.subject == one.owner]  # fmt: skip
    ways: dict[str, str | Path] = {}
    if settings.smtp_host and to:
        ways["mail"] = to[0]
    if settings.digest_webhook:
        ways["webhook"] = "webhook"
    return ways or {"files": folder}


def _delivered(settings: DeliverySettings, one: Digest, way: str, to: str | Path) -> dict[str, Any]:
    from commands.delivery import mail, post, write
    from scorecard.errors import UserError
    from scorecard.i18n.sentences import user_error_sentence

    told: dict[str, Any] = {"owner": one.owner, "partners": one.n_partners, "way": way}
    try:
        if way == "mail":
            mail(settings, one, str(to))
            return {**told, "to": str(to)}
        if way == "webhook":
            post(settings, one)
            return told
        return {**told, "files": [str(path) for path in write(Path(to), one)]}
    except UserError as error:
        return {**told, "problem": user_error_sentence(error.code, error.params)}


def _audit(store: Store, told: list[dict[str, Any]]) -> None:
    from db.audit import note
    from db.engine import writing

    if told:
        with writing(store.engine) as connection:
            for one in told:
                kept = ("way", "partners", "problem")
                detail: dict[str, Any] = {name: one[name] for name in kept if name in one}
                note(connection, command_line(), now(), "digest.send", one["owner"], detail)


def _line(one: dict[str, Any]) -> str:
    from scorecard.reports.digest import clean

    where = one.get("problem") or one.get("to") or ", ".join(one.get("files", [])) or one["way"]
    return f"{clean(one['owner'])}: {one['partners']} ({where})"


def _nobody(lang: str) -> str:
    from scorecard.i18n.text import t

    return t("Nobody has anything to do this week, so no digest was made.", lang)
