"""Sentences and words for what code names by a stable code."""

from __future__ import annotations

import re
from collections.abc import Mapping

from scorecard.access import Role
from scorecard.errors import NoValue
from scorecard.i18n.catalogue import SOURCE_LANGUAGE, translate
from scorecard.i18n.message import MsgId
from scorecard.i18n.user_errors import USER_ERRORS
from scorecard.ingest.issues import issue_sentence as issue_sentence
from scorecard.ingest.kinds import FileKind
from scorecard.ingest.report import FileStatus
from scorecard.kpis.registry import Better, Subject, Unit
from scorecard.views import Status

_MEANT = re.compile(r" \(did you mean '(.*)'\?\)")

NO_VALUES: dict[NoValue, MsgId] = {
    NoValue.NO_DATA: "No data",
    NoValue.LOW_SAMPLE: "Too few cases",
    NoValue.STALE: "Data too old",
    NoValue.NOT_APPLICABLE: "Not applicable",
    NoValue.NO_TARGET: "No target set",
}

STATUSES: dict[Status, MsgId] = {
    Status.GOOD: "On track",
    Status.WATCH: "Watch",
    Status.RISK: "At risk",
    Status.UNKNOWN: "Unknown",
}
STATUS_MARKS: dict[Status, str] = {
    Status.GOOD: "●",
    Status.WATCH: "▲",
    Status.RISK: "◆",
    Status.UNKNOWN: "○",
}

DIMENSION_NAMES: dict[str, MsgId] = {
    "partner_id": "Partner",
    "region": "Region",
    "country": "Country",
    "tier": "Tier",
    "partner_type": "Type",
    "owner": "Owner",
    "distributor_id": "Distributor",
    "status": "Status",
    "all": "Programme",
}

SUBJECTS: dict[Subject, MsgId] = {
    Subject.RESULTS: "Results",
    Subject.PIPELINE: "Pipeline",
    Subject.CAPABILITY: "Capability",
    Subject.ENGAGEMENT: "Engagement",
    Subject.VOICE: "Voice",
    Subject.INVESTMENT: "Investment",
}

UNITS: dict[Unit, MsgId] = {
    Unit.MONEY: "Money",
    Unit.SHARE: "Share",
    Unit.RATIO: "Ratio",
    Unit.COUNT: "Count",
    Unit.DAYS: "Days",
    Unit.POINTS: "Points",
}

DIRECTIONS: dict[Better, MsgId] = {
    Better.HIGHER: "Higher is better",
    Better.LOWER: "Lower is better",
    Better.NEITHER: "Neither is better",
}

SOURCE_NAMES: dict[str, MsgId] = {
    "partners": "Partners",
    "sales": "Sell-through",
    "customers": "End customers",
    "targets": "Targets",
    "deals": "Deals",
    "certifications": "Certifications",
    "nps": "NPS answers",
    "engagement": "Engagement",
    "mdf": "Marketing funds",
}

KIND_NAMES: dict[FileKind, MsgId] = {
    FileKind.DISTRIBUTORS: "Distributors",
    FileKind.PARTNERS: "Partners",
    FileKind.PRODUCTS: "Products",
    FileKind.SELL_THROUGH: "Sell-through",
    FileKind.TARGETS: "Targets",
    FileKind.DEALS: "Deals",
    FileKind.CERTIFICATIONS: "Certifications",
    FileKind.NPS: "NPS answers",
    FileKind.ENGAGEMENT: "Engagement",
    FileKind.MDF: "Marketing funds",
    FileKind.STOCK: "Stock reports",
    FileKind.SELL_IN: "Sell-in",
    FileKind.INVITATIONS: "Survey invitations",
}

FILE_STATUSES: dict[FileStatus, MsgId] = {
    FileStatus.ACCEPTED: "Accepted",
    FileStatus.PARTIALLY_ACCEPTED: "Partly accepted",
    FileStatus.HELD: "Held for a person",
    FileStatus.REJECTED: "Refused",
}

ROLES: dict[Role, MsgId] = {
    Role.CHIEF: "Channel chief",
    Role.MANAGER: "Partner manager",
    Role.DISTRIBUTOR: "Distributor",
    Role.PARTNER: "Partner",
}


def user_error_sentence(code: str, params: Mapping[str, str], lang: str = SOURCE_LANGUAGE) -> str:
    """What to do about a `UserError`, in words. An unknown code still says which it is."""
    if code not in USER_ERRORS:
        details = "; ".join([code, *(f"{name}: {value}" for name, value in params.items())])
        return translate("This did not work ({details}).", lang, details=details)
    return translate(USER_ERRORS[code], lang, **{**params, **_hint(params, lang)})


def _hint(params: Mapping[str, str], lang: str) -> dict[str, str]:
    """The nearest known word (`scorecard.errors.did_you_mean`) as the language asks for it."""
    found = _MEANT.fullmatch(params.get("hint", ""))
    return {"hint": translate(" (did you mean '{word}'?)", lang, word=found[1])} if found else {}


def no_value(reason: NoValue, lang: str = SOURCE_LANGUAGE) -> str:
    """Why there is no number, in two or three words."""
    return translate(NO_VALUES[reason], lang)


def status_word(status: Status, lang: str = SOURCE_LANGUAGE) -> str:
    return translate(STATUSES[status], lang)


def status_label(status: Status, lang: str = SOURCE_LANGUAGE) -> str:
    """Mark and word, because colour alone says nothing to many: `▲ Watch`."""
    return f"{STATUS_MARKS[status]} {status_word(status, lang)}"


def dimension_name(dimension: str, lang: str = SOURCE_LANGUAGE) -> str:
    return translate(DIMENSION_NAMES[dimension], lang)


def subject_name(subject: Subject, lang: str = SOURCE_LANGUAGE) -> str:
    return translate(SUBJECTS[subject], lang)


def unit_name(unit: Unit, lang: str = SOURCE_LANGUAGE) -> str:
    return translate(UNITS[unit], lang)


def direction_name(better: Better, lang: str = SOURCE_LANGUAGE) -> str:
    return translate(DIRECTIONS[better], lang)


def source_name(source: str, lang: str = SOURCE_LANGUAGE) -> str:
    """A source of facts as people call it."""
    return translate(SOURCE_NAMES[source], lang)


def kind_name(kind: FileKind, lang: str = SOURCE_LANGUAGE) -> str:
    return translate(KIND_NAMES[kind], lang)


def file_status_word(status: FileStatus, lang: str = SOURCE_LANGUAGE) -> str:
    return translate(FILE_STATUSES[status], lang)


def role_name(role: Role, lang: str = SOURCE_LANGUAGE) -> str:
    return translate(ROLES[role], lang)
