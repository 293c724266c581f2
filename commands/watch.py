"""Landing files unattended: what has no questions lands, the rest waits for a person."""

from __future__ import annotations

import io
import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commands.inbox import DONE, WAITING, Inbox, content, put_away
from commands.incoming import Incoming
from commands.options import DEFAULT_DB, Db, Json, Lang, day_of, open_store

if TYPE_CHECKING:
    from db.store import Store
    from scorecard.errors import UserError

SETTLE_SECONDS = 1.0  # between the two looks of `--once`


def watch(
    inbox: Annotated[
        Path, typer.Option(metavar="FOLDER", help="Holds a folder for each sender's code.")
    ] = Path("inbox"),
    once: Annotated[bool, typer.Option("--once", help="Look once and stop.")] = False,
    every: Annotated[float, typer.Option(help="Seconds between looks.", min=1)] = 30,
    lang: Lang = "",
    db: Db = DEFAULT_DB,
    as_json: Json = False,
) -> None:
    """Land reports of distributors from a drop folder; keep those with questions waiting."""
    from scorecard.errors import UserError

    if not inbox.is_dir():
        raise UserError("no_inbox", folder=inbox)
    store, box, told = open_store(db), Inbox(inbox), set[str]()
    try:
        while True:
            files = box.look()
            if once and box.seen and not files:
                time.sleep(SETTLE_SECONDS)
                files = box.look()
            for event in [*_strangers(store, box, told, lang), *_landed(store, files, lang)]:
                typer.echo(json.dumps(event, ensure_ascii=False) if as_json else _line(event))
            _judge(store)
            if once:
                return
            time.sleep(every)
    except KeyboardInterrupt:
        return


def _judge(store: Store) -> None:
    """Bring verdicts, alerts, counts and forecasts to a new day and to what uploads left to do."""
    from db.engine import reading
    from db.pipeline_forecast import freshen_pipeline
    from db.risk import freshen_store_risk, kept_standing

    day = day_of(store, None)
    with reading(store.engine) as connection:
        standing = kept_standing(connection)
    if standing is None or standing.waiting or standing.as_of < day:
        freshen_store_risk(store.engine, day)
    freshen_pipeline(store.engine, store.settings(), day)


def _strangers(store: Store, box: Inbox, told: set[str], lang: str) -> list[dict[str, Any]]:
    """What cannot be anybody's; each is told once."""
    from scorecard.access import EVERYTHING
    from scorecard.i18n.text import t

    lang, known = lang or "en", dict(store.senders(EVERYTHING))
    unknown = t("There is no distributor with this code.", lang)
    stray = t("It stands in no sender's folder.", lang)
    found = [
        {"folder": folder.name, "problem": unknown}
        for folder in box.folders()
        if folder.name not in known
    ]
    found += [{"file": path.name, "problem": stray} for path in box.strays()]
    fresh = [one for one in found if str(one) not in told]
    told.update(str(one) for one in found)
    return fresh


def _landed(store: Store, files: list[Path], lang: str) -> list[dict[str, Any]]:
    from scorecard.access import EVERYTHING

    known = dict(store.senders(EVERYTHING))
    return [_settled(store, path, lang) for path in files if path.parent.name in known]


def _settled(store: Store, path: Path, lang: str) -> dict[str, Any]:
    """Read a file, land it if it has no questions, and move it where it belongs."""
    from scorecard.errors import UserError

    event: dict[str, Any] = {"sender": path.parent.name, "file": path.name}
    try:
        incoming = take_in(store, path)
        folder = DONE if _has_no_questions(incoming) else WAITING
        report = io.StringIO()
        incoming.write_json(report)
        rows = incoming.with_reasons(lang) if folder == WAITING else None
        target = put_away(path, folder, report.getvalue().encode(), rows)
    except (UserError, OSError) as error:  # stays where it is, for the next look
        return {**event, "problem": _problem(error, lang)}
    return {
        **event,
        "file_status": incoming.report.status.value,
        "file_reason": incoming.report.reason,
        "batch_id": incoming.batch_id,
        "moved_to": f"{folder}/{target.name}",
    }


def _problem(error: UserError | OSError, lang: str) -> str:
    from scorecard.errors import UserError
    from scorecard.i18n.sentences import user_error_sentence

    if isinstance(error, UserError):
        return user_error_sentence(error.code, error.params, lang or "en")
    return str(error)


def take_in(store: Store, path: Path) -> Incoming:
    """Read a sender's file and land it when every record of it is accepted.

    It is sell-through, unless its header is that of another report that distributors send.
    """
    from scorecard.ingest.container import MAX_BYTES
    from scorecard.ingest.kinds import OF_SENDERS, FileKind

    sender, day, data = path.parent.name, day_of(store, None), content(path, MAX_BYTES + 1)
    incoming = Incoming(store, FileKind.SELL_THROUGH, data, path.name, sender, day)
    if incoming.report.reason == "WRONG_KIND":
        fits = FileKind(incoming.report.issues[0].params["fits"])
        if fits in OF_SENDERS:
            incoming = Incoming(store, fits, data, path.name, sender, day)
    if incoming.report.status.value == "accepted":
        incoming.land()
    return incoming


def _has_no_questions(incoming: Incoming) -> bool:
    """Also for what is here already: it landed before, perhaps just before a crash."""
    report = incoming.report
    return report.status.value == "accepted" or report.reason == "DUPLICATE_FILE"


def _line(event: dict[str, Any]) -> str:
    name = "/".join(event[part] for part in ("folder", "sender", "file") if part in event)
    if "problem" in event:
        return f"{name}: {event['problem']}"
    status = event["file_status"].replace("_", " ")
    reason = f" ({event['file_reason']})" if event["file_reason"] else ""
    landed = f", upload {event['batch_id']}" if event["batch_id"] is not None else ""
    return f"{name}: {status}{reason}{landed}, moved to {event['moved_to']}"
