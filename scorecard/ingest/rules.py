"""What must hold between the cells of a row, for each kind of file."""

from __future__ import annotations

from datetime import date

import numpy as np
from numpy.typing import NDArray

from scorecard.ingest.deal_rules import check_deals, settle_deals
from scorecard.ingest.fields import PAST
from scorecard.ingest.judge import Judged
from scorecard.ingest.kinds import FileKind
from scorecard.ingest.report import Directory
from scorecard.ingest.survey_rules import SURVEYED, check_survey

# Pairs of days of which the second cannot lie before the first.
IN_ORDER = {
    FileKind.PARTNERS: (("signed_on", "ended_on"),),
    FileKind.DEALS: (("created_on", "closed_on"), ("registered_on", "decided_on")),
    FileKind.CERTIFICATIONS: (("valid_from", "valid_to"),),
    FileKind.MDF: (("requested_on", "approved_on"), ("requested_on", "paid_on")),
}
# One of the fields of each group must have a value in every row.
ONE_OF = {
    FileKind.SELL_THROUGH: (
        ("vendor_partner_id", "reseller_id", "reseller_name"),
        ("line_amount", "unit_price"),
        ("sku", "gtin"),
    ),
    FileKind.STOCK: (("sku", "gtin"),),
    FileKind.SELL_IN: (("line_amount", "unit_price"), ("sku", "gtin")),
}
# One of the columns of each group must be there, filled in or not.
ONE_COLUMN_OF = {FileKind.DEALS: (("amount", "won_amount"), ("partner_code", "source"))}
# Optional fields that must be filled in once the file has their column.
NEEDED_IF_PRESENT = {FileKind.SELL_THROUGH: ("invoice_no",)}


def check_rows(judged: Judged, as_of: date, directory: Directory, sender: str | None) -> None:
    """Find what no single cell shows; rows that fail are marked in `judged.findings`."""
    if judged.kind is FileKind.DEALS:
        settle_deals(judged)
    _days(judged, as_of)
    _groups(judged)
    if judged.kind is FileKind.DEALS:
        check_deals(judged)
    if judged.kind is FileKind.TARGETS:
        _subjects(judged, directory)
    if judged.kind in SURVEYED:
        check_survey(judged, directory)


def missing_groups(kind: FileKind, present: set[str]) -> tuple[str, ...]:
    """Groups of which the file has no column at all, as `a / b / c`."""
    groups = (*ONE_OF.get(kind, ()), *ONE_COLUMN_OF.get(kind, ()))
    return tuple(" / ".join(group) for group in groups if not present & set(group))


def _days(judged: Judged, as_of: date) -> None:
    today = np.datetime64(as_of)
    for name in PAST.get(judged.kind, ()):
        late = judged.values[name] > today
        judged.findings.error("FUTURE_DATE", late, name, as_of=as_of.isoformat())
    for first, second in IN_ORDER.get(judged.kind, ()):
        wrong = judged.values[second] < judged.values[first]
        judged.findings.error("DATE_ORDER", wrong, second, first=first)


def _groups(judged: Judged) -> None:
    for group in ONE_OF.get(judged.kind, ()):
        empty = np.logical_and.reduce([judged.missing[name] for name in group])
        judged.findings.error("MISSING_VALUE", empty, _shown(judged, group))
    for name in NEEDED_IF_PRESENT.get(judged.kind, ()):
        if judged.has(name) and not judged.missing[name].all():
            judged.findings.error("MISSING_VALUE", judged.missing[name], name)


def _shown(judged: Judged, group: tuple[str, ...]) -> str:
    return next((name for name in group if judged.has(name)), group[0])


def _subjects(judged: Judged, directory: Directory) -> None:
    """A target of a partner or an owner names it; targets stand at one level only."""
    level, missing = judged.values["level"], judged.missing["subject"]
    judged.findings.error("MISSING_VALUE", (level != "all") & missing, "subject")
    judged.findings.error("BAD_VALUE", (level == "all") & ~missing, "subject", allowed="")
    good: NDArray = level[~judged.findings.bad]
    expected = directory.target_level or (good[0] if len(good) else None)
    if expected is not None:
        mixed = (level != expected) & (level != None)  # noqa: E711 (elementwise)
        judged.findings.error("TARGET_LEVEL_MIXED", mixed, "level", expected=str(expected))
    if directory.owners:
        subjects = judged.values["subject"].astype(str)
        unknown = (level == "owner") & ~missing & ~np.isin(subjects, list(directory.owners))
        judged.findings.warn("OWNER_UNKNOWN", unknown, "subject")
