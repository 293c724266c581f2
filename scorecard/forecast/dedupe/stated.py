"""The weights by which deals are compared where a vendor has decided nothing yet.

Learned by `python -m benchmarks.learn_dedupe`, with what is never said there moved into the base.
Set by hand, as no labels told them: tender, a number that is another, a customer, day or amount
that is not said, a crowd, and an amount far off (learned: -11.4), which the same registration
number may outweigh.
"""

from __future__ import annotations

from scorecard.forecast.dedupe.weights import Weights

STATED = Weights(
    base=-5.69,
    levels={
        "customer": {
            "tax": 0.9, "same": 1.01, "spelling": 0.91, "form": -0.89, "near": 0.94,
            "letters": -0.44, "other": -4.0, "unsaid": -2.0,
        },
        "family": {"same": 2.92, "unsaid": 1.08, "other": -5.56},
        "opened": {"14": 3.81, "45": 2.59, "90": -4.54, "later": -3.42, "unsaid": 0.0},
        "closing": {"15": 2.38, "45": 1.47, "120": -2.28, "later": -3.14, "unsaid": 0.0},
        "amount": {
            "odd": 4.08, "equal": 2.14, "rate": 3.22, "near": 0.32, "off": -1.63, "far": -7.0,
            "part": 1.67, "unsaid": -0.5,
        },
        "number": {"same": 5.33, "unsaid": 0.0, "other": -0.5},
        "tender": {"same": 6.0, "unsaid": 0.0, "other": -6.0},
        "partner": {"same": 0.8, "unsaid": -0.9, "other": -1.47},
        "outcome": {"fits": 0.87, "won_lost": -2.5, "before": 0.06},
        "crowd": {"alone": -0.26, "few": -0.8, "many": -1.2},
    },
)  # fmt: skip
