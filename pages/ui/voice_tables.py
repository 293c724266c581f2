"""Tables of the partner's voice: changes, silent partners, detractors that sell less, themes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pages.ui.address import here
from pages.ui.html import Child, Html, tag
from pages.ui.marks import chip, plain_chip
from pages.ui.reader import Reader
from pages.ui.tables import Link, head, table
from pages.ui.voice_controls import COMMENTS, THEME
from pages.ui.voice_parts import between, points, worth
from scorecard.i18n import formats
from scorecard.i18n.sentences import dimension_name
from scorecard.views import Status
from scorecard.voice.views import GroupNps, SilentPartner, Slipping, ThemeLine

BY_PARTNER = "partner_id"


def _lead(name: Child, below: str = "") -> Html:
    sub = tag("span", below, class_="sub") if below else None
    return tag("td", tag("div", name, sub), class_="lead")


def _heads(texts: Sequence[str], numbers: Iterable[int]) -> list[Html]:
    right = set(numbers)
    return [head(text, "n" if at in right else "") for at, text in enumerate(texts)]


def _partner(code: str, name: str, link: Link) -> Html:
    return tag("a", name, class_="who", href=link(code))


def changes(groups: Iterable[GroupNps], reader: Reader, link: Link) -> Html:
    """Groups whose change is not chance, the largest first."""
    texts = [reader.t("Who"), reader.t("Change"), reader.t("95% range"), reader.t("NPS"),
             reader.t("Answers")]  # fmt: skip
    rows = [
        tag(
            "tr",
            _group(group, reader, link),
            tag("td", worth(group.change, reader), class_="state"),
            tag("td", between(group.change.low, group.change.high, reader, signed=True),
                class_="n", data_label=texts[2]),
            tag("td", points(group.nps.value, reader), class_="n", data_label=texts[3]),
            tag("td", reader.number(group.nps.n), class_="n", data_label=texts[4]),
        )
        for group in groups
    ]  # fmt: skip
    return table(_heads(texts, (2, 3, 4)), rows, reader.t("Changes that are not chance"))


def _group(group: GroupNps, reader: Reader, link: Link) -> Html:
    if group.by == BY_PARTNER:
        return _lead(_partner(group.key, group.label, link))
    return _lead(group.label or reader.t("none"), dimension_name(group.by, reader.lang))


def silent(partners: Iterable[SilentPartner], reader: Reader, link: Link) -> Html:
    """Partners of which nobody answers any more."""
    texts = [reader.t("Partner"), reader.t("Last answer"), reader.t("Its mean"),
             reader.t("People"), reader.t("Revenue, 12 months"), reader.t("Owner")]  # fmt: skip
    rows = [
        tag(
            "tr",
            _lead(_partner(one.partner_code, one.name, link), f"{one.tier} · {one.region}"),
            tag("td", f"{one.last_wave}, {reader.day(one.last_on)}", data_label=texts[1]),
            tag("td", reader.number(one.last_score, 1), class_="n", data_label=texts[2]),
            tag("td", reader.number(one.n_before), class_="n", data_label=texts[3]),
            tag("td", _money(one.net_minor, reader), class_="n", data_label=texts[4]),
            tag("td", one.owner or reader.t("no owner"), data_label=texts[5]),
        )
        for one in partners
    ]
    return table(_heads(texts, (2, 3, 4)), rows, reader.t("Silent after having answered"))


def _money(minor: int | None, reader: Reader) -> str:
    return formats.NO_VALUE if minor is None else reader.money(minor)


def slipping(partners: Iterable[Slipping], reader: Reader, link: Link) -> Html:
    """Partners with a detractor whose sales since are lower than in the same months before."""
    texts = [reader.t("Partner"), reader.t("Score"), reader.t("Sales since"), reader.t("Before"),
             reader.t("Change"), ""]  # fmt: skip
    rows = [
        tag(
            "tr",
            _lead(_partner(one.partner_code, one.name, link),
                  f"{one.wave}, {reader.day(one.answered_on)}"),
            tag("td", reader.number(one.score), class_="n", data_label=texts[1]),
            tag("td", reader.money(one.net_minor), class_="n", data_label=texts[2],
                title=reader.tn("{n} month", "{n} months", one.months)),
            tag("td", reader.money(one.before_minor), class_="n", data_label=texts[3]),
            tag("td", reader.share(one.change, signed=True), class_="n", data_label=texts[4]),
            tag("td", _unusual(unusual=one.unusual, reader=reader), class_="state"),
        )
        for one in partners
    ]  # fmt: skip
    return table(_heads(texts, (1, 2, 3, 4)), rows, reader.t("Detractors that sell less since"))


def _unusual(*, unusual: bool, reader: Reader) -> Html:
    if unusual:
        return chip(Status.WATCH, reader.t("Unusual"))
    return plain_chip(reader.t("As others do"))


def themes(lines: Iterable[ThemeLine], reader: Reader, *, linked: bool = True) -> Html:
    """How often a theme is named, by whom; `linked`: a theme leads to its comments."""
    texts = [reader.t("Theme"), reader.t("Comments"), reader.t("Share"), reader.t("Mean score"),
             reader.t("95% range"), reader.t("Detractors")]  # fmt: skip
    rows = [
        tag(
            "tr",
            _lead(_theme(line, reader, linked=linked)),
            tag("td", reader.number(line.n), class_="n", data_label=texts[1]),
            tag("td", reader.share(line.share), class_="n", data_label=texts[2]),
            tag("td", _mean(line.mean_score, reader), class_="n", data_label=texts[3]),
            tag("td", _span(line, reader), class_="n", data_label=texts[4]),
            tag("td", reader.number(line.nps.detractors), class_="n", data_label=texts[5]),
        )
        for line in lines
    ]  # fmt: skip
    return table(_heads(texts, (1, 2, 3, 4, 5)), rows, reader.t("What comments are about"))


def _theme(line: ThemeLine, reader: Reader, *, linked: bool) -> Html:
    words = reader.say(line.label)
    if not linked:
        return tag("b", words)
    return tag("a", words, class_="who", href=here(**{"view": COMMENTS, THEME: line.theme}))


def _mean(value: float | None, reader: Reader) -> str:
    return formats.NO_VALUE if value is None else reader.number(value, 1)


def _span(line: ThemeLine, reader: Reader) -> str:
    if line.low is None or line.high is None:
        return formats.NO_VALUE
    low, high = reader.number(line.low, 1), reader.number(line.high, 1)
    return reader.t("{low} to {high}", low=low, high=high)
