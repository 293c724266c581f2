"""What is wrong with reported deals; a report that is wrong is named and shown, never dropped."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from scorecard.errors import DefinitionError
from scorecard.forecast.dedupe.contract import DEALS, SOURCES, STATUSES, Finding
from scorecard.i18n.message import Message, MsgId

TEXTS: dict[str, MsgId] = {
    "duplicate_id": "{code} of {sender} comes more than once; the row that changed last is used.",
    "negative_amount": "{code} of {sender} has a negative amount, which is not counted.",
    "closed_before_opened": (
        "{code} of {sender} was closed before it was opened; its dates are not used to compare it."
    ),
    "won_without_amount": "{code} of {sender} is won but has no amount.",
    "no_customer": "{code} of {sender} names no end customer, so it cannot be compared by name.",
}


def usable(deals: pd.DataFrame) -> tuple[pd.DataFrame, tuple[Finding, ...]]:
    """One row a deal, by deal_id, and what was found wrong.

    A negative amount becomes unknown; of a deal reported twice under one id the row that changed
    last is kept.

    Raises:
        DefinitionError: when a column is missing or a source or status is not known.
    """
    _check(deals)
    order = ["deal_id", "progressed_on", "created_on", "closed_on", *_ties()]
    frame = deals[list(DEALS)].sort_values(order, na_position="first", kind="stable")
    twice = frame["deal_id"].duplicated(keep="last").to_numpy()
    again = frame[twice].drop_duplicates("deal_id")
    frame = frame[~twice].reset_index(drop=True)
    negative = (frame["amount_minor"] < 0).fillna(False).to_numpy(dtype=bool)
    reversed_ = (frame["closed_on"] < frame["created_on"]).to_numpy()
    findings = [
        *_findings("duplicate_id", again),
        *_findings("negative_amount", frame[negative]),
        *_findings("closed_before_opened", frame[reversed_]),
        *_findings("won_without_amount", frame[_won_without(frame)]),
        *_findings("no_customer", frame[_nameless(frame)]),
    ]
    unknown = {"amount_minor": pd.NA, "amount_own_minor": pd.NA}
    frame.loc[negative, list(unknown)] = pd.NA
    return frame, tuple(findings)


def undated(frame: pd.DataFrame) -> pd.DataFrame:
    """For comparing: without the dates of deals that were closed before they were opened."""
    reversed_ = (frame["closed_on"] < frame["created_on"]).to_numpy()
    if not reversed_.any():
        return frame
    frame = frame.copy()
    frame.loc[reversed_, ["created_on", "closed_on"]] = pd.NaT
    return frame


def _check(deals: pd.DataFrame) -> None:
    missing = [name for name in DEALS if name not in deals.columns]
    if missing:
        raise DefinitionError(f"reported deals lack the columns {', '.join(missing)}")
    for column, known in (("source", SOURCES), ("status", STATUSES)):
        other = sorted(set(deals[column].unique()) - set(known))
        if other:
            raise DefinitionError(f"deals have a {column} that is not known: {', '.join(other)}")


def _ties() -> list[str]:
    """Columns by which rows of one id are ordered when their dates do not tell."""
    first = ("deal_id", "progressed_on", "created_on", "closed_on")
    return [name for name in DEALS if name not in first]


def _won_without(frame: pd.DataFrame) -> pd.Series:
    return (frame["status"] == "won") & frame["amount_minor"].isna()


def _nameless(frame: pd.DataFrame) -> pd.Series:
    return (frame["customer_name"].str.strip() == "") & (frame["customer_tax_id"] == "")


def _findings(code: str, rows: pd.DataFrame) -> Sequence[Finding]:
    columns = (rows["deal_id"], rows["deal_code"], rows["sender"])
    return [
        Finding(code, int(deal_id), Message(TEXTS[code], {"code": deal, "sender": sender}))
        for deal_id, deal, sender in zip(*columns, strict=True)
    ]
