"""The programme that comes with the product: the default card, no tiers."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

from scorecard.programme.cards import default_cards
from scorecard.programme.schema import Programme


@cache
def default_programme() -> Programme:
    """What rules while nobody has saved a programme file."""
    cards = default_cards()
    return Programme(
        programme="Default", version=cards.version, valid_from=date(1900, 1, 1), scorecard=cards
    )


@cache
def starter_text() -> str:
    """A small programme file with tiers, to begin one's own with."""
    return Path(__file__).with_name("starter.yaml").read_text("utf-8")
