"""A partner's tier on its page: why it is held, what the next one takes, how it came about."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

import streamlit as st

from pages.ui import layout, tier_parts
from pages.ui.html import Html, join, show, tag
from pages.ui.marks import chip
from pages.ui.reader import Reader
from pages.ui.tables import cell_of, head, table
from pages.ui.text import plain
from scorecard import tier_words
from scorecard.programme.path import Path
from scorecard.programme.results import Node, Truth
from scorecard.tier_views import PartnerTier, TierMove, TierRows
from scorecard.views import Status

STATES = {Truth.MET: Status.GOOD, Truth.NOT_MET: Status.RISK, Truth.UNKNOWN: Status.UNKNOWN}
MOST_MOVES = 8


def show_tiers(standings: Sequence[PartnerTier], reader: Reader) -> None:
    """One block a ladder; nothing without a programme of tiers."""
    for one in standings:
        with st.container(key=f"tier_{one.ladder.replace('.', '_')}"):
            layout.heading(one.ladder_label)
            show(tag("p", _held(one, reader), class_="ps-said"))
            left, right = st.columns(2, gap="small")
            with left.container(border=True, key=f"up_{one.ladder}", height="stretch"):
                _up(one, reader)
            with right.container(border=True, key=f"why_{one.ladder}", height="stretch"):
                _why(one, reader)


def _held(one: PartnerTier, reader: Reader) -> list[Html | str]:
    line = one.line
    since = reader.t("{tier} since {day}.", tier=line.held, day=line.since) if line.since else ""
    said: list[Html | str] = [tag("b", since or line.held)]
    if line.due_on:
        words = reader.t("It is lost on {day} unless it is earned again.", day=line.due_on)
        said += [" ", chip(Status.WATCH, words), " ", one.reason]
    if line.not_known:
        said += [" ", reader.t("Data is missing: more may be earned than is shown.")]
    return said


def _up(one: PartnerTier, reader: Reader) -> None:
    if one.keep is not None:
        layout.heading(reader.t("How to keep {tier}", tier=one.line.held))
        show(_way(one.keep, one, reader))
    if one.next_tier is None:
        layout.heading(reader.t("The highest tier"))
        show(tag("p", reader.t("There is no tier above it."), class_="ps-note"))
    else:
        layout.heading(reader.t("Why not {tier}?", tier=one.next_tier))
        if one.missing:
            items = [tag("li", reader.say(lack))
                     for lack in tier_words.lacking(one.missing, one.currency)]  # fmt: skip
            show(tag("ul", items, class_="ps-lacks"))
        else:
            text = reader.t("All requirements are met: it comes with the next review.")
            show(tag("p", text, class_="ps-note"))
        if one.up is not None and one.missing:
            show(_way(one.up, one, reader))
    if one.benefits:
        layout.heading(reader.t("What the tier brings a year"))
        show(_benefits(one, reader))


def _way(path: Path, one: PartnerTier, reader: Reader) -> Html:
    """The cheapest actions with cost and lead time, and what no action reaches."""
    blocked = [
        tag("li", reader.say(
            tier_words.obstacle(lost, one.currency, one.units.get(lost.subject, "count"))
        ))
        for lost in path.blocked
    ]  # fmt: skip
    parts = [tag("ul", blocked, class_="ps-lacks is-blocked")] if blocked else []
    if path.steps:
        parts.insert(0, _steps(path, one, reader))
    if not parts:
        return tag("p", reader.t("Nothing: it is earned again today."), class_="ps-note")
    return join(parts)


def _steps(path: Path, one: PartnerTier, reader: Reader) -> Html:
    cost, lead = reader.t("Cost"), reader.t("Lead time")
    rows = [
        tag("tr", [
            tag("td", tag("div", f"{reader.number(step.units)} × {step.label}"), class_="lead"),
            cell_of(cost, reader.word(tier_words.amount(step.cost, one.currency))),
            cell_of(lead, reader.tn("{n} day", "{n} days", step.lead_days)),
        ])
        for step in path.steps
    ]  # fmt: skip
    heads = [head(reader.t("Cheapest way"), "lead"), head(cost, "n"), head(lead, "n")]
    told = [reader.t("Together {cost}.", cost=tier_words.amount(path.cost, one.currency))]
    if path.ready_on is not None:
        told.append(reader.t("Begun today, the requirements are met on {day}.", day=path.ready_on))
    if path.unlocks is not None:
        worth = tier_words.amount(path.unlocks, one.currency)
        told.append(reader.t("Worth {money} a year.", money=worth))
    return join([
        table(heads, rows, reader.t("Cheapest way"), kind="is-steps"),
        tag("p", " ".join(told), class_="ps-note is-sum"),
    ])  # fmt: skip


def _benefits(one: PartnerTier, reader: Reader) -> Html:
    items = []
    for label, worth in one.benefits:
        known = reader.t("not known")
        if worth is not None:
            known = reader.word(tier_words.amount(worth, one.currency))
        items.append(tag("li", label, ": ", tag("b", known, class_="ps-num")))
    return tag("ul", items, class_="ps-lacks")


def _why(one: PartnerTier, reader: Reader) -> None:
    if one.decided is not None:
        layout.heading(reader.t("Requirements of {tier}", tier=one.line.held))
        by = reader.t("As they stand on {day}, by version {version} of the programme.",
                      day=one.day, version=one.version)  # fmt: skip
        show(tag("p", by, class_="ps-note"), tree(one.decided, one.currency, reader))
    if one.wanted is not None:
        layout.heading(reader.t("Requirements of {tier}", tier=one.next_tier or ""))
        show(tree(one.wanted, one.currency, reader))
    _behind(one, reader)
    layout.heading(reader.t("How the tier came about"))
    if one.moves:
        show(_moves(one.moves[:MOST_MOVES], one.currency, reader))
    else:
        show(tag("p", reader.t("It never changed."), class_="ps-note"))


def _behind(one: PartnerTier, reader: Reader) -> None:
    """From each requirement to its rows: a table, or the evidence of the quarters it sums."""
    if one.rows:
        layout.heading(reader.t("Rows behind it"))
    for found in one.rows:
        if found.quarters:
            show(tag("p", tag("b", found.label), " ", join(_quarters(one, found, reader), " · "),
                     class_="ps-note"))  # fmt: skip
        else:
            count = reader.tn("{n} row", "{n} rows", found.n)
            with st.expander(f"{plain(found.label)}: {count}", key=f"{one.ladder}_{found.metric}"):
                show(_cells(found))


def _quarters(one: PartnerTier, found: TierRows, reader: Reader) -> list[Html]:
    code, source = quote(one.line.partner_code), quote(found.source)
    return [
        tag("a", reader.quarter_of(key), href=f"./partner?p={code}&q={key}&e={source}")
        for key in found.quarters
    ]


def _cells(found: TierRows) -> Html:
    heads = [head(column) for column in found.columns]
    rows = [tag("tr", [tag("td", cell) for cell in row]) for row in found.rows]
    return table(heads, rows, found.label)


def tree(node: Node, currency: str, reader: Reader) -> Html:
    """An explanation: met, not met or unknown, with values; the tier itself is the heading."""
    parts = node.parts if node.kind in tier_words.GROUPS else (node,)
    lead = None
    if node.kind in ("any", "some"):
        lead = tag("p", reader.say(tier_words.node(node, currency)), class_="ps-note")
    return join([lead, tag("ul", [_branch(part, currency, reader) for part in parts],
                           class_="ps-tree")])  # fmt: skip


def _branch(node: Node, currency: str, reader: Reader) -> Html:
    words = reader.say(tier_words.node(node, currency))
    if node.on is not None:
        words += f" ({reader.day(node.on)})"
    inner = [_branch(part, currency, reader) for part in node.parts]
    if node.kind == "part":
        head_ = tag("span", words)
    else:
        head_ = join([chip(STATES[node.state], reader.t(tier_words.TRUTHS[node.state])),
                      tag("span", words)])  # fmt: skip
    return tag("li", tag("div", head_), tag("ul", inner) if inner else None)


def _moves(moves: Sequence[TierMove], currency: str, reader: Reader) -> Html:
    rows = [tag("li", _move(move, currency, reader)) for move in moves]
    return tag("ul", rows, class_="ps-tree")


def _move(move: TierMove, currency: str, reader: Reader) -> Html:
    change = [move.after] if move.before in (move.after, "") else [move.before, " → ", move.after]
    version = reader.t("version {version}", version=move.version)
    why = tier_parts.said(tier_words.lacking(move.missing, currency), reader)
    return tag(
        "div",
        tier_parts.move_chip(move.move, reader),
        tag("span", tag("b", reader.day(move.day)), " ", change, f" ({version})", why),
    )
