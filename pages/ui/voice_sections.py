"""The sections of the page of the partner's voice that say what changed, in their order."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from pages.ui import address, filters, layout, voice_chart, voice_parts, voice_tables
from pages.ui.address import Asked, here, shows_all
from pages.ui.html import Html, join, show, tag
from pages.ui.reader import Reader
from scorecard.access import Role
from scorecard.voice.views import VoicePage, WavePoint

FEW, MOST = 8, 200


def no_waves(role: Role, reader: Reader) -> None:
    """No survey yet: what to do."""
    text = reader.t("No survey of partners has been answered yet.")
    if role is Role.CHIEF:
        more = reader.t("Send the export of a survey tool, or invite people by link.")
        link = tag("a", reader.t("Upload a file"), " ›", href="./upload?view=send")
    else:
        more, link = reader.t("The channel chief of the programme sends one out."), None
    show(tag("div", tag("b", text), more, " ", link, class_="ps-empty", role="status"))


def show_changes(page: VoicePage, asked: Asked, reader: Reader) -> None:
    """Everything about the chosen wave but comments and follow-up."""
    show(voice_parts.voice_cards(page, reader))
    show(tag("p", reader.say(page.rule), " ", _covered(page, reader), class_="ps-note"))
    left, right = st.columns([45, 55], gap="small")
    with left.container(border=True, key="nps_trend", height="stretch"):
        layout.heading(reader.t("NPS by wave, band: 95%"))
        st.plotly_chart(
            voice_chart.over_waves(page.trend, reader), config={"displayModeBar": False},
            theme=None, key="nps_waves",
        )  # fmt: skip
        show(tag("p", f"{reader.say(page.change.sentence)} {dashed(page.trend, reader)}",
                 class_="ps-note"))  # fmt: skip
    with right.container(border=True, key="nps_shares", height="stretch"):
        layout.heading(reader.t("Who says what, wave by wave"))
        show(voice_parts.waves_table(page.trend, reader), voice_parts.keys(reader))
    _groups(page, reader)
    _biggest(page, asked, reader)
    _silent(page, asked, reader)
    _slipping(page, asked, reader)
    _themes(page, reader)


def dashed(trend: Sequence[WavePoint], reader: Reader) -> str:
    """What the dashed line of a trend is, where there is one."""
    own = next((point.pooled.own for point in reversed(trend) if point.pooled), None)
    if own is None:
        return ""
    return reader.t(
        "Dashed: an estimate that borrows from tier and region; {share} of it is from the own "
        "answers.",
        share=reader.share(own),
    )


def _covered(page: VoicePage, reader: Reader) -> str:
    if page.weighted.covered is None:
        return ""
    return reader.t(
        "Weighed by revenue: partners that answered hold {share} of the revenue.",
        share=reader.share(page.weighted.covered),
    )


def _groups(page: VoicePage, reader: Reader) -> None:
    with layout.row("listed"):
        layout.heading(reader.t("By group"))
        by = filters.choose_dimension(reader)
    groups = page.groups.get(by, ())
    if not groups:
        show(tag("p", reader.t("No answers by this group."), class_="ps-note"))
        return
    shown = groups[: MOST if shows_all("groups") else FEW]
    name = reader.t("Group")
    show(
        voice_parts.groups_table(shown, reader, name),
        _rest("groups", len(shown), len(groups), reader),
    )


def _biggest(page: VoicePage, asked: Asked, reader: Reader) -> None:
    layout.heading(reader.t("Changes that are not chance"))
    show(tag("p", reader.say(page.biggest.sentence), class_="ps-note"))
    if page.biggest.changes:
        link = partial(address.link_partner, asked)
        show(voice_tables.changes(page.biggest.changes, reader, link))


def _silent(page: VoicePage, asked: Asked, reader: Reader) -> None:
    layout.heading(reader.t("Silent after having answered"))
    show(tag("p", reader.say(page.silence.sentence), class_="ps-note"))
    rows = page.silence.partners
    shown = rows[: MOST if shows_all("silent") else FEW]
    if shown:
        link = partial(address.link_partner, asked)
        show(
            voice_tables.silent(shown, reader, link),
            _rest("silent", len(shown), len(rows), reader),
        )


def _slipping(page: VoicePage, asked: Asked, reader: Reader) -> None:
    layout.heading(reader.t("Detractors that sell less since"))
    show(tag("p", reader.say(page.sales.sentence), class_="ps-note"))
    rows = page.sales.partners
    shown = rows[: MOST if shows_all("slipping") else FEW]
    if shown:
        link = partial(address.link_partner, asked)
        show(
            voice_tables.slipping(shown, reader, link),
            _rest("slipping", len(shown), len(rows), reader),
        )


def _themes(page: VoicePage, reader: Reader) -> None:
    layout.heading(reader.t("What comments are about"))
    if not page.themes:
        show(tag("p", reader.t("No comment names a theme."), class_="ps-note"))
        return
    show(voice_tables.themes(page.themes, reader))


def _rest(name: str, shown: int, n: int, reader: Reader) -> Html | None:
    if shown >= n or shows_all(name):
        return None
    words = reader.tn("See {n}", "See all {n}", n)
    return tag("p", tag("a", join([words, " ›"]), href=here(all=name)), class_="ps-more")
