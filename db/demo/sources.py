"""The same deals as other systems tell them: the vendor's CRM, distributors' quotes, the portal.

The CRM knows many partners' deals too, some under other spellings and mostly without the
partner; distributors quote for some of them; two partners claim what is another's already, four
bid for one tender, and a few deals of the CRM are dead and still open.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from db.demo.pipeline import as_known
from db.demo.window import Window

_CRM_SHARE, _QUOTE_SHARE = 0.45, 0.5
_NO_DAY: Any = pd.NaT  # `assign` takes it, its stub does not say so
_SINCE = 450  # days before the window's end
_DEAD, _RIVALS, _FRESH = 9, 6, 5
_TENDER = "T-2026-017"
_WORDS = ("commit", "best_case", "pipeline")


@dataclass(frozen=True)
class Sources:
    """Rows of deal files beside the vendor's own: all rows, with everything that comes later.

    Args:
        crm: of the CRM, a row a stage. quotes: of distributors, likewise.
        portal: registrations of the last weeks: rivals, a tender, some not answered yet.
    """

    crm: pd.DataFrame
    quotes: pd.DataFrame
    portal: pd.DataFrame


def build_sources(rng: np.random.Generator, deals: pd.DataFrame, window: Window) -> Sources:
    """Draw what the other systems know of the deals."""
    end = np.datetime64(window.end)
    recent = deals[(deals["created_on"] > end - np.timedelta64(_SINCE, "D")) & ~deals["refused"]]
    latest = recent.drop_duplicates("deal_id", keep="last").set_index("deal_id")
    partners = latest[latest["originated_by"] == "partner"]
    known = partners[rng.random(len(partners)) < _CRM_SHARE]
    running = latest[(latest["status"] == "open") & latest["distributor_code"].notna()]
    quoted = running[rng.random(len(running)) < _QUOTE_SHARE]
    crm = _retold(rng, recent, known, "OPP-", (0.94, 1.0, 1.0, 1.04))
    crm = crm.assign(
        source="crm", system="helio-crm", originated_by="vendor",
        partner_code=crm["partner_code"].where(crm["told"] < 0.4),
        registration_no=crm["of"].where(crm["told"] > 0.5),
        forecast_category=np.array(_WORDS, dtype=object)[(crm["told"] * 3).astype(int)],
    )  # fmt: skip
    quotes = _retold(rng, recent, quoted, "Q-", (0.97, 1.0, 1.0, 1.02)).assign(source="quote")
    portal = pd.concat(
        [_rivals(rng, running, end), _tender(running, end), _unanswered(running, end)],
        ignore_index=True,
    ).assign(source="registration", system="portal")  # fmt: skip
    crm = pd.concat([crm, _dead(rng, deals, end)], ignore_index=True)
    return Sources(_bare(crm), _bare(quotes), portal)


def _retold(
    rng: np.random.Generator, rows: pd.DataFrame, chosen: pd.DataFrame, prefix: str,
    factors: tuple[float, ...],
) -> pd.DataFrame:  # fmt: skip
    """Rows of the chosen deals under other numbers, spellings and amounts."""
    n = len(chosen)
    drawn = pd.DataFrame(
        {
            "number": [f"{prefix}{7_000 + k}" for k in range(n)],
            "spelling": rng.integers(0, 4, n),
            "factor": rng.choice(np.array(factors), n),
            "later": rng.integers(0, 9, n),
            "told": rng.random(n),
        },
        index=chosen.index,
    )
    told = rows[rows["deal_id"].isin(chosen.index)].join(drawn, on="deal_id")
    first = told["created_on"] + pd.to_timedelta(told["later"], unit="D")
    return told.assign(
        of=told["deal_id"], deal_id=told["number"],
        end_customer_name=_spelled(told["end_customer_name"], told["spelling"]),
        amount=(told["amount"] * told["factor"] / 50).round().astype(int) * 50,
        created_on=first.where(first <= told["stage_entered_on"], told["created_on"]),
    )  # fmt: skip


def _spelled(names: pd.Series, way: pd.Series) -> pd.Series:
    """As it is, in capitals, without its last word's last letter, or with a blank too many."""
    found = names.where(way != 1, names.str.upper())
    return found.where(way != 2, names.str.replace("-", " ", regex=False) + " ")


def _rivals(rng: np.random.Generator, running: pd.DataFrame, end: np.datetime64) -> pd.DataFrame:
    """Another partner registers an opportunity that is taken."""
    taken = running[running["decision"] == "approved"].tail(40)
    taken = taken.iloc[np.sort(rng.choice(len(taken), min(_RIVALS, len(taken)), replace=False))]
    others = np.roll(taken["partner_code"].to_numpy(), 1)
    return _registered(
        taken, [f"PR-{100 + k}" for k in range(len(taken))], end - np.timedelta64(12, "D")
    ).assign(
        partner_code=others, decision="rejected", decided_on=end - np.timedelta64(11, "D"),
        decision_reason="registered earlier by another partner",
    )  # fmt: skip


def _tender(running: pd.DataFrame, end: np.datetime64) -> pd.DataFrame:
    """Four partners bid for one tender."""
    bidders = running.drop_duplicates("partner_code").tail(4)
    rows = _registered(bidders, [f"PT-{k}" for k in range(len(bidders))],
                       end - np.timedelta64(30, "D"))  # fmt: skip
    return rows.assign(
        end_customer_name="Zarząd Dróg Wojewódzkich w Zielonej Dolinie", product_family="Security",
        amount=[480_000, 495_000, 472_500, 510_000][: len(rows)], tender_no=_TENDER,
        name="Security, tender", decision="approved", decided_on=end - np.timedelta64(29, "D"),
        expected_close_on=end + np.timedelta64(60, "D"), distributor_code=None,
    )  # fmt: skip


def _unanswered(running: pd.DataFrame, end: np.datetime64) -> pd.DataFrame:
    """Registrations of the last days, of new opportunities."""
    rows = _registered(
        running.drop_duplicates("partner_code").head(_FRESH), [f"PN-{k}" for k in range(_FRESH)],
        end - np.timedelta64(1, "D"),
    )  # fmt: skip
    return rows.assign(
        decision="submitted", decided_on=_NO_DAY, product_family="Cloud",
        end_customer_name=[f"{name} Logistik" for name in rows["end_customer_name"]],
        name="Cloud, new",
    )  # fmt: skip


def _registered(rows: pd.DataFrame, numbers: list[str], day: np.datetime64) -> pd.DataFrame:
    return rows.reset_index().assign(
        deal_id=numbers[: len(rows)], created_on=day, registered_on=day, stage="registered",
        stage_entered_on=day, status="open", closed_on=_NO_DAY, mdf_request_id=None,
        originated_by="partner", lost_reason=None,
    )  # fmt: skip


def _dead(rng: np.random.Generator, deals: pd.DataFrame, end: np.datetime64) -> pd.DataFrame:
    """Open in the CRM for more than a year, without a word since."""
    old = deals[deals["created_on"] < end - np.timedelta64(520, "D")].drop_duplicates("deal_id")
    rows = old.tail(300).iloc[np.sort(rng.choice(300, _DEAD, replace=False))]
    return rows.assign(
        deal_id=[f"OPP-{6_000 + k}" for k in range(_DEAD)], source="crm", system="helio-crm",
        stage="proposal", status="open", stage_entered_on=rows["created_on"], closed_on=_NO_DAY,
        expected_close_on=end - np.timedelta64(200, "D"), originated_by="vendor",
        product_family="Campus", end_customer_name=rows["end_customer_name"] + " Invest",
    )  # fmt: skip


def _bare(rows: pd.DataFrame) -> pd.DataFrame:
    """Neither registration nor marketing request: those are the portal's."""
    nothing = dict.fromkeys(("decision", "decision_reason", "mdf_request_id"))
    return rows.assign(registered_on=_NO_DAY, decided_on=_NO_DAY, **nothing)


def export(rows: pd.DataFrame, day: np.datetime64) -> pd.DataFrame:
    """One row a deal as its system had it on a day."""
    known = as_known(rows[rows["stage_entered_on"] <= day], day)
    return known.sort_values("stage_entered_on", kind="stable").drop_duplicates(
        "deal_id", keep="last"
    )
