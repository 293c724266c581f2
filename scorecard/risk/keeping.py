"""What was learned as plain text, so that a later process can score with it what changed."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pandas as pd

from scorecard.risk.bgnbd import BgNbd
from scorecard.risk.context import COUNTED
from scorecard.risk.labels import Outcome
from scorecard.risk.learner import Additive
from scorecard.risk.rescore import Background
from scorecard.risk.rhythm import Usual
from scorecard.risk.training import Fitted, Method, Trained

FORM = 1  # of the text; another form is as good as none
STRAIGHT = ("mean", "scale", "weights")


def kept(behind: Background) -> str:
    """A background as JSON; every number is read back as it was."""
    fitted = behind.fitted
    return json.dumps(
        {
            "form": FORM,
            "at": behind.at,
            "fitted": {
                "at": fitted.at,
                "horizon": fitted.horizon,
                "prior": vars(fitted.prior),
                "names": fitted.names,
                "models": {str(what): _trained(one) for what, one in fitted.models.items()},
                "usual": vars(fitted.usual),
                "season": fitted.season,
            },
            "paces": {name: behind.paces[name].tolist() for name in behind.paces},
            "things": behind.things,
            "events": behind.events,
        }
    )


def read_back(text: str) -> Background | None:
    """The background of a text; None where it has another form."""
    found = json.loads(text)
    if found.get("form") != FORM:
        return None
    one = found["fitted"]
    fitted = Fitted(
        one["at"],
        one["horizon"],
        BgNbd(**one["prior"]),
        tuple(one["names"]),
        {Outcome(what): _read_trained(values) for what, values in one["models"].items()},
        Usual(**one["usual"]),
        (one["season"][0], one["season"][1]),
    )
    paces = _read_paces(found["paces"])
    return Background(found["at"], fitted, paces, tuple(found["things"]), tuple(found["events"]))


def _trained(one: Trained) -> dict[str, Any]:
    model = one.model
    return {
        "method": str(one.method),
        "counts": [one.n_cuts, one.n_rows, one.n_events],
        "base": [model.base, model.prior_weight, model.prior_mean],
        **{name: getattr(model, name).tolist() for name in STRAIGHT},
        "edges": [edges.tolist() for edges in model.edges],
        "curves": [curve.tolist() for curve in model.curves],
    }


def _read_trained(values: dict[str, Any]) -> Trained:
    base, weight, middle = values["base"]
    mean, scale, weights = (np.array(values[name], float) for name in STRAIGHT)
    edges, curves = (
        tuple(np.array(one, float) for one in values[name]) for name in ("edges", "curves")
    )
    model = Additive(base, weight, middle, mean, scale, weights, edges, curves)
    return Trained(model, Method(values["method"]), *values["counts"])


def _read_paces(columns: dict[str, list[Any]]) -> pd.DataFrame:
    frame = pd.DataFrame({name: pd.Series(values) for name, values in columns.items()})
    types = dict(zip(COUNTED, (np.int64, np.float64, bool, bool, np.int64), strict=True))
    return frame.astype(types)
