"""Colours of the product, defined once: style sheet and charts take them from here.

Every token has a value for the light and one for the dark appearance. Texts meet WCAG 2.2 AA on
the surfaces they stand on (computed in `tests/unit/test_theme.py`). `.streamlit/config.toml`
repeats the few that Streamlit's own widgets need; the same test compares them.
"""

from __future__ import annotations

from typing import NamedTuple


class Pair(NamedTuple):
    light: str
    dark: str


TOKENS: dict[str, Pair] = {
    "page": Pair("#FFFFFF", "#0F141C"),
    "card": Pair("#FFFFFF", "#0F141C"),
    "soft": Pair("#F2F4F8", "#18202B"),  # table heads, chips, hovered rows
    "line": Pair("#DDE3EA", "#2A3442"),  # borders between things
    "edge": Pair("#7A8794", "#66788A"),  # borders of things to press
    "ink": Pair("#14202B", "#E8EDF3"),
    "muted": Pair("#55616E", "#9AA7B5"),
    "primary": Pair("#1F4E8C", "#2F6FD0"),
    "link": Pair("#1F4E8C", "#7FB0FF"),
    "focus": Pair("#1F4E8C", "#7FB0FF"),
    # status: marks (bars, dots), texts and the tint under a text
    "good": Pair("#0E8A96", "#41C3CF"),
    "watch": Pair("#CC7300", "#FFD166"),
    "risk": Pair("#A3142E", "#EF5B7B"),
    "good-text": Pair("#0B6872", "#5FD3DE"),
    "watch-text": Pair("#8A4B00", "#FFD980"),
    "risk-text": Pair("#A3142E", "#FF8FA5"),
    "good-tint": Pair("#E3F4F5", "#12343A"),
    "watch-tint": Pair("#FDF1DC", "#3A2F12"),
    "risk-tint": Pair("#FBE7EA", "#43202A"),
    "grey-tint": Pair("#EDF0F4", "#242E3A"),
    # charts: actual, last year, and the bands of a bullet (tints of one hue)
    "actual": Pair("#2B3A4A", "#D5DEE9"),
    "before": Pair("#8B98A7", "#8797A8"),
    "band-low": Pair("#CFD7E1", "#3B4859"),
    "band-mid": Pair("#DFE5EC", "#2C3848"),
    "band-high": Pair("#EDF1F5", "#202A37"),
    # tiers, the lowest first: one hue that reads on both grounds, as charts need it
    "tier-0": Pair("#9FB0C3", "#9FB0C3"),
    "tier-1": Pair("#839DBD", "#839DBD"),
    "tier-2": Pair("#6789B7", "#6789B7"),
    "tier-3": Pair("#4B76B0", "#4B76B0"),
    "tier-4": Pair("#2F62AA", "#2F62AA"),
}

# Marks that read on both backgrounds, for charts that do not follow a switch of the theme.
MARKS = {"good": "#0E8A96", "watch": "#CC7300", "risk": "#C92F4E", "neutral": "#66788A"}

# Which text stands on which surface: what the contrast test walks through.
TEXT_ON: tuple[tuple[str, str], ...] = (
    *((text, ground) for text in ("ink", "muted") for ground in ("page", "card", "soft")),
    *((text, "card") for text in ("good-text", "watch-text", "risk-text", "link")),
    *((f"{status}-text", f"{status}-tint") for status in ("good", "watch", "risk")),
    ("link", "soft"),
    ("ink", "grey-tint"),
    ("muted", "grey-tint"),
)
# Shapes that carry meaning need 3:1 against what they lie on.
MARK_ON: tuple[tuple[str, str], ...] = (
    *((mark, "card") for mark in ("good", "watch", "risk", "actual", "edge", "focus")),
    *((mark, "band-high") for mark in ("actual", "risk")),
    ("actual", "band-mid"),
    ("actual", "band-low"),
    ("ink", "band-high"),
)


def css_variables() -> str:
    """`:root{--ps-ink:light-dark(...)}`: follows the appearance chosen in Streamlit by itself."""
    tokens = "".join(
        f"--ps-{name}:light-dark({pair.light},{pair.dark});" for name, pair in TOKENS.items()
    )
    return f":root{{{tokens}}}"
