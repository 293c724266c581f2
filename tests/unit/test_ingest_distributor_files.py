"""Distributors' files with a truth file each: fates, canonical values, totals, dialect."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from scorecard.ingest.kinds import FileKind
from scorecard.ingest.read import read_upload
from scorecard.ingest.report import Directory, UploadReport

pytestmark = pytest.mark.shared

CASES = [
    "01_sprzedaz_2026_01_pl_cp1250.csv", "02_ertekesites_hu_latin2.csv",
    "03_unicode_text_utf16le.txt", "06_excel_sep_hint.csv", "07_vanzari_ro_diacritice.csv",
    "12_ventas_es_miles_punto.csv", "15_ventes_fr_espaces_insecables.csv",
    "16_retururi_semne.csv", "22_raport_z_naglowkiem.csv", "23_razem_na_dole.csv",
    "25_two_line_header.csv", "31_unescaped_quotes.csv", "36_daty_dmy_provable.csv",
    "39_dates_truly_ambiguous.csv", "45_bad_and_future_dates.csv", "46_gtin_scientific.csv",
    "54_duplicate_rows.csv", "56a_styczen.csv", "56d_styczen_korekta.csv", "59_bad_cells.csv",
    "60_unknown_reseller.csv", "61_ambiguous_reseller.csv", "62_reseller_variants.csv",
    "66_header_only.csv", "67_login_page.csv", "72_scalone_ukryte.xlsx",
]  # fmt: skip

# What a truth file says that the reader alone cannot know, because it needs the store.
NEEDS_THE_STORE = {
    "partner_id": "the store's matching of names decides it",
    "candidates": "the store's matching of names finds them",
    "review": "the store's matching of names puts lines into review",
    "56b_styczen_kopia.csv": "DUPLICATE_FILE: only the store knows that the bytes are there",
    "after_state": "what a re-sent period replaces is the store's business",
}


@pytest.fixture
def folder(shared: Path) -> Path:
    return shared / "data" / "messy_distributor_files"


@pytest.fixture
def known(folder: Path) -> Directory:
    products = json.loads((folder / "_products.json").read_text())
    senders = json.loads((folder / "_distributors.json").read_text())
    return Directory(
        products={product["sku"]: n for n, product in enumerate(products, 1)},
        gtins={product["gtin"]: n for n, product in enumerate(products, 1)},
        distributors={sender["distributor_id"]: n for n, sender in enumerate(senders, 1)},
        currencies={s["distributor_id"]: s["currency"] for s in senders if s["currency"]},
        countries={s["distributor_id"]: s["country"] for s in senders if s["country"]},
    )


def test_every_case_is_tried_or_excused(folder):
    files = {path.name.removesuffix(".truth.json") for path in folder.glob("*.truth.json")}
    assert set(CASES) | (set(NEEDS_THE_STORE) & files) == files


def decimal_text(millionths: Any) -> str:
    text = format(Decimal(int(millionths)).scaleb(-6), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def values(row: dict[str, Any], fields: list[str]) -> dict[str, str]:
    found = {}
    for name in fields:
        if name == "qty":
            found[name] = decimal_text(row["qty_milli"] * 1000)
        elif f"{name}_e6" in row:
            amount = row[f"{name}_e6"]
            found[name] = "" if amount is None else decimal_text(amount)
        elif name == "invoice_date":
            found[name] = row[name].date().isoformat()
        else:
            found[name] = row[name] or ""
    return found


def accepted(report: UploadReport, fields: list[str]) -> dict[int, tuple[int, dict[str, str]]]:
    rows = report.rows.to_dict("records")
    return {row["record"]: (row["line"], values(row, fields)) for row in rows}


def rejected(report: UploadReport) -> dict[int, tuple[int | None, str, str | None]]:
    found: dict[int, tuple[int | None, str, str | None]] = {}
    for issue in report.errors:
        if issue.record is not None:
            field = report.column_map.get(issue.column or "")
            found.setdefault(issue.record, (issue.line, issue.code, field))
    return found


def warnings(report: UploadReport) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for issue in report.warnings:
        if issue.record is not None and issue.code != "UNKNOWN_RESELLER":
            found.setdefault(issue.record, []).append(issue.code)
    return found


@pytest.mark.parametrize("name", CASES)
def test_the_truth(name, folder, known):
    truth = json.loads((folder / f"{name}.truth.json").read_text())
    context, expected = truth["context"], truth["expected"]
    report = read_upload(
        (folder / name).read_bytes(),
        kind=FileKind(context["report_type"]),
        file_name=context["client_filename"],
        directory=known,
        as_of=date.fromisoformat(context["as_of"]),
        sender=context["distributor_id"],
        keep_unmatched=True,
    )
    status = f"{report.status.value}:{report.reason}"
    allowed = {f"{expected['file_status']}:{expected['file_reason']}"}
    allowed.add(expected.get("file_also_acceptable", status if status in allowed else ""))
    assert status in allowed
    fields = list(truth["column_map"].values())
    assert accepted(report, fields) == {
        row["record"]: (
            row["line"] or 0,
            {k: v for k, v in row["values"].items() if k not in NEEDS_THE_STORE},
        )
        for row in expected["accepted"]
    }
    assert rejected(report) == {
        row["record"]: (row["line"], row["reason"], row["field"]) for row in expected["rejected"]
    }
    assert dict(report.ignored) == {row["record"]: row["reason"] for row in expected["ignored"]}
    assert warnings(report) == {
        row["record"]: row["warnings"] for row in expected["accepted"] if row["warnings"]
    }
    totals = {"qty": "0", "amount_by_currency": {}} | report.totals()
    del totals["rows_ignored"]
    assert totals == expected["totals"]
    check_dialect(report, truth)


def check_dialect(report: UploadReport, truth: dict[str, Any]) -> None:
    for part, value in truth["dialect"].items():
        if part == "header_records":
            assert report.dialect[part] == ", ".join(map(str, value))
        elif value is not None:
            assert report.dialect[part] == str(value)
    columns = {header.split(":", 1)[-1]: f for header, f in truth["column_map"].items()}
    assert dict(report.column_map) == columns
