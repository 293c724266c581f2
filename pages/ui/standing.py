"""Columns of the list of partners beside the score: change, rank among peers, coverage."""

from __future__ import annotations

from collections.abc import Sequence

from pages.ui.html import Html, tag
from pages.ui.reader import Reader
from pages.ui.tables import Column, cell_of, head
from scorecard.score.words import RULE, group_name
from scorecard.views import PartnerLine


def standing_columns(lines: Sequence[PartnerLine], reader: Reader) -> list[Column]:
    """Change since the quarter before, rank among peers, known share of the card.

    A column that would be empty for all of them is left out.
    """
    columns: list[Column] = []
    if any(line.change is not None for line in lines):
        title = reader.t("Points gained or lost since the quarter before")
        columns.append((head(reader.t("Change"), "n", title), lambda line: _change(line, reader)))
    if any(line.peers is not None for line in lines):
        title = reader.t(RULE)
        columns.append((head(reader.t("Rank"), "n", title), lambda line: _rank(line, reader)))
    title = reader.t("Share of the card's weight that is known")
    known = (head(reader.t("Known"), "n", title), lambda line: _known(line, reader))
    return [*columns, known]


def _change(line: PartnerLine, reader: Reader) -> Html:
    if line.change is None:
        text = reader.t("There is no score of the quarter before to compare with.")
        return cell_of(reader.t("Change"), None, title=text)
    was = reader.t("was {score}", score=reader.number(line.score_before or 0.0, 1))
    change = reader.number(line.change, 1, signed=True)
    return cell_of(reader.t("Change"), change, title=was)


def _rank(line: PartnerLine, reader: Reader) -> Html:
    if line.peers is None or line.peers.rank is None:
        text = reader.t("Without a score there is no rank.")
        return cell_of(reader.t("Rank"), None, title=text)
    place = reader.t(
        "{rank} of {n}",
        rank=reader.number(line.peers.rank),
        n=reader.number(line.peers.n),
    )
    group = tag("span", reader.say(group_name(line.peers)), class_="sub")
    return tag("td", tag("span", place, group), class_="n", data_label=reader.t("Rank"))


def _known(line: PartnerLine, reader: Reader) -> Html:
    return cell_of(reader.t("Known"), reader.share(line.known))
