"""The list of partners as a file that a spreadsheet may open."""

from __future__ import annotations

import csv
from io import StringIO

from scorecard.errors import NoValue
from scorecard.i18n.message import Message, Share
from scorecard.kpis.registry import Reading
from scorecard.reports.partner_list import partner_csv
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
        ["Code", "Partner", "Status", "Score", "Tier", "Region", "Country", "Type", "Owner",
         "Currency", "Revenue", "Target", "Gap", "Win rate", "Growth 12 mo.", "Why"],
        ["P001", "Carpat Soft", "At risk", "61.5", "Gold", "Iberia", "ES", "reseller", "",
         "EUR", "470000.50", "", "", "0.25", "", "Revenue −19% vs plan."],
    ]  # fmt: skip


def test_no_cell_is_a_formula() -> None:
    cells = rows_of(partner_csv([line('=HYPERLINK("http://x","y")')], "EUR"))[1]
    assert cells[1] == '\'=HYPERLINK("http://x","y")'


def test_a_kpi_one_partner_lacks_is_an_empty_cell() -> None:
    won = Reading("win_rate", 0.25, 5, 20, 20)
    rows = rows_of(partner_csv([line("A", win_rate=won), line("B")], "EUR"))
    assert [row[13] for row in rows] == ["Win rate", "0.25", ""]
