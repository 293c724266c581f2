"""A table of dated rows, its columns read once: as text, as numbers, as days."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from scorecard.errors import UserError, did_you_mean
from scorecard.programme.bounds import Floats

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
EPOCH = pd.Timestamp(1970, 1, 1).toordinal()
TRUE, FALSE = ("true", "yes", "1"), ("false", "no", "0")


class Table:
    """Rows of partners.

    Args:
        frame: with a column `partner`; dates as dates, text or timestamps; empty cells unknown.
        partners: rows of others are left out.
    """

    def __init__(self, name: str, frame: pd.DataFrame, partners: pd.Index) -> None:
        self.name = name
        if "partner" not in frame.columns:
            raise UserError("rows_column", table=name, column="partner", hint="")
        places = partners.get_indexer(pd.Index(frame["partner"]))
        self.frame = frame.loc[places >= 0].reset_index(drop=True)
        self.partner: Ints = places[places >= 0].astype(np.int64)
        self._texts: dict[str, npt.NDArray[np.object_]] = {}
        self._numbers: dict[str, Floats] = {}
        self._days: dict[str, Ints] = {}

    def __len__(self) -> int:
        return len(self.partner)

    @cached_property
    def n(self) -> int:
        return len(self.partner)

    def column(self, name: str) -> pd.Series:
        """
        Raises:
            UserError: `rows_column`, when the table does not have it.
        """
        if name not in self.frame.columns:
            hint = did_you_mean(name, [str(known) for known in self.frame.columns])
            raise UserError("rows_column", table=self.name, column=name, hint=hint)
        return self.frame[name]

    def text(self, name: str) -> npt.NDArray[np.object_]:
        """Cells as text, None where nothing is known."""
        if name not in self._texts:
            column = self.column(name)
            cells = column.to_numpy(dtype=object)
            gone = column.isna().to_numpy() | (cells == "")
            texts = np.full(self.n, None, dtype=object)
            texts[~gone] = [as_text(cell) or None for cell in cells[~gone]]
            self._texts[name] = texts
        return self._texts[name]

    def number(self, name: str) -> Floats:
        """Cells as numbers, NaN where nothing is known.

        Raises:
            UserError: `rows_cell`, for a cell that is no number.
        """
        if name not in self._numbers:
            column = self.column(name)
            if pd.api.types.is_object_dtype(column) or pd.api.types.is_string_dtype(column):
                column = column.map(lambda cell: None if cell == "" else cell, na_action="ignore")
            numbers = pd.to_numeric(column, errors="coerce").astype(float)
            self._refuse(name, (numbers.isna() & column.notna()) | np.isinf(numbers), "number")
            self._numbers[name] = np.asarray(numbers, dtype=np.float64)
        return self._numbers[name]

    def day(self, name: str) -> Ints:
        """Cells as ordinals, 0 where nothing is known.

        Raises:
            UserError: `rows_cell`, for a cell that is no date as 2026-03-31.
        """
        if name not in self._days:
            column = self.column(name)
            if not pd.api.types.is_datetime64_any_dtype(column):
                column = column.map(lambda cell: None if cell == "" else cell, na_action="ignore")
            days = pd.to_datetime(column, errors="coerce", format="ISO8601")
            self._refuse(name, days.isna() & column.notna(), "date such as 2026-03-31")
            self._days[name] = ordinals(days)
        return self._days[name]

    def known_in(self, names: tuple[str, ...]) -> Ints:
        """A number for each different set of values in the columns; -1 where one is not known."""
        texts = [self.text(name) for name in names]
        gone = np.zeros(self.n, dtype=bool)
        codes = np.zeros(self.n, dtype=np.int64)
        for text in texts:
            found, _ = pd.factorize(text)
            gone |= found < 0
            codes, _ = pd.factorize(codes * (found.max(initial=0) + 1) + np.maximum(found, 0))
        return np.where(gone, -1, codes)

    def _refuse(self, name: str, bad: pd.Series, form: str) -> None:
        if bad.any():
            row = int(bad.to_numpy().argmax())
            raise UserError(
                "rows_cell", table=self.name, column=name, form=form,
                cell=str(self.frame[name].iloc[row])[:80],
            )  # fmt: skip


def ordinals(days: pd.Series) -> Ints:
    """Timestamps as `date.toordinal()`, 0 for none."""
    there = days.notna().to_numpy()
    stamps = days.fillna(pd.Timestamp(1970, 1, 1)).dt.tz_localize(None)
    since = stamps.to_numpy(dtype="datetime64[D]").astype(np.int64)
    return np.where(there, since + EPOCH, 0)


def as_text(cell: object) -> str:
    """A cell as programme files write it: no .0 behind whole numbers, true and false in small."""
    if isinstance(cell, (bool, np.bool_)):
        return "true" if cell else "false"
    if isinstance(cell, (float, np.floating)) and float(cell).is_integer():
        return str(int(cell))
    if isinstance(cell, pd.Timestamp):
        return cell.date().isoformat()
    return str(cell).strip()
