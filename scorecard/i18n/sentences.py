"""Sentences and words for what code names by a stable code."""

from __future__ import annotations

from collections.abc import Mapping

from scorecard.access import Role
from scorecard.errors import NoValue
from scorecard.i18n.catalogue import SOURCE_LANGUAGE, translate
from scorecard.ingest.kinds import FileKind
from scorecard.ingest.report import FileStatus
from scorecard.kpis.registry import Better, Subject, Unit
from scorecard.views import Status

# What went wrong and what to do about it. `{places}` are the error's parameters.
USER_ERRORS: dict[str, str] = {
    "bad_period": (
        "“{text}” is not a period. Write a quarter as 2019Q2, a year as 2019 or a month as 2019-04."
    ),
    "bad_database_url": (
        "“{url}” is not a database address. Use sqlite:///data/scorecard.db or "
        "postgresql://user:password@host/name."
    ),
    "database_folder_missing": (
        "The folder “{folder}” of the database does not exist. Create it or change the address."
    ),
    "database_locked": (
        "Another process keeps the database {url} busy for more than {seconds} seconds. Try "
        "again in a moment."
    ),
    "database_empty": (
        "The database {url} is empty. Run “python cli.py init” or “make run” first."
    ),
    "database_disk_full": (
        "The disk of the database {url} is full. Free some space and try again; nothing was "
        "changed."
    ),
    "database_unreachable": (
        "The database {url} does not answer: {detail} Check the address and that the server runs."
    ),
    "database_foreign": (
        "This database holds tables of something else ({tables}). Choose another database; this"
        " one was not changed."
    ),
    "store_newer": (
        "The database was written by a newer version ({revision}). Update the program; the "
        "database was not changed."
    ),
    "store_older": (
        "The database {url} has an older layout. Run “python cli.py init” to bring it up to date."
    ),
    "migration_broke_keys": (
        "The update of the database was taken back, because {rows} rows point to nothing. "
        "Restore a backup or ask for help."
    ),
    "not_found": "There is nothing here under this address.",
    "not_local": (
        "Without sign-in the app serves this machine only, but it is bound to {address}. Start "
        "it on 127.0.0.1, or set SCORECARD_SIGN_IN to oidc or proxy."
    ),
    "proxy_incomplete": (
        "Sign-in by proxy needs both SCORECARD_PROXY_SECRET and the name of its header. Set "
        "them or choose another sign-in."
    ),
    "bad_rates": (
        "Line {line} of the exchange rates cannot be read: {detail}. Mend the line and load the "
        "file again."
    ),
    "no_rate": (
        "There is no exchange rate for {currency} on {day}. Load rates that cover this day "
        "(Admin, Exchange rates) and send the file again."
    ),
    "unknown_local_user": (
        "SCORECARD_LOCAL_USER names {email}, who is no active user of this store. Add the user "
        "or unset the variable."
    ),
    "unknown_sender": (
        "There is no distributor {sender}. Send the file of distributors first, or choose "
        "another sender."
    ),
    "nothing_to_land": "There is nothing to land: the file is {status}. Mend it and send it again.",
    "other_bytes": "The file changed after it was read. Choose it again.",
    "directory_changed": (
        "Partners or products that the file names were taken back in the meantime. Read the "
        "file again."
    ),
    "already_undone": "Upload {batch} has been taken back already.",
    "undo_blocked": (
        "Later files stand on what upload {batch} brought. Take those back first ({later})."
    ),
    "bad_setting": "The setting {name} cannot be read: {detail}",
}

NO_VALUES: dict[NoValue, str] = {
    NoValue.NO_DATA: "No data",
    NoValue.LOW_SAMPLE: "Too few cases",
    NoValue.STALE: "Data too old",
    NoValue.NOT_APPLICABLE: "Not applicable",
    NoValue.NO_TARGET: "No target set",
}

STATUSES: dict[Status, str] = {
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

DIMENSION_NAMES: dict[str, str] = {
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

SUBJECTS: dict[Subject, str] = {
    Subject.RESULTS: "Results",
    Subject.PIPELINE: "Pipeline",
    Subject.CAPABILITY: "Capability",
    Subject.ENGAGEMENT: "Engagement",
    Subject.VOICE: "Voice",
    Subject.INVESTMENT: "Investment",
}

UNITS: dict[Unit, str] = {
    Unit.MONEY: "Money",
    Unit.SHARE: "Share",
    Unit.RATIO: "Ratio",
    Unit.COUNT: "Count",
    Unit.DAYS: "Days",
    Unit.POINTS: "Points",
}

DIRECTIONS: dict[Better, str] = {
    Better.HIGHER: "Higher is better",
    Better.LOWER: "Lower is better",
    Better.NEITHER: "Neither is better",
}

SOURCE_NAMES: dict[str, str] = {
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

KIND_NAMES: dict[FileKind, str] = {
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
}

FILE_STATUSES: dict[FileStatus, str] = {
    FileStatus.ACCEPTED: "Accepted",
    FileStatus.PARTIALLY_ACCEPTED: "Partly accepted",
    FileStatus.HELD: "Held for a person",
    FileStatus.REJECTED: "Refused",
}

ROLES: dict[Role, str] = {
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
    return translate(USER_ERRORS[code], lang, **params)


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
