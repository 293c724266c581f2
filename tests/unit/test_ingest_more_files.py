"""Distributors' files of the kinds met in practice in other combinations: language, code page,
sign, dates, numbers, titles, totals, container. What each says is written by hand, below."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from scorecard.ingest.kinds import FileKind
from scorecard.ingest.read import read_upload
from scorecard.ingest.report import Directory, FileStatus, UploadReport

COUNTRY = {"pl": "PL", "ro": "RO", "hu": "HU", "es": "ES", "de": "DE", "fr": "FR", "en": "GB"}
CURRENCY = {
    "pl": "PLN",
    "ro": "RON",
    "hu": "HUF",
    "es": "EUR",
    "de": "EUR",
    "fr": "EUR",
    "en": "GBP",
}
SENDERS = {f"D-{code}": number for number, code in enumerate(COUNTRY.values(), 1)}
KNOWN = Directory(
    products={"SW-24P": 1, "AP-2": 2, "00123456": 3, "FW 60": 4},
    gtins={"5900010012374": 1, "0070010000000": 2},
    distributors=SENDERS,
    currencies={f"D-{COUNTRY[lang]}": money for lang, money in CURRENCY.items()},
    countries={f"D-{code}": code for code in COUNTRY.values()},
)
NAMES = {
    "pl": ("Łódź Net Sp. z o.o.", "Żółw i Gęś s.c.", "Świętokrzyskie IT"),
    "ro": ("Știință & Tehnică SRL", "Brașov Rețele SA", "Țara Net"),
    "hu": ("Győri Hálózat Kft.", "Űrtávcső Zrt.", "Őszi Bt."),
    "es": ("Peñíscola Redes S.L.", "Muñoz e Hijos", "Compañía Añil"),
    "de": ("Müller & Söhne GmbH", "Größe KG", "Ärzte-IT e.K."),
    "fr": ("Réseaux d’Orléans SARL", "Cœur & Fils", "Noël à Évry"),
    "en": ("Smith & Sons Ltd", "O'Neil plc", "Northern Net"),
}
# no, line, date, reseller, sku, quantity, unit price, line amount
HEADERS = {
    "pl": [
        "Nr faktury",
        "Poz.",
        "Data wystawienia",
        "Nazwa odbiorcy",
        "Indeks",
        "Ilość",
        "Cena netto",
        "Wartość netto",
    ],
    "ro": [
        "Număr factură",
        "Nr. crt.",
        "Data facturii",
        "Denumire client",
        "Cod produs",
        "Cantitate",
        "Preț unitar",
        "Valoare netă",
    ],
    "hu": [
        "Számlaszám",
        "Tétel",
        "Számla kelte",
        "Vevő neve",
        "Cikkszám",
        "Mennyiség",
        "Egységár",
        "Nettó érték",
    ],
    "es": [
        "Número de factura",
        "Línea",
        "Fecha factura",
        "Nombre cliente",
        "Referencia",
        "Cantidad",
        "Precio unitario",
        "Importe neto",
    ],
    "de": [
        "Rechnungsnummer",
        "Pos.",
        "Rechnungsdatum",
        "Kundenname",
        "Artikelnummer",
        "Menge",
        "Einzelpreis",
        "Nettobetrag",
    ],
    "fr": [
        "Numéro facture",
        "Ligne",
        "Date facture",
        "Nom client",
        "Référence",
        "Quantité",
        "Prix unitaire",
        "Montant HT",
    ],
    "en": [
        "Invoice Number",
        "Line No",
        "Invoice Date",
        "Reseller Name",
        "Part Number",
        "Quantity",
        "Unit Price",
        "Net Amount",
    ],
}
D = Decimal
LINES = [
    ("A/1", "1", date(2026, 1, 19), 0, "SW-24P", D("3"), D("1234.50")),
    ("A/1", "2", date(2026, 1, 19), 0, "AP-2", D("1"), D("10.00")),
    ("A/2", "1", date(2026, 1, 5), 1, "SW-24P", D("2"), D("1200.00")),
    ("A/3", "1", date(2026, 1, 30), 2, "AP-2", D("-4"), D("10.00")),
    ("A/4", "1", date(2026, 1, 8), 1, "FW 60", D("12"), D("1050.25")),
]


def expected(lang: str) -> list[tuple[Any, ...]]:
    return [
        (no, line, day.isoformat(), NAMES[lang][who], sku, int(qty * 1000), int(qty * price * 100))
        for no, line, day, who, sku, qty, price in LINES
    ]


def found(report: UploadReport) -> list[tuple[Any, ...]]:
    rows = report.rows.to_dict("records")
    return [
        (
            row["invoice_no"],
            row["line_no"],
            row["invoice_date"].date().isoformat(),
            row["reseller_name"],
            row["sku"],
            row["qty_milli"],
            row["line_amount_minor"],
        )
        for row in rows
    ]


# -- how numbers and dates are written -------------------------------------------------------------


def number(value: Decimal, thousands: str = "", mark: str = ",", places: int = 2) -> str:
    text = f"{abs(value):,.{places}f}"
    text = text.replace(",", "\0").replace(".", mark).replace("\0", thousands)
    return ("-" if value < 0 else "") + text


def comma(value: Decimal) -> str:
    return number(value)


def point(value: Decimal) -> str:
    return number(value, mark=".")


def dotted(value: Decimal) -> str:
    return number(value, ".")


def blanks(value: Decimal) -> str:
    return number(value, "\u00a0")


def narrow(value: Decimal) -> str:
    return number(value, "\u202f")


def english(value: Decimal) -> str:
    return number(value, ",", ".")


def swiss(value: Decimal) -> str:
    return number(value, "'", ".")


def trailing(value: Decimal) -> str:
    return number(abs(value)) + ("-" if value < 0 else "")


def brackets(value: Decimal) -> str:
    return f"({number(abs(value))})" if value < 0 else number(value)


def zloty(value: Decimal) -> str:
    return number(value, " ") + " zł"


def euro(value: Decimal) -> str:
    return "€ " + number(value, ".")


def pounds(value: Decimal) -> str:
    return ("-£" if value < 0 else "£") + number(abs(value), ",", ".")


MONTHS = {
    "pl": "stycznia",
    "ro": "ianuarie",
    "hu": "január",
    "es": "enero",
    "de": "Januar",
    "fr": "janvier",
    "en": "January",
}
SHORT = {
    "pl": "sty",
    "ro": "ian",
    "hu": "jan.",
    "es": "ene",
    "de": "Jan",
    "fr": "janv.",
    "en": "Jan",
}


def iso(day: date, lang: str) -> str:
    return day.isoformat()


def packed(day: date, lang: str) -> str:
    return day.strftime("%Y%m%d")


def dots(day: date, lang: str) -> str:
    return day.strftime("%d.%m.%Y")


def slashes(day: date, lang: str) -> str:
    return day.strftime("%d/%m/%Y")


def american(day: date, lang: str) -> str:
    return day.strftime("%m/%d/%Y")


def short(day: date, lang: str) -> str:
    return day.strftime("%d-%m-%y")


def hungarian(day: date, lang: str) -> str:
    return day.strftime("%Y. %m. %d.")


def named(day: date, lang: str) -> str:
    if lang == "hu":
        return f"{day.year}. {MONTHS[lang]} {day.day}."
    link = " de " if lang == "es" else " "
    return f"{day.day}{link}{MONTHS[lang]}{link}{day.year}"


def abbreviated(day: date, lang: str) -> str:
    return f"{day.day:02}-{SHORT[lang]}-{day.year}"


def serial(day: date, lang: str) -> str:
    return str((day - date(1899, 12, 30)).days)


def serial_1904(day: date, lang: str) -> str:
    return str((day - date(1904, 1, 1)).days)


def with_time(day: date, lang: str) -> str:
    return day.strftime("%d.%m.%Y 00:00:00")


def stamp(day: date, lang: str) -> str:
    return day.strftime("%Y-%m-%dT10:15:00Z")


# -- how a file is put together --------------------------------------------------------------------


@dataclass(frozen=True)
class Case:
    lang: str
    sign: str = ";"
    page: str = "utf-8"
    day: Callable[[date, str], str] = iso
    money: Callable[[Decimal], str] = comma
    count: Callable[[Decimal], str] = lambda value: format(value, "f")
    end: str = "\r\n"
    above: tuple[str, ...] = ()
    below: tuple[str, ...] = ()
    ignored: dict[str, int] = field(default_factory=dict)
    quoted: bool = False
    change: Callable[[list[list[str]]], list[list[str]]] | None = None
    pack: Callable[[list[list[str]], bytes], bytes] | None = None

    def rows(self) -> list[list[str]]:
        rows = [list(HEADERS[self.lang])]
        for no, line, day, who, sku, qty, price in LINES:
            rows.append(
                [
                    no,
                    line,
                    self.day(day, self.lang),
                    NAMES[self.lang][who],
                    sku,
                    self.count(qty),
                    self.money(price),
                    self.money(qty * price),
                ]
            )
        return self.change(rows) if self.change else rows

    def data(self) -> bytes:
        rows = self.rows()
        cut = [self.sign.join(self._cell(cell) for cell in row) for row in rows]
        text = self.end.join([*self.above, *cut, *self.below]) + self.end
        data = text.encode(self.page)
        return self.pack(rows, data) if self.pack else data

    def _cell(self, cell: str) -> str:
        needs = self.quoted or self.sign in cell or '"' in cell or "\n" in cell
        return '"' + cell.replace('"', '""') + '"' if needs else cell


def zipped(_rows: list[list[str]], data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("export/../sprzedaż.csv", data)
        archive.writestr("__MACOSX/._x", b"x")
    return out.getvalue()


def workbook(
    rows: list[list[str]], _data: bytes = b"", *, typed: bool = False, mac: bool = False
) -> bytes:
    book = Workbook()
    if mac:
        book.epoch = CALENDAR_MAC_1904
    page = book.active
    for number_of, row in enumerate(rows):
        if typed and number_of:
            no, line, day, who, sku, qty, price, amount = row
            page.append(
                [
                    no,
                    int(line),
                    date.fromisoformat(day),
                    who,
                    sku,
                    float(qty),
                    float(price),
                    float(amount),
                ]
            )
        else:
            page.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def typed(rows: list[list[str]], data: bytes) -> bytes:
    return workbook(rows, data, typed=True)


def typed_1904(rows: list[list[str]], data: bytes) -> bytes:
    return workbook(rows, data, typed=True, mac=True)


def twice(page: str) -> Callable[[list[list[str]], bytes], bytes]:
    """Encoded, misread in a code page of one byte (where that lacks a byte, as the sign of the
    byte's number), and encoded again."""

    def misread(byte: int) -> str:
        return bytes([byte]).decode(page, "ignore") or chr(byte)

    return lambda _rows, data: "".join(map(misread, data)).encode()


def shuffled(rows: list[list[str]]) -> list[list[str]]:
    order = [4, 0, 7, 2, 5, 1, 3, 6]
    return [[row[at] for at in order] for row in rows]


def with_empty_columns(rows: list[list[str]]) -> list[list[str]]:
    return [["", *row[:4], "", *row[4:], "", ""] for row in rows]


def with_more_columns(rows: list[list[str]]) -> list[list[str]]:
    """Columns that say nothing we keep, some under the same name."""
    head = [*rows[0], "Uwagi", "Magazyn", "Magazyn", "Handlowiec"]
    return [head, *([*row, "", "M1", "M2", "Jan K."] for row in rows[1:])]


def header_again(rows: list[list[str]]) -> list[list[str]]:
    return [*rows[:4], rows[0], *rows[4:]]


def shouted(rows: list[list[str]]) -> list[list[str]]:
    return [[name.upper() + " " for name in rows[0]], *rows[1:]]


def underscored(rows: list[list[str]]) -> list[list[str]]:
    return [[name.replace(" ", "_").rstrip(".").lower() for name in rows[0]], *rows[1:]]


def with_line_ends(rows: list[list[str]]) -> list[list[str]]:
    """Names of columns broken over two lines, as spreadsheets show them."""
    return [[name.replace(" ", "\n") for name in rows[0]], *rows[1:]]


def padded(rows: list[list[str]]) -> list[list[str]]:
    return [[f"  {cell} " for cell in row] for row in rows]


def units_in_cells(rows: list[list[str]]) -> list[list[str]]:
    return [rows[0], *([*row[:5], row[5] + " szt.", *row[6:]] for row in rows[1:])]


def currency_in_names(rows: list[list[str]]) -> list[list[str]]:
    head = rows[0]
    return [[*head[:6], f"{head[6]} [EUR]", f"{head[7]} [EUR]"], *rows[1:]]


def with_sub_distributor(rows: list[list[str]]) -> list[list[str]]:
    head = [*rows[0], "Subdystrybutor", "Kraj"]
    return [head, *([*row, "Hurt Sp. z o.o.", "PL"] for row in rows[1:])]


def total_row(lang: str, word: str, money: Callable[[Decimal], str], sign: str = ";") -> str:
    total = sum((qty * price for *_more, qty, price in LINES), D(0))
    pieces = sum((qty for *_more, qty, _price in LINES), D(0))
    return sign.join([word, "", "", "", "", format(pieces, "f"), "", money(total)])


CASES = {
    "pl cp1250, dots, blanks": Case("pl", page="cp1250", day=dots, money=blanks),
    "pl iso8859-2, trailing minus": Case(
        "pl",
        page="iso8859_2",
        day=iso,
        money=trailing,
        count=lambda v: f"{abs(v)}-" if v < 0 else str(v),
    ),
    "pl zloty in cells": Case("pl", day=dots, money=zloty),
    "pl month names": Case("pl", day=named),
    "pl short month names, cp852": Case("pl", page="cp852", day=abbreviated),
    "pl day numbers": Case("pl", day=serial),
    "pl day numbers of 1904": Case(
        "pl",
        day=serial_1904,
        above=("Raport za okres 2026-01-01 - 2026-01-31", ""),
        ignored={"PREAMBLE": 1, "BLANK": 1},
    ),
    "pl titles, total, footnote": Case(
        "pl",
        above=("Raport sprzedaży", "Okres: styczeń 2026", ""),
        below=(total_row("pl", "Razem", comma), "", "* ceny netto bez VAT"),
        ignored={"PREAMBLE": 2, "BLANK": 2, "TOTALS_ROW": 1, "FOOTNOTE": 1},
    ),
    "pl pipes, all quoted, utf-16": Case("pl", "|", "utf-16", quoted=True),
    "pl tabs, utf-16-be without a mark": Case("pl", "\t", "utf-16-be"),
    "pl mixed order of columns, cp1250": Case("pl", page="cp1250", change=shuffled),
    "pl empty columns": Case("pl", change=with_empty_columns),
    "pl more columns, two of one name": Case("pl", change=with_more_columns),
    "pl header again": Case("pl", change=header_again, ignored={"REPEATED_HEADER": 1}),
    "pl units in cells": Case("pl", change=units_in_cells),
    "pl sub-distributor": Case("pl", change=with_sub_distributor),
    "pl encoded twice": Case("pl", pack=twice("cp1250")),
    "de encoded twice": Case("de", pack=twice("cp1252"), day=dots),
    "pl zip": Case("pl", page="cp1250", pack=zipped),
    "ro utf-16 with dots": Case("ro", page="utf-16", day=dots, money=dotted),
    "ro month names": Case("ro", day=named, money=dotted),
    "ro total": Case(
        "ro",
        below=(total_row("ro", "TOTAL GENERAL", dotted),),
        money=dotted,
        ignored={"TOTALS_ROW": 1},
    ),
    "ro tabs, shouted names": Case("ro", "\t", change=shouted, day=short),
    "ro names broken in lines": Case("ro", change=with_line_ends, day=dots),
    "hu iso8859-2": Case("hu", page="iso8859_2", day=hungarian, money=blanks),
    "hu month names": Case("hu", day=named, money=blanks),
    "hu total and page": Case(
        "hu",
        below=(total_row("hu", "Összesen", comma), "1. oldal"),
        ignored={"TOTALS_ROW": 1, "PAGE_MARKER": 1},
    ),
    "hu workbook of texts": Case("hu", day=hungarian, money=blanks, pack=workbook),
    "es latin, dots": Case("es", page="cp1252", day=slashes, money=dotted),
    "es euro marks": Case("es", day=slashes, money=euro),
    "es month names": Case("es", day=named, money=dotted),
    "es short month names": Case("es", day=abbreviated, money=dotted),
    "es subtotals": Case(
        "es", below=(total_row("es", "Total", dotted),), money=dotted, ignored={"TOTALS_ROW": 1}
    ),
    "de cp1252, brackets": Case(
        "de",
        page="cp1252",
        day=dots,
        money=brackets,
        count=lambda v: f"({abs(v)})" if v < 0 else str(v),
    ),
    "de apostrophes": Case("de", day=dots, money=swiss),
    "de month names": Case("de", day=named),
    "de short month names, times": Case("de", day=abbreviated),
    "de times": Case("de", day=with_time, money=dotted),
    "de packed dates": Case("de", day=packed),
    "de underscored names": Case("de", change=underscored, day=dots),
    "de total": Case(
        "de", below=(total_row("de", "Gesamtsumme", comma),), ignored={"TOTALS_ROW": 1}
    ),
    "fr narrow blanks": Case("fr", day=slashes, money=narrow),
    "fr cp1252, month names": Case("fr", page="cp1252", day=named, money=blanks),
    "fr short month names": Case("fr", day=abbreviated, money=blanks),
    "fr padded cells": Case("fr", day=slashes, change=padded),
    "en american dates": Case("en", ",", day=american, money=english),
    "en pounds, cp1252": Case("en", ",", "cp1252", day=slashes, money=pounds),
    "en stamps": Case("en", ",", day=stamp, money=point),
    "en month names": Case("en", ",", day=named, money=english),
    "en euros in names": Case("en", ",", day=iso, money=point, change=currency_in_names),
    "en workbook, typed": Case("en", day=iso, money=point, pack=typed),
    "en workbook, typed, 1904": Case("en", day=iso, money=point, pack=typed_1904),
    "en sep hint": Case("en", "^", above=("sep=^",), money=point, ignored={"PREAMBLE": 1}),
}


def read(case: Case) -> UploadReport:
    return read_upload(
        case.data(),
        kind=FileKind.SELL_THROUGH,
        file_name="f",
        directory=KNOWN,
        as_of=date(2026, 2, 3),
        sender=f"D-{COUNTRY[case.lang]}",
        keep_unmatched=True,
    )


@pytest.mark.parametrize("name", CASES)
def test_the_same_sales_in_another_file(name: str) -> None:
    case = CASES[name]
    report = read(case)
    assert (report.status, report.reason) == (FileStatus.ACCEPTED, None), report.issues[:3]
    assert report.errors == ()
    assert found(report) == expected(case.lang)
    assert Counter(report.ignored.values()) == case.ignored
    assert report.n_records == len(LINES) + 1 - 1 + sum(case.ignored.values())


def test_days_between_epochs() -> None:
    assert date(1904, 1, 1) - date(1899, 12, 30) == timedelta(1462)


# -- files with records of several fates -----------------------------------------------------------

NAMED = ";".join(HEADERS["pl"])
FIRST = "A/1;1;2026-01-19;Łódź;SW-24P;3;1,50;4,50"
SECOND = "A/2;1;2026-01-20;Świt;AP-2;1;1,50;1,50"
BOTH = [("A/1", "SW-24P", 3000, 450), ("A/2", "AP-2", 1000, 150)]


@dataclass(frozen=True)
class Fates:
    """What becomes of a file: rows that land, codes of refused records, reasons of ignored ones,
    remarks by record, reason of the file."""

    lines: tuple[str | bytes, ...]
    lands: list[tuple[str, str, int, int]] = field(default_factory=lambda: list(BOTH))
    refused: dict[int, str] = field(default_factory=dict)
    ignored: dict[int, str] = field(default_factory=dict)
    remarks: dict[int, str] = field(default_factory=dict)
    reason: str | None = None

    def data(self) -> bytes:
        return b"".join((at.encode() if isinstance(at, str) else at) + b"\n" for at in self.lines)


def line(
    no: str = "A/2",
    at: str = "1",
    day: str = "2026-01-20",
    who: str = "Świt",
    sku: str = "AP-2",
    qty: str = "1",
    price: str = "1,50",
    amount: str = "1,50",
) -> str:
    return ";".join((no, at, day, who, sku, qty, price, amount))


FATES = {
    "two files put together, each in its encoding": Fates(
        (NAMED.encode("cp1250"), FIRST.encode("cp1250"), NAMED, SECOND),
        ignored={3: "REPEATED_HEADER"},
        remarks={2: "MOJIBAKE"},
    ),
    "names in two lines below their groups": Fates(
        (
            "Faktura;;;Odbiorca;Towar;;;",
            "Nr;Poz.;Data;Nazwa;Indeks;Ilość;Cena;Wartość",
            FIRST,
            SECOND,
        ),
    ),
    "article numbers that a spreadsheet spoilt": Fates(
        (
            NAMED,
            FIRST,
            line(sku="1,23E+05"),
            line(at="2", sku="123456"),
            line(at="3", sku=" AP–2 "),
            line(at="4", sku="ap-2"),
            line(at="5", sku="AP2"),
            line(at="6", sku="2026-01-02"),
        ),
        [
            BOTH[0],
            ("A/2", "00123456", 1000, 150),
            ("A/2", "AP–2", 1000, 150),
            ("A/2", "ap-2", 1000, 150),
        ],
        {3: "SKU_CORRUPTED", 7: "UNKNOWN_SKU", 8: "SKU_CORRUPTED"},
        remarks={4: "LEADING_ZERO_RESTORED"},
    ),
    "dates that may be read both ways": Fates(
        (NAMED, line("A/1", day="01/02/2026", sku="SW-24P"), line(day="03/02/2026")),
        [],
        {2: "AMBIGUOUS_DATE", 3: "AMBIGUOUS_DATE"},
        reason="AMBIGUOUS_DATE",
    ),
    "dates that the month above the table proves": Fates(
        (
            "Sprzedaż za styczeń 2026",
            NAMED,
            FIRST.replace("2026-01-19", "05/01/26"),
            SECOND.replace("2026-01-20", "07/01/26"),
        ),
        ignored={1: "PREAMBLE"},
    ),
    "subtotals of resellers": Fates(
        (
            NAMED,
            FIRST,
            "Razem Łódź;;;;;3;;4,50",
            SECOND,
            "Razem Świt;;;;;1;;1,50",
            "Ogółem;;;;;4;;6,00",
        ),
        ignored={3: "SUBTOTAL_ROW", 5: "SUBTOTAL_ROW", 6: "TOTALS_ROW"},
    ),
    "a total whose word stands among the names": Fates(
        (NAMED, FIRST, SECOND, ";;;SUMA:;;4;;6,00"),
        ignored={4: "TOTALS_ROW"},
    ),
    "a total without a word": Fates(
        (NAMED, FIRST, SECOND, ";;;;;4;;6,00"),
        ignored={4: "TOTALS_ROW"},
    ),
    "corrections by their kind of document": Fates(
        (NAMED + ";Typ dokumentu", FIRST + ";FV", line("K/1", qty="-1", amount="-1,50") + ";KOR"),
        [BOTH[0], ("K/1", "AP-2", -1000, -150)],
    ),
    "prices with and without tax": Fates(
        (NAMED + ";Cena brutto;Wartość brutto", FIRST + ";1,85;5,54", SECOND + ";1,85;1,85"),
    ),
    "whole lines in quotation marks below a hint": Fates(
        ('"sep=;"', f'"{NAMED}"', f'"{FIRST}"', f'"{SECOND}"'),
        ignored={1: "PREAMBLE"},
    ),
    "a byte order mark between two files": Fates(
        ("\ufeff" + NAMED, FIRST, "\ufeff" + NAMED, SECOND),
        ignored={3: "REPEATED_HEADER"},
    ),
    "names and values above the table": Fates(
        ("Raport", "", "Firma:;ABC", "NIP:;123", "Strona 1 z 1", NAMED, FIRST, SECOND),
        ignored={1: "PREAMBLE", 2: "BLANK", 3: "PREAMBLE", 4: "PREAMBLE", 5: "PREAMBLE"},
    ),
    "quantities of a thousand, proven by the amounts": Fates(
        (
            NAMED,
            line("A/1", sku="SW-24P", qty="1.000", amount="1.500,00"),
            line(qty="2.500", amount="3.750,00"),
        ),
        [("A/1", "SW-24P", 1_000_000, 150_000), ("A/2", "AP-2", 2_500_000, 375_000)],
    ),
    "numbers that may be read both ways": Fates(
        (
            NAMED,
            line("A/1", sku="SW-24P", price="1.234", amount="1.234"),
            line(price="2.345", amount="2.345"),
        ),
        [],
        {2: "AMBIGUOUS_NUMBER", 3: "AMBIGUOUS_NUMBER"},
        reason="AMBIGUOUS_NUMBER",
    ),
    "days that are none": Fates(
        (
            NAMED,
            FIRST,
            line(day="2026-02-30"),
            line("A/3", day="0000-00-00"),
            line("A/4", day="wtorek"),
            line("A/5", day="2026-02-04"),
        ),
        BOTH[:1],
        {3: "BAD_DATE", 4: "BAD_DATE", 5: "BAD_DATE", 6: "FUTURE_DATE"},
    ),
    "amounts that do not fit": Fates(
        (NAMED, FIRST, line(amount="15,00")),
        BOTH[:1],
        {3: "AMOUNT_MISMATCH"},
    ),
    "lines that stand twice": Fates(
        (NAMED, FIRST, FIRST, SECOND, SECOND.replace(";1;1,50;1,50", ";2;1,50;3,00")),
        BOTH[:1],
        {3: "DUPLICATE_IN_FILE", 4: "CONFLICTING_DUPLICATE", 5: "CONFLICTING_DUPLICATE"},
    ),
    "formulas are texts": Fates(
        (NAMED, FIRST.replace("Łódź", "=CMD()"), SECOND),
        remarks={2: "FORMULA_LIKE_TEXT"},
    ),
    "a minus of typography": Fates(
        (NAMED, line("A/1", sku="SW-24P", qty="−3", amount="−4,50"), SECOND),
        [("A/1", "SW-24P", -3000, -450), BOTH[1]],
    ),
    "comments above, delimiters at the end": Fates(
        ("# eksport", NAMED + ";;", FIRST + ";;", SECOND + ";;"),
        ignored={1: "PREAMBLE"},
    ),
    "a mark that nobody closed": Fates(
        (NAMED, FIRST.replace("Łódź", '"Łódź'), SECOND),
    ),
    "a row cut off and a row too long": Fates(
        (NAMED, FIRST, SECOND, "A/3;1;2026-01-20", SECOND.replace("A/2", "A/4") + ";x;y"),
        list(BOTH),
        {4: "COLUMN_COUNT", 5: "COLUMN_COUNT"},
    ),
    "only a header": Fates((NAMED,), [], reason="NO_DATA_ROWS"),
    "another kind of file": Fates(
        ("Indeks;Nazwa;Kolor", "SW-24P;Switch;biały"),
        [],
        {2: ""},
        reason="MISSING_REQUIRED_COLUMN",
    ),
}


@pytest.mark.parametrize("name", FATES)
def test_every_record_has_its_fate(name: str) -> None:
    case = FATES[name]
    report = read_upload(
        case.data(),
        kind=FileKind.SELL_THROUGH,
        file_name="f",
        directory=KNOWN,
        as_of=date(2026, 2, 3),
        sender="D-PL",
        keep_unmatched=True,
    )
    rows = report.rows.to_dict("records") if report.n_accepted else []
    landed = [(r["invoice_no"], r["sku"], r["qty_milli"], r["line_amount_minor"]) for r in rows]
    codes = {issue.record: issue.code for issue in report.errors if issue.record is not None}
    remarks = {
        issue.record: issue.code
        for issue in report.warnings
        if issue.record is not None and issue.code != "UNKNOWN_RESELLER"
    }
    refused = {number: code for number, code in case.refused.items() if code}
    assert (landed, codes, dict(report.ignored), remarks, report.reason) == (
        case.lands,
        refused,
        case.ignored,
        case.remarks,
        case.reason,
    )
    assert report.n_rejected == len(case.refused)
