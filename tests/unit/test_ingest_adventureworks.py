"""The real input of this product, read by the mapping files beside these tests."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from scorecard.ingest.kinds import FileKind
from scorecard.ingest.mapping import load_mapping
from scorecard.ingest.read import read_upload
from scorecard.ingest.report import Directory, FileStatus

pytestmark = pytest.mark.shared
MAPPINGS = Path(__file__).parents[1] / "mappings"
AS_OF = date(2020, 6, 1)


@pytest.fixture
def folder(shared: Path) -> Path:
    return shared / "data" / "adventureworks_reseller"


def read(path: Path, kind: FileKind, directory: Directory | None = None):
    mapping = load_mapping((MAPPINGS / f"aw_{kind.value}.yaml").read_text(), "yaml", kind)
    return read_upload(
        path.read_bytes(),
        kind=kind,
        file_name=path.name,
        directory=directory or Directory(),
        as_of=AS_OF,
        mapping=mapping,
    )


def test_resellers(folder):
    report = read(folder / "Resellers.csv", FileKind.PARTNERS)
    assert (report.status, report.n_accepted, report.issues) == (FileStatus.ACCEPTED, 701, ())
    assert report.rows["partner_code"].nunique() == 701
    assert report.rows["name"].nunique() == 699
    assert Counter(report.rows["country"]) == {
        "US": 427, "CA": 114, "FR": 40, "DE": 40, "AU": 40, "GB": 40
    }  # fmt: skip
    assert Counter(report.rows["partner_type"]) == {
        "Value Added Reseller": 238, "Specialty Bike Shop": 231, "Warehouse": 232
    }  # fmt: skip


def test_products(folder):
    report = read(folder / "Product.csv", FileKind.PRODUCTS)
    assert (report.status, report.n_accepted, report.issues) == (FileStatus.ACCEPTED, 397, ())
    assert report.rows.loc[0, ["sku", "name", "product_class", "family"]].tolist() == [
        "210", "HL Road Frame - Black, 58", "product", "Components"
    ]  # fmt: skip


@pytest.fixture
def known(folder) -> Directory:
    partners = read(folder / "Resellers.csv", FileKind.PARTNERS).rows["partner_code"]
    products = read(folder / "Product.csv", FileKind.PRODUCTS).rows["sku"]
    return Directory(
        partners={code: number for number, code in enumerate(partners, 1)},
        products={sku: number for number, sku in enumerate(products, 1)},
    )


def test_order_lines_and_their_totals_by_year(folder, known):
    path = folder / "FactResellerSales.csv"
    report = read(path, FileKind.SELL_THROUGH, known)
    assert (report.status, report.n_accepted, report.errors) == (FileStatus.ACCEPTED, 57851, ())
    with path.open(newline="", encoding="utf-8-sig") as file:
        raw = list(csv.DictReader(file))
    by_year: dict[str, Decimal] = {}
    for line in raw:
        year = line["OrderDate"][:4]
        by_year[year] = by_year.get(year, Decimal(0)) + Decimal(line["SalesAmount"])
    assert by_year == {
        "2017": Decimal("8069755.58"),
        "2018": Decimal("24328786.25"),
        "2019": Decimal("32500005.58"),
        "2020": Decimal("12650022.79"),
    }
    rows = report.rows
    ours = rows.groupby(rows["invoice_date"].dt.year)["line_amount_minor"].sum()
    assert {str(year): Decimal(int(cents)) / 100 for year, cents in ours.items()} == by_year
    assert report.totals()["amount_by_currency"] == {"USD": "77548570.2"}
    assert int(rows["qty_milli"].sum()) == 1000 * sum(int(line["OrderQuantity"]) for line in raw)
    by_reseller: Counter = Counter()
    for line in raw:
        by_reseller[line["ResellerKey"]] += Decimal(line["SalesAmount"])
    top = rows.groupby("vendor_partner_id")["line_amount_minor"].sum().nlargest(10)
    assert [(code, Decimal(int(cents)) / 100) for code, cents in top.items()] == (
        by_reseller.most_common(10)
    )
    assert rows.loc[0, "line"] == 2
    assert rows["line"].iloc[-1] == 57852


def test_targets_become_one_row_a_month(folder):
    path = folder / "ResellerSalesTargets.csv"
    report = read(path, FileKind.TARGETS)
    with path.open(newline="", encoding="utf-8-sig") as file:
        raw = list(csv.DictReader(file))
    expected = {
        (line["EmployeeID"], int(line["Year"]) * 100 + month): Decimal(line[f"M{month:02}"]) * 1000
        for line in raw
        for month in range(1, 13)
        if line[f"M{month:02}"] not in ("", "NULL")
    }
    rows = report.rows
    assert report.status is FileStatus.ACCEPTED
    assert set(rows["level"]) == {"owner"}
    assert report.n_records == 12 * len(raw) == report.n_accepted + report.n_ignored
    assert set(report.ignored.values()) == {"EMPTY_CELL"}
    assert {
        (subject, month): Decimal(minor) / 100
        for subject, month, minor in zip(
            rows["subject"], rows["month"], rows["amount_minor"], strict=True
        )
    } == expected
    assert rows["partner_id"].unique().tolist() == [0]
