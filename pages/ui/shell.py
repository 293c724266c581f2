"""The pages there are, who finds them in the navigation, and the way back into `app.py`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from html import escape
from pathlib import Path
from urllib.parse import urlencode

import streamlit as st

from pages.ui.html import join, show, tag
from pages.ui.text import QUERY, lang, t
from scorecard.access import Role, Viewer
from scorecard.errors import UserError
from scorecard.i18n.catalogue import LANGUAGE_NAMES, offered
from scorecard.i18n.message import MsgId

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "pages"
ICON = ROOT / "static" / "icon.png"
PRODUCT = "Partner Performance Scorecard"
_INSIDE: ContextVar[bool] = ContextVar("inside_app", default=False)
_TRIED = "entering"  # session key: the way through app.py was tried
ALL = tuple(Role)


@dataclass(frozen=True, slots=True)
class Entry:
    """A page. `roles` may open it; `shown_to` find it in the navigation."""

    name: str
    title: MsgId
    icon: str
    roles: tuple[Role, ...]
    shown_to: tuple[Role, ...] | None = None

    @property
    def file(self) -> Path:
        return PAGES / f"{self.name}.py"


VENDOR = (Role.CHIEF, Role.MANAGER)
ENTRIES: tuple[Entry, ...] = (
    Entry("overview", "Overview", "dashboard", VENDOR),
    Entry("scorecards", "Scorecards", "table_rows", VENDOR),
    Entry("partner", "Partner", "handshake", (*VENDOR, Role.PARTNER), (Role.PARTNER,)),
    Entry("at_risk", "At risk", "trending_down", VENDOR),
    Entry("pipeline", "Pipeline", "filter_alt", VENDOR),
    Entry("tiers", "Tiers", "stairs", VENDOR),
    Entry("nps", "NPS", "sentiment_satisfied", VENDOR),
    Entry("qbr", "Reviews", "co_present", (*VENDOR, Role.PARTNER)),
    Entry("upload", "Data", "upload_file", (Role.CHIEF, Role.DISTRIBUTOR)),
    Entry("kpi_dictionary", "KPIs", "menu_book", ALL),
    Entry("admin", "Admin", "settings", (Role.CHIEF,)),
    Entry("survey", "Survey", "rate_review", ()),  # opened by a signed link, by anybody
)


def roles_of(name: str) -> tuple[Role, ...]:
    """Who may open a page: what its guard is called with."""
    return next(entry.roles for entry in ENTRIES if entry.name == name)


def navigation(viewer: Viewer | None) -> list[st.Page]:
    """Every page, so that a link to one that is not for this viewer meets its guard; what the
    viewer may not open is not in the menu."""
    role = viewer.role if viewer else None
    first = next((entry for entry in ENTRIES if role in entry.roles), ENTRIES[0])
    return [
        st.Page(
            entry.file,
            title=t(entry.title),
            icon=f":material/{entry.icon}:",
            default=entry is first,
            visibility="visible" if role in (entry.shown_to or entry.roles) else "hidden",
        )
        for entry in ENTRIES
    ]


@contextmanager
def inside() -> Iterator[None]:
    """What `app.py` draws: pages that run now came through it."""
    token = _INSIDE.set(True)
    st.session_state.pop(_TRIED, None)
    try:
        yield
    finally:
        _INSIDE.reset(token)


def enter() -> None:
    """Go through `app.py` when this page runs without it.

    Until `st.navigation` has run once in the process, Streamlit answers a deep link with the
    page's script alone: no menu, no style. Naming the pages ends that, the rerun begins anew.

    Raises:
        UserError: `page_alone` when the page itself was started as the app.
    """
    if _INSIDE.get():
        return
    if st.session_state.pop(_TRIED, False):
        raise UserError("page_alone")
    st.session_state[_TRIED] = True
    dress()
    st.navigation(navigation(None), position="hidden")
    st.rerun()


def dress() -> None:
    """Icon and width, before any page is named: a page's own icon would be fetched from outside."""
    st.set_page_config(page_icon=str(ICON), layout="wide")


def languages() -> None:
    """The same page in the other languages, at its foot."""
    query = st.query_params.to_dict()
    links = [
        tag("a", LANGUAGE_NAMES[other], lang=other, hreflang=other,
            href="?" + urlencode({**query, QUERY: other}))
        for other in offered() if other != lang()
    ]  # fmt: skip
    show(tag("nav", join(links, " · "), class_="ps-note ps-languages",
             aria_label=t("Language"), data_lang=lang()))  # fmt: skip


def page_name() -> str:
    """The path of the page asked for, as the audit log shows it."""
    return (st.context.url or "").split("?")[0].rsplit("/", 1)[-1] or "start"


def logo(name: str) -> str:
    """The programme's sign and name as a drawing that reads on light and dark."""
    short = name if len(name) <= 32 else f"{name[:31].rstrip()}…"
    width = 34 + 9 * len(short)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="24" '
        f'viewBox="0 0 {width} 24"><rect y="2" width="20" height="20" rx="5" fill="#3568B0"/>'
        '<path d="M5 13h2.6v5H5zM8.7 7h2.6v11H8.7zM12.4 10H15v8h-2.6z" fill="#fff"/>'
        '<text x="28" y="17" font-family="Inter,Segoe UI,Roboto,Helvetica,Arial,sans-serif" '
        f'font-size="14" font-weight="600" fill="#5B7FB0">{escape(short)}</text></svg>'
    )
