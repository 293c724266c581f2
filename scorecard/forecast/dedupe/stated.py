"""The weights by which deals are compared where a vendor has decided nothing yet.

Learned by `python -m benchmarks.learn_dedupe`, with what is never said there moved into the base.
Set by hand, as no labels told them: tender, a number that is another, a customer, day or amount
that is not said, the tax number, a crowd, another family (learned: -4.5 to -5.6) and an amount far
off (learned: -11), which the same registration number may outweigh. Set lower than learned, as
300,000 reports hold more look-alikes than the 60,000 learned on: customers of other words and much
the same letters (learned: 0.5 and -2.9), and won against lost (learned: -1.8).
"""

from __future__ import annotations

from scorecard.forecast.dedupe.weights import Weights

STATED = Weights(
    base=-4.92,
    levels={
        "customer": {
            "tax": 2.07,
            "same": 2.07,
            "spelling": 1.01,
            "form": -0.28,
            "near": 1.86,
            "begins": 0.44,
            "letters": -0.3,
            "loose": -3.4,
            "other": -4.42,
            "unsaid": -2.0,
        },
        "family": {"same": 2.8, "unsaid": 0.65, "other": -5.5},
        "opened": {"7": 3.35, "30": 2.36, "60": -2.02, "later": -4.75, "unsaid": 0.0},
        "closing": {"10": 2.68, "30": 1.98, "60": -0.82, "later": -4.9, "unsaid": 0.0},
        "amount": {
            "odd": 3.2,
            "equal": 1.99,
            "rate": 3.82,
            "close": 0.12,
            "near": 0.39,
            "off": -1.89,
            "far": -7.0,
            "part": 2.49,
            "unsaid": -0.5,
        },
        "number": {"same": 5.57, "unsaid": 0.0, "other": -0.5},
        "tender": {"same": 6.0, "unsaid": 0.0, "other": -6.0},
        "partner": {"same": 1.43, "unsaid": -0.78, "other": -1.71},
        "outcome": {"fits": 0.84, "won_lost": -4.0, "before": -0.1},
        "crowd": {"alone": -0.04, "few": -0.75, "many": -1.2},
    },
)
