"""The frames of counting once: their columns, types and words."""

from __future__ import annotations

from enum import StrEnum

import pandas as pd

# One row a reported deal, as it is known on the day. Ids are int64 and 0 stands for nobody; text
# is "" and dates are NaT where nothing is said; an amount that is not known is <NA>, never 0.
DEALS: dict[str, str] = {
    "deal_id": "int64",  # one a deal of a system: stable_id(source, sender, the system's own id)
    "source": "str",  # of SOURCES
    "sender": "str",  # the system or company it comes from: "salesforce", a distributor's code
    "deal_code": "str",  # the id as the sender writes it
    "partner_id": "int64",  # whom the report is of or about
    "registering_id": "int64",  # roles, each a partner
    "distributor_id": "int64",
    "transacting_id": "int64",
    "influencer_id": "int64",
    "owner": "str",  # at the vendor
    "customer_name": "str",
    "customer_tax_id": "str",
    "customer_country": "str",  # ISO code of two letters
    "product_family": "str",
    "amount_minor": "Int64",  # in the programme's currency
    "amount_own_minor": "Int64",  # as reported, in `currency`
    "currency": "str",
    "created_on": "datetime64[ns]",
    "expected_close_on": "datetime64[ns]",
    "closed_on": "datetime64[ns]",
    "progressed_on": "datetime64[ns]",  # last change of stage or amount; NaT: none since created
    "status": "str",  # of STATUSES
    "stage": "str",
    "registration_no": "str",  # own number of a registration, or the one another report refers to
    "decision": "str",  # of DECISIONS; of a registration
    "submitted_at": "datetime64[ns]",  # UTC; of a registration
    "decided_at": "datetime64[ns]",  # UTC
    "extended": "bool",  # its protection was extended, which happens once
    "is_tender": "bool",
    "tender_no": "str",
}
SOURCES = ("crm", "registration", "quote", "partner")
STATUSES = ("open", "won", "lost", "cancelled")
DECISIONS = ("", "submitted", "approved", "rejected", "expired")
ROLES = ("registering", "transacting", "influencer", "distributor")

# What two deals are compared by; each has a level, and each level a weight.
FEATURES = (
    "customer", "family", "opened", "closing", "amount", "number", "tender", "partner",
    "outcome", "crowd",
)  # fmt: skip

# What is known of a pair that was merged, is asked about or was decided by a person: levels of
# the FEATURES by their names, and what each adds as `<feature>_weight`. `base_weight` and these
# add up to `weight`, the log-odds that the two are one opportunity.
PAIRS: dict[str, str] = {
    "one_id": "int64",  # one_id < other_id
    "other_id": "int64",
    "state": "str",  # of PairState
    "weight": "float64",
    "probability": "float64",
    "money_minor": "int64",  # what is counted less if the two are one
    "base_weight": "float64",
    **dict.fromkeys(FEATURES, "str"),
    **{f"{name}_weight": "float64" for name in FEATURES},
}


class PairState(StrEnum):
    """`MERGED` without a person; `LIKELY` waits for one; the rest was decided by one."""

    MERGED = "merged"
    LIKELY = "likely"
    SAME = "same"
    APART = "apart"


class Fate(StrEnum):
    """Where the amount of a reported deal goes, whole.

    `COUNTED`: the canonical deal, or a part of it. `TENDER`: another bidder's report of the same
    tender. `ZOMBIE`: would be counted, but is open long past its day without progress. `UNKNOWN`:
    no usable amount is known.
    """

    COUNTED = "counted"
    DUPLICATE = "duplicate"
    TENDER = "tender"
    ZOMBIE = "zombie"
    UNKNOWN = "unknown"


# One row a deal, by deal_id.
FATES: dict[str, str] = {
    "deal_id": "int64",
    "cluster_id": "int64",
    "fate": "str",
    "amount_minor": "Int64",  # <NA> where the reported amount cannot be used
    "part_of": "int64",  # deal_id of the whole that this deal is a part of, else 0
}

# One row an opportunity, by cluster_id, which is the deal_id of its canonical deal. What the
# canonical deal does not say (partner, customer, dates ...) is taken from the next best source.
CLUSTERS: dict[str, str] = {
    "cluster_id": "int64",
    "source": "str",  # whose word the amount is
    "counted_minor": "Int64",  # won, lost and open alike; 0 for a zombie, <NA> if not known
    "amount_minor": "Int64",  # before zombies lose theirs
    "gross_minor": "int64",  # sum of what was reported
    "n_deals": "int64",
    "n_bidders": "int64",
    "is_tender": "bool",
    "is_zombie": "bool",
    "status": "str",
    "stage": "str",
    "partner_id": "int64",  # transacting, else registering, else the reporting partner
    "registering_id": "int64",
    "distributor_id": "int64",
    "transacting_id": "int64",
    "influencer_id": "int64",
    "owner": "str",
    "customer_name": "str",
    "customer_country": "str",
    "product_family": "str",
    "created_on": "datetime64[ns]",  # of the canonical deal
    "expected_close_on": "datetime64[ns]",
    "closed_on": "datetime64[ns]",
    "progressed_on": "datetime64[ns]",  # the latest of all
}

# One row a cluster, partner and role. The shares of one cluster are at most 10,000 together.
CREDITS: dict[str, str] = {
    "cluster_id": "int64",
    "partner_id": "int64",
    "role": "str",  # of ROLES
    "share_bp": "int64",  # hundredths of a per cent
    "credit_minor": "int64",
}


def empty(columns: dict[str, str]) -> pd.DataFrame:
    """A frame of these columns and types without rows."""
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in columns.items()})
