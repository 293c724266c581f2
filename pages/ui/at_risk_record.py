"""The published record: what such verdicts were worth on earlier days, what became of alerts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from pages.ui import at_risk_chart as chart
from pages.ui import layout
from pages.ui.html import Html, show, tag
from pages.ui.reader import Reader
from pages.ui.tables import head, table
from pages.ui.text import moment
from scorecard import at_risk_words as words
from scorecard.i18n import formats
from scorecard.i18n.message import MsgId
from scorecard.risk.alert_kinds import RULE_NAMES, AlertRule
from scorecard.risk.alert_views import Estimate, LiveRecord, MethodRecord, TrackRecord


@dataclass(frozen=True, slots=True)
class Measure:
    """A column of the methods, and what it says."""

    name: MsgId
    what: MsgId


MEASURES = (
    Measure("Separates", "Area under the curve (AUC): 50% is chance, 100% perfect."),
    Measure("Finds", "Average precision: how right it is all along its list."),
    Measure("Right in budget", "Of the partners named first, how many then stopped."),
    Measure("Money found", "Share of the lost spend that the first tenth by money at stake held."),
)


def show_record(record: TrackRecord, reader: Reader) -> None:
    """The backtest with its uncertainty, and the live outcomes; unknown is said as unknown."""
    with st.container(key="record"):
        layout.heading(reader.t("Track record"))
        _backtest(record, reader)
        _live(record.live, reader)


def _backtest(record: TrackRecord, reader: Reader) -> None:
    if record.missing is not None:
        show(tag("div", tag("b", reader.t("No backtest")), reader.say(record.missing),
                 class_="ps-empty", role="status"))  # fmt: skip
        return
    said = words.against(record)
    if said:
        show(tag("p", tag("b", reader.say_all(said)), class_="ps-said"))
    left, right = st.columns([60, 40], gap="medium")
    with left:
        show(_methods(record.methods, reader), _how(record, reader))
    with right:
        _heading(reader.t("Foretold against what happened"))
        if record.calibration:
            st.plotly_chart(
                chart.calibration(record.calibration, reader), theme=None, key="calibration",
                config={"displayModeBar": False}, alt=_calibrated(record, reader),
            )  # fmt: skip
        show(tag("p", _calibrated(record, reader), class_="ps-note"))


def _methods(methods: Sequence[MethodRecord], reader: Reader) -> Html:
    measures = [(reader.t(one.name), reader.t(one.what)) for one in MEASURES]
    heads = [head(reader.t("Method"), "lead")]
    heads += [head(name, "n", what) for name, what in measures]
    rows = []
    for one in methods:
        values = (one.auc, one.ap, one.precision, one.captured)
        cells = [
            tag("td", _estimate(value, reader), class_="n", data_label=name)
            for value, (name, _) in zip(values, measures, strict=True)
        ]
        name = reader.t(words.METHODS.get(one.method, one.method))
        own = "is-own" if one.method == words.OWN else None
        rows.append(tag("tr", tag("td", tag("div", name), class_="lead"), cells, class_=own))
    return table(heads, rows, reader.t("Methods"), kind="is-record")


def _estimate(found: Estimate, reader: Reader) -> Html | str:
    """`76%` with its range below, or a dash."""
    known = words.estimated(found)
    if known is None:
        return tag("span", formats.NO_VALUE, class_="dash", title=reader.t("not known"))
    value, low, high = known
    if found.low is None and found.high is None:
        return tag("span", reader.share(value))
    between = f"{reader.share(low)} – {reader.share(high)}"
    return tag("span", reader.share(value), tag("span", between, class_="sub"))


def _how(record: TrackRecord, reader: Reader) -> Html:
    judged = words.days_judged(record)
    said = [reader.say(judged)] if judged is not None else []
    rhythm = words.estimated(record.rhythm_precision)
    if rhythm is not None:
        said.append(reader.t(
            "Of the alerts on a broken rhythm {share} were right ({low} to {high}).",
            share=reader.share(rhythm[0]), low=reader.share(rhythm[1]),
            high=reader.share(rhythm[2]),
        ))  # fmt: skip
    if record.made_at is not None:
        said.append(reader.t("Made {moment}.", moment=moment(record.made_at)))
    if record.stale:
        said.append(reader.t("The data has changed since."))
    said += [reader.say(one) for one in record.skipped]
    return tag("p", " ".join(said), class_="ps-note is-below")


def _calibrated(record: TrackRecord, reader: Reader) -> str:
    if not record.calibration:
        return reader.t("Too few outcomes to compare.")
    if record.calibration_error is None:
        return reader.t("On the dotted line, what was foretold is what happened.")
    error = reader.share(record.calibration_error, 1)
    return reader.t(
        "On the dotted line, what was foretold is what happened. On average it is off by {error}.",
        error=error,
    )  # fmt: skip


def _live(live: Sequence[LiveRecord], reader: Reader) -> None:
    _heading(reader.t("What became of the alerts"))
    if not live or not live[0].n_fired:
        show(tag("p", reader.t("No alert has been raised yet."), class_="ps-note"))
        return
    raised, still, right = reader.t("Raised"), reader.t("Still open"), reader.t("Right")
    heads = [head(reader.t("Alerts"), "lead"), head(raised, "n"), head(still, "n"),
             head(right, "n", reader.t("Recovered, plan agreed or lost, of those closed.")),
             head(reader.t("How they ended"))]  # fmt: skip
    shown = [one for one in live if one.n_closed or not one.owner]
    rows = [
        tag("tr", [
            tag("td", tag("div", _of(one, reader)), class_="lead"),
            tag("td", reader.number(one.n_fired), class_="n", data_label=raised),
            tag("td", reader.number(one.n_open), class_="n", data_label=still),
            tag("td", _estimate(one.right, reader), class_="n", data_label=right),
            tag("td", reader.say_all(words.outcomes(one), " · ") or reader.t("none closed yet"),
                class_="why"),
        ])
        for one in shown
    ]  # fmt: skip
    show(table(heads, rows, reader.t("What became of the alerts"), kind="is-record"))
    if len(shown) < len(live):
        left = reader.t("Owners of whose alerts none is closed yet are left out.")
        show(tag("p", left, class_="ps-note"))


def _of(one: LiveRecord, reader: Reader) -> str:
    if one.owner:
        return one.owner
    if one.rule:
        return reader.t(RULE_NAMES[AlertRule(one.rule)])
    return reader.t("All alerts")


def _heading(text: str) -> None:
    show(tag("h3", text, class_="ps-h3"))
