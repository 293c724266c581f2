"""What reading a file gives: rows and all issues. Nothing is stored yet."""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

import pandas as pd

from scorecard.errors import Issue, Severity
from scorecard.ingest.kinds import LINES, FileKind


class FileStatus(StrEnum):
    ACCEPTED = "accepted"
    PARTIALLY_ACCEPTED = "partially_accepted"
    HELD = "held"
    REJECTED = "rejected"


@dataclass(frozen=True)
class SurveyBook:
    """What the store knows of surveys.

    Args:
        waves: name of a wave -> first day on which anybody was asked or answered.
        invited: wave -> {(partner code, respondent) -> day of the invitation}; a wave without
            invitations is not in it, and anybody may have answered it.
    """

    waves: MappingOf[str, date] = field(default_factory=dict)
    invited: MappingOf[str, MappingOf[tuple[str, str], date]] = field(default_factory=dict)


@dataclass(frozen=True)
class Directory:
    """What the store knows that a reader needs: plain dictionaries, no connection.

    Args:
        partners: partner code -> partner_id.
        aliases: (sender code, code or name as the sender writes it, case folded) -> partner_id.
        products: sku -> product_id.
        gtins: GTIN -> product_id.
        distributors: distributor code -> distributor_id.
        currencies: distributor code -> its currency.
        countries: distributor code -> its country (decides between code pages that read alike).
        owners: known owners of partners.
        survey: waves and invitations, where the file is of a survey.
        target_level: the level at which targets are kept so far (partner, owner, all), or None.
    """

    partners: MappingOf[str, int] = field(default_factory=dict)
    aliases: MappingOf[tuple[str, str], int] = field(default_factory=dict)
    products: MappingOf[str, int] = field(default_factory=dict)
    gtins: MappingOf[str, int] = field(default_factory=dict)
    distributors: MappingOf[str, int] = field(default_factory=dict)
    currencies: MappingOf[str, str] = field(default_factory=dict)
    countries: MappingOf[str, str] = field(default_factory=dict)
    owners: frozenset[str] = frozenset()
    target_level: str | None = None
    survey: SurveyBook | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Rows that one reason keeps out, and the money they stand for.

    Args:
        reason: the first error of the row.
        cell: what stands in the cell, where one decision on it mends all its rows (unknown
            article numbers); else empty.
        currency: of the amount; empty for rows whose money is not known.
        n_unread: rows of it whose amount or currency cannot be read.
        amount_minor: sum of the others, in minor units of the currency.
    """

    reason: str
    cell: str
    currency: str
    n_rows: int
    n_unread: int
    amount_minor: int


@dataclass(frozen=True)
class UploadReport:
    """A file read and judged.

    Every record has exactly one fate, so `n_records == n_accepted + n_rejected + n_ignored`.

    Args:
        rows: accepted rows, one a record: `record`, `line` and every field of the kind's row
            model (missing fields None/NaT). Dates are datetime64[ns], text and codes str/None,
            counts int64. Each money field `x` stands as `x_minor` (minor units of the row's
            currency, half to even) and `x_e6` (exact millionths of the unit): int64, or Python
            integers and None where the field is optional. Sell-through has `qty_milli` for
            `qty`, `line_amount_*` and `currency` always filled in, `partner_id`, `product_id`
            (int64). Kinds with `partner_code` also have `partner_id` (0 for a new partner),
            deals also `distributor_id` (0 for none), targets `partner_id` (0 when not of a
            partner) and `month` as int yyyymm. In a wide file each month's cell is a record:
            1000 x record of the file + number of the month column.
        column_map: header of the file -> canonical field.
        issues: all of them, errors and warnings, in file order.
        ignored: record number -> why it is provably not data (BLANK, TOTALS_ROW ...).
        refused: refused rows by reason, with their money where it can be read.
    """

    kind: FileKind
    sender: str | None
    file_name: str
    sha256: str
    size: int
    as_of: date
    status: FileStatus
    reason: str | None = None
    rows: pd.DataFrame = field(default_factory=pd.DataFrame)
    issues: tuple[Issue, ...] = ()
    ignored: MappingOf[int, str] = field(default_factory=dict)
    n_records: int = 0
    n_rejected: int = 0
    column_map: MappingOf[str, str] = field(default_factory=dict)
    dialect: MappingOf[str, str] = field(default_factory=dict)
    headers: tuple[str, ...] = ()
    refused: tuple[Refusal, ...] = ()

    @property
    def n_accepted(self) -> int:
        return len(self.rows)

    @property
    def n_ignored(self) -> int:
        return len(self.ignored)

    @property
    def errors(self) -> tuple[Issue, ...]:
        return tuple(issue for issue in self.issues if issue.severity is Severity.ERROR)

    @property
    def warnings(self) -> tuple[Issue, ...]:
        return tuple(issue for issue in self.issues if issue.severity is Severity.WARNING)

    def totals(self) -> dict[str, object]:
        """What a sender can check against its own system: rows, quantity, amount by currency."""
        found: dict[str, object] = {
            "rows_accepted": self.n_accepted,
            "rows_rejected": self.n_rejected,
            "rows_ignored": self.n_ignored,
        }
        if self.kind in LINES and self.n_accepted:
            found["qty"] = _plain(Decimal(int(self.rows["qty_milli"].sum())) / 1000)
            found["amount_by_currency"] = amount_by(self.rows, "currency")
        return found


def amount_by(rows: pd.DataFrame, column: str) -> dict[str, str]:
    """Exact sum of the line amounts of each group, as decimal text."""
    high, low = rows["line_amount_e6"] // 10**6, rows["line_amount_e6"] % 10**6
    sums = pd.DataFrame({"high": high, "low": low}).groupby(rows[column]).sum()
    return {
        str(group): _plain(Decimal(int(whole)) + Decimal(int(rest)).scaleb(-6))
        for group, whole, rest in sums.itertuples()
    }


def _plain(number: Decimal) -> str:
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
