"""Nothing that came out of a file becomes markup."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.ui.html import Html, image, join, style, tag

ROOT = Path(__file__).parents[2]
HOSTILE = "<img src=x onerror=alert(1)>\"&'"


def test_an_element() -> None:
    assert tag("p", "a ", tag("b", 3), class_="note", hidden=True, title=None, aria_label="x") == (
        '<p class="note" hidden aria-label="x">a <b>3</b></p>'
    )


def test_an_element_without_an_end() -> None:
    assert tag("br") == "<br>"


def test_children_are_escaped() -> None:
    assert tag("p", HOSTILE) == ("<p>&lt;img src=x onerror=alert(1)&gt;&quot;&amp;&#x27;</p>")


def test_attributes_are_escaped() -> None:
    assert tag("p", title=HOSTILE) == (
        '<p title="&lt;img src=x onerror=alert(1)&gt;&quot;&amp;\'"></p>'
    )


def test_lists_of_children_and_separators() -> None:
    assert join(["a", None, tag("b", "<")], "&") == "a&amp;<b>&lt;</b>"
    assert tag("p", ["x", ["y"]]) == "<p>xy</p>"


@given(st.text())
def test_any_text_stays_text(text: str) -> None:
    made = tag("p", text, title=text)
    assert made.count("<") == 2
    assert made.count('"') == 2


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "//evil.example",
        "https://evil.example",
        "/\\evil",
        "data:text/html,x",
    ],
)
def test_a_link_stays_inside_the_app(address: str) -> None:
    with pytest.raises(ValueError, match="leads out of the app"):
        tag("a", "x", href=address)


@pytest.mark.parametrize("address", ["./partner?p=P001", "?q=2026Q3", "#top"])
def test_links_of_the_app(address: str) -> None:
    assert tag("a", "x", href=address) == f'<a href="{address}">x</a>'


def test_no_handlers_and_no_free_styles() -> None:
    with pytest.raises(ValueError, match="'onclick' is not allowed"):
        tag("p", onclick="alert(1)")
    with pytest.raises(ValueError, match="'style' is not allowed"):
        tag("p", style="color:red")
    with pytest.raises(ValueError, match="is no name"):
        tag("p onload=x")


def test_styles_are_numbers() -> None:
    assert style(v=0.5, mid=1 / 3) == "--v:50%;--mid:33.33%"
    assert tag("i", style=style(v=0)) == '<i style="--v:0%"></i>'
    with pytest.raises(ValueError, match="could not convert"):
        style(v="red")  # type: ignore[arg-type]


def test_a_drawing_becomes_a_data_address() -> None:
    assert image('<svg d="M1 2"/>') == "url(\"data:image/svg+xml,%3Csvg d='M1 2'/%3E\")"


@pytest.mark.parametrize("drawing", ["<script>x</script>", "<a href='x'/>", "<t>é</t>", "<t>;</t>"])
def test_a_drawing_is_plain(drawing: str) -> None:
    with pytest.raises(ValueError, match="not a plain drawing"):
        image(drawing)


def test_html_is_text() -> None:
    assert isinstance(tag("p"), Html)


def test_one_door_to_the_page() -> None:
    """Only the builder hands markup to Streamlit."""
    door = re.compile(r"\.html\(|unsafe_allow_html|unsafe_allow_javascript|_repr_html_")
    users = [
        path.relative_to(ROOT).as_posix()
        for path in [ROOT / "app.py", *sorted((ROOT / "pages").rglob("*.py"))]
        if door.search(path.read_text("utf-8"))
    ]
    assert users == ["pages/ui/html.py"]
