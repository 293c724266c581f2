"""Decks for quarterly reviews: of one partner, or of all."""

from __future__ import annotations

import gc
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commands.figures import PeriodText
from commands.options import (
    DEFAULT_DB,
    AsOf,
    Db,
    Lang,
    command_line,
    day_of,
    now,
    open_store,
    period_of,
    speak,
    spoken_language,
    told_progress,
)

if TYPE_CHECKING:
    from db.store import Store
    from scorecard.period import Period
    from scorecard.reports.qbr.outline import Edition, Outline
    from scorecard.tier_history import TierHistory

PUBLIC_URL = "SCORECARD_PUBLIC_URL"


def qbr(
    period: PeriodText,
    partner: Annotated[str, typer.Argument(metavar="PARTNER", help="Its code.")] = "",
    every: Annotated[
        bool, typer.Option("--all", help="A deck of every partner, into a folder.")
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="PATH", help="The file, or with --all the folder."),
    ] = None,
    edition: Annotated[
        str, typer.Option(metavar="EDITION", help="partner or internal.")
    ] = "partner",
    url: Annotated[
        str, typer.Option(envvar=PUBLIC_URL, metavar="URL", help="Address of the app, for links.")
    ] = "",
    unkept: Annotated[
        bool, typer.Option("--no-keep", help="Do not keep what the decks say.")
    ] = False,
    workers: Annotated[
        int, typer.Option(min=1, max=16, metavar="N", help="With --all: so many processes.")
    ] = 1,
    progress: Annotated[bool, typer.Option(help="Say on standard error how far it is.")] = False,
    as_of: AsOf = None,
    lang: Lang = "",
    db: Db = DEFAULT_DB,
) -> None:
    """The deck of a partner's quarterly review as .pptx, or the decks of all partners."""
    from scorecard.errors import UserError

    if every == bool(partner):
        raise UserError("qbr_whom")
    store = open_store(db)
    given = (period_of(store, period), day_of(store, as_of), edition_of(edition), url, not unkept)
    if not every:
        asked = _Asked(store, *given)
        file = out or Path(f"{file_name(partner)}-{asked.period.key}.pptx")
        file.write_bytes(asked.deck(partner))
        typer.echo(str(file))
        return
    folder = out or Path(f"qbr-{given[0].key}")
    folder.mkdir(parents=True, exist_ok=True)
    with told_progress(progress) as tell:
        if workers > 1:
            n = _together((db, *given), spoken_language(), folder, workers, tell)
        else:
            n = _Asked(store, *given).every(folder, tell)
    typer.echo(f"{n} decks in {folder}")


def edition_of(text: str) -> Edition:
    """
    Raises:
        UserError: `bad_edition`.
    """
    from scorecard.errors import UserError
    from scorecard.reports.qbr.outline import Edition

    if text not in list(Edition):
        raise UserError("bad_edition", edition=text)
    return Edition(text)


def file_name(code: str) -> str:
    """A partner's code as part of a file's name on every system."""
    return "".join(sign if sign.isalnum() or sign in "-_" else "_" for sign in code) or "partner"


class _Asked:
    """What decks are made of, read once for all of them."""

    def __init__(
        self, store: Store, period: Period, day: date, edition: Edition, url: str, keep: bool
    ) -> None:
        from db.tiers import tier_history
        from scorecard.access import EVERYTHING

        self.store, self.period, self.day, self.edition = store, period, day, edition
        self.url, self.keep, self.scope = url, keep, EVERYTHING
        self.history: TierHistory | None = tier_history(store, day)
        self.template = store.template_bytes(EVERYTHING)

    def outline(self, partner: str) -> Outline:
        from commands.tiers import quiet
        from scorecard.usecases.qbr import build_review
        from scorecard.usecases.qbr_more import more_of

        with quiet():
            return build_review(
                self.store, self.scope, partner, self.period, self.day,
                edition=self.edition, history=self.history, more=more_of(self.store, self.day),
            )  # fmt: skip

    def deck(self, partner: str) -> bytes:
        from db.reviews import keep_deck
        from scorecard.reports.qbr.deck import deck_bytes

        lang = spoken_language()
        outline = self.outline(partner)
        made = deck_bytes(outline, lang, base_url=self.url, template=self.template)
        if self.keep:
            keep_deck(self.store, command_line(), outline, lang, at=now())
        return made

    def every(self, folder: Path, tell: Callable[[float, str], None] | None) -> int:
        """A deck of each partner; one at a time, so that memory stays flat."""
        codes = sorted(self.store.partner_codes(self.scope).values())
        for number, code in enumerate(codes):
            if tell is not None:
                tell(number / len(codes), code)
            self.write(folder, code)
        return len(codes)

    def write(self, folder: Path, code: str) -> None:
        """One deck of many; what it left behind goes at once, which keeps memory flat."""
        file = folder / f"{file_name(code)}-{self.period.key}.pptx"
        file.write_bytes(self.deck(code))
        if gc.get_freeze_count() == 0:
            gc.freeze()  # after the first deck: what stays is not looked through again
        gc.collect()


def _together(
    given: tuple[Any, ...], lang: str, folder: Path, workers: int,
    tell: Callable[[float, str], None] | None,
) -> int:  # fmt: skip
    """The decks of all partners by several processes, a partner at a time each."""
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    from scorecard.access import EVERYTHING

    codes = sorted(open_store(given[0]).partner_codes(EVERYTHING).values())
    pool = ProcessPoolExecutor(
        workers, get_context("spawn"), initializer=_begin, initargs=(given, lang, folder)
    )
    with pool:
        for number, code in enumerate(pool.map(_write_one, codes, chunksize=4)):
            if tell is not None:
                tell((number + 1) / len(codes), code)
    return len(codes)


_WORKER: list[tuple[_Asked, Path]] = []  # of this process, set once when it begins


def _begin(given: tuple[Any, ...], lang: str, folder: Path) -> None:
    speak(lang)
    db, *rest = given
    _WORKER[:] = [(_Asked(open_store(db), *rest), folder)]


def _write_one(code: str) -> str:
    asked, folder = _WORKER[0]
    asked.write(folder, code)
    return code
