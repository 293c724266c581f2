"""What owners can handle a week: how much of it is taken, and the setting (chief)."""

from __future__ import annotations

import streamlit as st

from pages.ui.data import at_risk
from pages.ui.errors import action
from pages.ui.html import Html, show, tag
from pages.ui.reader import Reader
from pages.ui.tables import cell_of, head, table
from pages.ui.text import plain, t
from scorecard.access import Role, Viewer
from scorecard.risk.alert_views import AtRiskPage, OwnerBudget

MOST = 200  # partners a week
WHO, MANY = "budget_owner", "budget_partners"


def show_budgets(viewer: Viewer, page: AtRiskPage, reader: Reader) -> None:
    """Behind one button: the owners' weeks, and for chiefs the way to change them."""
    held = st.popover(
        reader.t("Weekly budget"), icon=":material/groups:", key="budgets", on_change="rerun"
    )
    if not held.open:
        return
    with held:
        if page.budgets:
            show(_budgets(page.budgets, reader))
        else:
            show(tag("p", reader.t("Nobody owns a partner yet."), class_="ps-note"))
        if viewer.role is Role.CHIEF:
            _form(viewer, page, reader)


def _budgets(budgets: tuple[OwnerBudget, ...], reader: Reader) -> Html:
    labels = (
        reader.t("A week"), reader.t("Worked on"), reader.t("Done"), reader.t("Room left"),
    )  # fmt: skip
    heads = [head(reader.t("Owner"), "lead"), *[head(label, "n") for label in labels]]
    rows = []
    for one in budgets:
        numbers = (one.weekly, one.worked_on, one.done, one.left)
        cells = [cell_of(label, reader.number(n)) for label, n in zip(labels, numbers, strict=True)]
        owner = one.owner or reader.t("no owner")
        rows.append(tag("tr", tag("td", tag("div", owner), class_="lead"), cells))
    return table(heads, rows, reader.t("Weekly budget"), kind="is-budget")


def _form(viewer: Viewer, page: AtRiskPage, reader: Reader) -> None:
    names = {"": reader.t("All without a number of their own")}
    names |= {one.owner: one.owner for one in page.budgets if one.owner}
    with st.form("budget", border=False):
        st.selectbox(reader.t("Owner"), list(names), format_func=names.__getitem__, key=WHO)
        st.number_input(reader.t("Partners a week"), min_value=0, max_value=MOST, step=1,
                        value=page.budgets[0].weekly if page.budgets else 5, key=MANY)  # fmt: skip
        st.form_submit_button(reader.t("Save"), type="primary", on_click=_save, args=(viewer,))


@action
def _save(viewer: Viewer) -> str:
    owner, many = str(st.session_state[WHO]), int(st.session_state[MANY])
    at_risk.set_weekly_budget(viewer, owner, many)
    st.session_state["budgets"] = False
    if owner:
        return t("{who}: {n} partners a week.", who=plain(owner), n=many)
    return t("{n} partners a week.", n=many)
