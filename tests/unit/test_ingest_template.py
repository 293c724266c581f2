"""Each kind's template is accepted by its own reader."""

from __future__ import annotations

from datetime import date

import pytest

from scorecard.ingest.kinds import FileKind
from scorecard.ingest.read import read_upload
from scorecard.ingest.report import Directory, FileStatus
from scorecard.ingest.template import template_csv, template_xlsx

AS_OF = date(2026, 2, 3)
KNOWN = Directory(
    partners={"P-0001": 1, "P-0002": 2},
    products={"SW-24P": 11, "LIC-1Y": 12},
    distributors={"D-PL-01": 5},
    currencies={"D-PL-01": "PLN"},
)


@pytest.mark.parametrize("kind", list(FileKind))
@pytest.mark.parametrize("write", [template_csv, template_xlsx])
def test_own_reader_accepts_it(kind, write):
    report = read_upload(write(kind), kind=kind, file_name="t", directory=KNOWN, as_of=AS_OF)
    assert [str(issue) for issue in report.issues] == []
    assert report.status is FileStatus.ACCEPTED
    assert (report.n_records, report.n_accepted) == (2, 2)
    assert report.rows["record"].tolist() == [2, 3]
