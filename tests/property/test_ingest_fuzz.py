"""Damaged files: whatever the bytes, there is a report and every record has one fate.

`python tests/property/test_ingest_fuzz.py 100000 [seed]` tries as many as one likes.
"""

from __future__ import annotations

import io
import random
import sys
import zipfile
from datetime import date
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from scorecard.ingest.kinds import FileKind
from scorecard.ingest.read import read_upload
from scorecard.ingest.report import Directory
from scorecard.ingest.template import template_csv, template_xlsx
from scorecard.reports.plain_table import plain_table

KNOWN = Directory(
    partners={"P-0001": 1, "P-0002": 2},
    products={"SW-24P": 11, "LIC-1Y": 12, "00123": 13},
    gtins={"5900010012374": 11},
    distributors={"D-PL-01": 5},
    currencies={"D-PL-01": "PLN"},
    countries={"D-PL-01": "PL"},
)
LINES = """Raport; styczeń 2026

Nr faktury;Poz.;Data faktury;Nazwa kontrahenta;EAN;Indeks;Ilość;Cena netto;Wartość;Waluta
FV/1;1;19.01.2026;"Firma ""Nova"" Sp. z o.o.";;SW-24P;3;1 234,50 zł;3 703,50;PLN
FV/1;2;03/02/2026;Łódź Net;5900010012374;;(1);10,00;-10,00;PLN
FV/2;1;2026-01-20;Zażółć "gęślą" jaźń;;123;1.234;1.234;1.522,756;EUR
Razem;;;;;;5;1244,50;;

* koniec
"""
PIECES = (
    b"", b'"', b'""', b";", b",", b"\n", b"\r\n", b"\r", b"\x00", b"\xff", b"\xfe\xff", b"\t", b"|",
    b"'", b"\\", b"=1+1", b"-", b"(", b")", b"1.234", b"31.02.2026", b"1e999", b"\xc5", b"\x1a",
    b"\xef\xbb\xbf", b"PK\x03\x04", b"<html>", b"sep=;\n", "Ł".encode("cp1250"), b" " * 40, b"NaN",
    b"99999999999999999999", b"#N/A", "Å‚".encode(), b"\xe2\x80\x8b", b"46041", b"\x1f", b"^",
)  # fmt: skip


def sheets() -> list[bytes]:
    return [template_xlsx(FileKind.PRODUCTS)]


def seeds() -> list[bytes]:
    """Files to damage: every template, a distributor's file in many encodings."""
    found = [template_csv(kind) for kind in FileKind]
    for page in ("utf-8", "utf-8-sig", "cp1250", "iso8859_2", "utf-16", "utf-16-le"):
        found.append(LINES.encode(page, "replace"))
    found.append(LINES.replace(";", "\t").encode())
    found.append("\n".join(f'"{line}"' for line in LINES.splitlines()).encode())
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.csv", LINES)
    return [*found, packed.getvalue()]


def damaged(data: bytes, chance: random.Random) -> bytes:
    """The bytes with a few places cut out, repeated, exchanged or overwritten."""
    out = bytearray(data)
    for _time in range(chance.randint(1, 8)):
        at = chance.randrange(len(out) + 1)
        gone = chance.choice((0, 0, 1, 1, 2, 5, 20, 200))
        kind = chance.random()
        if kind < 0.6:
            put = chance.choice(PIECES) * chance.choice((1, 1, 1, 2, 30))
        elif kind < 0.8:
            put = bytes(chance.randrange(256) for _sign in range(chance.randint(1, 6)))
        else:
            start = chance.randrange(len(out) + 1)
            put = bytes(out[start : start + chance.randint(1, 80)])
        out[at : at + gone] = put
    return bytes(out[: chance.choice((len(out), len(out), len(out), len(out) // 2))])


def check(data: bytes, kind: FileKind, sender: str | None) -> None:
    report = read_upload(
        data,
        kind=kind,
        file_name="f",
        directory=KNOWN,
        as_of=date(2026, 2, 3),
        sender=sender,
        keep_unmatched=bool(sender),
    )
    assert report.n_records == report.n_accepted + report.n_rejected + report.n_ignored
    accepted = set(report.rows["record"].tolist()) if report.n_accepted else set()
    refused = {issue.record for issue in report.errors}
    assert not accepted & refused
    assert not accepted & set(report.ignored)
    assert report.status.value != "accepted" or not report.errors


def check_plain(data: bytes) -> None:
    """The reader alone: every record is a row of the table, its header or left out."""
    table = plain_table(data)
    told, text = table.values(), io.StringIO(newline="")
    table.write(text)
    if table.reason is None:
        beside = len(set(table.header_records) | set(table.ignored))
        assert told["n_rows"] + beside == told["n_records"]


def fuzz(times: int, seed: int, files: list[bytes]) -> None:
    """Damage and read; a failure names the seed and the number that make it again."""
    for number in range(times):
        chance = random.Random(f"{seed}-{number}")
        data = damaged(chance.choice(files), chance)
        kind = FileKind.SELL_THROUGH if chance.random() < 0.6 else chance.choice(list(FileKind))
        sender = chance.choice((None, "D-PL-01"))
        try:
            check(data, kind, sender)
            if number % 4 == 0:
                check_plain(data)
        except Exception as error:
            error.add_note(f"seed {seed}, number {number}, {kind}, {data!r}")
            raise


def test_two_thousand_damaged_files():
    fuzz(2000, 1, seeds())


def test_damaged_workbooks():
    fuzz(15, 2, sheets())


if __name__ == "__main__":
    fuzz(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 7, seeds())
