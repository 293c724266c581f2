"""Options that commands share, and what every command begins and ends with."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from db.store import Store
    from scorecard.access import Viewer
    from scorecard.period import Period

DEFAULT_DB = "sqlite:///data/scorecard.db"
WRITTEN_DATE = ["%Y-%m-%d"]

Db = Annotated[
    str,
    typer.Option("--db", envvar="SCORECARD_DATABASE_URL", metavar="URL", help="The database."),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
AsOf = Annotated[
    datetime | None,
    typer.Option(metavar="DATE", formats=WRITTEN_DATE, help="Day of the numbers, as 2026-09-30."),
]
_SPOKEN: ContextVar[str] = ContextVar("spoken", default="en")


def speak(lang: str) -> str:
    """Say everything in this language from now on.

    Raises:
        UserError: `unknown_language`.
    """
    from scorecard.errors import UserError
    from scorecard.i18n.catalogue import LANGUAGES

    if lang and lang not in LANGUAGES:
        raise UserError("unknown_language", language=lang, languages=", ".join(LANGUAGES))
    _SPOKEN.set(lang or "en")
    return lang


def spoken_language() -> str:
    return _SPOKEN.get()


Lang = Annotated[
    str,
    typer.Option("--lang", metavar="LANG", callback=speak, help="Language: en, pl, ro, hu, es."),
]
File = Annotated[Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, readable=True)]


def open_store(db: str) -> Store:
    """The store at a URL.

    Raises:
        UserError: when it is not there, busy, or of another version.
    """
    from db.store import Store

    return Store.open(db)


def created_store(db: str) -> Store:
    """The store at a URL, made or migrated where needed; one in `data/` gets its folder."""
    from db.store import Store

    if db.startswith("sqlite:///data/"):
        Path("data").mkdir(exist_ok=True)
    return Store.create(db)


def command_line() -> Viewer:
    """On whose behalf commands act: who can run them has the database anyway."""
    from getpass import getuser

    from scorecard.access import EVERYTHING, Viewer

    return Viewer(f"cli:{getuser()}", "Command line", EVERYTHING)


def now() -> datetime:
    return datetime.now(UTC)


def day_of(store: Store, asked: datetime | None) -> date:
    """The day that was asked for, else the store's, else today."""
    return asked.date() if asked else store.as_of(date.today())


def period_of(store: Store, text: str) -> Period:
    """A period in the programme's fiscal calendar."""
    from scorecard.period import parse_period

    return parse_period(text, store.settings().fiscal_year_start)


def show(as_json: bool, values: Callable[[], Any], text: Callable[[], str]) -> None:
    """Print one of them; the other is not made."""
    if not as_json:
        typer.echo(text())
        return
    import json

    from scorecard.reports.plain import plain

    typer.echo(json.dumps(plain(values()), ensure_ascii=False, indent=1))


@contextmanager
def shown_progress(label: str) -> Iterator[Callable[[float, str], None]]:
    """A bar with the current step; takes a share 0..1 and the step's name."""
    with typer.progressbar(length=100, label=label) as bar:

        def move(share: float, step: str) -> None:
            if sys.stdout.isatty():  # elsewhere each new label would be a line
                bar.label = f"{label}: {step[:36]:<36}"
            bar.update(round(share * 100) - bar.pos)

        yield move


@contextmanager
def told_progress(asked: bool) -> Iterator[Callable[[float, str], None] | None]:
    """Share and step on standard error where a person watches or it was asked for; else None.

    A terminal shows them in one line, elsewhere each step and each tenth is a line of its own.
    """
    watched = sys.stderr.isatty()
    if not asked and not watched:
        yield None
        return
    last = ""

    def tell(share: float, step: str) -> None:
        nonlocal last
        shown = share if watched else int(share * 10) / 10
        line = f"{shown:4.0%} {step}"
        if line != last:
            last = line
            typer.echo(f"\r{line:<40}" if watched else line, err=True, nl=not watched)

    yield tell
    if watched:
        typer.echo(err=True)
