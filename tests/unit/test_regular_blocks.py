"""Records cut a block at a time are those cut at once, wherever a block ends."""

import pytest

from scorecard.ingest import regular
from scorecard.ingest.cutting import listed

TEXTS = {
    "plain": "a,b\n1,2\n\n3,4,5\n6,7",
    "quoted": 'a,b\n"1,x",2\n"3\n,4",5\n6,""\n',
    "no line end after a quoted newline": 'a,b\n"1\n2",3',
    "carriage returns": "a,b\r\n1,2\r\n\r\n3,4\r\n",
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize("block", range(1, 14))
def test_a_block_may_end_anywhere(text, block, monkeypatch):
    monkeypatch.setattr(regular, "BLOCK", block)
    records = regular.regular_records(text.encode(), ",")
    expected = listed(text, ",")
    assert records is not None
    assert [records.cells(at) for at in range(len(records))] == expected.rows
    assert records.lines.tolist() == expected.lines.tolist()
    assert records.widths.tolist() == expected.widths.tolist()
