"""NPS as HTML: cards, ranges on one axis, shares of promoters and detractors."""

from __future__ import annotations

from collections.abc import Iterable

from pages.ui.html import Child, Html, join, style, tag
from pages.ui.marks import chip, plain_chip
from pages.ui.reader import Reader
from pages.ui.tables import head, table
from scorecard.i18n import formats, sentences
from scorecard.i18n.message import MsgId
from scorecard.views import Status
from scorecard.voice.views import Certainty, Change, GroupNps, Nps, VoicePage, WavePoint

WORTH: dict[Certainty, tuple[Status, MsgId]] = {
    Certainty.UP: (Status.GOOD, "Up"),
    Certainty.DOWN: (Status.RISK, "Down"),
}
LOW, HIGH = -100, 100


def points(value: float | None, reader: Reader, *, signed: bool = False) -> str:
    return formats.NO_VALUE if value is None else reader.number(value, signed=signed)


def between(low: float | None, high: float | None, reader: Reader, *, signed: bool = False) -> str:
    """`12 to 34`; a dash where there is no interval."""
    if low is None or high is None:
        return formats.NO_VALUE
    return reader.t(
        "{low} to {high}",
        low=points(low, reader, signed=signed), high=points(high, reader, signed=signed),
    )  # fmt: skip


def why_none(nps: Nps, reader: Reader) -> str:
    return sentences.no_value(nps.no_value, reader.lang) if nps.no_value else ""


def voice_cards(page: VoicePage, reader: Reader) -> Html:
    """NPS with its interval, how many answered, the count weighed by revenue, follow-up."""
    loop, weighted = page.loop, page.weighted
    rate = page.now.response_rate
    cards = [
        _card(
            reader.t("NPS {wave}", wave=page.wave), points(page.now.value, reader),
            interval(page.now, reader), "partner_nps", reader,
        ),
        _card(
            reader.t("Answered"),
            formats.NO_VALUE if rate is None else reader.share(rate),
            reader.t("{n} of {all} invited", n=page.now.n, all=page.now.n_invited)
            if page.now.n_invited
            else reader.tn(
                "{n} answer, invitations not known", "{n} answers, invitations not known",
                page.now.n,
            ),
            "", reader,
        ),
        _card(
            reader.t("Weighed by revenue"), points(weighted.value, reader),
            reader.t("95% range {range}", range=between(weighted.low, weighted.high, reader))
            if weighted.low is not None
            else reader.t("too few partners with revenue answered"),
            "", reader,
        ),
        _card(
            reader.t("Follow-up open"), reader.number(loop.n_open + loop.n_overdue),
            reader.tn("{n} is overdue", "{n} are overdue", loop.n_overdue), "", reader,
        ),
    ]  # fmt: skip
    return tag("div", cards, class_="ps-cards is-brief")


def interval(nps: Nps, reader: Reader) -> str:
    """`120 answers, 95% between 7 and 34`, or why there is no value."""
    if nps.value is None:
        return why_none(nps, reader)
    words = between(nps.low, nps.high, reader)
    return reader.tn("{n} answer, 95% range {range}", "{n} answers, 95% range {range}",
                     nps.n, range=words)  # fmt: skip


def _card(label: str, value: str, foot: str, kpi: str, reader: Reader) -> Html:
    question = None
    if kpi:
        name = reader.t("How {label} is made", label=label)
        question = tag("a", "?", class_="ps-q", href=f"./kpi_dictionary?k={kpi}", aria_label=name)
    return tag(
        "section",
        tag("h3", tag("span", label), question, class_="ps-card-label"),
        tag("p", value, class_="ps-card-value"),
        tag("p", tag("span", foot), class_="ps-card-foot"),
        class_="ps-card",
    )


def place(value: float) -> float:
    """Where a value of -100 to 100 stands on the axis, 0 to 1."""
    return (min(max(value, LOW), HIGH) - LOW) / (HIGH - LOW)


def strip(nps: Nps, reader: Reader) -> Html:
    """The interval as a bar and the value as a dot, on an axis from -100 to 100."""
    if nps.value is None or nps.low is None or nps.high is None:
        return tag("span", why_none(nps, reader), class_="ps-note")
    words = f"{points(nps.value, reader)} ({between(nps.low, nps.high, reader)})"
    return tag(
        "span", tag("i", class_="z"), tag("i", class_="r"), tag("i", class_="d"),
        class_="ps-range", role="img", aria_label=words, title=words,
        style=style(a=place(nps.low), b=place(nps.high) - place(nps.low), v=place(nps.value)),
    )  # fmt: skip


def axis(reader: Reader) -> Html:
    marks = [
        tag("span", points(value, reader), style=style(v=place(value))) for value in (-50, 0, 50)
    ]
    return tag("span", marks, class_="ps-range-axis", aria_hidden="true")


def shares(nps: Nps, reader: Reader) -> Html:
    """Detractors, passives, promoters as one bar of shares."""
    if not nps.n:
        return tag("span", reader.t("no answer"), class_="ps-note")
    named = (
        ("det", nps.detractors, reader.t("detractors")),
        ("pas", nps.passives, reader.t("passives")),
        ("pro", nps.promoters, reader.t("promoters")),
    )
    words = " · ".join(f"{name} {reader.share(n / nps.n)}" for _, n, name in named)
    bars = [tag("i", class_=kind, style=style(v=n / nps.n)) for kind, n, _ in named if n]
    return tag("span", bars, class_="ps-voices", role="img", aria_label=words, title=words)


def keys(reader: Reader) -> Html:
    """What the colours of `shares` mean."""
    named = (
        ("pro", reader.t("Promoters 9-10")),
        ("pas", reader.t("Passives 7-8")),
        ("det", reader.t("Detractors 0-6")),
    )
    return tag(
        "p", [tag("span", tag("i", class_=kind), words) for kind, words in named], class_="ps-keys"
    )


def worth(change: Change, reader: Reader) -> Html:
    """What a change is worth: a coloured word only where it is not chance."""
    if change.certainty in WORTH:
        status, word = WORTH[change.certainty]
        number = points(change.points, reader, signed=True)
        return join([chip(status, reader.t(word)), f" {number}"])
    if change.certainty is Certainty.CHANCE:
        number = points(change.points, reader, signed=True)
        return join([plain_chip(reader.t("Could be chance")), f" {number}"])
    return plain_chip(reader.t("Too few answers"))


def waves_table(trend: Iterable[WavePoint], reader: Reader) -> Html:
    """A row a wave, the newest first: shares, NPS with interval, who answered."""
    heads = [
        reader.t("Wave"), reader.t("Detractors, passives, promoters"), reader.t("NPS"),
        reader.t("95% range"), reader.t("Answers"), reader.t("Answered"),
    ]  # fmt: skip
    rows = [
        tag(
            "tr",
            tag("td", point.wave, class_="lead"),
            tag("td", shares(point.nps, reader), class_="why"),
            tag("td", points(point.nps.value, reader), class_="n", data_label=heads[2]),
            tag("td", between(point.nps.low, point.nps.high, reader), class_="n",
                data_label=heads[3]),
            tag("td", reader.number(point.nps.n), class_="n", data_label=heads[4]),
            tag("td", _rate(point.nps, reader), class_="n", data_label=heads[5]),
        )
        for point in reversed(tuple(trend))
    ]  # fmt: skip
    ranks = ["", "", "n", "n", "n", "n"]
    return table(
        [head(text, kind) for text, kind in zip(heads, ranks, strict=True)], rows,
        reader.t("Waves"),
    )  # fmt: skip


def _rate(nps: Nps, reader: Reader) -> str:
    return formats.NO_VALUE if nps.response_rate is None else reader.share(nps.response_rate)


def groups_table(groups: Iterable[GroupNps], reader: Reader, name: Child) -> Html:
    """Small multiples: each group's NPS on the same axis, and what its change is worth."""
    heads = [name, axis(reader), reader.t("NPS"), reader.t("Answers"), reader.t("Change")]
    rows = [
        tag(
            "tr",
            tag("td", group.label or reader.t("none"), class_="lead"),
            tag("td", strip(group.nps, reader), class_="why"),
            tag("td", points(group.nps.value, reader), class_="n", data_label=heads[2]),
            tag("td", reader.number(group.nps.n), class_="n", data_label=heads[3]),
            tag("td", worth(group.change, reader), title=reader.say(group.change.sentence)),
        )
        for group in groups
    ]
    kinds = ["", "ps-axis-head", "n", "n", ""]
    cells = [
        tag("th", text, scope="col", class_=kind or None)
        for text, kind in zip(heads, kinds, strict=True)
    ]
    return table(cells, rows, reader.t("By group"), kind="is-voices")
