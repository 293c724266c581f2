"""The list of partners as a file that a spreadsheet may open."""

from __future__ import annotations

import csv
from dataclasses import replace
from io import BytesIO, StringIO

from openpyxl import load_workbook

from scorecard.errors import NoValue
from scorecard.i18n.message import Message, Share
from scorecard.kpis.registry import Reading
from scorecard.reports.partner_list import partner_csv, partner_xlsx
from scorecard.score.result import Peers, Size
from scorecard.views import PartnerLine, Status


def line(name: str, **readings: Reading) -> PartnerLine:
    return PartnerLine(
        "P001", name, Status.RISK, 61.5, None, 1.0, "Gold", "Iberia", "ES", "reseller", "",
        47_000_050, None, None, readings, (),
        (Message("Revenue {gap} vs plan.", {"gap": Share(-0.19, signed=True)}),),
    )  # fmt: skip


def rows_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(content.decode("utf-8-sig"))))


def test_a_partner_as_a_row() -> None:
    won = Reading("win_rate", 0.25, 5, 20, 20)
    money = Reading("net_sell_through", 47_000_050.0, 47_000_050, 0, 9)
    unknown = Reading("growth_t12m", None, 0, 0, 0, NoValue.NO_DATA)
    content = partner_csv(
        [line("Carpat Soft", net_sell_through=money, win_rate=won, growth_t12m=unknown)], "EUR"
    )
    assert content.startswith(b"\xef\xbb\xbfCode,Partner,Status,")
    assert rows_of(content) == [
        ["Code", "Partner", "Status", "Score", "Change", "Rank", "Peers", "Peer group", "Known",
         "Tier", "Region", "Country", "Type", "Owner", "Currency", "Revenue", "Target", "Gap",
         "Win rate", "Growth 12 mo.", "Why"],
        ["P001", "Carpat Soft", "At risk", "61.5", "", "", "", "", "1.0", "Gold", "Iberia", "ES",
         "reseller", "", "EUR", "470000.50", "", "", "0.25", "", "Revenue −19% vs plan."],
    ]  # fmt: skip


def test_change_rank_and_coverage_are_numbers_of_their_own() -> None:
    ranked = replace(
        line("Carpat Soft"), score_before=70.25, known=0.85,
        peers=Peers(3, 41, Size.LARGE, "reseller"),
    )  # fmt: skip
    cells = rows_of(partner_csv([ranked], "EUR"))[1]
    assert cells[3:9] == ["61.5", "-8.75", "3", "41", "Reseller, large", "0.85"]
    unranked = replace(ranked, score=None, peers=Peers(None, 41, Size.ALL, "msp"))
    cells = rows_of(partner_csv([unranked], "EUR"))[1]
    assert cells[3:9] == ["", "", "", "41", "Msp, all sizes", "0.85"]


def test_the_same_list_as_a_workbook() -> None:
    won = Reading("win_rate", 0.25, 5, 20, 20)
    hostile = replace(line("=1+1", win_rate=won), owner="@cmd\x07", known=0.85)
    sheet = load_workbook(BytesIO(partner_xlsx([hostile], "EUR"))).worksheets[0]
    heads, cells = list(sheet.iter_rows())
    assert [cell.value for cell in heads][:4] == ["Code", "Partner", "Status", "Score"]
    assert heads[0].font.bold
    found = {str(head.value): cell for head, cell in zip(heads, cells, strict=True)}
    assert (found["Partner"].value, found["Partner"].data_type) == ("'=1+1", "s")
    assert (found["Owner"].value, found["Owner"].data_type) == ("'@cmd", "s")
    kinds = {name: found[name].data_type for name in ("Score", "Known", "Revenue", "Win rate")}
    assert kinds == dict.fromkeys(kinds, "n")
    assert (found["Score"].value, found["Revenue"].value) == (61.5, 470000.5)
    assert found["Target"].value is None
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


def test_no_cell_is_a_formula() -> None:
    cells = rows_of(partner_csv([line('=HYPERLINK("http://x","y")')], "EUR"))[1]
    assert cells[1] == '\'=HYPERLINK("http://x","y")'


def test_a_kpi_one_partner_lacks_is_an_empty_cell() -> None:
    won = Reading("win_rate", 0.25, 5, 20, 20)
    rows = rows_of(partner_csv([line("A", win_rate=won), line("B")], "EUR"))
    assert [row[18] for row in rows] == ["Win rate", "0.25", ""]
