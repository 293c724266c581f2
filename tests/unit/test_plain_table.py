"""Tables of unknown columns as portals and instruments write them: read whole, with right cells."""

from __future__ import annotations

import csv
import io

import pytest

from scorecard.reports.plain_table import PlainTable, plain_table


def read(text: str | bytes) -> tuple[PlainTable, list[list[str]]]:
    table = plain_table(text.encode() if isinstance(text, str) else text)
    out = io.StringIO(newline="")
    table.write(out)
    return table, list(csv.reader(io.StringIO(out.getvalue(), newline="")))


def cells(*lines: str, sign: str = ",") -> list[list[str]]:
    return [line.split(sign) for line in lines]


def test_titles_above_and_totals_and_notes_below():
    _table, rows = read(
        "Ministry of Roads,,\nTravel abroad,,\nPeriod: January,,\nName,City,Cost\n"
        "A. Smith,Rome,120\nB. Jones,Oslo,90\nTotal,,210\n,,\n,,\nAll costs are paid by card,,\n"
    )
    assert rows == cells(
        "Name,City,Cost", "A. Smith,Rome,120", "B. Jones,Oslo,90", "Total,,210",
        "All costs are paid by card,,",
    )  # fmt: skip


def test_names_in_two_lines_below_their_group():
    _table, rows = read(
        "Costs of travel,,,,,\n,,,,,\nDATE,PURPOSE,TRAVEL,,,Total\n,,,,,\n,,Air,Rail,Taxi,\n"
        "13.04.12,Visit,,135.70,,135.70\n,Second visit,,,,\n14.04.12,Return,,20.00,7.00,27.00\n"
    )
    assert rows[0] == ["DATE", "PURPOSE", "TRAVEL Air", "TRAVEL Rail", "TRAVEL Taxi", "Total"]
    assert len(rows) == 4


def test_names_in_three_lines():
    _table, rows = read(
        "Office,Payroll,,,,Remarks\n,Clerks,,Managers,,\n,Heads,Full-time,Heads,Full-time,\n"
        "North,4,3.5,1,1,none\nSouth,9,8.25,2,1.5,\n"
    )
    assert rows[0] == [
        "Office", "Payroll Clerks Heads", "Payroll Clerks Full-time", "Payroll Managers Heads",
        "Payroll Managers Full-time", "Remarks",
    ]  # fmt: skip
    assert rows[1:] == cells("North,4,3.5,1,1,none", "South,9,8.25,2,1.5,")


def test_a_first_row_of_texts_is_no_second_line_of_names():
    text = "Name,Nick,City,\nSmith,Jo,London,x\nBrown,,Leeds,\n"
    assert read(text)[1] == cells(*text.splitlines())
    text = "Minister,Month,Who,Why,,\nA. Bee,Oct-14,Club,Talk,,\n,,Union,,,\n"
    assert read(text)[1] == cells(*text.splitlines())


def test_several_tables_are_all_kept():
    _table, rows = read(
        "Meetings,,,\nWho,When,What,\nBee,May,Talk,\nCee,June,Tea,\n,,,\nGifts,,,\n"
        "Who,Gift,From,Value\nBee,Pen,Club,5\n,,,\nGifts,Gifts over 140,,\n"
    )
    assert rows == cells(
        "Who,When,What,", "Bee,May,Talk,", "Cee,June,Tea,", "Gifts,,,", "Who,Gift,From,Value",
        "Bee,Pen,Club,5", "Gifts,Gifts over 140,,",
    )  # fmt: skip


def test_a_title_with_delimiters_of_its_own():
    _table, rows = read("Dataset,Sample 22 of,Saturday\ncm-1,%T\n4000.00,98.78\n3999.00,98.79\n")
    assert rows == cells("cm-1,%T", "4000.00,98.78", "3999.00,98.79")


def test_numbers_without_a_header():
    text = "0,0\n0.01,0\n0.02,0.5\n"
    assert read(text)[1] == cells(*text.splitlines())


def test_a_header_keeps_its_place_with_a_delimiter_too_many():
    text = "date,,qty,price\n2026-01-05,3,1.5\n2026-01-06,4,1.5\n"
    assert read(text)[1] == cells(*text.splitlines())


def test_a_header_in_another_sign():
    _table, rows = read("day;shelf;books\n2026-01-05,A,3\n2026-01-06,B,4\n")
    assert rows == cells("day,shelf,books", "2026-01-05,A,3", "2026-01-06,B,4")


def test_spaces_inside_cells_stay():
    _table, rows = read("Name , Destination  ,Cost\nA , Rome,1\nB,Oslo ,2\n")
    assert rows == [["Name ", " Destination  ", "Cost"], ["A ", " Rome", "1"], ["B", "Oslo ", "2"]]


def test_quoted_titles_above():
    _table, rows = read(
        '"ID:GO:1      Name:granule"\n"C=354; O=129; E=41.15; R=3.13"\n"userid","Symbol","Gene"\n'
        '"A1","A1","103"\n"B2","B2","105"\n"C3","C3, isoform 2","77"\n'
    )
    assert rows[0] == ["userid", "Symbol", "Gene"]
    assert rows[3] == ["C3", "C3, isoform 2", "77"]


def test_a_last_cell_that_holds_a_line_end():
    _table, rows = read('"Problem";"Time";"m"\n"OR30x100";"1440";"21";"\n"\n')
    assert rows == [["Problem", "Time", "m"], ["OR30x100", "1440", "21", "\n"]]


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig", "utf-16"])
def test_pounds_and_dashes(encoding):
    text = "Date,Purpose,Cost (£)\n7 – 8 Feb,“Policy” event,£584\n"
    text += '9 Feb,Bristol’s visit,"£6,755"\n'
    _table, rows = read(text.encode(encoding))
    assert rows == [
        ["Date", "Purpose", "Cost (£)"], ["7 – 8 Feb", "“Policy” event", "£584"],
        ["9 Feb", "Bristol’s visit", "£6,755"],
    ]  # fmt: skip


def test_a_file_with_names_of_a_kind_but_not_all_that_it_needs():
    text = "Posted_Date,Supplier Name,Total\n01/02/2016,Total Ltd,10\n02/02/2016,XMA,20\n"
    text += "Total,,30\n"
    assert read(text)[1] == cells(*text.splitlines())


# -- columns of fixed width ------------------------------------------------------------------------


def fixed(widths, *rows):
    lines = []
    for row in rows:
        cut = [
            cell.rjust(width - 1) + " " if cell.replace(".", "").isdigit() else cell.ljust(width)
            for cell, width in zip(row, widths, strict=True)
        ]
        lines.append("".join(cut).rstrip())
    return "\n".join(lines) + "\n"


FIXED = {
    "names of two words": (
        [13, 14, 12, 8, 8, 10],
        ["Reseller ID", "Invoice Date", "Invoice No", "SKU", "Qty", "Net amount"],
        [[f"R{i}", f"2026-01-0{i}", f"FV/{i}", "SW-1", str(i), f"{i}.50"] for i in range(1, 9)],
    ),
    "no blank between names": (
        [12, 13, 11, 6, 4, 10],
        ["Reseller ID", "Invoice Date", "Invoice No", "SKU", "Qty", "Net amount"],
        [[f"R{i}23456789", f"2026-01-0{i}", "FV/1", "SW-1", str(i), f"{i}.5"] for i in range(1, 9)],
    ),
    "texts of several words": (
        [10, 22, 8, 8],
        ["Client", "Name of it", "Pieces", "Price"],
        [
            [f"R{i}", ["Net Sp. z o.o.", "Acme", "Jan  Kowal"][i % 3], str(i), "9.5"]
            for i in range(9)
        ],
    ),
    "an empty column": (
        [10, 12, 12, 8],
        ["Client", "Name", "Remarks", "Pieces"],
        [[f"R{i}", f"Name{i}", "", str(i)] for i in range(1, 9)],
    ),
}


@pytest.mark.parametrize(("widths", "header", "rows"), FIXED.values(), ids=FIXED)
def test_columns_of_fixed_width(widths, header, rows):
    assert read(fixed(widths, header, *rows))[1] == [header, *rows]


def test_columns_of_fixed_width_below_a_title_and_a_ruler():
    rows = [[f"R{i}", ["Net Sp. z o.o.", "Acme"][i % 2], str(i), "9.5"] for i in range(8)]
    ruler = ["-" * 9, "-" * 21, "-" * 7, "-" * 7]
    text = fixed([10, 22, 8, 8], ["Client", "Name", "Pieces", "Price"], ruler, *rows)
    table, found = read("SALES OF 2026-01-01 TO 2026-01-31\n\n" + text)
    assert found == [["Client", "Name", "Pieces", "Price"], *rows]
    assert table.dialect["delimiter"] == "fixed"
    assert table.ignored == {1: "PREAMBLE", 2: "BLANK", 4: "BLANK"}


# -- which sign parts the cells --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sign", "shown"),
    [(";", ";"), ("\t", "\t"), ("|", "|"), (":", ":"), ("::", "::"), ("||", "||"),
     ("\t\t", "\t\t"), ("\\t", "\\t"), ("^", "^")],
)  # fmt: skip
def test_signs_that_part_numbers_with_a_decimal_comma(sign, shown):
    rows = [["x", "y", "z"], *([f"{i},5", f"-{i},25", f"1{i},0"] for i in range(1, 8))]
    table, found = read("\n".join(sign.join(row) for row in rows))
    assert (found, table.dialect["delimiter"]) == (rows, shown)


def test_blanks_part_numbers_and_comments_stand_above():
    _table, rows = read("# made by X\n# on 2020\nDay Temp Hum\n1 -3.5 55\n2 4.25 56\n3 1.0 57\n")
    assert rows == cells("Day Temp Hum", "1 -3.5 55", "2 4.25 56", "3 1.0 57", sign=" ")


def test_names_with_values_above_a_table():
    _table, rows = read("Station:,A1\nLat:,51.2\n\nDay,Time,Temp\n1,10:00,3.5\n2,11:00,4.5\n")
    assert rows == cells("Day,Time,Temp", "1,10:00,3.5", "2,11:00,4.5")
