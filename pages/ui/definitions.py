"""A KPI's definition as it stands in the registry, drawn for people."""

from __future__ import annotations

from collections.abc import Iterable

from pages.ui.html import Html, join, tag
from pages.ui.marks import plain_chip
from pages.ui.reader import Reader
from scorecard.i18n.sentences import (
    dimension_name,
    direction_name,
    no_value,
    source_name,
    subject_name,
    unit_name,
)
from scorecard.kpis.description import sections
from scorecard.kpis.registry import Kpi, Subject


def matches(kpi: Kpi, wish: str, subject: Subject | None) -> bool:
    """Whether every word of `wish` stands somewhere in the definition."""
    if subject is not None and kpi.subject is not subject:
        return False
    text = " ".join([kpi.key, kpi.label, kpi.formula, kpi.description, kpi.owner]).casefold()
    return all(word in text for word in wish.casefold().split())


def definition(kpi: Kpi, reader: Reader, *, chosen: bool = False) -> Html:
    """One definition: name and rule first, the facts beside them."""
    parts = sections(kpi.description)
    words = [tag("p", _code(reader.spoken(text)), class_="ps-rule") for text in parts["rule"]]
    counted = [reader.spoken(text) for text in parts["Returns"]]
    returns = [tag("p", _code(text), class_="ps-note") for text in counted]
    return tag(
        "article",
        tag(
            "header",
            tag("h2", reader.t(kpi.label), class_="ps-h2"),
            plain_chip(subject_name(kpi.subject, reader.lang)),
            tag("a", kpi.key, href=f"./kpi_dictionary?k={kpi.key}", class_="ps-key"),
        ),
        tag(
            "div",
            tag("div", tag("p", reader.spoken(kpi.formula), class_="ps-formula"), *words, *returns),
            _facts(kpi, reader, parts["Source"]),
            class_="ps-def-body",
        ),
        class_="ps-def is-chosen" if chosen else "ps-def",
        id=kpi.key,
    )


def _code(text: str) -> Html:
    """Words between backticks as code."""
    pieces = text.split("`")
    return join(tag("code", part) if i % 2 else part for i, part in enumerate(pieces))


def _facts(kpi: Kpi, reader: Reader, source: Iterable[str]) -> Html:
    grains = ", ".join(dimension_name(grain, reader.lang) for grain in kpi.grains)
    least = reader.number(kpi.min_n) if kpi.min_n else reader.t("none")
    facts = [
        (reader.t("Unit"), unit_name(kpi.unit, reader.lang)),
        (reader.t("Direction"), direction_name(kpi.better, reader.lang)),
        (reader.t("Known by"), grains),
        (reader.t("Minimum sample"), least),
        (reader.t("Without a base"), no_value(kpi.empty_reason, reader.lang)),
        (reader.t("Made from"), ", ".join(source_name(name, reader.lang) for name in kpi.source)),
        (reader.t("Source"), " ".join(reader.spoken(text) for text in source)),
        (reader.t("Owner"), kpi.owner),
        (reader.t("Since version"), kpi.since),
    ]
    rows = [(tag("dt", name), tag("dd", _code(value))) for name, value in facts if value]
    return tag("dl", *rows, class_="ps-def-facts")
