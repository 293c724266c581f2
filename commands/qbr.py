"""Quarterly reviews as decks and other files: of one partner, or of all."""

from __future__ import annotations

import gc
from collections.abc import Callable
from datetime import date
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING, Annotated, Any

import typer

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
    from scorecard.reports.qbr.forms import Form
    from scorecard.reports.qbr.outline import Edition, Outline
    from scorecard.tier_history import TierHistory

PUBLIC_URL = "SCORECARD_PUBLIC_URL"


def qbr(
    partner: Annotated[str, typer.Argument(metavar="PARTNER", help="Its code.")] = "",
    every: Annotated[
        bool, typer.Option("--all", help="A deck of every partner, into a folder.")
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="PATH", help="The file, or with --all the folder."),
    ] = None,
    period: Annotated[
        str,
        typer.Option(metavar="PERIOD", help="2019Q2, 2019 or 2019-04; only --check needs none."),
    ] = "",
    form: Annotated[
        str,
        typer.Option(
            metavar="FORM",
            help="pptx, pdf (one page), html (leave-behind), digest or deck-pdf (the deck, by "
            "LibreOffice); else by the ending of --out.",
        ),
    ] = "",
    check: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            exists=True,
            dir_okay=False,
            readable=True,
            help="Only look whether the parts of this deck are in order.",
        ),
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
    """A partner's quarterly review as a deck or another form, or those of all partners."""
    from scorecard.errors import UserError
    from scorecard.reports.qbr.forms import file_name, form_of

    if check is not None:
        _check(check)
        return
    if every == bool(partner):
        raise UserError("qbr_whom")
    if not period:
        raise typer.BadParameter("Say of which quarter, as 2026Q3.", param_hint="--period")
    wanted = form_of(form, "" if every or out is None else out.suffix)
    store = open_store(db)
    day, of = day_of(store, as_of), period_of(store, period)
    given = (of, day, edition_of(edition), wanted, url, not unkept)
    if not every:
        file = out or Path(file_name(partner, of.key, wanted))
        file.write_bytes(_Asked(store, *given).file(partner))
        typer.echo(str(file))
        return
    folder = out or Path(f"qbr-{of.key}")
    folder.mkdir(parents=True, exist_ok=True)
    with told_progress(progress) as tell:
        if workers > 1:
            n = _together((db, *given), spoken_language(), folder, workers, tell)
        else:
            n = _Asked(store, *given).every(folder, tell)
    typer.echo(f"{n} {'decks' if wanted.value == 'pptx' else 'files'} in {folder}")


def _check(file: Path) -> None:
    """What Office would repair of a deck, a line each; then the command ends with 2."""
    from scorecard.reports.qbr.check import deck_faults

    faults = deck_faults(file.read_bytes(), file.name)
    for fault in faults:
        typer.echo(fault)
    if faults:
        raise typer.Exit(2)
    typer.echo(f"{file}: every part is in order")


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


class _Asked:
    """What decks are made of, read once for all of them."""

    def __init__(
        self,
        store: Store,
        period: Period,
        day: date,
        edition: Edition,
        form: Form,
        url: str,
        keep: bool,
    ) -> None:
        from db.tiers import tier_history
        from scorecard.access import EVERYTHING
        from scorecard.errors import UserError
        from scorecard.reports.qbr.forms import Form
        from scorecard.reports.qbr.office import PROGRAM

        self.store, self.period, self.day, self.edition = store, period, day, edition
        self.form, self.url, self.keep, self.scope = form, url, keep, EVERYTHING
        self.office, self.frozen = which(PROGRAM), False
        if form is Form.DECK_PDF and self.office is None:
            raise UserError("office_missing")
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

    def file(self, partner: str) -> bytes:
        from db.reviews import keep_deck
        from scorecard.reports.qbr.forms import DECKS, made

        lang = spoken_language()
        outline = self.outline(partner)
        data = made(outline, self.form, lang, base_url=self.url, template=self.template,
                    office=self.office)  # fmt: skip
        if self.keep and self.form in DECKS:
            keep_deck(self.store, command_line(), outline, lang, at=now())
        return data

    def every(self, folder: Path, tell: Callable[[float, str], None] | None) -> int:
        """A file of each partner; one at a time, so that memory stays flat."""
        codes = sorted(self.store.partner_codes(self.scope).values())
        for number, code in enumerate(codes):
            if tell is not None:
                tell(number / len(codes), code)
            self.write(folder, code)
        return len(codes)

    def write(self, folder: Path, code: str) -> None:
        """One file of many; what it left behind goes at once, which keeps memory flat."""
        from scorecard.reports.qbr.forms import file_name

        file = folder / file_name(code, self.period.key, self.form)
        file.write_bytes(self.file(code))
        if not self.frozen:
            gc.freeze()  # after the first deck: what stays is not looked through again
            self.frozen = True
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
