"""The forecast and what moved: the first two parts of the page of the pipeline."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

import streamlit as st

from pages.ui import address, layout, pipeline_chart, pipeline_parts, pipeline_tables
from pages.ui import pipeline_controls as controls
from pages.ui.data import pipeline
from pages.ui.html import Html, join, show, tag
from pages.ui.reader import Reader
from pages.ui.tables import head, table
from scorecard.access import Role, Scope
from scorecard.forecast.views import ChangedDeal, ChangeStep, PipelinePage
from scorecard.i18n import formats

FEW = 5


def no_deals(role: Role, reader: Reader) -> None:
    """No deal yet: what to do."""
    text = reader.t("No deal has been reported yet.")
    if role is Role.CHIEF:
        more = reader.t("Send the export of your CRM, or the registrations of your partners.")
        link = tag("a", reader.t("Upload a file"), " ›", href="./upload?view=send")
    else:
        more, link = reader.t("The channel chief of the programme loads them."), None
    show(tag("div", tag("b", text), more, " ", link, class_="ps-empty", role="status"))


def show_forecast(
    page: PipelinePage, scope: Scope, quarter: str, asked: address.Asked, reader: Reader
) -> None:
    """What the quarter brings, what it is made of, and where."""
    show(pipeline_parts.pipeline_cards(page, reader), _told(page, reader))
    left, right = st.columns([46, 54], gap="small")
    with left.container(border=True, key="bridge", height="stretch"):
        layout.heading(reader.t("From what was reported to what counts"))
        show(pipeline_parts.fall_rows(pipeline_parts.bridge_falls(page.bridge, reader), reader))
        show(tag("p", _left_out(page, reader), class_="ps-note"))
        layout.heading(reader.t("What is expected is made of"))
        show(pipeline_parts.made_of(page, reader))
    fan = pipeline.fan(scope, quarter)
    with right.container(border=True, key="fan", height="stretch"):
        layout.heading(reader.t("Forecast through the quarter, {currency}",
                                currency=reader.currency))  # fmt: skip
        if fan.points or fan.past:
            st.plotly_chart(
                pipeline_chart.forecast_fan(fan, reader), config={"displayModeBar": False},
                theme=None, key="forecast_fan",
            )  # fmt: skip
            show(tag("p", reader.t(
                "Band: 8 in 10. Line with dots: expected. Solid: won. Thin: earlier quarters as "
                "they went. Dotted: target."), class_="ps-note"))  # fmt: skip
        else:
            show(tag("p", reader.t("Nothing to forecast from."), class_="ps-note"))
    _roll_up(scope, quarter, asked, reader)


def _told(page: PipelinePage, reader: Reader) -> Html:
    """How the range was made, how often such ranges held, what the usual way would say."""
    said = [reader.say(one) for one in (page.method, page.coverage, *page.notes) if one]
    if page.naive_minor is not None:
        said.append(
            reader.t("Open amounts times the overall win rate would say {money}.",
                     money=reader.money(page.naive_minor))
        )  # fmt: skip
    return tag("p", " ".join(one if one.endswith(".") else f"{one}." for one in said),
               class_="ps-note")  # fmt: skip


def _left_out(page: PipelinePage, reader: Reader) -> list[Html]:
    parts = []
    if page.unpriced:
        parts.append(reader.tn("{n} open deal has no amount and counts nowhere.",
                               "{n} open deals have no amount and count nowhere.",
                               page.unpriced))  # fmt: skip
    if page.n_queue:
        parts.append(reader.tn("{n} pair may be one deal and waits for you: {money}.",
                               "{n} pairs may be one deal and wait for you: {money}.",
                               page.n_queue, money=reader.money(page.queue_minor)))  # fmt: skip
    link = tag("a", reader.t("Decide"), " ›", href=address.here(view=controls.TWICE))
    return [join([" ".join(parts), " ", link if page.n_queue else None])]


def _roll_up(scope: Scope, quarter: str, asked: address.Asked, reader: Reader) -> None:
    path = controls.node_asked()
    lines = pipeline.nodes(scope, quarter, path)
    if path and not lines:
        path, lines = (), pipeline.nodes(scope, quarter)
    layout.heading(reader.t("By region, country, distributor, partner"))
    if path:
        steps = [(reader.t("All"), controls.node_link(()))]
        steps += [(_named(scope, quarter, path[: n + 1], reader), controls.node_link(path[: n + 1]))
                  for n in range(len(path))]  # fmt: skip
        layout.crumbs(reader, *steps)
    if not lines:
        show(tag("p", reader.t("No deal in this quarter."), class_="ps-note"))
        return
    show(pipeline_tables.roll_up(lines, reader, partial(address.link_partner, asked)))


def _named(scope: Scope, quarter: str, path: tuple[str, ...], reader: Reader) -> str:
    found = pipeline.nodes(scope, quarter, path[:-1])
    name = next((line.name for line in found if line.path == path), "")
    return name or reader.t("not given")


def show_changes(
    scope: Scope, quarter: str, as_of: date, asked: address.Asked, reader: Reader
) -> None:
    """Open money of the quarter then and now, and the deals behind each step."""
    since = controls.since_asked(pipeline.since_days(quarter, as_of), reader)
    found = pipeline.changes(scope, quarter, since)
    with st.container(border=True, key="changes"):
        layout.heading(reader.t("Open money that is to close by the end of {quarter}",
                                quarter=reader.quarter_of(quarter)))  # fmt: skip
        show(pipeline_parts.fall_rows(pipeline_parts.change_falls(found, reader), reader))
    link = partial(address.link_partner, asked)
    for step in found.steps:
        if step.deals:
            layout.heading(reader.t(pipeline_parts.CHANGE_NAMES[step.kind]))
            show(_changed(step, step.deals[:FEW], reader, link))


def _changed(
    step: ChangeStep, deals: Sequence[ChangedDeal], reader: Reader, link: Callable[[str], str]
) -> Html:
    texts = [reader.t("Deal"), reader.t("Partner"), reader.t("Stage"), reader.t("Close"),
             reader.t("Money")]  # fmt: skip
    rows = [
        tag(
            "tr",
            tag("td", tag("div", tag("b", deal.customer or deal.deal_code),
                          tag("span", deal.deal_code, class_="sub")), class_="lead"),
            tag("td", _partner(deal, link), data_label=texts[1]),
            tag("td", deal.stage, data_label=texts[2]),
            tag("td", _close(deal, reader), data_label=texts[3]),
            tag("td", reader.money(deal.minor), class_="n", data_label=texts[4],
                title=reader.money(deal.minor, compact=False)),
        )
        for deal in deals
    ]  # fmt: skip
    name = reader.t(pipeline_parts.CHANGE_NAMES[step.kind])
    heads = [head(text, "n" if at == len(texts) - 1 else "") for at, text in enumerate(texts)]
    more = step.n_deals - len(deals)
    foot = tag("p", reader.tn("and {n} more", "and {n} more", more), class_="ps-note")
    return join([table(heads, rows, name), foot if more > 0 else None])


def _partner(deal: ChangedDeal, link: Callable[[str], str]) -> Html | str:
    if not deal.partner_code:
        return formats.NO_VALUE
    return tag("a", deal.partner_name, href=link(deal.partner_code))


def _close(deal: ChangedDeal, reader: Reader) -> str:
    days = [reader.day(day) if day else formats.NO_VALUE
            for day in (deal.before_close_on, deal.now_close_on)]  # fmt: skip
    return days[1] if days[0] == days[1] else " → ".join(days)
