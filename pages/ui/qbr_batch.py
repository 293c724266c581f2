"""Decks of a whole selection: made one by one with progress, handed out as one ZIP."""

from __future__ import annotations

import tempfile
import zipfile
from pathlib import Path

import streamlit as st

from pages.ui import address
from pages.ui import qbr_controls as controls
from pages.ui.data import qbr
from pages.ui.errors import shown_errors
from pages.ui.reader import Reader
from scorecard.access import Viewer
from scorecard.i18n.message import MsgId
from scorecard.reports.qbr.forms import Form, file_name
from scorecard.reports.qbr.outline import Edition
from scorecard.reports.qbr_views import ReviewsPage

MOST = 500
POWERPOINT = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
FORMS: dict[Form, MsgId] = {
    Form.PPTX: "Decks (.pptx)", Form.PDF: "One page each (.pdf)",
    Form.HTML: "Leave-behinds (.html)", Form.DIGEST: "Monthly digests (.html)",
}  # fmt: skip
_ZIP = "qbr_zip"  # session key: (what was asked, path of the archive)
_ORDERED = "qbr_ordered"  # session key: the button was pressed


def make_all(viewer: Viewer, page: ReviewsPage, asked: address.Asked, reader: Reader) -> None:
    """Choose form, edition and language, and make all that the filters show."""
    label = reader.tn("Make {n} deck", "Make {n} decks", min(page.n_due, MOST))
    edition, lang = controls.edition_asked(viewer.role), controls.language_asked(reader)
    with st.container(horizontal=True, vertical_alignment="center", key="batch"):
        names = {form: reader.t(words) for form, words in FORMS.items()}
        form = st.selectbox(reader.t("As"), list(names), format_func=names.__getitem__, width=220,
                            label_visibility="collapsed", key="qbr_form")  # fmt: skip
        controls.choose_edition(edition, reader)
        controls.choose_language(lang, reader)
        st.button(label, type="primary", key="make_all", icon=":material/folder_zip:",
                  on_click=_order)  # fmt: skip
    wanted = (asked.period.key, asked.filters, form, edition, lang, page.stamp.data_version)
    if st.session_state.pop(_ORDERED, False):
        with shown_errors():
            _forget()
            st.session_state[_ZIP] = (
                wanted,
                _zip(viewer, page, asked, form, edition, lang, reader),
            )
    kept = st.session_state.get(_ZIP)
    if kept is not None and kept[0][:5] == wanted[:5] and Path(kept[1]).exists():
        st.download_button(
            reader.t("Save the ZIP"), data=Path(kept[1]).read_bytes, mime="application/zip",
            file_name=f"qbr-{asked.period.key}-{form}.zip", on_click="ignore", key="save_zip",
            icon=":material/download:",
        )  # fmt: skip


def _order() -> None:
    st.session_state[_ORDERED] = True


def _forget() -> None:
    kept = st.session_state.pop(_ZIP, None)
    if kept is not None:
        Path(kept[1]).unlink(missing_ok=True)


def _zip(
    viewer: Viewer, page: ReviewsPage, asked: address.Asked, form: Form, edition: Edition,
    lang: str, reader: Reader,
) -> str:  # fmt: skip
    """Every review that passes the filters, one at a time; the path of the archive."""
    listed = qbr.reviews(viewer.scope, asked.period.key, asked.filters, 1, MOST).due
    bar = st.progress(0.0)
    handle = tempfile.NamedTemporaryFile(prefix="qbr-", suffix=".zip", delete=False)  # noqa: SIM115
    with handle, zipfile.ZipFile(handle, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, one in enumerate(listed):
            bar.progress(number / len(listed), text=one.name)
            outline = qbr.outline(viewer.scope, one.partner_code, asked.period.key, edition)
            archive.writestr(
                file_name(one.partner_code, asked.period.key, form),
                qbr.made(viewer.scope, outline, form, lang),
            )
            if form is Form.PPTX:
                qbr.keep(viewer, outline, lang)
    bar.progress(1.0, text=reader.tn("{n} file made", "{n} files made", len(listed)))
    return handle.name
