"""Figure cards: what is measured, how much it is, against what, and where it comes from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pages.ui.filters import value_name
from pages.ui.html import Html, join, tag
from pages.ui.marks import plain_chip, sparkline, state, status_chip
from pages.ui.reader import Reader
from scorecard.i18n import formats
from scorecard.i18n.message import MsgId
from scorecard.kpis import registry
from scorecard.kpis.registry import Better, Reading, Unit
from scorecard.views import Figure, PartnerPage, Status


@dataclass(frozen=True, slots=True)
class Measure:
    """How a figure is named and read: a KPI of the registry, or a figure of the scorecard."""

    label: MsgId
    definition: MsgId
    unit: Unit
    better: Better
    link: str | None


# Figures that the scorecard itself makes; everything else is a KPI and defined in the registry.
PARTNERS_AT_RISK = "partners_at_risk"
SCORE = "score"
_OF_THE_CARD = {
    PARTNERS_AT_RISK: Measure(
        "At risk", "Partners whose scorecard says At risk, of all partners with a status.",
        Unit.COUNT, Better.LOWER, None,
    ),
    SCORE: Measure(
        "Partner score", "Weighted points of the scorecard's measures, out of 100.",
        Unit.POINTS, Better.HIGHER, None,
    ),
}  # fmt: skip


def measure(key: str, reader: Reader) -> Measure:
    """Name and meaning of a figure in the reader's words."""
    own = _OF_THE_CARD.get(key)
    if own is not None:
        return Measure(
            reader.t(own.label), reader.t(own.definition), own.unit, own.better, own.link
        )
    kpi = registry[key]
    definition = f"{reader.t(kpi.summary)} {reader.t('Formula')}: {reader.t(kpi.formula)}"
    return Measure(
        reader.t(kpi.label), definition, kpi.unit, kpi.better, f"./kpi_dictionary?k={key}"
    )


def cards(figures: Iterable[Figure], reader: Reader) -> Html:
    """The row of figures on top of a page."""
    return tag("div", [card(figure, reader) for figure in figures], class_="ps-cards")


def card(figure: Figure, reader: Reader) -> Html:
    what = measure(figure.key, reader)
    known = figure.reading.value is not None
    return tag(
        "section",
        tag("h3", tag("span", what.label), _question(what, reader), class_="ps-card-label"),
        tag("p", _value(figure, reader), class_="ps-card-value", title=_full(figure, reader)),
        tag("p", *_foot(figure, what, reader), class_="ps-card-foot"),
        _trend(figure, what, reader),
        class_=f"ps-card {state(figure.status)}" + ("" if known else " is-empty"),
    )


def _question(what: Measure, reader: Reader) -> Html:
    name = reader.t("How {label} is made", label=what.label)
    if what.link is None:
        return tag(
            "a", "?", class_="ps-q", title=what.definition, tabindex=0,
            aria_label=f"{name}: {what.definition}",
        )  # fmt: skip
    return tag("a", "?", class_="ps-q", href=what.link, title=what.definition, aria_label=name)


def _value(figure: Figure, reader: Reader) -> Html | str:
    value = figure.reading
    if value.value is None:
        return formats.NO_VALUE
    if figure.key == PARTNERS_AT_RISK:
        of = tag("small", f" / {reader.number(value.denominator)}")
        return join([reader.number(value.numerator), of])
    if figure.key == SCORE:
        return join([reader.number(value.value), tag("small", " / 100")])
    return reader.reading(registry[figure.key], value)


def _full(figure: Figure, reader: Reader) -> str | None:
    """The whole amount, where the card shows it shortened."""
    if figure.key in registry and registry[figure.key].unit is Unit.MONEY:
        return _money_in_full(figure.reading, reader)
    return None


def _money_in_full(value: Reading, reader: Reader) -> str | None:
    return None if value.value is None else reader.money(round(value.value), compact=False)


def _foot(figure: Figure, what: Measure, reader: Reader) -> list[Html]:
    """What the value is compared with; without a value, why there is none."""
    if figure.reading.value is None:
        return [tag("span", reader.reason(figure.reading))]
    versus = tag("span", reader.say(figure.versus)) if figure.versus is not None else None
    if figure.delta is None:
        return [versus] if versus is not None else []
    return [_delta(figure, what, reader)] + ([versus] if versus is not None else [])


def _delta(figure: Figure, what: Measure, reader: Reader) -> Html:
    change = figure.delta or 0.0
    text = reader.t("unchanged") if change == 0 else formats.delta(
        what.unit, change, reader.lang, reader.currency, relative=figure.delta_is_share
    )  # fmt: skip
    arrow = "↑" if change > 0 else "↓" if change < 0 else "→"
    # Colour only where a change went the wrong way and the figure is in trouble.
    wrong = change < 0 if what.better is Better.HIGHER else change > 0
    in_trouble = figure.status in (Status.WATCH, Status.RISK)
    tint = f" {state(figure.status)}" if wrong and in_trouble else ""
    return tag("span", tag("i", arrow, aria_hidden="true"), text, class_=f"ps-delta{tint}")


def _trend(figure: Figure, what: Measure, reader: Reader) -> Html | None:
    values = [value for _, value in figure.trend]
    words = " · ".join(
        f"{reader.quarter_of(key)} {_short(what, value, reader)}" for key, value in figure.trend
    )
    drawn = sparkline(values, words, figure.status, columns=figure.key == PARTNERS_AT_RISK)
    return None if drawn is None else tag("div", drawn, class_="ps-card-trend")


def _short(what: Measure, value: float | None, reader: Reader) -> str:
    if value is None:
        return formats.NO_VALUE
    return formats.amount(what.unit, value, reader.lang, reader.currency)


def partner_facts(page: PartnerPage, reader: Reader) -> Html:
    """Status, tier and where a partner belongs, in one line below its name."""
    line = page.line
    country = value_name("country", line.country, reader)
    words = [
        country if country != line.region else "",
        value_name("partner_type", line.partner_type, reader),
        reader.t("Owner {name}", name=line.owner) if line.owner else reader.t("no owner"),
        reader.t("Part of {name}", name=page.parent) if page.parent else "",
        reader.t("Signed {day}", day=page.signed_on) if page.signed_on else "",
    ]
    return tag(
        "div",
        status_chip(line.status, reader),
        [plain_chip(word) for word in (line.tier, line.region) if word],
        [tag("span", word, class_="t") for word in words if word],
        class_="ps-facts",
    )
