"""The pipeline as HTML: cards, and falls from one number to another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pages.ui import pipeline_controls as controls
from pages.ui.html import Child, Html, join, style, tag
from pages.ui.reader import Reader
from scorecard.forecast.dedupe.contract import Bridge, Fate
from scorecard.forecast.views import ChangeKind, PipelineChanges, PipelinePage
from scorecard.i18n import formats
from scorecard.i18n.message import MsgId

CHANGE_NAMES: dict[ChangeKind, MsgId] = {
    ChangeKind.CREATED: "Created", ChangeKind.PULLED_IN: "Pulled in", ChangeKind.GROWN: "Grown",
    ChangeKind.SHRUNK: "Shrunk", ChangeKind.SLIPPED: "Slipped", ChangeKind.WON: "Won",
    ChangeKind.LOST: "Lost",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fall:
    """One bar of a fall: where it begins and ends, in minor units; a total begins at zero."""

    label: str
    start: int
    end: int
    detail: str = ""
    href: str = ""

    @property
    def total(self) -> bool:
        return self.start == 0


def money(minor: int | None, reader: Reader) -> str:
    return formats.NO_VALUE if minor is None else reader.money(minor)


def full(minor: int | None, reader: Reader) -> str | None:
    return None if minor is None else reader.money(minor, compact=False)


def pipeline_cards(page: PipelinePage, reader: Reader) -> Html:
    """Expected with its range, against target, what is won, what is open."""
    look = page.outlook
    expected = look.mean_minor if look else None
    words = (
        reader.t("8 in 10: {low} to {high}", low=reader.money(look.p10_minor),
                 high=reader.money(look.p90_minor))
        if look
        else reader.t("nothing to forecast from")
    )  # fmt: skip
    cards = [
        _card(reader.t("Expected"), expected, words, reader),
        _card(reader.t("Target"), page.target_minor, _against(page, reader), reader),
        _card(reader.t("Won"), look.won_minor if look else None,
              _of_target(page, reader), reader),
        _card(reader.t("Counted pipeline"), page.bridge.counted,
              reader.tn("{n} deal", "{n} deals", page.bridge.n_counted), reader),
    ]  # fmt: skip
    return tag("div", cards, class_="ps-cards is-brief")


def _against(page: PipelinePage, reader: Reader) -> str:
    if page.target_minor is None:
        return reader.t("no target set")
    if page.gap_minor is None:
        return ""
    money = reader.money(abs(page.gap_minor))
    if page.gap_minor < 0:
        return reader.t("expected {money} short", money=money)
    return reader.t("expected {money} above", money=money)


def _of_target(page: PipelinePage, reader: Reader) -> str:
    if page.won_share is None:
        return ""
    return reader.t("{share} of the target", share=reader.share(page.won_share))


def _card(label: str, minor: int | None, foot: str, reader: Reader) -> Html:
    return tag(
        "section",
        tag("h3", tag("span", label), class_="ps-card-label"),
        tag("p", money(minor, reader), class_="ps-card-value", title=full(minor, reader)),
        tag("p", tag("span", foot), class_="ps-card-foot"),
        class_="ps-card",
    )


def made_of(page: PipelinePage, reader: Reader) -> Html:
    """Expected = won + open + new, as one bar of parts."""
    look = page.outlook
    if look is None or look.mean_minor <= 0:
        return tag("p", reader.t("Nothing to forecast from."), class_="ps-note")
    named = (
        ("won", look.won_minor, reader.t("Won")),
        ("open", look.open_minor, reader.t("From open deals")),
        ("new", look.new_minor, reader.t("From deals not opened yet")),
    )
    bars = [
        tag("i", class_=kind, style=style(v=max(part, 0) / look.mean_minor))
        for kind, part, _ in named
    ]
    keys = [
        tag("span", tag("i", class_=kind), words, " ", tag("b", reader.money(part)))
        for kind, part, words in named
    ]
    words = " · ".join(f"{words} {reader.money(part)}" for _, part, words in named)
    return join([
        tag("div", bars, class_="ps-made", role="img", aria_label=words),
        tag("p", keys, class_="ps-keys"),
    ])  # fmt: skip


def fall_rows(falls: Sequence[Fall], reader: Reader) -> Html:
    """Bars between a first and a last number; totals solid, steps down or up between them."""
    top = max([abs(edge) for fall in falls for edge in (fall.start, fall.end)] + [1])
    return tag("div", [_fall(fall, top, reader) for fall in falls], class_="ps-falls")


def _fall(fall: Fall, top: int, reader: Reader) -> Html:
    low, high = sorted((fall.start, fall.end))
    change = fall.end - fall.start
    kind = "is-total" if fall.total else "is-up" if change >= 0 else "is-down"
    shown = reader.money(fall.end) if fall.total else _signed(change, reader)
    label: Child = tag("a", fall.label, href=fall.href) if fall.href else fall.label
    place = style(a=max(low, 0) / top, b=max(high - max(low, 0), 0) / top)
    return tag(
        "div",
        tag("span", label, class_="l"),
        tag("span", tag("i", style=place), class_="b", aria_hidden="true"),
        tag("b", shown, class_="n", title=full(fall.end if fall.total else change, reader)),
        tag("span", fall.detail, class_="c"),
        class_=f"ps-fall {kind}",
    )


def _signed(minor: int, reader: Reader) -> str:
    return f"+{reader.money(minor)}" if minor > 0 else reader.money(minor)


def bridge_falls(bridge: Bridge, reader: Reader) -> list[Fall]:
    """Gross reported -> duplicates -> tenders -> zombies -> counted."""
    at, falls = bridge.gross, []
    reported = reader.tn("{n} report", "{n} reports", bridge.n_reported)
    falls.append(Fall(reader.t("Gross reported"), 0, bridge.gross, reported))
    steps = (
        (reader.t("Duplicates"), bridge.duplicates, Fate.DUPLICATE),
        (reader.t("Tenders, other bidders"), bridge.tenders, Fate.TENDER),
        (reader.t("Long past their day"), bridge.zombies, Fate.ZOMBIE),
    )
    for label, minor, fate in steps:
        href = controls.deals_link(fate=fate.value) if minor else ""
        falls.append(Fall(label, at, at - minor, href=href))
        at -= minor
    counted = reader.tn("{n} deal", "{n} deals", bridge.n_counted)
    falls.append(Fall(reader.t("What counts"), 0, bridge.counted, counted,
                      controls.deals_link(fate=Fate.COUNTED.value)))  # fmt: skip
    return falls


def change_falls(changes: PipelineChanges, reader: Reader) -> list[Fall]:
    """Open money at the start, every kind of change, open money at the end."""
    at = changes.start_minor
    falls = [Fall(reader.t("Open on {day}", day=changes.since), 0, at)]
    for step in changes.steps:
        detail = reader.tn("{n} deal", "{n} deals", step.n_deals)
        falls.append(Fall(reader.t(CHANGE_NAMES[step.kind]), at, at + step.minor, detail))
        at += step.minor
    falls.append(Fall(reader.t("Open on {day}", day=changes.until), 0, changes.end_minor))
    return falls
