"""Deal registrations: one approved an opportunity, and the rule that decides a conflict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import pandas as pd

from scorecard.i18n.message import Message

OPEN = "open"
DEAD = ("lost", "cancelled")


class Standing(StrEnum):
    """Where a registration stands on a day."""

    TO_ANSWER = "to_answer"
    OVERDUE = "overdue"
    PROTECTED = "protected"
    EXPIRING = "expiring"
    EXPIRED = "expired"
    REJECTED = "rejected"
    CLOSED = "closed"


class Rule(StrEnum):
    """What decides between claims on one opportunity, in the order they are tried."""

    ALONE = "alone"
    APPROVED_FIRST = "approved_first"
    VENDOR_FIRST = "vendor_first"
    NAMED_BY_VENDOR = "named_by_vendor"
    SUBMITTED_FIRST = "submitted_first"


@dataclass(frozen=True, slots=True)
class Terms:
    """Of the programme, by default the field's usual ones; an end of protection is told
    `expiring_days` ahead."""

    answer_hours: int = 48
    protected_days: int = 90
    extension_days: int = 30
    expiring_days: int = 30


# One row a registration, by cluster and submission.
REGISTRATIONS: dict[str, str] = {
    "deal_id": "int64",
    "cluster_id": "int64",
    "partner_id": "int64",
    "standing": "str",
    "answer_by": "datetime64[ns]",  # UTC
    "protected_until": "datetime64[ns]",  # first moment without protection; NaT: never approved
    "own_deal_id": "int64",  # the vendor's own record of the opportunity to be shown, 0 for none
    "holder_id": "int64",  # deal_id of the registration that holds the opportunity, 0: the vendor
    "is_conflict": "bool",  # another partner, or the vendor's own reps, claim the opportunity
    "against": "str",  # "", "partner" or "vendor"
    "rule": "str",  # of Rule
}


@dataclass(frozen=True, slots=True)
class _Claims:
    registrations: list[dict[str, Any]]  # by submission
    own: list[dict[str, Any]]


def protected_until(decided_at: pd.Series, extended: pd.Series, terms: Terms) -> pd.Series:
    """First moment without protection of approved registrations; an extension counts once."""
    days = terms.protected_days + extended.astype("int64") * terms.extension_days
    found: pd.Series = decided_at + pd.to_timedelta(days, unit="D")
    return found


def standings(
    deals: pd.DataFrame, fates: pd.DataFrame, as_of: datetime, terms: Terms | None = None
) -> pd.DataFrame:
    """Every registration with its standing, its opportunity's holder and the rule that decides.

    Args:
        deals: `DEALS` of `scorecard.forecast.dedupe.contract`.
        fates: of the same deals, `Counted.fates`.
        as_of: UTC without a zone; what was decided later is not known yet.

    Returns:
        REGISTRATIONS. A registration without a day of submission counts from the day it was
        created; one approved without a day of decision is protected from its submission.
    """
    terms = terms or Terms()
    frame = deals.drop_duplicates("deal_id", keep="last")
    frame = frame.merge(fates[["deal_id", "cluster_id"]], on="deal_id")
    frame["submitted_at"] = frame["submitted_at"].fillna(frame["created_on"])
    frame = frame[~(frame["submitted_at"] > pd.Timestamp(as_of))]
    own = frame["source"] == "registration"
    found = _dated(frame[own].copy(), as_of, terms)
    shared = frame["cluster_id"].isin(found["cluster_id"])
    vendors = frame[shared & (frame["source"] == "crm")].sort_values(["created_on", "deal_id"])
    settled = _settled(found, vendors, as_of)
    result = found.merge(pd.DataFrame(settled, columns=_SETTLED), on="deal_id", how="left")
    result = result.sort_values(["cluster_id", "submitted_at", "deal_id"], kind="stable")
    return result[list(REGISTRATIONS)].astype(REGISTRATIONS).reset_index(drop=True)


def _dated(found: pd.DataFrame, as_of: datetime, terms: Terms) -> pd.DataFrame:
    now = pd.Timestamp(as_of)
    found["decision"] = found["decision"].mask(found["decided_at"] > now, "submitted")
    approved = found["decision"] == "approved"
    since = found["decided_at"].fillna(found["submitted_at"])
    until = protected_until(since, found["extended"], terms)
    found["protected_until"] = until.where(approved)
    found["answer_by"] = found["submitted_at"] + pd.Timedelta(hours=terms.answer_hours)
    standing = pd.Series(Standing.TO_ANSWER.value, index=found.index, dtype="object")
    standing[found["answer_by"] < now] = Standing.OVERDUE.value
    standing[approved] = Standing.PROTECTED.value
    soon = now + pd.Timedelta(days=terms.expiring_days)
    standing[approved & (until <= soon)] = Standing.EXPIRING.value
    standing[(approved & (until <= now)) | (found["decision"] == "expired")] = (
        Standing.EXPIRED.value
    )
    standing[found["decision"] == "rejected"] = Standing.REJECTED.value
    standing[found["status"] != OPEN] = Standing.CLOSED.value
    return found.assign(standing=standing)


_SETTLED = ["deal_id", "own_deal_id", "holder_id", "is_conflict", "against", "rule"]


def _settled(
    found: pd.DataFrame, vendors: pd.DataFrame, as_of: datetime
) -> list[tuple[int, int, int, bool, str, str]]:
    """For each registration who holds its opportunity, by which rule."""
    order = found.sort_values(["submitted_at", "deal_id"], kind="stable")
    own, claimed = _by_cluster(vendors), _by_cluster(order)
    rows = []
    for cluster, registrations in sorted(claimed.items()):
        claims = _Claims(registrations, own.get(cluster, []))
        holder, rule = holder_of(claims.registrations, claims.own, as_of)
        for one in claims.registrations:
            against = _against(one, claims, holder, rule)
            shown = int(claims.own[0]["deal_id"]) if claims.own else 0
            rows.append((int(one["deal_id"]), shown, holder, bool(against), against, rule.value))
    return rows


def _by_cluster(rows: pd.DataFrame) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = {}
    for row in rows.to_dict("records"):
        found.setdefault(int(row["cluster_id"]), []).append({str(k): v for k, v in row.items()})
    return found


def holder_of(
    registrations: list[dict[str, Any]], own: list[dict[str, Any]], as_of: datetime
) -> tuple[int, Rule]:
    """The deal_id of the registration that holds an opportunity (0: the vendor), and why.

    Args:
        registrations: rows with deal_id, partner_id, submitted_at, decision, decided_at,
            protected_until and status, by submission.
        own: the vendor's own deals, the oldest first.
    """
    live = [r for r in registrations if _is_live(r)]
    now = pd.Timestamp(as_of)
    valid = [r for r in live if r["decision"] == "approved" and r["protected_until"] > now]
    if valid:
        first = min(valid, key=_decided)
        rivals = len({r["partner_id"] for r in registrations}) > 1
        return int(first["deal_id"]), Rule.APPROVED_FIRST if rivals else Rule.ALONE
    live = [r for r in live if r["decision"] != "approved"]  # protection is over
    if not live:
        return 0, Rule.VENDOR_FIRST if own else Rule.ALONE
    named = {int(deal["partner_id"]) for deal in own} - {0}
    by_name = [r for r in live if int(r["partner_id"]) in named]
    if by_name:
        return int(by_name[0]["deal_id"]), Rule.NAMED_BY_VENDOR
    if own and own[0]["created_on"] < live[0]["submitted_at"].normalize():
        return 0, Rule.VENDOR_FIRST
    alone = len({r["partner_id"] for r in live}) == 1 and not own
    return int(live[0]["deal_id"]), Rule.ALONE if alone else Rule.SUBMITTED_FIRST


def _is_live(row: dict[str, Any]) -> bool:
    """Still a claim: neither refused nor over, and the deal neither lost nor cancelled."""
    return row["decision"] not in ("rejected", "expired") and row["status"] not in DEAD


def _decided(row: dict[str, Any]) -> tuple[Any, int]:
    known = row["submitted_at"] if pd.isna(row["decided_at"]) else row["decided_at"]
    return known, int(row["deal_id"])


def _against(one: dict[str, Any], claims: _Claims, holder: int, rule: Rule) -> str:
    """Whom a registration is in conflict with."""
    others = {r["partner_id"] for r in claims.registrations} - {one["partner_id"]}
    live = [r for r in claims.registrations if _is_live(r)]
    if others & {r["partner_id"] for r in live}:
        return "partner"
    named = {int(deal["partner_id"]) for deal in claims.own}
    unknown = bool(claims.own) and int(one["partner_id"]) not in named
    return "vendor" if unknown and (holder == 0 or rule is not Rule.ALONE) else ""


def reason(row: Mapping[str, Any], holder: str = "") -> Message:
    """Why a registration holds or loses its opportunity.

    Args:
        row: of `standings`.
        holder: name of the partner whose registration holds it.
    """
    if row["standing"] == Standing.EXPIRED.value:
        return Message("The protection is over.")
    if row["standing"] == Standing.REJECTED.value and not row["is_conflict"]:
        return Message("The registration was rejected.")
    if row["holder_id"] == row["deal_id"]:
        return _kept(Rule(row["rule"]))
    return _lost(Rule(row["rule"]), holder)


def _kept(rule: Rule) -> Message:
    match rule:
        case Rule.APPROVED_FIRST:
            return Message("Holds the opportunity: approved first, and the protection runs.")
        case Rule.NAMED_BY_VENDOR:
            return Message("Holds the opportunity: your own record names this partner.")
        case Rule.SUBMITTED_FIRST:
            return Message("Holds the opportunity: registered before the others.")
        case _:
            return Message("Holds the opportunity: nobody else claims it.")


def _lost(rule: Rule, holder: str) -> Message:
    names = {"holder": holder}
    match rule:
        case Rule.APPROVED_FIRST:
            return Message("Lost: the registration of {holder} was approved first.", names)
        case Rule.VENDOR_FIRST:
            return Message("Lost: your own reps knew the opportunity before it was registered.")
        case Rule.NAMED_BY_VENDOR:
            return Message("Lost: your own record names {holder}.", names)
        case Rule.SUBMITTED_FIRST:
            return Message("Lost: {holder} registered the opportunity earlier.", names)
        case _:
            return Message("The registration does not hold the opportunity.")
