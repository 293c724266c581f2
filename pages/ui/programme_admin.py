"""The programme file on the admin page: its text, faults by line, versions, decisions on gates."""

from __future__ import annotations

from functools import partial

import streamlit as st

from pages.ui import data, layout
from pages.ui.data import tiers
from pages.ui.errors import action
from pages.ui.html import Html, show, tag
from pages.ui.marks import chip
from pages.ui.reader import Reader
from pages.ui.tables import cell_of, head, table
from pages.ui.text import moment, plain, t
from scorecard.access import Viewer
from scorecard.errors import UserError
from scorecard.programme.faults import Fault, ProgrammeFaults
from scorecard.programme.schema import Programme
from scorecard.programme.shipped import starter_text
from scorecard.views import Status

TEXT, FILE, REASON, GATE, WHO, FROM, WHY = (f"programme_{name}" for name in (
    "text", "file", "reason", "gate", "who", "gate_from", "gate_reason"))  # fmt: skip
MOST_BYTES = 1_000_000


def programme_panel(viewer: Viewer, reader: Reader) -> None:
    """The text to edit, what is wrong with it, the way to save; then versions and gates."""
    saved = tiers.versions(viewer.scope)
    layout.heading(reader.t("Programme file"))
    words = reader.t(
        "Change the text or take a file. A new version needs a version name of its own and a "
        "valid_from after the last version and the last review; what was decided stays."
    )
    show(tag("p", words, class_="ps-note"))
    key = f"{TEXT}_{saved[0].version_id if saved else 0}"  # a new version begins with its text
    _upload(key, reader)
    st.session_state.setdefault(key, saved[0].text if saved else starter_text())
    text = st.text_area(reader.t("Text of the programme"), key=key, height=420)
    programme, faults = _read(text)
    if faults:
        show(_fault_table(faults, reader))
    elif programme is not None:
        show(tag("p", chip(Status.GOOD, reader.t("No fault found")), " ",
                 _about(programme, reader), class_="ps-note"))  # fmt: skip
    _save_row(viewer, text, unchanged=bool(saved) and text == saved[0].text, faults=bool(faults),
              reader=reader)  # fmt: skip
    if saved:
        layout.heading(reader.t("Versions"))
        show(_versions(saved, reader))
        _downloads(saved, reader)
    _gates(viewer, reader)


def _upload(key: str, reader: Reader) -> None:
    st.file_uploader(
        reader.t("Take a programme file"), type=["yaml", "yml"], key=FILE, on_change=_taken,
        args=(key,),
    )  # fmt: skip


@action
def _taken(key: str) -> str | None:
    file = st.session_state.get(FILE)
    if file is None:
        return None
    content = file.getvalue()
    if len(content) > MOST_BYTES:
        raise UserError("programme_unreadable", file=file.name)
    try:
        st.session_state[key] = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UserError("programme_unreadable", file=file.name) from error
    return t("The text below is that of {file}. It is not saved yet.", file=plain(file.name))


def _read(text: str) -> tuple[Programme | None, tuple[Fault, ...]]:
    try:
        return tiers.programme_of(text), ()
    except ProgrammeFaults as error:
        return None, error.faults


def _fault_table(faults: tuple[Fault, ...], reader: Reader) -> Html:
    heads = [head(reader.t("Line"), "n"), head(reader.t("What is wrong"), "lead"),
             head(reader.t("What to do"))]  # fmt: skip
    rows = [
        tag("tr", [
            cell_of(reader.t("Line"), reader.number(fault.line)),
            tag("td", tag("div", fault.wrong), class_="lead"),
            tag("td", fault.mend, class_="why"),
        ])
        for fault in faults
    ]  # fmt: skip
    return table(heads, rows, reader.t("Faults"))


def _about(programme: Programme, reader: Reader) -> str:
    return reader.t(
        "{programme}, version {version}, from {day}. Ladders: {ladders}, metrics: {metrics}.",
        programme=programme.programme, version=programme.version, day=programme.valid_from,
        ladders=len(programme.ladders), metrics=len(programme.metrics),
    )  # fmt: skip


def _save_row(viewer: Viewer, text: str, *, unchanged: bool, faults: bool, reader: Reader) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", key="programme_save"):
        st.text_input(reader.t("Reason"), key=REASON, max_chars=500)
        st.button(
            reader.t("Save this version"), type="primary", key="save_programme", on_click=_save,
            args=(viewer, text), disabled=faults or unchanged,
        )  # fmt: skip


@action
def _save(viewer: Viewer, text: str) -> str:
    tiers.save_programme(viewer, text, str(st.session_state[REASON]))
    st.session_state[REASON] = ""
    return t("The version is saved.")


def _versions(saved: list[tiers.SavedVersion], reader: Reader) -> Html:
    names = (reader.t("Valid from"), reader.t("Saved on"), reader.t("By whom"), reader.t("Reason"))
    rows = [
        tag("tr", [
            tag("td", tag("div", tag("b", one.version)), class_="lead"),
            tag("td", reader.day(one.valid_from), data_label=names[0]),
            tag("td", moment(one.saved_at), data_label=names[1]),
            tag("td", one.saved_by, data_label=names[2]),
            tag("td", one.reason, class_="why"),
        ])
        for one in saved
    ]  # fmt: skip
    heads = [head(reader.t("Version"), "lead"), *map(head, names)]
    return table(heads, rows, reader.t("Versions"))


def _downloads(saved: list[tiers.SavedVersion], reader: Reader) -> None:
    with st.popover(reader.t("Files of the versions"), icon=":material/download:"):
        for one in saved:
            st.download_button(
                plain(one.version), data=one.text.encode(), mime="application/yaml",
                file_name=f"programme-{one.valid_from.isoformat()}.yaml", on_click="ignore",
                type="tertiary", key=f"programme_file_{one.version_id}",
            )  # fmt: skip


def _gates(viewer: Viewer, reader: Reader) -> None:
    """Decide a partner's gate; with what was decided before."""
    gates = tiers.gates(viewer.scope)
    if not gates:
        return
    layout.heading(reader.t("Decisions on gates"))
    with st.container(horizontal=True, vertical_alignment="bottom", key="gate_row"):
        gate = st.selectbox(reader.t("Gate"), list(gates), format_func=gates.__getitem__, key=GATE)
        words = st.text_input(reader.t("Search a partner"), key=f"{WHO}_words")
        found = {code: f"{name} ({code})"
                 for code, name, _ in data.find_partners(viewer.scope, words)}  # fmt: skip
        code = st.selectbox(reader.t("Partner"), list(found), format_func=found.__getitem__,
                            key=WHO)  # fmt: skip
    if code is None:
        show(tag("p", reader.t("No partner matches"), class_="ps-note", role="status"))
        return
    show(_decisions(viewer, code, gates, reader))
    with st.container(horizontal=True, vertical_alignment="bottom", key="gate_decide"):
        st.date_input(reader.t("Valid from"), data.as_of(), key=FROM, format="YYYY-MM-DD")
        st.text_input(reader.t("Reason"), key=WHY, max_chars=500)
        decide = partial(st.button, on_click=_decide)
        decide(reader.t("Open the gate"), key="gate_open", type="primary",
               args=(viewer, code, gate, True))  # fmt: skip
        decide(reader.t("Close the gate"), key="gate_close", args=(viewer, code, gate, False))


def _decisions(viewer: Viewer, code: str, gates: dict[str, str], reader: Reader) -> Html:
    made = tiers.gate_decisions(viewer.scope, code)
    if not made:
        return tag("p", reader.t("Nothing was decided of this partner yet."), class_="ps-note")
    rows = [
        tag("tr", [
            tag("td", tag("div", gates.get(one.gate, one.gate)), class_="lead"),
            tag("td", chip(Status.GOOD, reader.t("Granted")) if one.is_open
                else chip(Status.UNKNOWN, reader.t("Not granted")), class_="state"),
            tag("td", reader.day(one.valid_from), data_label=reader.t("Valid from")),
            tag("td", one.decided_by, data_label=reader.t("By whom")),
            tag("td", one.reason, class_="why"),
        ])
        for one in made
    ]  # fmt: skip
    names = (reader.t("Decision"), reader.t("Valid from"), reader.t("By whom"), reader.t("Reason"))
    heads = [head(reader.t("Gate"), "lead"), *map(head, names)]
    return table(heads, rows, reader.t("Decisions on gates"))


@action
def _decide(viewer: Viewer, code: str, gate: str, is_open: bool) -> str:
    tiers.decide_gate(viewer, code, gate, st.session_state[FROM], str(st.session_state[WHY]),
                      is_open=is_open)  # fmt: skip
    st.session_state[WHY] = ""
    return t("The decision is kept.")
