"""The programme's settings, its exchange rates, and proof that the store is right."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

import pandas as pd
import streamlit as st
from pydantic import ValidationError

from pages.ui import data
from pages.ui.errors import action
from pages.ui.html import show, tag
from pages.ui.reader import Reader
from pages.ui.sending import clean_name
from pages.ui.text import plain, t, tn
from scorecard.access import Viewer
from scorecard.errors import UserError
from scorecard.i18n.catalogue import LANGUAGE_NAMES, offered
from scorecard.money import currencies
from scorecard.settings import ProgrammeSettings

_FIELDS = ("programme_name", "reporting_currency", "fiscal_year_start", "default_language")
_FOUND = "check_found"  # session key: what the last check found
USUAL_CURRENCIES = ("EUR", "PLN", "RON", "HUF", "CZK", "GBP", "USD", "CHF", "SEK")


@contextmanager
def progress() -> Iterator[Callable[[float, str], None]]:
    """A bar at the top of the page while a button's work goes on."""
    bar = st.progress(0.0)
    yield lambda share, step: bar.progress(min(share, 1.0), t(plain(step)))
    bar.empty()


def settings_form(viewer: Viewer, reader: Reader) -> None:
    """What a vendor decides once; a new currency or fiscal year makes all numbers anew."""
    now = data.settings()
    with st.form("settings"):
        left, right = st.columns(2)
        left.text_input(
            reader.t("Name of the programme"), now.programme_name, max_chars=100,
            key="set_programme_name",
        )  # fmt: skip
        right.selectbox(
            reader.t("Language of texts, where a viewer has none"), list(offered()),
            index=_place(offered(), now.default_language),
            format_func=lambda code: LANGUAGE_NAMES[code], key="set_default_language",
        )  # fmt: skip
        _calendar(now, reader)
        words = reader.t(
            "Another currency or fiscal year converts every line and computes every number anew. "
            "On a large store this takes minutes; nobody sees half of it."
        )
        show(tag("p", words, class_="ps-note"))
        st.form_submit_button(
            reader.t("Save settings"), type="primary", on_click=_save, args=(viewer,)
        )


def _calendar(now: ProgrammeSettings, reader: Reader) -> None:
    codes = list(dict.fromkeys([*USUAL_CURRENCIES, *sorted(currencies())]))
    left, right = st.columns(2)
    left.selectbox(
        reader.t("Reporting currency"), codes, index=codes.index(now.reporting_currency),
        key="set_reporting_currency",
    )  # fmt: skip
    right.selectbox(
        reader.t("Fiscal year starts in"), list(range(1, 13)), index=now.fiscal_year_start - 1,
        format_func=reader.month_name, key="set_fiscal_year_start",
    )  # fmt: skip
    left.date_input(
        reader.t("Fixed day of the numbers (empty: today)"), now.as_of, key="set_as_of",
        format="YYYY-MM-DD",
    )  # fmt: skip


def _place(choices: tuple[str, ...], value: str) -> int:
    return choices.index(value) if value in choices else 0


@action
def _save(viewer: Viewer) -> str:
    values = {name: st.session_state[f"set_{name}"] for name in _FIELDS}
    day: date | None = st.session_state["set_as_of"]
    try:
        wanted = ProgrammeSettings.model_validate({**values, "as_of": day})
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        name = str(first["loc"][0])
        raise UserError("bad_setting", name=name, detail=first["msg"]) from error
    with progress() as step:
        recounted = data.save_settings(viewer, wanted, step)
    if recounted:
        return t("The settings are saved and all numbers are made anew.")
    return t("The settings are saved.")


def rates_panel(viewer: Viewer, reader: Reader) -> None:
    """Which exchange rates are there, to which day, and the way to load one's own."""
    rows = [
        {
            reader.t("Currency"): span.currency,
            reader.t("Source"): span.source,
            reader.t("From"): reader.day(span.first_on),
            reader.t("To"): reader.day(span.last_on),
            reader.t("Days"): span.n,
        }
        for span in data.rates(viewer.scope)
    ]
    alt = reader.t("Exchange rates")
    st.dataframe(pd.DataFrame(rows), hide_index=True, height=300, alt=alt)
    words = reader.t(
        "Own rates: a CSV file with the columns currency, date and rate (units for one euro). "
        "They replace the rate of the same currency and day; then all numbers are made anew."
    )
    show(tag("p", words, class_="ps-note"))
    file = st.file_uploader(reader.t("Own rates"), key="rates")
    if file is not None:
        st.button(
            reader.t("Load these rates"), type="primary", key="load_rates", on_click=_load_rates,
            args=(viewer, clean_name(file.name), file.getvalue()),
        )  # fmt: skip


@action
def _load_rates(viewer: Viewer, name: str, content: bytes) -> str:
    with progress() as step:
        loaded = data.load_rates(viewer, name, content, step)
    return tn("{n} rate is loaded, all numbers are made anew.",
              "{n} rates are loaded, all numbers are made anew.", loaded)  # fmt: skip


def check_panel(viewer: Viewer, reader: Reader) -> None:
    """Prove that what is kept equals what the rows say; or make it anew."""
    words = reader.t(
        "The check makes all numbers again from the uploaded rows, compares them with the kept "
        "ones and throws them away. It changes nothing."
    )
    show(tag("p", words, class_="ps-note"))
    with st.container(horizontal=True):
        st.button(reader.t("Check the data"), on_click=_check, args=(viewer,), type="primary",
                  key="check")  # fmt: skip
        st.button(reader.t("Make all numbers anew"), on_click=_rebuild, args=(viewer,),
                  key="rebuild")  # fmt: skip
    found: list[str] | None = st.session_state.get(_FOUND)
    if found:
        show(tag("ul", [tag("li", line) for line in found], class_="ps-findings"))


@action
def _check(viewer: Viewer) -> str:
    with st.spinner(t("Checking")):
        found = data.check(viewer)
    st.session_state[_FOUND] = found
    if found:
        raise UserError("check_found", n=len(found))
    return t("All is well: kept and recomputed numbers are equal.")


@action
def _rebuild(viewer: Viewer) -> str:
    with progress() as step:
        data.rebuild(viewer, step)
    st.session_state.pop(_FOUND, None)
    return t("All numbers are made anew.")


def demo_panel(viewer: Viewer, reader: Reader) -> None:
    """For a store without a partner: the fictional programme, to look around."""
    with st.container(border=True, key="demo"):
        words = reader.t(
            "This store is empty. Load your own files on the page Data, or look around in a "
            "fictional programme: 240 partners in eight countries, three years."
        )
        show(tag("p", words, class_="ps-rule"))
        st.button(reader.t("Load the demo programme"), type="primary", on_click=_load_demo,
                  args=(viewer,), key="load_demo")  # fmt: skip


@action
def _load_demo(viewer: Viewer) -> str:
    with progress() as step:
        data.load_demo(viewer, step)
    return t("The demo programme is loaded.")
