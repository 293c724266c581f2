"""Commitments of both sides: what came of last quarter's, and those of the next 12 weeks."""

from __future__ import annotations

from datetime import timedelta

import streamlit as st

from pages.ui import data, layout
from pages.ui.data import qbr
from pages.ui.errors import action
from pages.ui.html import Html, show, tag
from pages.ui.marks import chip, plain_chip
from pages.ui.reader import Reader
from pages.ui.tables import head, table
from scorecard.access import Viewer
from scorecard.commitments import Commitment, Outcome, Promise, Side
from scorecard.i18n.message import MsgId
from scorecard.reports.qbr.outline import Outline
from scorecard.views import Status

OUTCOMES: dict[Outcome, tuple[Status, MsgId]] = {
    Outcome.OPEN: (Status.UNKNOWN, "No result yet"),
    Outcome.KEPT: (Status.GOOD, "Kept"),
    Outcome.PARTLY: (Status.WATCH, "Partly"),
    Outcome.MISSED: (Status.RISK, "Missed"),
}
SIDES: dict[Side, MsgId] = {Side.VENDOR: "Us", Side.PARTNER: "The partner"}
WEEKS, LONGEST, NAME = 12, 500, 200


def show_promises(viewer: Viewer, outline: Outline, reader: Reader) -> None:
    """Both lists side by side; what is entered here opens the next review."""
    code, quarter = outline.partner_code, outline.period.key
    before = qbr.commitments(viewer.scope, code, outline.period.shift(-1).key)
    after = qbr.commitments(viewer.scope, code, quarter)
    left, right = st.columns(2, gap="small")
    with left.container(border=True, key="promised", height="stretch"):
        layout.heading(reader.t("Commitments of last quarter"))
        if before:
            show(_table(before, reader))
            _decide(viewer, code, before, reader)
        else:
            show(tag("p", reader.t("None were recorded."), class_="ps-note"))
    with right.container(border=True, key="promises", height="stretch"):
        layout.heading(reader.t("Commitments for the next 12 weeks"))
        if after:
            show(_table(after, reader))
            _withdraw(viewer, code, after, reader)
        _add(viewer, code, quarter, reader)


def _table(found: tuple[Commitment, ...], reader: Reader) -> Html:
    texts = [reader.t("Commitment"), reader.t("Who"), reader.t("Until"), reader.t("Outcome")]
    rows = [
        tag(
            "tr",
            tag("td", tag("div", one.promise.text, _seen(one, reader)), class_="lead"),
            tag("td", f"{reader.t(SIDES[one.promise.side])}: {one.promise.owner}",
                data_label=texts[1]),
            tag("td", reader.day(one.promise.due_on), data_label=texts[2], class_="n-left"),
            tag("td", _outcome(one, reader), class_="state"),
        )
        for one in found
    ]  # fmt: skip
    return table([head(text) for text in texts], rows, reader.t("Commitments"))


def _seen(one: Commitment, reader: Reader) -> Html | None:
    words = one.happened or one.promise.evidence
    return tag("span", words, class_="sub") if words else None


def _outcome(one: Commitment, reader: Reader) -> Html:
    status, words = OUTCOMES[one.outcome]
    if one.outcome is Outcome.OPEN:
        return plain_chip(reader.t(words))
    return chip(status, reader.t(words))


def _decide(viewer: Viewer, code: str, found: tuple[Commitment, ...], reader: Reader) -> None:
    """What came of one of them."""
    names = {one.commitment_id: one.promise.text[:80] for one in found}
    with st.popover(reader.t("Record a result"), icon=":material/task_alt:"):
        st.selectbox(reader.t("Commitment"), list(names), format_func=names.__getitem__,
                     key="result_of")  # fmt: skip
        words = {outcome: reader.t(text) for outcome, (_, text) in OUTCOMES.items()}
        st.segmented_control(reader.t("Outcome"), list(words), format_func=words.__getitem__,
                             key="result_is", default=Outcome.KEPT, required=True)  # fmt: skip
        st.text_area(reader.t("What happened"), key="result_told", max_chars=LONGEST)
        st.button(reader.t("Save"), type="primary", key="result_save", on_click=_save_result,
                  args=(viewer, code, reader))  # fmt: skip


@action
def _save_result(viewer: Viewer, code: str, reader: Reader) -> str:
    state = st.session_state
    qbr.decide(viewer, code, state["result_of"], state["result_is"], state["result_told"].strip())
    return reader.t("Saved.")


def _withdraw(viewer: Viewer, code: str, found: tuple[Commitment, ...], reader: Reader) -> None:
    names = {one.commitment_id: one.promise.text[:80] for one in found}
    with st.popover(reader.t("Take one back"), icon=":material/undo:"):
        st.selectbox(reader.t("Commitment"), list(names), format_func=names.__getitem__,
                     key="withdraw_of")  # fmt: skip
        st.button(reader.t("Take back"), key="withdraw_save", on_click=_save_withdrawn,
                  args=(viewer, code, reader))  # fmt: skip


@action
def _save_withdrawn(viewer: Viewer, code: str, reader: Reader) -> str:
    qbr.withdraw(viewer, code, st.session_state["withdraw_of"])
    return reader.t("Taken back.")


def _add(viewer: Viewer, code: str, quarter: str, reader: Reader) -> None:
    with st.form("promise", border=False, clear_on_submit=True):
        st.text_input(reader.t("Commitment"), key="promise_text", max_chars=LONGEST)
        names = {side: reader.t(words) for side, words in SIDES.items()}
        left, middle, right = st.columns([1, 1.4, 1])
        left.selectbox(reader.t("Side"), list(names), format_func=names.__getitem__,
                       key="promise_side")  # fmt: skip
        middle.text_input(reader.t("Who"), key="promise_owner", max_chars=NAME)
        right.date_input(reader.t("Until"), data.as_of() + timedelta(weeks=WEEKS),
                         key="promise_due", format="YYYY-MM-DD")  # fmt: skip
        st.text_input(reader.t("How it will be seen"), key="promise_seen", max_chars=LONGEST)
        st.form_submit_button(
            reader.t("Add the commitment"), type="primary", on_click=_save_promise,
            args=(viewer, code, quarter, reader),
        )  # fmt: skip


@action
def _save_promise(viewer: Viewer, code: str, quarter: str, reader: Reader) -> str:
    state = st.session_state
    made = Promise(state["promise_side"], state["promise_text"].strip(),
                   state["promise_owner"].strip(), state["promise_due"],
                   state["promise_seen"].strip())  # fmt: skip
    qbr.promise(viewer, code, quarter, made)
    return reader.t("Saved. It opens the next review.")
