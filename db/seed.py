"""Loads the demo programme through the same way in as any file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from importlib.resources import files

from db.demo.alerts import play_alerts
from db.demo.files import DemoFile, build_files
from db.demo.reviews import build_reviews
from db.demo.voice_loop import play_voice
from db.demo.words import OWNERS
from db.demo.world import AS_OF, SEED, build_world
from db.people import Person, save_user
from db.pipeline_forecast import freshen_pipeline
from db.programmes import save_version
from db.rollups import freshen
from db.store import Store
from db.uploads import land, prepare
from scorecard.access import EVERYTHING, Role, Viewer
from scorecard.errors import DefinitionError, UserError
from scorecard.ingest.report import FileStatus
from scorecard.settings import ProgrammeSettings

Progress = Callable[[float, str], None]

LOADER = Viewer("demo", "Demo programme", EVERYTHING)

# Who may look into the demo programme: a chief, a channel manager, a distributor, a partner.
DEMO_USERS = (
    Person("chief@helio.example", "Ingrid Sandvall", Role.CHIEF, "", True),
    Person("manager@helio.example", OWNERS["Romania"][0], Role.MANAGER, OWNERS["Romania"][0], True),
    Person("pos@norvia.example", "Jörn Petersen", Role.DISTRIBUTOR, "NORVIA", True),
    Person("partner@carpat-soft.example", "Radu Munteanu", Role.PARTNER, "P142", True),
)


def _silent(_share: float, _step: str) -> None:
    return


def load_demo(
    store: Store,
    viewer: Viewer = LOADER,
    *,
    progress: Progress = _silent,
    seed: int = SEED,
    as_of: date = AS_OF,
) -> None:
    """Fill an empty store with the demo programme of a seed and a day.

    Every file is read, judged and landed as if it had been sent on its day; KPI parts are made
    once at the end. `progress` gets a share 0..1 and what is being done.

    Raises:
        UserError: `store_not_empty`.
        DefinitionError: when a file of the demo has an issue, which is a mistake in the demo.
    """
    if not store.is_empty():
        raise UserError("store_not_empty", url=store.engine.url.render_as_string())
    progress(0.0, "Drawing the programme")
    sent = build_files(build_world(seed, as_of))
    now = datetime.combine(as_of, time(5, 45), tzinfo=UTC)
    store.save_settings(viewer, demo_settings(as_of), now - timedelta(days=300))
    _send_all(store, viewer, sent, progress)
    for person in DEMO_USERS:
        save_user(store, viewer, person, at=now)
    progress(0.75, "Saving the programme")
    _save_programmes(store, viewer, now - timedelta(days=300))
    build_reviews(store, viewer, as_of, frozenset(store.partner_codes(EVERYTHING).values()))
    progress(0.77, "Computing KPIs")
    freshen(store, as_of)
    progress(0.9, "Judging who is leaving")
    play_alerts(store, as_of, OWNERS["Romania"][0])
    play_voice(store, as_of)
    freshen_pipeline(store.engine, store.settings(), as_of)
    progress(1.0, "Done")


def _save_programmes(store: Store, viewer: Viewer, at: datetime) -> None:
    """The programme's versions as files, so that they are an example of how to write one."""
    for file in sorted((files("db.demo") / "programmes").iterdir(), key=lambda file: file.name):
        text = file.read_text(encoding="utf-8")
        save_version(store, viewer, text, reason="The programme of the year", at=at,
                     materialise=False)  # fmt: skip


def _send_all(store: Store, viewer: Viewer, files: list[DemoFile], progress: Progress) -> None:
    """Send the files in their order; progress goes by their size, from 0.1 to 0.75."""
    total = sum(len(file.data) for file in files)
    done = 0
    for file in files:
        progress(0.1 + 0.65 * done / total, "Reading files")
        _send(store, viewer, file)
        done += len(file.data)


def demo_settings(as_of: date) -> ProgrammeSettings:
    """Settings of the demo programme, its day frozen."""
    return ProgrammeSettings(programme_name="Helio Partners", reporting_currency="EUR", as_of=as_of)


def _send(store: Store, viewer: Viewer, file: DemoFile) -> None:
    report = prepare(
        store, viewer, kind=file.kind, data=file.data, file_name=file.file_name,
        sender=file.sender, as_of=file.landed_at.date(),
    )  # fmt: skip
    if report.status is not FileStatus.ACCEPTED or report.issues:
        found = report.issues[0] if report.issues else None
        raise DefinitionError(f"demo file {file.file_name}: {found}")
    land(store, viewer, report, file.data, landed_at=file.landed_at, materialise=False)
