"""NPS of a wave, and the waves of our own survey."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.options import (
    DEFAULT_DB,
    WRITTEN_DATE,
    AsOf,
    Db,
    Json,
    command_line,
    day_of,
    now,
    open_store,
    show,
)

if TYPE_CHECKING:
    from db.surveys import SentLink

SECRET = "SCORECARD_SURVEY_SECRET"
survey = typer.Typer(help="Survey waves and their links.", no_args_is_help=True)
Wave = Annotated[str, typer.Argument(metavar="WAVE")]
Day = Annotated[datetime, typer.Option(metavar="DATE", formats=WRITTEN_DATE)]


def nps(
    by: Annotated[
        str,
        typer.Option(
            metavar="GRAIN", help="tier, region, partner_type, distributor, role or partner_id."
        ),
    ] = "",
    wave: Annotated[str, typer.Option(metavar="WAVE", help="Default: the latest.")] = "",
    as_of: AsOf = None,
    db: Db = DEFAULT_DB,
    as_json: Json = False,
) -> None:
    """NPS of a wave with its interval, change and what stands behind it; no contact, no comment."""
    from scorecard.access import EVERYTHING
    from scorecard.reports import voice as reports
    from scorecard.usecases.voice import build_voice, nps_by

    store = open_store(db)
    day = day_of(store, as_of)
    if by:
        groups = nps_by(store, EVERYTHING, day, {"type": "partner_type"}.get(by, by), wave)
        show(as_json, lambda: reports.group_values(groups), lambda: reports.group_text(groups))
        return
    page = build_voice(store, EVERYTHING, day, wave=wave)
    show(as_json, lambda: reports.whole_values(page), lambda: reports.whole_text(page))


@survey.command("open")
def open_(wave: Wave, opens: Day, closes: Day, db: Db = DEFAULT_DB) -> None:
    """Open a wave for answers on the survey page, from a day to a day."""
    from db.surveys import open_wave

    open_wave(open_store(db), command_line(), wave, opens.date(), closes.date(), at=now())
    typer.echo(f"{wave}: {opens:%Y-%m-%d} to {closes:%Y-%m-%d}")


@survey.command("close")
def close(wave: Wave, as_of: AsOf = None, db: Db = DEFAULT_DB) -> None:
    """Take no more answers of a wave after today."""
    from db.surveys import close_wave

    store = open_store(db)
    close_wave(store, command_line(), wave, day_of(store, as_of), at=now())
    typer.echo(f"{wave}: closed")


@survey.command("waves")
def waves(db: Db = DEFAULT_DB, as_json: Json = False) -> None:
    """List the waves that were opened here."""
    from db.surveys import opened_waves
    from scorecard.reports.plain import text_table

    found = opened_waves(open_store(db), command_line())
    rows = [
        (w.wave, f"{w.opens_on}", f"{w.closes_on}", "closed" if w.closed else "") for w in found
    ]
    show(as_json, lambda: found, lambda: text_table(("wave", "opens", "closes", ""), rows))


@survey.command("links")
def links(
    wave: Wave,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", dir_okay=False)],
    url: Annotated[
        str, typer.Option(metavar="URL", help="Where the app is reached.")
    ] = "http://127.0.0.1:8501",
    renew: Annotated[
        bool, typer.Option("--renew", help="Make new links; the earlier ones end.")
    ] = False,
    db: Db = DEFAULT_DB,
) -> None:
    """Write a link for each invitation of a wave to a CSV file, to be sent by e-mail."""
    from db.surveys import make_links
    from scorecard.voice.token import signing_key

    key = signing_key(os.environ.get(SECRET, ""), local=_is_local(url))
    sent = make_links(open_store(db), command_line(), wave, at=now(), renew=renew)
    _write(out, sent, url.rstrip("/"), key)
    typer.echo(f"{len(sent)} links: {out}")


def _is_local(url: str) -> bool:
    from ipaddress import ip_address
    from urllib.parse import urlsplit

    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _write(out: Path, sent: list[SentLink], url: str, key: bytes) -> None:
    import csv
    from urllib.parse import urlencode

    from scorecard.reports.safe import safe_cell
    from scorecard.voice.token import make_token

    with out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["partner_code", "respondent_id", "person_name", "language", "link"])
        for one in sent:
            asked = {"token": make_token(one.link, key)}
            asked |= {"lang": one.language} if one.language else {}
            about = (one.partner_code, one.respondent_id, one.person_name, one.language)
            cells = [safe_cell(text) for text in about]
            writer.writerow([*cells, f"{url}/survey?{urlencode(asked)}"])
