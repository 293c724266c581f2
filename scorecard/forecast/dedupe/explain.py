"""Why two deals are taken for one, or not, in words; the weights add up to the decision's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scorecard.forecast.dedupe.contract import FEATURES, Part
from scorecard.i18n.message import Message, MsgId

BASE: MsgId = "How rarely two reports are of one opportunity"
TEXTS: dict[str, dict[str, MsgId]] = {
    "customer": {
        "tax": "The same tax number of the end customer",
        "same": "The same end customer",
        "spelling": "The end customer is spelt differently",
        "form": "The end customer has another legal form, city or branch",
        "near": "The end customers' names differ in a word",
        "begins": "One end customer's name begins like the other's",
        "letters": "The end customers' names have nearly the same letters",
        "loose": "The end customers' names are somewhat alike",
        "other": "Different end customers",
        "unsaid": "An end customer is not named",
    },
    "family": {
        "same": "The same product family",
        "unsaid": "A product family is not named",
        "other": "Different product families",
    },
    "opened": {
        "7": "Opened within 7 days of each other",
        "30": "Opened within 30 days of each other",
        "60": "Opened within 60 days of each other",
        "later": "Opened more than 60 days apart",
        "unsaid": "A day of opening is not known",
    },
    "closing": {
        "10": "Expected to close within 10 days of each other",
        "30": "Expected to close within 30 days of each other",
        "60": "Expected to close within 60 days of each other",
        "later": "Expected to close more than 60 days apart",
        "unsaid": "An expected close is not known",
    },
    "amount": {
        "odd": "The very same amount, which is not round",
        "equal": "The same amount",
        "rate": "The same amount in another currency, within 3 %",
        "close": "Amounts within 1 %",
        "near": "Amounts within 5 %",
        "off": "Amounts within 16 %",
        "far": "Amounts further apart",
        "part": "One of the parts that add up to the other",
        "unsaid": "An amount is not known",
    },
    "number": {
        "same": "The same registration number",
        "unsaid": "No common registration number",
        "other": "Different registration numbers",
    },
    "tender": {
        "same": "The same tender",
        "unsaid": "No tender number on both",
        "other": "Different tenders",
    },
    "partner": {
        "same": "The same partner",
        "unsaid": "A partner is not named",
        "other": "Different partners",
    },
    "outcome": {
        "fits": "Nothing in how they ended speaks against it",
        "won_lost": "One is won and the other lost",
        "before": "One was closed before the other was opened",
    },
    "crowd": {
        "alone": "The end customer has few deals like these",
        "few": "The end customer has some more deals like these",
        "many": "The end customer has many deals like these",
    },
}


def explain(pair: Mapping[str, Any]) -> tuple[Part, ...]:
    """The base and every feature of one row of `Counted.pairs`, the heaviest first.

    The weights of all parts add up to the row's `weight`, the log-odds that both are one.
    """
    parts = [
        Part(name, str(pair[name]), float(pair[f"{name}_weight"]), _why(name, str(pair[name])))
        for name in FEATURES
    ]
    parts.append(Part("base", "", float(pair["base_weight"]), Message(BASE)))
    return tuple(sorted(parts, key=lambda part: (-abs(part.weight), part.feature)))


def _why(feature: str, level: str) -> Message:
    return Message(TEXTS[feature][level])
