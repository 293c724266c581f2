"""The sections of the page of tiers, in their order."""

from __future__ import annotations

from functools import partial

import streamlit as st

from pages.ui import address, filters, layout, tier_chart, tier_groups, tier_parts
from pages.ui import tier_controls as controls
from pages.ui.data import tiers
from pages.ui.html import Html, join, show, tag
from pages.ui.reader import Reader
from pages.ui.tables import Link
from scorecard import tier_words
from scorecard.access import Role, Scope, Viewer
from scorecard.tier_views import TiersPage
from scorecard.usecases.tier_reasons import TierReasons

FEW, MOST = 10, 200


def no_ladders(viewer: Viewer, reader: Reader) -> None:
    """A programme without tiers: what to do."""
    text = reader.t("The programme has no tiers yet.")
    if viewer.role is Role.CHIEF:
        more = reader.t("Write them into its file: begin with the programme that is there.")
        link = tag("a", reader.t("Programme file"), " ›", href="./admin?view=programme")
    else:
        more, link = reader.t("The channel chief of the programme writes them."), None
    show(tag("div", tag("b", text), more, " ", link, class_="ps-empty", role="status"))


def standings(
    scope: Scope, asked: controls.TiersAsked, quarter: address.Asked, reader: Reader
) -> None:
    """Everything about one ladder on one day."""
    page = tiers.page(scope, asked.day, asked.since, asked.ladder)
    reasons = tiers.reasons(scope, asked.day, asked.since, asked.ladder)
    link = partial(address.link_partner, quarter)
    layout.answer(tier_words.headline(page), reader)
    show(tag("p", _version(page, reader), class_="ps-note"))
    left, right = st.columns([44, 56], gap="small")
    with left.container(border=True, key="rungs", height="stretch"):
        layout.heading(reader.t("Partners by tier"))
        show(tier_parts.pyramid(page, reader, partial(_of_tier, quarter)))
        layout.heading(reader.t("From tier to tier since {day}", day=page.since))
        show(tier_parts.flow(page, reader), _joined(page, reader))
    with right.container(border=True, key="quarters", height="stretch"):
        layout.heading(reader.t("Partners by tier at the end of each quarter"))
        st.plotly_chart(
            tier_chart.over_quarters(page, reader), config={"displayModeBar": False},
            theme=None, key="tier_quarters",
        )  # fmt: skip
        keys = [tag("span", tag("i", class_=f"s{shade}"), label) for label, shade in _keys(page)]
        show(tag("p", keys, class_="ps-keys"))
    _pending(page, reasons, reader, link)
    _movements(page, reasons, reader, link)
    _edges(page, reader, link)
    _groups(page, reader)
    _unknown(page, reasons, reader, link)


def _keys(page: TiersPage) -> list[tuple[str, int]]:
    n = len(page.rungs)
    return [
        (page.rungs[place].label, tier_parts.shade(place, n)) for place in reversed(range(n))
    ]  # fmt: skip


def _of_tier(quarter: address.Asked, label: str) -> str:
    return address.link("scorecards", quarter, tier=label)


def _version(page: TiersPage, reader: Reader) -> str:
    words = reader.t(
        "{programme}, version {version}, valid since {day}.",
        programme=page.programme, version=page.version, day=page.valid_from,
    )  # fmt: skip
    told = [words]
    if page.last_review is not None:
        told.append(reader.t("Last review {day}.", day=page.last_review))
    if page.next_review is not None:
        told.append(reader.t("Next review {day}.", day=page.next_review))
    return " ".join(told).replace("..", ".")  # days of some languages end with a point


def _pending(page: TiersPage, reasons: TierReasons, reader: Reader, link: Link) -> None:
    layout.heading(reader.t("About to lose a tier"))
    if not page.pending:
        show(tag("p", reader.t("Nobody is about to lose a tier."), class_="ps-note"))
        return
    reason = next((one.reason for one in page.pending if one.reason), "")
    shown = page.pending[: MOST if address.shows_all("pending") else FEW]
    show(
        tag("p", reason, class_="ps-note") if reason else None,
        tier_parts.pending(shown, reasons, page.currency, reader, link),
        _rest("pending", len(shown), len(page.pending), reader),
    )


def _movements(page: TiersPage, reasons: TierReasons, reader: Reader, link: Link) -> None:
    layout.heading(reader.t("Movements since {day}", day=page.since))
    rows = [move for move in page.moves if move.move in tier_parts.SHOWN]
    if not rows:
        show(tag("p", reader.t("Nobody rose or fell."), class_="ps-note"))
        return
    shown = rows[: MOST if address.shows_all("moves") else FEW]
    show(
        tier_parts.moves(shown, reasons, page.currency, reader, link),
        _rest("moves", len(shown), len(rows), reader),
    )


def _joined(page: TiersPage, reader: Reader) -> Html | None:
    joined = sum(n for before, _, n in page.flow if not before)
    if not joined:
        return None
    words = reader.tn("{n} partner joined.", "{n} partners joined.", joined)
    return tag("p", words, class_="ps-note")


def _edges(page: TiersPage, reader: Reader, link: Link) -> None:
    layout.heading(reader.t("Close to an edge"))
    note = reader.t(
        "Within 5% of a threshold: below 0 just short of the next tier, above 0 just inside."
    )
    if not page.edges:
        note = reader.t("Nobody is within 5% of a threshold.")
    shown = page.edges[: MOST if address.shows_all("edges") else FEW]
    show(
        tag("p", note, class_="ps-note"),
        tier_parts.edges(shown, page.currency, reader, link) if shown else None,
        _rest("edges", len(shown), len(page.edges), reader),
    )


def _groups(page: TiersPage, reader: Reader) -> None:
    with layout.row("listed"):
        layout.heading(reader.t("By group"))
        by = filters.choose_dimension(reader, without="tier")
    show(tier_groups.groups(page, by, reader))


def _unknown(page: TiersPage, reasons: TierReasons, reader: Reader, link: Link) -> None:
    if not page.n_not_known:
        return
    layout.heading(reader.t("Not known"))
    words = reader.tn(
        "Of {n} partner data is missing. It keeps the tier it holds until the data says otherwise.",
        "Of {n} partners data is missing. They keep the tier they hold until the data says "
        "otherwise.",
        page.n_not_known,
    )
    shown = reasons.unknown[: MOST if address.shows_all("unknown") else FEW]
    show(
        tag("p", words, class_="ps-note"),
        tier_parts.unknown(shown, page.currency, reader, link),
        _rest("unknown", len(shown), len(reasons.unknown), reader),
    )


def _rest(name: str, shown: int, n: int, reader: Reader) -> Html | None:
    if shown >= n or address.shows_all(name):
        return None
    words = reader.tn("See {n}", "See all {n}", n)
    if n > MOST:
        words = reader.t("See the first {n}", n=MOST)
    return tag("p", tag("a", join([words, " ›"]), href=address.here(all=name)), class_="ps-more")
