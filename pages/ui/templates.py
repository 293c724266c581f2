"""Templates: an example file of each kind that its own reader accepts."""

from __future__ import annotations

from functools import partial

import streamlit as st

from pages.ui.html import Html, show, tag
from pages.ui.reader import Reader
from scorecard.access import Role, Viewer
from scorecard.i18n.sentences import kind_name
from scorecard.ingest.fields import fields_of
from scorecard.ingest.kinds import OF_SENDERS, FileKind
from scorecard.ingest.template import template_csv, template_xlsx

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def offer(viewer: Viewer, reader: Reader) -> None:
    """A row a kind: name, needed columns, downloads."""
    kinds = OF_SENDERS if viewer.role is Role.DISTRIBUTOR else tuple(FileKind)
    show(
        tag(
            "p",
            reader.t("Each template holds two example rows; replace them by yours."),
            class_="ps-note",
        )
    )
    for kind in kinds:
        with st.container(
            border=True,
            horizontal=True,
            vertical_alignment="center",
            horizontal_alignment="distribute",
            key=f"template_{kind.value}",
        ):
            show(_about(kind, reader))
            with st.container(horizontal=True, width="content"):
                _download(kind, "csv", "text/csv", reader)
                _download(kind, "xlsx", XLSX, reader)


def _about(kind: FileKind, reader: Reader) -> Html:
    needed = [name for name, spec in fields_of(kind).items() if spec.required]
    words = reader.t("Needed: {columns}", columns=", ".join(needed))
    return tag(
        "div", tag("b", kind_name(kind, reader.lang)), tag("span", words), class_="ps-template"
    )


def _download(kind: FileKind, suffix: str, mime: str, reader: Reader) -> None:
    about = partial(template_xlsx, lang=reader.lang)
    make = template_csv if suffix == "csv" else about
    st.download_button(
        suffix.upper(),
        data=partial(make, kind),
        file_name=f"{kind.value}.{suffix}",
        mime=mime,
        icon=":material/download:",
        on_click="ignore",
        key=f"template_{kind.value}_{suffix}",
        help=reader.t("Template as {format}", format=suffix.upper()),
    )
