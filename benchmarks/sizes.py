"""How large the generated programmes are, and where their stores lie."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

WORK = Path(__file__).parent / "work"
AS_OF = date(2026, 9, 30)
FIRST_MONTH = 202310
N_MONTHS = 36


@dataclass(frozen=True)
class Size:
    name: str
    partners: int
    lines: int
    deals: int
    distributors: int = 5
    products: int = 400
    owners: int = 12

    @property
    def file(self) -> Path:
        return WORK / f"{self.name}.db"

    @property
    def url(self) -> str:
        return f"sqlite:///{self.file}"


SIZES = {
    "S": Size("S", partners=500, lines=200_000, deals=20_000),
    "M": Size("M", partners=10_000, lines=5_000_000, deals=300_000, owners=60),
    "L": Size("L", partners=100_000, lines=20_000_000, deals=2_000_000, owners=300),
}
