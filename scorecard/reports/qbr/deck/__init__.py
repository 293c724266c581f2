"""An outline as an editable .pptx with native charts and tables."""

from scorecard.reports.qbr.deck.deck import deck_bytes

__all__ = ["deck_bytes"]
