"""Colours and measures of the house's decks. Colours are RRGGBB, contrast as on the pages."""

from __future__ import annotations

from scorecard.reports.qbr.outline import Tone
from scorecard.views import Status

INK, MUTED, PRIMARY, PAPER = "14202B", "55616E", "1F4E8C", "FFFFFF"
LINE, CARD = "D5DBE1", "F4F6F8"
ACTUAL, NEUTRAL = "2B3A4A", "66788A"
GOOD, WATCH, RISK = "0E8A96", "CC7300", "A3142E"
STAGES = ("C9D2DC", "8FA1B3", "5A7390", "2B3A4A", "1F4E8C", "0E8A96")

TEXT_OF = {
    Tone.PLAIN: INK,
    Tone.MUTED: MUTED,
    Tone.GOOD: "0B6872",
    Tone.WATCH: "8A4B00",
    Tone.RISK: RISK,
}
TINT_OF = {Tone.GOOD: "E3F4F5", Tone.WATCH: "FDF1DC", Tone.RISK: "FBE7EA"}
MARK_OF = {
    Status.GOOD: GOOD,
    Status.WATCH: WATCH,
    Status.RISK: RISK,
    Status.UNKNOWN: NEUTRAL,
}
TONE_OF = {
    Status.GOOD: Tone.GOOD,
    Status.WATCH: Tone.WATCH,
    Status.RISK: Tone.RISK,
    Status.UNKNOWN: Tone.MUTED,
}

FONT = "Calibri"  # every Office has it; where it is not, its metrics are (Carlito)
EMU_POINT = 12_700
EMU_INCH = 914_400
WIDTH, HEIGHT = round(13.333 * EMU_INCH), round(7.5 * EMU_INCH)
