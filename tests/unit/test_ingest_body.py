"""Which rows of a table are looked at one by one."""

from __future__ import annotations

from datetime import date

from scorecard.ingest import body
from scorecard.ingest.kinds import FileKind
from scorecard.ingest.read import read_upload
from scorecard.ingest.report import Directory


def test_key_column_that_is_empty_everywhere_makes_no_row_doubtful(monkeypatch):
    looked: list[int] = []
    judge = body.chaff_reason

    def counted(cells, shape, **words):
        looked.append(1)
        return judge(cells, shape, **words)

    monkeypatch.setattr(body, "chaff_reason", counted)
    lines = [f"I{n};;2026-01-05;S;1;5" for n in range(50)]
    header = "invoice_no;reseller_id;invoice_date;sku;qty;unit_price"
    text = "\n".join([header, *lines, "Total;;;;50;"])
    report = read_upload(
        text.encode(), kind=FileKind.SELL_THROUGH, file_name="x",
        directory=Directory(products={"S": 1}), as_of=date(2026, 2, 1), keep_unmatched=True,
    )  # fmt: skip
    assert len(looked) == 1
    assert dict(report.ignored) == {52: "TOTALS_ROW"}
