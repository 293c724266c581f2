"""HTML that is safe by construction, and the only door through which it reaches a page.

`tag` escapes every child and every attribute that is not already `Html`; names come from code,
links stay inside the app, styles are numbers. So nothing that came out of a file can become
markup: a partner called `<img onerror=...>` is shown as just that.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextvars import ContextVar
from html import escape
from urllib.parse import quote, urlencode

import streamlit as st

_NAME = re.compile(r"[a-z][a-z0-9-]*")
_CSS_NAME = re.compile(r"--[a-z][a-z0-9-]*")
_SVG = re.compile(r"[-\w .,#%='\"/:<>]*", re.ASCII)
_PLAIN = " '=:/.,-"  # stands as it is inside a quoted data address
_VOID = frozenset({"br", "col", "hr", "img", "wbr"})


_CARRIED: ContextVar[str] = ContextVar("carried", default="")


class Html(str):
    """Markup made by `tag`; any other text is escaped when it becomes part of it."""

    __slots__ = ()


class Style(str):
    """Declarations made by `style`."""

    __slots__ = ()


Child = str | int | Iterable["Child"] | None
Attribute = str | int | bool | None


def tag(name: str, *children: Child, **attributes: Attribute) -> Html:
    """An element. `class_` is written `class`, `aria_label` is written `aria-label`.

    Attributes that are None or False are left out, True stands without a value.

    Raises:
        ValueError: for a name that is none, or a link that leaves the app.
    """
    opening = f"<{_named(name)}{''.join(_attribute(*pair) for pair in attributes.items())}>"
    if name in _VOID:
        return Html(opening)
    return Html(f"{opening}{join(children)}</{name}>")


def join(children: Iterable[Child], between: Child = None) -> Html:
    """Children one after the other, escaped where they are not markup yet."""
    return Html(_text(between).join(_text(child) for child in children if child is not None))


def _text(child: Child) -> str:
    if child is None:
        return ""
    if isinstance(child, Html):
        return str(child)
    if isinstance(child, str | int):
        return escape(str(child))
    return str(join(child))


def _named(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} is no name of an element or attribute")
    return name


def _attribute(name: str, value: Attribute) -> str:
    name = _named(name.rstrip("_").replace("_", "-"))
    if name.startswith("on") or (name == "style" and not isinstance(value, Style)):
        raise ValueError(f"attribute {name!r} is not allowed here")
    if value is None or value is False:
        return ""
    if value is True:
        return f" {name}"
    if name in ("href", "src") and not _stays_here(str(value)):
        raise ValueError(f"{value!r} leads out of the app")
    return f' {name}="{_quoted(_carrying(str(value)) if name == "href" else str(value))}"'


def _quoted(text: str) -> str:
    return escape(text, quote=False).replace('"', "&quot;")  # always between double quotes


def carry(name: str, value: str) -> None:
    """An id that links of this run take along, unless they say otherwise; "" carries nothing.

    A link of ours begins a new session, in which Streamlit remembers nothing of this one.
    """
    _CARRIED.set(urlencode({name: value}) if value else "")


def _carrying(address: str) -> str:
    carried = _CARRIED.get()
    if not carried or address[:1] == "#" or f"{carried.split('=')[0]}=" in address:
        return address
    return f"{address}{'&' if '?' in address else '?'}{carried}"


def _stays_here(address: str) -> bool:
    return address[:1] in ("?", "#") or address[:2] == "./"


def style(**values: float | Style) -> Style:
    """Custom properties: `style(v=0.5)` gives `--v:50%`; `image(...)` is taken as it is."""
    return Style(";".join(_declaration(name, value) for name, value in values.items()))


def _declaration(name: str, value: float | Style) -> str:
    name = "--" + name.replace("_", "-")
    if not _CSS_NAME.fullmatch(name):
        raise ValueError(f"{name!r} is no name of a custom property")
    if isinstance(value, Style):
        return f"{name}:{value}"
    percent = f"{float(value) * 100:.2f}".rstrip("0").rstrip(".")
    return f"{name}:{percent}%"


def image(svg: str) -> Style:
    """An SVG drawing (made of numbers and known words only) as a `url(data:...)` value.

    Raises:
        ValueError: when the drawing holds anything but plain shapes.
    """
    if not _SVG.fullmatch(svg) or "script" in svg or "href" in svg:
        raise ValueError("not a plain drawing")
    return Style(f'url("data:image/svg+xml,{quote(svg.replace(chr(34), chr(39)), safe=_PLAIN)}")')


def show(*nodes: Html | None, narrow: bool = False) -> None:
    """Put markup on the page, in the container that is open; `narrow`: as wide as it needs."""
    body = "".join(node for node in nodes if node is not None)
    if body:
        st.html(body, width="content" if narrow else "stretch")


def show_style(css: str) -> None:
    """Put a style sheet of the project on the page; it takes no room."""
    st.html(f"<style>{css}</style>")


def show_script(address: str) -> None:
    """Run a script the app itself serves under `/app/static/`."""
    script = tag("script", src=address)
    st.html(script, unsafe_allow_javascript=True)
