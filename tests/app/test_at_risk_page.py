"""The page "At risk": the answer first, the week's work, what people do, the published record."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from pages.ui import data
from pages.ui.data import at_risk
from pages.ui.reader import Reader
from scorecard.access import Role
from scorecard.at_risk_filter import narrowed
from scorecard.at_risk_words import chance
from scorecard.i18n.message import Message
from scorecard.reports.alert_list import alert_csv
from scorecard.risk.alert_kinds import AlertOutcome
from scorecard.settings import ProgrammeSettings
from tests.app.alerts_by_hand import (
    EMPTY,
    NO_RECORD,
    NOTHING,
    PAGE,
    READS,
    VERBS,
    AlertsByHand,
)
from tests.app.conftest import OpenApp, go, texts
from tests.app.views_by_hand import CHOICES, HOSTILE, STAMP, DataByHand

ROOT = Path(__file__).parents[2]


@pytest.fixture
def alerts(monkeypatch: pytest.MonkeyPatch) -> AlertsByHand:
    """The page on alerts made by hand."""
    st.cache_data.clear()
    st.cache_resource.clear()
    made, programme = AlertsByHand(), DataByHand()
    instead: dict[str, Any] = {
        "settings": lambda: ProgrammeSettings(programme_name="Helio"),
        "settle": lambda title: None,
        "reader": Reader,
        "as_of": lambda: STAMP.as_of,
        "stamp": lambda scope: STAMP,
        "periods": lambda scope: programme.periods_found,
        "choices": lambda scope: CHOICES,
        "freshness": lambda scope: programme.sources,
        "trust": lambda scope: (),
    }
    for name, stand_in in instead.items():
        monkeypatch.setattr(data, name, stand_in)
    for name in (*READS, *VERBS):
        monkeypatch.setattr(at_risk, name, getattr(made, name))
    return made


def opened(**query: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
    app.run()
    app.switch_page("pages/at_risk.py")
    app.query_params.update(query)
    app.run()
    assert not app.exception
    assert not app.error
    return app


def markup(app: AppTest) -> str:
    return "".join(part.proto.body for part in app.get("html"))


def answer(app: AppTest) -> str:
    return markup(app).split('class="ps-answer">')[1].split("</p>")[0]


def press(app: AppTest, key: str) -> str:
    """Press a button; returns what the page then says was done."""
    app.button(key=key).click().run()
    assert not app.exception
    return " ".join(str(one.value) for one in app.success)


# -- the answer ---------------------------------------------------------------------------------


def test_the_answer_comes_first(alerts: AlertsByHand) -> None:
    app = opened()
    assert answer(app) == (
        "€306K at stake with 2 partners this week. 1 more with €4K is beyond the budget. "
        "A. Ferrer and K. Lindqvist act. 61% of 18 closed alerts were right."
    )
    page = markup(app)
    order = ["At risk</h1>", "1 file is late", "ps-answer", "237 partners judged on 6 Oct 2026",
             "Distributor Vistula Trade", "Carpat Soft", "Track record", "Data as of"]  # fmt: skip
    assert sorted(order, key=page.index) == order


def test_without_alerts_it_says_since_when_nothing_is_new(alerts: AlertsByHand) -> None:
    alerts.shown, alerts.kept = EMPTY, NO_RECORD
    app = opened()
    assert answer(app) == "Nothing new since 6 Oct 2026."
    assert "Nobody new needs a call this week." in markup(app)
    assert "No backtest has been made yet." in markup(app)
    assert "No alert has been raised yet." in markup(app)


def test_no_verdict_says_why(alerts: AlertsByHand) -> None:
    alerts.shown, alerts.kept = NOTHING, NO_RECORD
    page = markup(opened())
    assert "Nobody has been judged yet." in page
    assert "Track record" not in page


def test_an_empty_store_shows_the_first_steps(
    alerts: AlertsByHand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(data, "periods", lambda scope: [])
    page = markup(opened())
    assert "Start with your own numbers" in page
    assert "At risk</h1>" not in page


def test_old_verdicts_are_said_to_be_old(alerts: AlertsByHand) -> None:
    alerts.shown = replace(PAGE, stale=Message("The data has changed since."))
    assert "Not of today</b><ul><li>The data has changed since.</li>" in markup(opened())


# -- cards --------------------------------------------------------------------------------------


def test_a_card_says_who_what_since_when_and_how_sure(alerts: AlertsByHand) -> None:
    page = markup(opened())
    first = page[page.index("Carpat Soft</a>") : page.index("K. Lindqvist · DACH")]
    said = ["◆</i>Silent", "€216K at stake · A. Ferrer · Iberia · raised 2 days ago",
            "<b>Usually orders every 12 days; the last order was 41 days ago, on 26 Aug 2026.</b>",
            "since 27 Aug 2026 · Medium certainty", "◆</i>It got worse",
            "<b>3 of 5 product lines that it usually orders have stopped.</b>",
            "Low certainty · raised 1 time before"]  # fmt: skip
    assert sorted(said, key=first.index) == said
    assert 'href="./partner?p=P001&amp;q=2026Q3"' in page


def test_names_are_escaped_and_states_said(alerts: AlertsByHand) -> None:
    page = markup(opened())
    assert HOSTILE not in page
    assert "&lt;img src=x onerror=alert(1)&gt;</a>" in page
    assert "Assigned to K. Lindqvist" in page
    assert "●</i>No longer so by the data" in page


def test_a_group_stands_apart(alerts: AlertsByHand) -> None:
    page = markup(opened())
    assert "Distributor Vistula Trade</b>" in page
    assert "€216K at stake · 14 partners silent with it" in page


# -- one alert ----------------------------------------------------------------------------------


def test_an_alert_opens_with_reasons_doubts_certainty_question_and_history(
    alerts: AlertsByHand,
) -> None:
    app = opened()
    press(app, "open_11")
    assert app.query_params["alert"] == "11"
    page = markup(app)
    order = ["What changed</h3>", "What else could explain it</h3>", "a year ago either.",
             "How sure</h3>", "Medium: 9 order days", "A first question</h3>",
             "What has changed at Carpat Soft since August?", "No order in 90 days</dt><dd>72%",
             "Usual in 90 days</dt><dd>€300K", "Data up to</dt><dd>4 Oct 2026",
             "next order expected 4 Sep 2026 to 12 Sep 2026", "rhythm broken from 25 Oct 2026",
             "no data after 4 Oct 2026", "What was done", "Note</b>",
             "&lt;b&gt;budget&lt;/b&gt; is frozen"]  # fmt: skip
    assert sorted(order, key=page.index) == order
    assert len(app.get("plotly_chart")) == 2  # its rhythm, and the calibration
    press(app, "open_11")
    assert "alert" not in app.query_params


def test_a_link_opens_an_alert_of_another_part(alerts: AlertsByHand) -> None:
    page = markup(opened(view="closed", alert="17"))
    assert "Ended</b>" in page
    assert "Came back, 30 Sep 2026" in page
    assert "There is no such alert here." in markup(opened(alert="99"))
    assert "There is no such alert here." not in markup(opened(alert="x"))


# -- what people do -----------------------------------------------------------------------------


def test_acknowledging_acts_on_all_new_alerts_of_the_partner(alerts: AlertsByHand) -> None:
    app = opened()
    assert press(app, "ack_11") == "Carpat Soft: acknowledged."
    assert alerts.done == [("acknowledge", 11), ("acknowledge", 12)]
    assert "ack_13" not in [button.key for button in app.button]  # is assigned already


def test_assigning_snoozing_and_closing(alerts: AlertsByHand) -> None:
    app = opened()
    app.session_state["assign_11"] = True
    app.run()
    app.selectbox(key="assign_11_who").select("K. Lindqvist").run()
    assert press(app, "assign_11_go") == "Carpat Soft: assigned to K. Lindqvist."
    app.session_state["snooze_11"] = True
    app.run()
    app.date_input(key="snooze_11_until").set_value(date(2026, 11, 1)).run()
    assert press(app, "snooze_11_go") == "Carpat Soft: snoozed until 1 Nov 2026."
    app.session_state["snooze_13"] = True
    app.run()
    assert press(app, "snooze_13_worse").endswith("snoozed until it gets worse.")
    app.session_state["outcome_18"] = True
    app.run()
    app.radio(key="outcome_18_how").set_value("false_alarm_data").run()
    app.text_area(key="outcome_18_note").set_value(" a late file ").run()
    assert press(app, "outcome_18_go") == "Vistula Trade: closed, False alarm: our data."
    assert alerts.done == [
        ("assign", 11, "K. Lindqvist"), ("assign", 12, "K. Lindqvist"),
        ("snooze", 11, date(2026, 11, 1)), ("snooze", 12, date(2026, 11, 1)),
        ("snooze", 13, None),
        ("close", 18, AlertOutcome.FALSE_ALARM_DATA, "a late file"),
    ]  # fmt: skip


def test_a_note_is_kept_and_a_closed_alert_opened_again(alerts: AlertsByHand) -> None:
    app = opened(view="closed", alert="17")
    app.text_area(key="note_text_17").set_value("they moved offices")
    app.button(key="FormSubmitter:note_17-Add note").click().run()
    press(app, "reopen_17")
    assert alerts.done == [("note", 17, "they moved offices"), ("reopen", 17)]


def test_who_may_not_act_has_no_buttons(alerts: AlertsByHand) -> None:
    alerts.shown = replace(PAGE, may_act=False)
    keys = [button.key or "" for button in opened().button]
    assert not [key for key in keys if key.startswith(("ack_", "assign_", "snooze_"))]


def test_the_weekly_budget_is_set_by_the_chief(alerts: AlertsByHand) -> None:
    app = opened()
    app.session_state["budgets"] = True
    app.run()
    assert "Room left" in markup(app)
    app.selectbox(key="budget_owner").select("A. Ferrer")
    app.number_input(key="budget_partners").set_value(8)
    app.button(key="FormSubmitter:budget-Save").click().run()
    assert alerts.done == [("budget", "A. Ferrer", 8)]


# -- lists and filters --------------------------------------------------------------------------


def test_the_parts_of_the_list(alerts: AlertsByHand) -> None:
    app = opened()
    part = next(one for one in app.segmented_control if one.key == "at_risk_part")
    assert part.options == [
        "This week 2", "Beyond the budget 1", "Snoozed 2", "Closed 1", "Watch list 1",
    ]  # fmt: skip
    assert "Zeta Systems</a>" in markup(opened(view="queue"))
    asleep = markup(opened(view="snoozed"))
    assert "until 1 Nov 2026" in asleep
    assert "until it gets worse" in asleep
    tail = markup(opened(view="tail"))
    assert "Small Shop</a>" in tail
    assert "−61%" in tail
    alerts.shown = replace(PAGE, tail=(replace(PAGE.tail[0], status="steady"),))
    assert "▲</i>Product lines stopped" in markup(opened(view="tail", status="lines"))
    assert "Small Shop" not in markup(opened(view="tail", status="fading"))


def test_a_chance_is_never_said_to_be_none() -> None:
    said = [Reader().say(chance(value)) for value in (0.0, 0.004, 0.0149, 0.72)]
    assert said == ["0%", "under 1%", "1%", "72%"]


def test_filters_are_in_the_address(alerts: AlertsByHand) -> None:
    app = opened(owner="K. Lindqvist")
    assert alerts.owners[-1] == "K. Lindqvist"
    app.selectbox(key="filter_status").select("fading").run()
    assert app.query_params["status"] == "fading"
    page = markup(app)
    assert "Carpat Soft</a>" not in page
    assert answer(app).startswith("€90K at stake with 1 partner this week.")


def test_narrowing_counts_anew_what_is_left() -> None:
    page = narrowed(PAGE, region="Iberia", rule="silent")
    assert [one.name for one in page.inbox] == ["Carpat Soft"]
    assert [one.name for one in page.snoozed] == ["Sleeper"]
    assert page.tail == ()
    assert page.groups == PAGE.groups
    totals = page.totals
    assert (totals.n_inbox, totals.inbox_minor, totals.n_queue, totals.n_snoozed) == (
        1, 21_600_000, 1, 1,
    )  # fmt: skip
    assert (totals.n_closed, totals.n_tail, totals.tail_minor) == (1, 0, 0)
    assert narrowed(PAGE) is PAGE


# -- the record ---------------------------------------------------------------------------------


def test_the_track_record_is_on_the_page_with_its_uncertainty(alerts: AlertsByHand) -> None:
    page = markup(opened())
    record = page[page.index("Track record") :]
    order = [
        "Of the 5% of partners it names first, 52% then stopped; by chance it would be 8%.",
        "held 49% of the money that was then lost, against 17% by recency.",
        "Right rhythm alerts came 38 days after the true last order (median).",
        "That is 52 days before the silence reached 90 days.",
        "Recency", "<span>76%<span class=\"sub\">72% – 80%", "BG/NBD", "This model",
        "9 days between 1 Oct 2025 and 1 Jun 2026 judged",
        "Of the alerts on a broken rhythm 34% were right (25% to 44%).",
        "The data has changed since.", "1 Jan 2025: no order in the year before.",
        "On average it is off by 3.1%.", "What became of the alerts",
        "Came back 8 · Plan agreed 3 · False alarm: our data 7",
        "Silent beyond its rhythm</div>", "Owners of whose alerts none is closed yet are left out.",
    ]  # fmt: skip
    assert sorted(order, key=record.index) == order


# -- files --------------------------------------------------------------------------------------


def test_the_export_has_every_alert_and_no_formula() -> None:
    hostile = replace(PAGE.inbox[0].alerts[0], name="=HYPERLINK(1)")
    page = replace(PAGE, inbox=(replace(PAGE.inbox[0], alerts=(hostile,)),), closed=())
    rows = alert_csv(page).decode("utf-8-sig").splitlines()
    assert len(rows) == 1 + 1 + 1 + 1 + 2
    assert rows[2].startswith("11,This week,P001,'=HYPERLINK(1),Iberia,A. Ferrer,,")
    assert ",216000.00,EUR,medium,2026-08-27,2026-10-04,yes,,," in rows[2]


# -- roles, and the store as it is --------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.DISTRIBUTOR, Role.PARTNER])
def test_senders_and_partners_find_nothing_here(role: Role, open_app: OpenApp) -> None:
    app = go(open_app(role), "at_risk")
    assert [str(error.value) for error in app.error] == [
        "There is nothing here under this address."
    ]
    assert "ps-answer" not in texts(app)


@pytest.mark.parametrize("role", [Role.CHIEF, Role.MANAGER])
def test_the_page_opens_on_a_store(role: Role, open_app: OpenApp) -> None:
    app = go(open_app(role), "at_risk")
    assert not app.exception
    assert not app.error
    assert "At risk</h1>" in texts(app)
