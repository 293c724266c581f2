"""Colours: contrast by WCAG 2.2, statuses told apart by colour-blind people, one definition."""

from __future__ import annotations

import tomllib
from itertools import combinations
from pathlib import Path

import pytest

from pages.ui.theme import MARK_ON, MARKS, TEXT_ON, TOKENS, css_variables

ROOT = Path(__file__).parents[2]
CONFIG = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))["theme"]
APPEARANCES = ("light", "dark")


def linear(colour: str) -> list[float]:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def luminance(colour: str) -> float:
    red, green, blue = linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio as WCAG 2.2 defines it, 1..21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_of_known_pairs() -> None:
    assert contrast("#FFFFFF", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("appearance", APPEARANCES)
@pytest.mark.parametrize(("text", "ground"), TEXT_ON)
def test_texts_can_be_read(text: str, ground: str, appearance: str) -> None:
    ink, paper = getattr(TOKENS[text], appearance), getattr(TOKENS[ground], appearance)
    assert contrast(ink, paper) >= 4.5, f"{text} {ink} on {ground} {paper}"


@pytest.mark.parametrize("appearance", APPEARANCES)
@pytest.mark.parametrize(("mark", "ground"), MARK_ON)
def test_marks_can_be_seen(mark: str, ground: str, appearance: str) -> None:
    ink, paper = getattr(TOKENS[mark], appearance), getattr(TOKENS[ground], appearance)
    assert contrast(ink, paper) >= 3, f"{mark} {ink} on {ground} {paper}"


@pytest.mark.parametrize("appearance", APPEARANCES)
@pytest.mark.parametrize("mark", MARKS)
def test_marks_of_charts_can_be_seen_on_both_pages(mark: str, appearance: str) -> None:
    assert contrast(MARKS[mark], getattr(TOKENS["page"], appearance)) >= 3


def test_white_can_be_read_on_the_primary_button() -> None:
    assert contrast("#FFFFFF", TOKENS["primary"].light) >= 4.5
    assert contrast("#FFFFFF", TOKENS["primary"].dark) >= 4.5


# Machado, Oliveira and Fernandes (2009), severity 1.0, on linear RGB.
BLINDNESS = {
    "none": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216),
                   (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413),
                     (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602),
                   (0.004733, 0.691367, 0.303900)),
}  # fmt: skip
TO_XYZ = ((0.4124564, 0.3575761, 0.1804375), (0.2126729, 0.7151522, 0.0721750),
          (0.0193339, 0.1191920, 0.9503041))  # fmt: skip
WHITE = (0.95047, 1.0, 1.08883)


def times(matrix: tuple[tuple[float, ...], ...], vector: list[float]) -> list[float]:
    return [sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix]


def lab(colour: str, blindness: str) -> tuple[float, float, float]:
    seen = [min(max(part, 0.0), 1.0) for part in times(BLINDNESS[blindness], linear(colour))]
    x, y, z = (
        part ** (1 / 3) if part > 216 / 24389 else (24389 / 27 * part + 16) / 116
        for part in (a / b for a, b in zip(times(TO_XYZ, seen), WHITE, strict=True))
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def distance(one: str, other: str, blindness: str) -> float:
    """Euclidean distance in CIELAB (CIE76) as somebody with this colour vision sees it."""
    pairs = zip(lab(one, blindness), lab(other, blindness), strict=True)
    return sum((a - b) ** 2 for a, b in pairs) ** 0.5


@pytest.mark.parametrize("blindness", BLINDNESS)
@pytest.mark.parametrize("palette", [*APPEARANCES, "charts"])
def test_statuses_are_told_apart(palette: str, blindness: str) -> None:
    names = ("good", "watch", "risk")
    colours = [MARKS[n] if palette == "charts" else getattr(TOKENS[n], palette) for n in names]
    nearest = min(distance(one, other, blindness) for one, other in combinations(colours, 2))
    assert nearest >= 20


CONFIG_KEYS = {
    "primaryColor": "primary", "backgroundColor": "page", "secondaryBackgroundColor": "soft",
    "textColor": "ink", "linkColor": "link", "borderColor": "line",
    "greenColor": "good", "greenTextColor": "good-text", "greenBackgroundColor": "good-tint",
    "orangeColor": "watch", "orangeTextColor": "watch-text",
    "orangeBackgroundColor": "watch-tint",
    "redColor": "risk", "redTextColor": "risk-text", "redBackgroundColor": "risk-tint",
}  # fmt: skip


@pytest.mark.parametrize("appearance", APPEARANCES)
@pytest.mark.parametrize(("key", "token"), CONFIG_KEYS.items())
def test_streamlit_uses_the_same_colours(key: str, token: str, appearance: str) -> None:
    assert CONFIG[appearance][key] == getattr(TOKENS[token], appearance)


def test_fonts_are_served_by_the_app() -> None:
    assert [
        (ROOT / face["url"].removeprefix("app/")).is_file() for face in CONFIG["fontFaces"]
    ] == [
        True,
        True,
    ]


def test_tokens_follow_the_appearance_in_the_browser() -> None:
    css = css_variables()
    assert css.startswith(":root{--ps-page:light-dark(#FFFFFF,#0F141C);")
    assert css.count("light-dark(") == len(TOKENS)


def test_the_style_sheet_uses_known_tokens_only() -> None:
    folder = ROOT / "pages" / "ui"
    sheets = "".join(path.read_text("utf-8") for path in folder.glob("*.css"))
    used = {part.split(")")[0] for part in sheets.split("var(--ps-")[1:]}
    assert used - TOKENS.keys() == set()
    assert "#" not in sheets.replace("#000", "")  # a colour outside the tokens
