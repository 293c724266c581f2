"""Files that cover what is there: recognised, replaced with history, never counted twice."""

from __future__ import annotations

from db import rollups, uploads
from db.store import Store
from scorecard.access import EVERYTHING
from scorecard.ingest.kinds import FileKind
from scorecard.ingest.mapping import Mapping
from scorecard.ingest.report import FileStatus, UploadReport
from scorecard.views import Filters
from tests.programme import AS_OF, AT, CHIEF, NORD_JUNE
from tests.store.dump import dump

CORRECTED = NORD_JUNE.replace("P-1,10,1000.00,EUR", "P-1,9,900.00,EUR").replace(
    "N4,2026-06-20,B1,Client Unu,P-1,3,300.00,EUR", "N6,2026-06-21,B1,Client Unu,P-1,1,99.00,EUR"
)


def _prepare(store: Store, text: str, rule: str | None = None) -> tuple[UploadReport, Mapping]:
    mapping = Mapping.model_validate({"resend": rule})
    report = uploads.prepare(
        store, CHIEF, kind=FileKind.SELL_THROUGH, data=text.encode(), file_name="again.csv",
        sender="NORD", as_of=AS_OF, mapping=mapping,
    )  # fmt: skip
    return report, mapping


def _net(store: Store) -> int:
    parts = store.segment_parts(EVERYTHING, ["2026Q2"], "all", Filters(), ["net_sell_through"])
    return int(parts["net_sell_through__num"].iloc[0])


def test_an_overlap_without_a_rule_is_a_question(loaded: Store) -> None:
    report, _mapping = _prepare(loaded, CORRECTED)
    assert (report.status, report.reason) == (FileStatus.HELD, "RESEND_RULE")
    assert report.issues[0].params == {"shared": "4", "there": "5"}


def test_a_period_is_replaced_with_history_and_comes_back_with_undo(loaded: Store) -> None:
    before, net = dump(loaded), _net(loaded)
    report, mapping = _prepare(loaded, CORRECTED, "replace")
    landed = uploads.land(loaded, CHIEF, report, CORRECTED.encode(), mapping=mapping, landed_at=AT)
    assert landed.changes == {"inserted": 1, "updated": 1, "unchanged": 3, "removed": 1}
    # 1000 -> 900, 300 gone, 99 new
    assert _net(loaded) == net - 100_00 - 300_00 + 99_00
    assert rollups.check(loaded) == []
    voided = [row for row in dump(loaded)["sell_through_line"] if row[-1] == landed.batch_id]
    assert len(voided) == 5
    uploads.undo(loaded, CHIEF, landed.batch_id or 0, at=AT)
    assert dump(loaded) == before
    assert rollups.check(loaded) == []


def test_adding_replaces_only_what_the_file_repeats(loaded: Store) -> None:
    net = _net(loaded)
    report, mapping = _prepare(loaded, CORRECTED, "add")
    landed = uploads.land(loaded, CHIEF, report, CORRECTED.encode(), mapping=mapping, landed_at=AT)
    assert landed.changes == {"inserted": 1, "updated": 1, "unchanged": 3, "removed": 0}
    assert _net(loaded) == net - 100_00 + 99_00
    assert rollups.check(loaded) == []


def test_the_same_content_in_another_layout_is_already_here(loaded: Store) -> None:
    header, *rows = NORD_JUNE.splitlines()
    other = "\r\n".join([header.replace(",", ";"), *[r.replace(",", ";") for r in reversed(rows)]])
    report, _mapping = _prepare(loaded, other)
    assert (report.status, report.reason, report.n_accepted) == (
        FileStatus.REJECTED, "DUPLICATE_FILE", 0,
    )  # fmt: skip


def test_the_rule_is_kept_for_the_sender(loaded: Store) -> None:
    report, mapping = _prepare(loaded, CORRECTED, "replace")
    uploads.land(loaded, CHIEF, report, CORRECTED.encode(), mapping=mapping, landed_at=AT)
    again = CORRECTED.replace("900.00", "800.00")
    later = uploads.prepare(
        loaded, CHIEF, kind=FileKind.SELL_THROUGH, data=again.encode(), file_name="third.csv",
        sender="NORD", as_of=AS_OF,
    )  # fmt: skip
    assert later.status is FileStatus.ACCEPTED
    landed = uploads.land(loaded, CHIEF, later, again.encode(), landed_at=AT)
    assert landed.changes == {"inserted": 0, "updated": 1, "unchanged": 4, "removed": 0}


def test_other_documents_of_the_same_month_are_no_overlap(loaded: Store) -> None:
    text = NORD_JUNE.splitlines()[0] + "\nM1,2026-06-28,A1,Kunde Eins,P-1,1,10.00,EUR\n"
    report, _mapping = _prepare(loaded, text)
    assert report.status is FileStatus.ACCEPTED


def test_mended_rows_are_added_whatever_the_rule_for_a_period_is(loaded: Store) -> None:
    report, mapping = _prepare(loaded, CORRECTED, "replace")
    uploads.land(loaded, CHIEF, report, CORRECTED.encode(), mapping=mapping, landed_at=AT)
    net = _net(loaded)
    header = NORD_JUNE.splitlines()[0] + ",status,reason,how to mend"
    mended = header + "\nN2,2026-06-09,A1,Kunde Zwei,S-1,1,2600.50,EUR,,,\n"
    again = uploads.prepare(
        loaded, CHIEF, kind=FileKind.SELL_THROUGH, data=mended.encode(), file_name="mended.csv",
        sender="NORD", as_of=AS_OF,
    )  # fmt: skip
    landed = uploads.land(loaded, CHIEF, again, mended.encode(), landed_at=AT)
    assert landed.changes == {"inserted": 0, "updated": 1, "unchanged": 0, "removed": 0}
    assert _net(loaded) == net + 100_00
    assert rollups.check(loaded) == []
