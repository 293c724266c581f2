"""Who may look at what, and the log of who did what."""

from __future__ import annotations

import json

import pandas as pd
import streamlit as st

from pages.ui import data
from pages.ui.errors import action
from pages.ui.html import Html, show, tag
from pages.ui.marks import chip, plain_chip
from pages.ui.reader import Reader
from pages.ui.text import moment, plain, t
from scorecard.access import Role, Viewer
from scorecard.i18n.catalogue import LANGUAGE_NAMES, offered
from scorecard.i18n.message import MsgId
from scorecard.i18n.sentences import role_name
from scorecard.views import Status

ENTRIES_SHOWN = 200
_SUBJECTS: dict[Role, MsgId] = {
    Role.MANAGER: "Owner whose partners are seen",
    Role.DISTRIBUTOR: "Distributor whose uploads are seen",
    Role.PARTNER: "Code of the partner",
}


def user_table(people: list[data.Person], reader: Reader) -> Html:
    """Everybody on the list."""
    heads = [reader.t("Name"), reader.t("Status"), reader.t("Role"), reader.t("Sees")]
    head = tag("thead", tag("tr", [tag("th", name, scope="col") for name in heads]))
    rows = [_row(person, heads, reader) for person in people]
    return tag("div", tag("table", head, tag("tbody", rows), class_="ps-table"), class_="ps-scroll")


def _row(person: data.Person, heads: list[str], reader: Reader) -> Html:
    name = tag("div", tag("b", person.name), tag("span", person.email, class_="sub"))
    active = chip(Status.GOOD, reader.t("May sign in"))
    return tag(
        "tr",
        tag("td", name, class_="lead"),
        tag("td", active if person.active else plain_chip(reader.t("Off")), class_="state"),
        tag("td", role_name(person.role, reader.lang), data_label=heads[2]),
        tag("td", person.subject or reader.t("everything"), data_label=heads[3]),
    )


def user_editor(viewer: Viewer, people: list[data.Person], reader: Reader) -> None:
    """Add somebody, or change the one with this e-mail."""
    known = {person.email: person for person in people}
    names = {"": reader.t("New user")}
    names |= {email: f"{person.name} ({email})" for email, person in known.items()}
    chosen = st.selectbox(reader.t("Who"), list(names), format_func=names.__getitem__, key="who")
    now = known.get(chosen)
    left, right = st.columns(2)
    email = left.text_input(reader.t("E-mail"), chosen, key=f"email_{chosen}", max_chars=320,
                            disabled=now is not None)  # fmt: skip
    name = right.text_input(reader.t("Name"), now.name if now else "", key=f"name_{chosen}",
                            max_chars=200)  # fmt: skip
    roles = list(Role)
    left, right = st.columns(2)
    role = left.selectbox(
        reader.t("Role"), roles, index=roles.index(now.role) if now else 0, key=f"role_{chosen}",
        format_func=lambda one: role_name(one, reader.lang),
    )  # fmt: skip
    with right:
        subject = _subject(viewer, role, now, chosen, reader)
    left, right = st.columns(2, vertical_alignment="bottom")
    language = left.selectbox(
        reader.t("Language"), ["", *offered()], key=f"language_{chosen}",
        index=["", *offered()].index(now.language) if now and now.language in offered() else 0,
        format_func=lambda code: LANGUAGE_NAMES[code] if code else reader.t("As the browser says"),
    )  # fmt: skip
    active = right.checkbox(
        reader.t("May sign in"), now.active if now else True, key=f"on_{chosen}"
    )
    st.button(
        reader.t("Save user"), type="primary", key="save_user", on_click=_save,
        args=(viewer, data.Person(email, name, role, subject, active, language)),
    )  # fmt: skip


def _subject(
    viewer: Viewer, role: Role, now: data.Person | None, chosen: str, reader: Reader
) -> str:
    """What the role is limited to: an owner, a distributor, a partner; nothing for a chief."""
    if role is Role.CHIEF:
        return ""
    label = reader.t(_SUBJECTS[role])
    key = f"subject_{role.value}_{chosen}"
    before = now.subject if now and now.role is role else ""
    if role is Role.PARTNER:
        return st.text_input(label, before, key=key)
    names = (
        {owner: owner for owner in data.choices(viewer.scope).get("owner", ())}
        if role is Role.MANAGER
        else dict(data.senders(viewer.scope))
    )
    if before:
        names.setdefault(before, before)
    codes = list(names)
    place = codes.index(before) if before else None
    return st.selectbox(label, codes, index=place, format_func=names.__getitem__, key=key) or ""


@action
def _save(viewer: Viewer, person: data.Person) -> str:
    data.save_user(viewer, person)
    return t("{name} is saved.", name=plain(person.name))


def log_table(entries: list[data.Entry], reader: Reader) -> None:
    """The newest entries of the audit log."""
    rows = [
        {
            reader.t("When"): moment(entry.at),
            reader.t("Who"): entry.who,
            reader.t("What"): entry.action,
            reader.t("On"): entry.subject,
            reader.t("Details"): json.dumps(entry.detail, ensure_ascii=False),
        }
        for entry in entries
    ]
    if rows:
        st.dataframe(pd.DataFrame(rows), hide_index=True, height=560,
                     alt=reader.t("Audit log"))  # fmt: skip
    else:
        show(tag("p", reader.t("Nothing has been done yet."), class_="ps-note"))
