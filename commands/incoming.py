"""A file on its way in: read and judged when it is made, landed when it is told to."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import IO, TYPE_CHECKING, Any

from commands.options import command_line, now

READ = 0.3  # share of reading in reading and landing

if TYPE_CHECKING:
    from db.progress import Progress
    from db.store import Store
    from scorecard.ingest.kinds import FileKind
    from scorecard.ingest.mapping import Mapping
    from scorecard.ingest.report import UploadReport
    from scorecard.reports.origin import Origin


@dataclass
class Incoming:
    """Args:
    sender: code of the distributor, None for the vendor's own files.
    mapping: how to read it; None takes what was saved for the sender.
    batch_id: the upload it landed as; None before, and when nothing was stored.
    changes: lines inserted, updated, unchanged and removed by landing.
    progress: is told the share 0..1 of reading and landing together, and the step.
    """

    store: Store
    kind: FileKind
    data: bytes
    file_name: str
    sender: str | None
    as_of: date
    mapping: Mapping | None = None
    period: tuple[date, date] | None = None
    batch_id: int | None = None
    changes: dict[str, int] = field(default_factory=dict)
    progress: Progress | None = None
    report: UploadReport = field(init=False)

    def __post_init__(self) -> None:
        from db import uploads

        self.report = uploads.prepare(
            self.store, command_line(), kind=self.kind, data=self.data,
            file_name=self.file_name, as_of=self.as_of, sender=self.sender,
            mapping=self.mapping, period=self.period, progress=self._part(0.0, READ),
        )  # fmt: skip

    def land(self) -> None:
        """Store what was accepted; a second time changes nothing."""
        from db import uploads

        landed = uploads.land(
            self.store, command_line(), self.report, self.data, landed_at=now(),
            mapping=self.mapping, progress=self._part(READ, 1.0),
        )  # fmt: skip
        self.batch_id, self.changes = landed.batch_id, dict(landed.changes)

    def _part(self, start: float, end: float) -> Progress:
        from db.progress import part_of, silent

        return part_of(self.progress or silent, start, end)

    def with_reasons(self, lang: str = "") -> bytes:
        """The file's own rows with what is wrong with each, as CSV; see `giveback`.

        Args:
            lang: of the reasons; "" takes the language of the sender's country.
        """
        from scorecard.i18n.catalogue import best_language
        from scorecard.ingest.encoding import LANGUAGE_OF
        from scorecard.ingest.giveback import with_reasons

        lang = best_language([lang, LANGUAGE_OF.get(self._country())])
        return with_reasons(self.data, self.report, mapping=self._layout(), lang=lang)

    def write_json(self, file: IO[str]) -> None:
        """The fate of the file and of its records, as one JSON object."""
        from db.directory import load_directory
        from db.engine import reading
        from scorecard.reports.truth import accepted_rows, write_json
        from scorecard.reports.uploads import report_values

        values = report_values(self.report, self.batch_id, self._origin())
        state = self._after_state()
        if state:
            values["after_state"] = state
        with reading(self.store.engine) as connection:
            partners = load_directory(connection).partners
        codes = {number: code for code, number in partners.items()}
        write_json(values, accepted_rows(self.report, codes), file)

    def _origin(self) -> Origin | None:
        """The records as they came, opened the way they were for the report."""
        from scorecard.ingest.source import open_source
        from scorecard.reports.origin import Origin

        if not self.report.errors and not self.report.ignored:
            return None
        country = self._country() or None
        return Origin(open_source(self.data, self.kind, self._layout(), country))

    def _country(self) -> str:
        """The sender's country; "" when it is not known."""
        from db.directory import load_directory
        from db.engine import reading

        with reading(self.store.engine) as connection:
            return load_directory(connection).countries.get(self.sender or "") or ""

    def _layout(self) -> Mapping:
        """The mapping that the file was read with."""
        from db.engine import reading
        from db.uploads import saved_mapping
        from scorecard.ingest.mapping import Mapping

        if self.mapping is not None:
            return self.mapping
        with reading(self.store.engine) as connection:
            return saved_mapping(connection, self.kind, self.sender) or Mapping()

    def _after_state(self) -> dict[str, Any] | None:
        """What landing changed of the sender's lines, and what now stands in the store."""
        changes = self.changes
        if self.report.reason == "DUPLICATE_FILE":
            changes = self._unchanged()
        if not changes or self.sender is None:
            return None
        return {**changes, **self._sender_state(self.sender)}

    def _sender_state(self, sender: str) -> dict[str, Any]:
        from db.engine import reading
        from db.resend import sender_state
        from scorecard.ids import stable_id
        from scorecard.reports.truth import state_values

        with reading(self.store.engine) as connection:
            return state_values(sender_state(connection, stable_id("distributors", sender)))

    def _unchanged(self) -> dict[str, int]:
        from scorecard.access import EVERYTHING

        twin = int(self.report.issues[0].params["batch"])
        batch = next(iter(self.store.batches(EVERYTHING, batch_id=twin)), None)
        unchanged = batch.n_accepted if batch else 0
        return {"inserted": 0, "updated": 0, "unchanged": unchanged, "removed": 0}
