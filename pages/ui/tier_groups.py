"""Partners a tier by region, type, country or owner."""

from __future__ import annotations

from pages.ui.filters import value_name
from pages.ui.html import Html, style, tag
from pages.ui.reader import Reader
from pages.ui.tables import cell_of, head, table
from pages.ui.tier_parts import shade
from scorecard.i18n.sentences import dimension_name
from scorecard.tier_views import TiersPage


def groups(page: TiersPage, dimension: str, reader: Reader) -> Html:
    """Partners a tier by region, type ...: numbers over a bar of their shares."""
    labels = [rung.label for rung in reversed(page.rungs)]
    n = len(labels)
    heads = [head(dimension_name(dimension, reader.lang), "lead"), head(reader.t("Shares")),
             *[head(label, "n") for label in labels]]  # fmt: skip
    drawn = []
    for value, counts in page.groups[dimension].items():
        total = sum(counts) or 1
        parts = [
            tag("i", class_=f"s{shade(place, n)}", style=style(v=counts[place] / total))
            for place in range(n)
        ]
        name = value_name(dimension, value, reader) or reader.t("not known")
        cells = [
            cell_of(label, reader.number(counts[place]))
            for place, label in zip(reversed(range(n)), labels, strict=True)
        ]
        bar = tag("span", parts, class_="ps-parts", aria_hidden="true")
        drawn.append(tag("tr", tag("td", tag("div", name), class_="lead"),
                         tag("td", bar, class_="why"), cells))  # fmt: skip
    return table(heads, drawn, dimension_name(dimension, reader.lang), kind="is-groups")
