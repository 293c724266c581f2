"""The partner's voice on its own page: NPS with its interval, what changed, comments, follow-up."""

from __future__ import annotations

import streamlit as st

from pages.ui import layout, voice_chart, voice_comments, voice_loop, voice_parts, voice_tables
from pages.ui.address import Asked
from pages.ui.html import Html, show, tag
from pages.ui.reader import Reader
from pages.ui.voice_sections import dashed
from scorecard.voice.views import PartnerVoice, SilentPartner

COMMENTS = 3
FEWEST_WAVES = 2


def show_voice(voice: PartnerVoice, asked: Asked, reader: Reader) -> None:
    """Everything that this viewer may see of it; nothing where the programme has no wave yet."""
    if not voice.wave:
        return
    left, right = st.columns([45, 55], gap="small")
    with left.container(border=True, key="voice", height="stretch"):
        layout.heading(reader.t("Partner's voice, {wave}", wave=voice.wave))
        show(_now(voice, reader), tag("p", reader.say(voice.kpi_note), class_="ps-note"))
        if voice.silent is not None:
            show(_silent(voice.silent, reader))
        if len(voice.trend) >= FEWEST_WAVES:
            st.plotly_chart(
                voice_chart.over_waves(voice.trend, reader), config={"displayModeBar": False},
                theme=None, key="voice_waves",
            )  # fmt: skip
            show(tag("p", dashed(voice.trend, reader), class_="ps-note"))
    with right.container(border=True, key="voice_said", height="stretch"):
        layout.heading(reader.t("What it says, and what was done"))
        show(*_said(voice, asked, reader))


def _now(voice: PartnerVoice, reader: Reader) -> Html:
    value = voice_parts.points(voice.now.value, reader)
    return tag(
        "p", tag("b", reader.t("NPS {value}", value=value)), " · ",
        voice_parts.interval(voice.now, reader), " · ", reader.say(voice.change.sentence),
        class_="ps-note",
    )  # fmt: skip


def _silent(silent: SilentPartner, reader: Reader) -> Html:
    words = reader.tn(
        "{n} person had answered, the last in {wave}; nobody does now. Silence is an answer.",
        "{n} people had answered, the last in {wave}; nobody does now. Silence is an answer.",
        silent.n_before, wave=silent.last_wave,
    )  # fmt: skip
    return tag("p", words, class_="ps-note")


def _said(voice: PartnerVoice, asked: Asked, reader: Reader) -> list[Html]:
    parts = [voice_tables.themes(voice.themes, reader, linked=False)] if voice.themes else []
    labels = {line.theme: reader.say(line.label) for line in voice.themes}
    parts += [
        voice_comments.comment_card(comment, labels, asked, reader, changeable=False)
        for comment in voice.comments[:COMMENTS]
    ]
    if voice.loop.cases:
        parts.append(voice_loop.cases_table(voice.loop.cases, asked, reader, linked=False))
    return parts or [tag("p", reader.t("No comments."), class_="ps-note")]
