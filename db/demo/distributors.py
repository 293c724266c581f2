"""The four distributors: who they are, whom they serve, how they write their documents."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from db.demo.partners import is_in
from db.demo.window import Floats


@dataclass(frozen=True, slots=True)
class Distributor:
    """`invoice` is the pattern of a document number: year of two digits and number."""

    code: str
    name: str
    country: str
    currency: str
    cadence: str
    due_days: int
    invoice: str
    returns: str


DISTRIBUTORS: tuple[Distributor, ...] = (
    Distributor("WISLOKA", "Wisłoka Dystrybucja S.A.", "PL", "PLN", "weekly", 3,
                "FV/{y}/{n:06d}", "FK/{y}/{n:05d}"),
    Distributor("CARPADIS", "Carpadis Distribuție S.R.L.", "RO", "RON", "monthly", 5,
                "CDI{y}{n:06d}", "CDR{y}{n:05d}"),
    Distributor("TISZAKER", "Tiszaker Nagykereskedelmi Zrt.", "HU", "HUF", "monthly", 3,
                "TK-{y}-{n:05d}", "TK-{y}-J{n:04d}"),
    Distributor("NORVIA", "Norvia Distribution GmbH", "DE", "EUR", "monthly", 5,
                "RE{y}{n:07d}", "GU{y}{n:06d}"),
)  # fmt: skip
CODES = tuple(one.code for one in DISTRIBUTORS)
CURRENCY = {one.code: one.currency for one in DISTRIBUTORS}
LATE = "TISZAKER"
_WIS, _CAR, _TIS, _NOR = range(4)


def distributor_frame() -> pd.DataFrame:
    """The columns of the distributors' file."""
    columns = ("name", "country", "currency", "cadence", "due_days")
    rows = [(one.code, *(getattr(one, name) for name in columns)) for one in DISTRIBUTORS]
    return pd.DataFrame(rows, columns=["distributor_code", *columns])


def served_by(partners: pd.DataFrame) -> Floats:
    """Share of each partner's orders that goes to each distributor, shape (240, 4).

    Polish and Romanian partners buy from their own distributor, every fourth of them a part
    from Norvia; Tiszaker has nearly half of the
    smaller Hungarian partners' orders; Norvia has the rest of Europe.
    """
    share = np.zeros((len(partners), 4))
    country = partners["country"].to_numpy()
    second = np.where(np.arange(len(partners)) % 4 == 1, 0.3, 0.0)
    for code, own in (("PL", _WIS), ("RO", _CAR)):
        share[country == code, own] = 1 - second[country == code]
    share[(country == "HU") & (partners["size"] < 4.5), _TIS] = 0.45
    share[is_in(partners, "fading"), _TIS] = 0.0
    double = is_in(partners, "double_sold")
    share[double] = np.eye(4)[_WIS]
    share[:, _NOR] += 1 - share.sum(axis=1)
    return share


def main_distributor(partners: pd.DataFrame) -> np.ndarray:
    """Code of the distributor that serves most of a partner's orders."""
    return np.asarray(np.array(CODES, dtype=object)[served_by(partners).argmax(axis=1)])
