"""Files given back with reasons, and the sentences of all issues."""

from __future__ import annotations

import csv
import io
import string
from datetime import date
from pathlib import Path

from scorecard.errors import Issue, Severity
from scorecard.i18n.text import render
from scorecard.ingest import issue_texts
from scorecard.ingest.giveback import understood, with_reasons
from scorecard.ingest.issues import how_to_mend, issue_message, issue_sentence, issue_title
from scorecard.ingest.kinds import FileKind
from scorecard.ingest.mapping import Mapping
from scorecard.ingest.read import read_upload
from scorecard.ingest.report import Directory

PRODUCTS = (
    b"Report\nsku;name;product_class\n1;=1+1;product\n2;Switch;thing\n\n3;-12,5;service\n"
    b"4\n3;x;service\n"
)


def read(data: bytes):
    return read_upload(
        data,
        kind=FileKind.PRODUCTS,
        file_name="f",
        directory=Directory(),
        as_of=date(2026, 2, 3),
    )


def cells(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_the_file_given_back_speaks_the_senders_language():
    found = cells(with_reasons(PRODUCTS, read(PRODUCTS), lang="hu"))
    assert found[0][3:] == ["status", "reason", "how to mend"]  # by these it is known again
    assert found[2][3:] == [
        "elutasítva",
        "A(z) „thing” a(z) product_class oszlopban itt nem megengedett.",
        "Írja a sablonban megnevezett értékek egyikét.",
    ]
    assert found[3][3:5] == ["kihagyva", "üres sor"]


def test_every_row_comes_back_with_its_fate():
    found = cells(with_reasons(PRODUCTS, read(PRODUCTS)))
    assert [row[:4] for row in found] == [
        ["sku", "name", "product_class", "status"],
        ["1", "'=1+1", "product", "accepted"],
        ["2", "Switch", "thing", "rejected"],
        ["", "", "", "ignored"],
        ["3", "-12,5", "service", "rejected"],
        ["4", "", "", "rejected"],
        ["3", "x", "service", "rejected"],
    ]
    assert found[2][4:] == [
        "“thing” in column product_class is not allowed here.",
        "Write one of the values that the template names.",
    ]
    assert found[3][4] == "empty row"
    assert found[4][4] == (
        "Several rows have the same sku and different values; none of them is taken."
    )


def test_the_rejected_rows_alone_can_be_mended_and_sent_again():
    data = with_reasons(PRODUCTS, read(PRODUCTS), only_rejected=True)
    assert [row[0] for row in cells(data)] == ["sku", "2", "3", "4", "3"]
    again = read(data.replace(b"thing", b"service"))
    assert again.rows["sku"].tolist() == ["2"]


SALES = """Invoice;;;Reseller;;
No;Line;Date;Name;Part;Qty
A;1;03/02/2026;Łódź Net;S1;1
A;2;25/01/2026;Łódź Net;S1;x
A;3;04/02/2026;Łódź Net;S1;2
"""


def read_sales(data: bytes, mapping: Mapping | None = None):
    return read_upload(
        data,
        kind=FileKind.SELL_THROUGH,
        file_name="f",
        directory=Directory(products={"S1": 1}),
        as_of=date(2026, 12, 31),
        mapping=mapping or Mapping(constants={"currency": "PLN", "unit_price": "1"}),
        keep_unmatched=True,
    )


def test_two_header_lines_and_a_code_page_come_back_as_one_header():
    data = SALES.encode("cp1250")
    report = read_sales(data)
    found = cells(with_reasons(data, report))
    assert found[0][:6] == [
        "invoice_no", "line_no", "invoice_date", "reseller_name", "sku", "qty",
    ]  # fmt: skip
    assert [(row[3], row[6]) for row in found[1:]] == [
        ("Łódź Net", "accepted"),
        ("Łódź Net", "rejected"),
        ("Łódź Net", "accepted"),
    ]


def test_what_the_whole_file_proved_goes_with_the_rows_given_back():
    mapping = Mapping(constants={"currency": "PLN", "unit_price": "1"})
    text = SALES.replace("04/02/2026;Łódź Net;S1;2", "04/02/2026;Łódź Net;S1;y")
    report = read_sales(text.encode(), mapping)
    back = with_reasons(text.encode(), report, only_rejected=True)
    mended = back.replace(b",x,", b",7,").replace(b",y,", b",8,").replace(b"25/01", b"05/01")
    assert read_sales(mended, mapping).reason == "AMBIGUOUS_DATE"
    again = read_sales(mended, understood(report, mapping))
    assert [str(day)[:10] for day in again.rows["invoice_date"]] == ["2026-01-05", "2026-02-04"]


def test_lines_of_two_encodings_come_back_in_one():
    lines = SALES.splitlines(keepends=True)
    data = b"".join(line.encode("cp1250" if n == 2 else "utf-8") for n, line in enumerate(lines))
    found = cells(with_reasons(data, read_sales(data)))
    assert [row[3] for row in found[1:]] == ["Łódź Net"] * 3


def test_a_file_that_cannot_be_opened_comes_back_as_its_reason():
    page = b"<html></html>"
    assert cells(with_reasons(page, read(page)))[1][:2] == [
        "refused",
        "The file is no table of rows and columns (HTML).",
    ]


def test_every_code_of_the_reader_has_sentences():
    """Codes are upper-case words in quotes anywhere in the package's code."""
    import re

    source = Path(issue_texts.__file__).parent
    code = "".join(
        path.read_text()
        for path in source.glob("*.py")
        if path.name not in ("issue_texts.py", "issues.py")
    )
    used = set(re.findall(r'"([A-Z][A-Z]+(?:_[A-Z]+)+)"', code))
    known = set(issue_texts.TEXTS) | set(issue_texts.IGNORED)
    assert used - known == set()


def test_sentences_name_only_what_they_are_given():
    for code, text in issue_texts.TEXTS.items():
        allowed = {"column", "cell", "line", *text.params}
        for sentence in (text.title, text.sentence, text.mend):
            places = {name for _, name, _, _ in string.Formatter().parse(sentence) if name}
            assert places <= allowed, code
            assert sentence.strip() == sentence
            assert not sentence.endswith("!")
        issue = Issue(code)
        assert render(issue_message(issue))
        assert render(how_to_mend(issue))
        assert render(issue_title(code))


def test_a_sentence_with_its_values():
    issue = Issue(
        "FUTURE_DATE", Severity.ERROR, 2, 2, "Date", "2026-09-01", {"as_of": "2026-02-03"}
    )
    assert issue_sentence(issue) == "“2026-09-01” in column Date lies after 2026-02-03."
    assert issue_sentence(Issue("SOMETHING_ELSE")) == "This row has a problem (SOMETHING_ELSE)."
    braces = Issue("BAD_QTY", cell="{cell} {x}", column="{line}")
    assert issue_sentence(braces) == "“{cell} {x}” in column {line} is not a quantity."
