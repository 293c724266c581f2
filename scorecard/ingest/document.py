"""The kinds of file as a page of documentation: `python -m scorecard.ingest.document`."""

from __future__ import annotations

from pydantic.fields import FieldInfo

from scorecard.ingest.kinds import NATURAL_KEYS, ROWS, FileKind

_HEAD = """# Files

Made from `scorecard/ingest/kinds.py`; do not edit by hand
(`python -m scorecard.ingest.document > docs/files.md`).

Twelve kinds of file, one row a line. Get a template with examples on the page *Data*, or with
`python cli.py template KIND -o FILE.csv` (or `.xlsx`). Columns may stand in any order and bear any
of the usual names; a [mapping](mapping.md) says what cannot be recognised. CSV, other delimited
text, XLSX, XLS and ODS are read. A column without *needed* may be missing or empty.

Load them in this order, since each names what stands in the one before: distributors, partners,
products, then sell-through, targets, deals, certifications, NPS answers, engagement, MDF, stock
and sell-in.
"""

_ELSEWHERE = """## Names elsewhere

What is called sell-through here is called point of sale (POS) or resale report elsewhere: ASC X12
transaction set 867 (product transfer and resale report) and EDIFACT SLSRPT (sales data report).
Stock reports are X12 852 (product activity data) and EDIFACT INVRPT (inventory report). Sell-in is
what the vendor invoices its distributors: X12 810 and EDIFACT INVOIC (invoice), X12 812 for credit
notes; some call it primary sales. EDI messages themselves are not read; their senders' CSV or XLSX
extracts are.
"""


def files_markdown() -> str:
    """The text of `docs/files.md`: every kind with its columns."""
    return "\n".join([_HEAD, *(_section(kind) for kind in FileKind), _ELSEWHERE])


def _section(kind: FileKind) -> str:
    key = NATURAL_KEYS.get(kind)
    again = (
        f"A later row with the same {_words(key)} replaces the earlier one."
        if key
        else "Lines add up; a file is taken back as a whole."
    )
    rows = [_row(name, field) for name, field in ROWS[kind].model_fields.items()]
    head = ["| column | needed | what |", "|---|---|---|"]
    return "\n".join([f"## {kind.value}", "", again, "", *head, *rows, ""])


def _words(key: tuple[str, ...]) -> str:
    names = [f"`{name}`" for name in key]
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _row(name: str, field: FieldInfo) -> str:
    needed = "yes" if field.is_required() else ""
    usual = field.get_default()
    shown = f" (usually `{usual}`)" if not field.is_required() and usual is not None else ""
    return f"| `{name}` | {needed} | {field.description}{shown} |"


if __name__ == "__main__":
    print(files_markdown(), end="")
