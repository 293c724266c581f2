"""What must hold between the cells of a deal, whatever system it was exported from."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scorecard.ingest.judge import Judged

CLOSED = ("won", "lost", "cancelled")


def settle_deals(judged: Judged) -> None:
    """Give each deal the one amount and the one closing day that its system means.

    A system with one closing day for both means the expected one while a deal is open. What was
    won counts with the amount it was won for.
    """
    if _same_column(judged, "closed_on", "expected_close_on"):
        _clear(judged, "closed_on", ~_closed(judged))
    if judged.has("won_amount"):
        won = (judged.values["status"] == "won") & judged.valued["won_amount"]
        for of_amount, of_won in (
            (judged.values["amount"], judged.values["won_amount"]),
            (judged.missing["amount"], judged.missing["won_amount"]),
            (judged.valued["amount"], judged.valued["won_amount"]),
        ):
            of_amount[won] = of_won[won]


def check_deals(judged: Judged) -> None:
    """A closed deal has its day and an open one none; what was won has an amount; only the
    vendor's own system knows deals without a partner."""
    closed, none = _closed(judged), judged.missing
    judged.findings.error("MISSING_VALUE", closed & none["closed_on"], "closed_on")
    opened = judged.values["status"] == "open"
    judged.findings.error("OPEN_BUT_CLOSED", opened & ~none["closed_on"], "closed_on")
    worthless = none["amount"] | (judged.values["amount"] == 0)
    won = judged.values["status"] == "won"
    judged.findings.error("WON_WITHOUT_AMOUNT", won & worthless & ~_unread(judged), "amount")
    other = judged.values["source"] != "crm"
    judged.findings.error("MISSING_VALUE", other & none["partner_code"], "partner_code")


def _closed(judged: Judged) -> NDArray[np.bool_]:
    return np.isin(judged.values["status"].astype(str), CLOSED)


def _unread(judged: Judged) -> NDArray[np.bool_]:
    """Rows whose amount is refused for itself."""
    return ~judged.missing["amount"] & ~judged.valued["amount"]


def _clear(judged: Judged, name: str, rows: NDArray[np.bool_]) -> None:
    judged.values[name][rows] = np.datetime64("NaT")
    judged.missing[name] = judged.missing[name] | rows
    judged.valued[name] = judged.valued[name] & ~rows


def _same_column(judged: Judged, one: str, other: str) -> bool:
    columns = judged.table.columns
    if one not in columns or other not in columns or columns[one].header is None:
        return False
    return columns[one].header == columns[other].header
