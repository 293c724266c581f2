"""The weights by which deals are compared where a vendor has decided nothing yet.

Learned by `python -m benchmarks.learn_dedupe`, with what is never said there moved into the base.
Set by hand, as no labels told them: tender, a number that is another, a customer, day or amount
that is not said, a crowd, and an amount far off (learned: -11), which the same registration
number may outweigh.
"""

from __future__ import annotations

from scorecard.forecast.dedupe.weights import Weights

STATED = Weights(
    base=-4.62,
    levels={
        "customer": {
            "tax": 1.15,
            "same": 1.32,
            "spelling": 1.13,
            "form": -0.55,
            "near": 1.4,
            "begins": 0.56,
            "letters": 0.52,
            "loose": -2.66,
            "other": -4.02,
            "unsaid": -2.0,
        },
        "family": {"same": 2.72, "unsaid": 1.09, "other": -4.96},
        "opened": {"7": 2.73, "30": 2.09, "60": -1.22, "later": -4.75, "unsaid": 0.0},
        "closing": {"10": 2.25, "30": 1.82, "60": -0.35, "later": -4.88, "unsaid": 0.0},
        "amount": {
            "odd": 3.13,
            "equal": 2.03,
            "rate": 3.13,
            "close": 0.26,
            "near": 0.3,
            "off": -1.68,
            "far": -7.0,
            "part": 1.91,
            "unsaid": -0.5,
        },
        "number": {"same": 5.42, "unsaid": 0.0, "other": -0.5},
        "tender": {"same": 6.0, "unsaid": 0.0, "other": -6.0},
        "partner": {"same": 0.54, "unsaid": -0.61, "other": -1.08},
        "outcome": {"fits": 0.68, "won_lost": -2.18, "before": 0.35},
        "crowd": {"alone": -0.21, "few": -0.56, "many": -1.2},
    },
)
