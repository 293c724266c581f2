"""Settings of a programme: kept in the store, changed on the admin page."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, ConfigDict, Field, field_validator

from scorecard.money import currencies


class ProgrammeSettings(BaseModel):
    """What one vendor decides once.

    `as_of` freezes the day the numbers are for (a demo, or a store of past years);
    empty means today. Changing currency or fiscal year asks for a rebuild.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    programme_name: str = Field(default="Partner programme", min_length=1, max_length=100)
    reporting_currency: str = Field(default="EUR", pattern=r"^[A-Z]{3}$")
    fiscal_year_start: int = Field(default=1, ge=1, le=12)
    as_of: date | None = None
    default_language: str = Field(default="en", pattern=r"^[a-z]{2}$")

    @field_validator("reporting_currency")
    @classmethod
    def _known_currency(cls, code: str) -> str:
        if code not in currencies():
            raise ValueError(f"{code} is not an ISO currency code")
        return code
