"""A partner's score: what changed it, where it stands, how it went by quarter."""

from __future__ import annotations

from collections.abc import Sequence

from pages.ui.html import Html, join, style, tag
from pages.ui.reader import Reader
from scorecard.kpis import registry
from scorecard.score.result import Cause, ChangePart, ScoreChange, ScoreQuarter, ScoreTree
from scorecard.score.words import RULE, rank_sentence, sensitivity_sentences

_HEADROOM = 0.78  # the tallest column, in shares of the plot: the rest is for its labels
_BAR = 0.5  # the longest bar of a change, in shares of the room: half is for gains


def standing(tree: ScoreTree, reader: Reader) -> Html:
    """Rank, and whether it survives other weights."""
    if tree.peers is None:
        return tag("p", reader.t("Without a score there is no rank."), class_="ps-note")
    said = [tag("b", reader.say(rank_sentence(tree.peers)))]
    if tree.sensitivity is not None:
        words = reader.say_all(sensitivity_sentences(tree.sensitivity))
        said.append(tag("span", words))
    card = reader.t("Card: {name}, version {version}.", name=tree.track, version=tree.version)
    return join([
        tag("p", join(said, " "), class_="ps-said"),
        tag("p", reader.t(RULE), " ", card, class_="ps-note"),
    ])  # fmt: skip


def change_bars(change: ScoreChange | None, reader: Reader) -> Html:
    """The change of a score split by cause: losses to the left, gains to the right."""
    if change is None:
        text = reader.t("There is no score of the quarter before to compare with.")
        return tag("p", text, class_="ps-note")
    told = reader.t(
        "{before} in {period}, {now} now: {points}.",
        before=reader.number(change.before, 1), now=reader.number(change.now, 1),
        points=reader.number(change.points, 1, signed=True), period=change.since,
    )  # fmt: skip
    head = tag("p", told, class_="ps-said")
    if not change.parts:
        return head
    most = max(abs(part.points) for part in change.parts)
    bars = tag("div", [_bar(part, most, reader) for part in change.parts], class_="ps-moves")
    return join([head, bars])


def _bar(part: ChangePart, most: float, reader: Reader) -> Html:
    long = abs(part.points) / most * _BAR
    start = _BAR - long if part.points < 0 else _BAR
    side = "is-less" if part.points < 0 else "is-more"
    digits = 1 if abs(part.points) >= 0.05 else 2
    why, label = reader.say(part.why), _label(part, reader)
    if why.startswith(label):  # do not name it twice
        why = why[len(label) :].lstrip(": ")
    return join([
        tag("b", reader.number(part.points, digits, signed=True), class_="p"),
        tag("span", tag("i", class_=side, style=style(x=start, v=long)), class_="m",
            aria_hidden="true"),
        tag("span", tag("b", label), why, class_="w"),
    ])  # fmt: skip


def _label(part: ChangePart, reader: Reader) -> str:
    if part.cause is Cause.KPI:
        return reader.t(registry[part.key].label)
    return reader.t("Programme") if part.cause is Cause.VERSION else reader.t("Weights")


def score_columns(quarters: Sequence[ScoreQuarter], reader: Reader) -> Html:
    """Score by quarter: solid = by the programme valid then, outline = by today's."""
    if not any(quarter.then is not None for quarter in quarters):
        return tag("p", reader.t("No quarter has a score yet."), class_="ps-note")
    columns = tag("div", [_column(quarter, reader) for quarter in quarters], class_="ps-columns")
    return join([columns, tag("p", _legend(quarters, reader), class_="ps-note")])


def _legend(quarters: Sequence[ScoreQuarter], reader: Reader) -> str:
    if all(quarter.then == quarter.today for quarter in quarters):
        return reader.t("Out of 100. Today's programme gives every quarter the same score.")
    versions = list(dict.fromkeys(quarter.version for quarter in quarters))
    return reader.t(
        "Out of 100. Solid: by the programme valid then (versions {versions}). Outline: by "
        "today's.",
        versions=", ".join(versions),
    )


def _column(quarter: ScoreQuarter, reader: Reader) -> Html:
    then, today = (_share(score) for score in (quarter.then, quarter.today))
    differs = quarter.today is not None and quarter.then != quarter.today
    other = reader.number(quarter.today or 0.0) if differs else ""
    label = tag(
        "span",
        tag("b", "–" if quarter.then is None else reader.number(quarter.then)),
        tag("small", other),
        class_="l",
    )
    plot = tag(
        "div",
        tag("i", class_="p", style=style(t=today)) if differs else None,
        tag("i", class_="a"),
        label,
        class_="ps-column-plot",
        style=style(v=then, l=max(then, today if differs else 0.0)),
    )
    name = tag("div", reader.quarter(quarter.period), class_="q")
    words = _words(quarter, reader)
    return tag("div", plot, name, class_="ps-column", role="img", aria_label=words, title=words)


def _words(quarter: ScoreQuarter, reader: Reader) -> str:
    return reader.t(
        "{period}: {then} by version {version}, {today} by today's",
        period=quarter.period, then=_number(quarter.then, reader), version=quarter.version,
        today=_number(quarter.today, reader),
    )  # fmt: skip


def _number(score: float | None, reader: Reader) -> str:
    return reader.t("no score") if score is None else reader.number(score, 1)


def _share(score: float | None) -> float:
    return (score or 0.0) / 100 * _HEADROOM
