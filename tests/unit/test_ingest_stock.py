"""Stock reports as distributors send them."""

from __future__ import annotations

from datetime import date

import pytest

from scorecard.ingest.kinds import FileKind
from scorecard.ingest.read import read_upload
from scorecard.ingest.report import Directory, FileStatus, UploadReport
from scorecard.ingest.template import template_csv, template_xlsx

DIRECTORY = Directory(
    products={"SW-24P": 1, "LIC-1Y": 2}, gtins={"5900012345671": 1}, distributors={"D": 5}
)


def _read(data: bytes, name: str = "stock.csv") -> UploadReport:
    return read_upload(
        data, kind=FileKind.STOCK, file_name=name, directory=DIRECTORY,
        as_of=date(2026, 2, 10), sender="D",
    )  # fmt: skip


def _rows(report: UploadReport) -> list[tuple[object, ...]]:
    names = ["product_id", "stock_on_hand_milli", "stock_reserved_milli", "stock_on_order_milli",
             "uom", "warehouse"]  # fmt: skip
    return list(report.rows[names].itertuples(index=False, name=None))


@pytest.mark.parametrize("make", [template_csv, template_xlsx])
def test_its_template_is_accepted(make) -> None:  # type: ignore[no-untyped-def]
    report = _read(make(FileKind.STOCK), "t.xlsx" if make is template_xlsx else "t.csv")
    assert (report.status, report.issues) == (FileStatus.ACCEPTED, ())
    assert _rows(report) == [
        (1, 120_000, 15_000, 50_000, "pcs", "WAW-1"),
        (2, 40_000, None, None, None, None),
    ]


@pytest.mark.parametrize(
    "header",
    [
        "Data stanu;Artykuł;Stan magazynowy;Zarezerwowane;W drodze;J.m.;Magazyn",
        "Készlet dátuma;Cikkszám;Készlet;Foglalt;Úton;Me.;Raktár",
        "Stichtag;Artikelnummer;Bestand;Reserviert;Unterwegs;ME;Lager",
        "Fecha inventario;Referencia;Existencias;Reservado;En tránsito;UM;Almacén",
        "Data stoc;Cod articol;Stoc disponibil;Rezervat;În tranzit;UM;Depozit",
        "Snapshot date;SKU;On hand;Reserved;In transit;UOM;Warehouse",
    ],
)
def test_columns_in_the_senders_languages(header: str) -> None:
    report = _read(f"{header}\n31.01.2026;SW-24P;1 200,5;0;7;szt;A\n".encode())
    assert report.status is FileStatus.ACCEPTED, report.issues
    assert _rows(report) == [(1, 1_200_500, 0, 7_000, "szt", "A")]


def test_a_reserved_quantity_that_is_not_given_is_not_zero() -> None:
    report = _read(b"snapshot_date,gtin,stock_on_hand\n2026-01-31,5900012345671,0\n")
    assert _rows(report) == [(1, 0, None, None, None, None)]


def test_what_does_not_fit_is_refused() -> None:
    report = _read(
        b"snapshot_date,sku,stock_on_hand\n2026-02-11,SW-24P,1\n2026-01-31,XX,1\n"
        b"2026-01-31,,1\n2026-01-31,LIC-1Y,much\n2026-01-31,LIC-1Y,\n2026-01-31,SW-24P,1\n"
    )
    assert [(issue.code, issue.record) for issue in report.issues] == [
        ("FUTURE_DATE", 2), ("UNKNOWN_SKU", 3), ("MISSING_VALUE", 4), ("BAD_QTY", 5),
        ("MISSING_VALUE", 6),
    ]  # fmt: skip
    assert (report.status, report.n_accepted) == (FileStatus.PARTIALLY_ACCEPTED, 1)


def test_two_counts_of_one_product_and_warehouse_contradict_each_other() -> None:
    report = _read(
        b"snapshot_date,sku,stock_on_hand,warehouse\n2026-01-31,SW-24P,1,A\n"
        b"2026-01-31,SW-24P,2,A\n2026-01-31,SW-24P,2,B\n"
    )
    assert [issue.code for issue in report.issues] == ["CONFLICTING_DUPLICATE"] * 2
    assert _rows(report) == [(1, 2_000, None, None, None, "B")]
