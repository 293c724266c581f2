"""What KPI formulas see: plain frames of facts up to a day, in one reporting currency."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cache

import pandas as pd

from scorecard.errors import DefinitionError, did_you_mean

DIMENSIONS = ("region", "country", "tier", "partner_type", "owner")
GRAINS = ("partner_id", *DIMENSIONS, "distributor_id", "all")

# Columns of each frame, with the type they have when empty. Money is integer minor units of the
# reporting currency, months are yyyymm, dates are datetime64, ids are int64, flags are bool.
COLUMNS: dict[str, dict[str, str]] = {
    "partners": {
        "partner_id": "int64",
        "region": "str",
        "country": "str",
        "tier": "str",
        "partner_type": "str",
        "owner": "str",
        "signed_on": "datetime64[ns]",
        "ended_on": "datetime64[ns]",
    },
    # one row a partner, month, distributor (distributor_id 0: the vendor itself)
    "sales": {
        "partner_id": "int64",
        "month": "int64",
        "distributor_id": "int64",
        "net_minor": "int64",
        "product_minor": "int64",
        "solution_minor": "int64",
        "service_minor": "int64",
        "subscription_minor": "int64",
        "n_lines": "int64",
        "last_on": "datetime64[ns]",
    },
    # one row a new end customer of the brand, at the partner who made the first sale
    "customers": {"partner_id": "int64", "customer_id": "int64", "first_on": "datetime64[ns]"},
    # level: partner, owner or all; partner_id 0 and owner "" where the level has none
    "targets": {
        "level": "str",
        "partner_id": "int64",
        "owner": "str",
        "month": "int64",
        "amount_minor": "int64",
    },
    # counted: False where its opportunity is counted with another report of it
    # status: open, won, lost, cancelled; decision: "", submitted, approved, rejected, expired
    "deals": {
        "deal_id": "int64",
        "partner_id": "int64",
        "distributor_id": "int64",
        "registered_on": "datetime64[ns]",
        "decision": "str",
        "decided_on": "datetime64[ns]",
        "created_on": "datetime64[ns]",
        "expected_close_on": "datetime64[ns]",
        "closed_on": "datetime64[ns]",
        "status": "str",
        "stage": "str",
        "amount_minor": "int64",
        "sourced": "bool",
        "counted": "bool",
        "mdf_request": "str",
    },
    "certifications": {
        "partner_id": "int64",
        "person_id": "str",
        "certification": "str",
        "role": "str",
        "valid_from": "datetime64[ns]",
        "valid_to": "datetime64[ns]",
    },
    "nps": {
        "partner_id": "int64",
        "respondent_id": "str",
        "wave": "str",
        "answered_on": "datetime64[ns]",
        "score": "int64",
    },
    "engagement": {
        "partner_id": "int64",
        "activity": "str",
        "happened_on": "datetime64[ns]",
        "n_events": "int64",
    },
    "mdf": {
        "partner_id": "int64",
        "request_id": "str",
        "requested_on": "datetime64[ns]",
        "approved_on": "datetime64[ns]",
        "claimed_on": "datetime64[ns]",
        "paid_on": "datetime64[ns]",
        "requested_minor": "int64",
        "approved_minor": "int64",
        "claimed_minor": "int64",
        "paid_minor": "int64",
    },
}
SOURCES = tuple(COLUMNS)


@cache
def empty(source: str) -> pd.DataFrame:
    """A frame of the source's columns and types without rows; shared, as nobody changes one."""
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in COLUMNS[source].items()})


@dataclass(frozen=True)
class Facts:
    """Everything a formula may use. Formulas never change a frame.

    Args:
        as_of: the day the numbers are for; rows after it may be present and must not count.
        first_month: first month (yyyymm) for which the programme has sell-through, or None.
        reported_to: last month (yyyymm) that every sender who is not late has reported whole;
            a running period is compared with plan and last year up to it. None: not known,
            the as-of month counts pro rata.
        loaded: sources of which the programme has any row at all (not only in these frames).
    """

    as_of: date
    partners: pd.DataFrame = field(default_factory=lambda: empty("partners"))
    sales: pd.DataFrame = field(default_factory=lambda: empty("sales"))
    customers: pd.DataFrame = field(default_factory=lambda: empty("customers"))
    targets: pd.DataFrame = field(default_factory=lambda: empty("targets"))
    deals: pd.DataFrame = field(default_factory=lambda: empty("deals"))
    certifications: pd.DataFrame = field(default_factory=lambda: empty("certifications"))
    nps: pd.DataFrame = field(default_factory=lambda: empty("nps"))
    engagement: pd.DataFrame = field(default_factory=lambda: empty("engagement"))
    mdf: pd.DataFrame = field(default_factory=lambda: empty("mdf"))
    first_month: int | None = None
    reported_to: int | None = None
    loaded: frozenset[str] = frozenset(SOURCES)

    def keys(self, frame: pd.DataFrame, by: str) -> pd.Series:
        """The group of each row of `frame` (which has `partner_id`) at grain `by`.

        Rows of partners that are not in `partners` have no group (NaN) and drop out of a
        `groupby`, except at the grain "all".

        Raises:
            DefinitionError: when `by` is not a grain, or the frame knows no distributor.
        """
        if by not in GRAINS:
            raise DefinitionError(f"unknown grain {by!r}{did_you_mean(by, list(GRAINS))}")
        if by == "all":
            return pd.Series("all", index=frame.index, dtype="str")
        if by == "partner_id" or (by == "distributor_id" and by in frame.columns):
            return frame[by]
        if by == "distributor_id":
            raise DefinitionError("these facts are not known by distributor")
        if by == "owner" and "owner" in frame.columns:
            return frame["owner"]
        return frame["partner_id"].map(self.partners.set_index("partner_id")[by])
